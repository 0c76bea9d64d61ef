"""What stands in front of many replicas: each update to a ready one, to the next if that fails.

As a plain HTTP balancer does it, but unkind: one person's updates never go to the same replica
twice in a row, and every second one may be delivered twice. It remembers every request.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

HOST = "127.0.0.1"
EVERY = 0.2
"""Seconds between two looks at a replica; it has as long again times five to answer."""
WITHIN = 10.0
"""Seconds for one replica to answer an update."""
RIGHT_AFTER = 4
"""Of so many updates one comes twice at the same time and one twice in a row."""
BROKEN, NOBODY = 502, 503
LEFT_OUT = {"transfer-encoding", "content-length", "host", "connection", "accept-encoding"}


@dataclass(frozen=True)
class Passed:
    """One attempt or one answer: `status` 0 is a connection refused."""

    at: float
    update: int
    replica: int
    status: int
    seconds: float


@dataclass(frozen=True)
class _Reply:
    status: int
    body: bytes
    headers: dict[str, str]


class Balancer:
    """`url` is where the webhook leads. `answers` are what Telegram got, `attempts` all there were.

    `twice`: every second update goes to the other replica too, whose answer nobody waits for.
    """

    def __init__(
        self, replicas: Sequence[str], *, twice: bool = False, probe: str = "/readyz"
    ) -> None:
        self.replicas = list(replicas)
        self.ready: set[int] = set()
        self.answers: list[Passed] = []
        self.attempts: list[Passed] = []
        self.copies: list[Passed] = []
        self.url = ""
        self._twice = twice
        self._probe = probe
        self._turn: Counter[int] = Counter()
        self._count = 0
        self._copying: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Balancer"]:
        """Listens in here, on a port of its own."""
        # A connection for each request: one that a replica is just closing loses what it carries.
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        app = web.Application(client_max_size=2**21)
        app.router.add_post("/telegram", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, HOST, 0, backlog=1024)
        await site.start()
        self.url = f"http://{HOST}:{runner.addresses[0][1]}/telegram"
        async with aiohttp.ClientSession(connector=connector, trust_env=False) as self._session:
            looking = [asyncio.create_task(self._look(n)) for n in range(len(self.replicas))]
            try:
                yield self
            finally:
                await runner.cleanup()
                for task in (*looking, *self._copying):
                    task.cancel()
                await asyncio.gather(*looking, *self._copying, return_exceptions=True)

    async def until_ready(self, replica: int, *, within: float = 60.0) -> None:
        """Until it may get updates. TimeoutError."""
        async with asyncio.timeout(within):
            while replica not in self.ready:
                await asyncio.sleep(0.02)

    async def _look(self, replica: int) -> None:
        """Again and again, whether it is ready."""
        while True:
            is_ready = await self._answers_200(replica)
            (self.ready.add if is_ready else self.ready.discard)(replica)
            await asyncio.sleep(EVERY)

    async def _answers_200(self, replica: int) -> bool:
        wait = aiohttp.ClientTimeout(total=EVERY * 5)
        try:
            async with self._session.get(self.replicas[replica] + self._probe, timeout=wait) as got:
                return got.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _take(self, request: web.Request) -> web.Response:
        began, body = time.monotonic(), await request.read()
        headers = {k: v for k, v in request.headers.items() if k.lower() not in LEFT_OUT}
        update = json.loads(body)
        number, order = int(update["update_id"]), self._order(_sender(update))
        self._count += 1
        kind = self._count % RIGHT_AFTER if self._twice else 0
        if kind == 1:
            self._copy(number, order, body, headers)
        reply = await self._pass_on(number, order, body, headers)
        if kind == RIGHT_AFTER - 1:
            self._copy(number, order, body, headers)
        took = time.monotonic() - began
        self.answers.append(Passed(began, number, -1, reply.status, took))
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)

    def _order(self, sender: int) -> list[int]:
        """Which replicas to ask: this person's next one first, and only ready ones."""
        self._turn[sender] += 1
        count, first = len(self.replicas), (sender + self._turn[sender]) % len(self.replicas)
        return [n for n in ((first + i) % count for i in range(count)) if n in self.ready]

    def _copy(self, number: int, order: list[int], body: bytes, headers: dict[str, str]) -> None:
        """The same to the other one."""

        async def deliver() -> None:
            reply, took = await self._ask(order[-1], body, headers)
            status = reply.status if reply else 0
            self.copies.append(Passed(time.monotonic(), number, order[-1], status, took))

        if order:
            task = asyncio.create_task(deliver())
            self._copying.add(task)
            task.add_done_callback(self._copying.discard)

    async def _pass_on(
        self, number: int, order: list[int], body: bytes, headers: dict[str, str]
    ) -> _Reply:
        last = _Reply(NOBODY, b"", {"Retry-After": "1"})
        for replica in order:
            reply, took = await self._ask(replica, body, headers)
            status = reply.status if reply else 0
            self.attempts.append(Passed(time.monotonic(), number, replica, status, took))
            last = reply or last
            if status not in {0, NOBODY}:
                break
        return last

    async def _ask(
        self, replica: int, body: bytes, headers: dict[str, str]
    ) -> tuple[_Reply | None, float]:
        """What it answers; None: it was not there, so that it cannot have done anything."""
        began, wait = time.monotonic(), aiohttp.ClientTimeout(total=WITHIN)
        url = f"{self.replicas[replica]}/telegram"
        reply: _Reply | None
        try:
            async with self._session.post(url, data=body, headers=headers, timeout=wait) as got:
                kept = {k: v for k, v in got.headers.items() if k == "Retry-After"}
                reply = _Reply(got.status, await got.read(), kept)
        except aiohttp.ClientConnectorError:
            reply = None
        except (aiohttp.ClientError, TimeoutError):
            reply = _Reply(BROKEN, b"", {})
        return reply, time.monotonic() - began


def _sender(update: dict[str, Any]) -> int:
    """Whose it is; 0 if nobody's."""
    parts = (part for part in update.values() if isinstance(part, dict))
    return next((int(part["from"]["id"]) for part in parts if "from" in part), 0)
