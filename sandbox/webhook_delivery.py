"""Updates on their way to the webhook: in order in each lane, one at a time, until taken.

A lane is a chat's messages or a person's taps; lanes do not wait for each other.
"""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass

from sandbox.http_client import Post, UnreachableError
from sandbox.state.updates import Update
from sandbox.state.webhook import WebhookError, WebhookState
from sandbox.state.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LONGEST_WAIT = 60.0
LONGEST_ASKED = 3600.0


@dataclass(slots=True)
class PendingUpdate:
    """An update and how it went so far; `delay` in seconds."""

    update: Update
    failures: int = 0
    delay: float = 1.0

    def put_off(self, asked: float) -> float:
        """Seconds until the next try: at once, then 2, 4, 8 ...; or what the bot asked for."""
        wait = min(asked, LONGEST_ASKED)
        if not asked and self.failures:
            longest = LONGEST_WAIT + secrets.randbelow(int(LONGEST_WAIT) + 1)
            wait = self.delay = min(longest, self.delay * 2)
        self.failures += 1
        return wait


class Deliveries:
    """As many workers as the webhook wants connections."""

    def __init__(self, world: World, post: Post) -> None:
        self._world = world
        self._post = post
        self._serving = world.webhook
        self._lanes: dict[int, deque[PendingUpdate]] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._up = asyncio.Event()
        self._up.set()
        world.updates.listeners.append(self._added)
        world.on_switch.append(self._switched)

    def stop(self) -> None:
        """What is in flight goes out again later."""
        for worker in self._workers:
            worker.cancel()
        self._workers = []
        self._lanes = {}
        self._ready = asyncio.Queue()

    def _switched(self) -> None:
        (self._up.clear if self._world.down else self._up.set)()
        if self._serving == self._world.webhook:
            return
        self.stop()
        self._serving = self._world.webhook
        if self._serving.url:
            self._start(self._serving)

    def _start(self, webhook: WebhookState) -> None:
        for update in self._world.updates.waiting():
            self._added(update)
        self._workers = [
            asyncio.ensure_future(self._work(webhook, self._ready))
            for _ in range(webhook.max_connections)
        ]

    def _added(self, update: Update) -> None:
        if not self._serving.url:
            return
        lane = self._lanes.setdefault(update.lane, deque())
        lane.append(PendingUpdate(update))
        if len(lane) == 1:
            self._ready.put_nowait(update.lane)

    async def _work(self, webhook: WebhookState, ready: asyncio.Queue[int]) -> None:
        while True:
            key = await ready.get()
            await self._up.wait()
            delivery = self._lanes[key][0]
            wait = await self._try(webhook, delivery)
            if wait is None:
                self._done(key, ready)
            elif wait == 0:
                ready.put_nowait(key)
            else:
                asyncio.get_running_loop().call_later(wait, ready.put_nowait, key)

    def _done(self, key: int, ready: asyncio.Queue[int]) -> None:
        lane = self._lanes[key]
        self._world.updates.forget(lane.popleft().update.id)
        if lane:
            ready.put_nowait(key)
        else:
            del self._lanes[key]

    async def _try(self, webhook: WebhookState, delivery: PendingUpdate) -> float | None:
        """Seconds until the next try; None when there is none."""
        update, world = delivery.update, self._world
        if update.expires <= world.monotonic() or update.id not in world.updates:
            return None
        words, asked = await self._send(webhook, update)
        if not words:
            return None
        world.trouble = WebhookError(int(world.wall()), words)
        wait = delivery.put_off(asked)
        return None if world.monotonic() + wait > update.expires else wait

    async def _send(self, webhook: WebhookState, update: Update) -> tuple[str, float]:
        """What went wrong ("" if nothing), and for how long the bot asked to be left alone."""
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip, deflate"}
        if webhook.secret_token:
            headers[SECRET_HEADER] = webhook.secret_token
        try:
            reply = await self._post(webhook.url, update.body.encode(), headers)
        except UnreachableError as error:
            return str(error), 0
        if 200 <= reply.status < 300:
            return "", 0
        return f"Wrong response from the webhook: {reply.status}", reply.retry_after
