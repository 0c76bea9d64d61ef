"""Telegram at the other end of a transport that is none: it answers as it is told, and notes.

What a real transport raises is raised here, with the real causes. It takes the loop's time.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData

from bot.telegram.request import READ_TIMEOUT_S, StrictJsonRequest

LATENCY = 0.08
FLOOD_LIMIT, FLOOD_PAUSE = 30, 5
"""Messages in any second, and the seconds of quiet that one more costs."""
ME = {"id": 77, "is_bot": True, "first_name": "bot", "username": "checkup_bot"}
CODE = re.compile(r"HS-[0-9A-Z]{6}")
Reply = tuple[int, bytes]


@dataclass
class Call:
    """One message as it came. `arrived`: the person sees it; `known`: the bot was told so."""

    at: float
    chat: int
    text: str
    plain: bool
    status: int = 0
    arrived: bool = False
    known: bool = False

    @property
    def code(self) -> str:
        """Of the booking it is about."""
        found = CODE.search(self.text)
        return found[0] if found else ""


Behaviour = Callable[[Call], Awaitable[Reply]]


async def well(call: Call) -> Reply:
    """It arrives, and we are told."""
    call.arrived = True
    await asyncio.sleep(LATENCY)
    sent = {"message_id": 1, "date": 0, "chat": {"id": call.chat, "type": "private"}, "text": "x"}
    return 200, json.dumps({"ok": True, "result": sent}).encode()


UNREADABLE: dict[str, dict[str, object]] = {
    "no date": {"date": None},
    "a date that is none": {"date": "now"},
    "an entity of an unknown kind": {"date": 0, "entities": [{"kind": "x"}]},
    "a button without text": {
        "date": 0,
        "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]},
    },
    "a chat that is none": {"date": 0, "chat": 5},
}
"""What makes an answer to a send one that the library cannot read."""


def sent_but_unreadable(how: str) -> Behaviour:
    """It arrives, and `ok` is said in a way that the library cannot read."""

    async def answer(call: Call) -> Reply:
        call.arrived = True
        await asyncio.sleep(LATENCY)
        chat = {"id": call.chat, "type": "private"}
        said = {"message_id": 1, "chat": chat, "text": "x"} | UNREADABLE[how]
        said = {name: value for name, value in said.items() if value is not None}
        return 200, json.dumps({"ok": True, "result": said}).encode()

    return answer


async def refuse_to_connect(_: Call) -> Reply:
    """Nothing leaves."""
    raise NetworkError("ClientConnectorError") from aiohttp.ClientConnectorError(
        None, OSError(111, "refused")
    )


async def cut(call: Call) -> Reply:
    """It arrives, and the connection ends before we are told."""
    call.arrived = True
    await asyncio.sleep(LATENCY)
    raise NetworkError("ServerDisconnectedError") from aiohttp.ServerDisconnectedError()


async def hang(_: Call) -> Reply:
    """Not a byte comes back, and nothing arrived."""
    await asyncio.sleep(READ_TIMEOUT_S)
    raise TimedOut from aiohttp.SocketTimeoutError()


async def hang_late(call: Call) -> Reply:
    """Not a byte comes back, though it arrived."""
    call.arrived = True
    return await hang(call)


def page(status: int, *, arrives: bool = False) -> Behaviour:
    """A page of HTML, as proxies have it."""

    async def answer(call: Call) -> Reply:
        call.arrived = arrives
        await asyncio.sleep(LATENCY)
        return status, b"<html>Bad Gateway</html>"

    return answer


def no(status: int, description: str, **parameters: object) -> Behaviour:
    """Telegram's own words."""

    async def answer(call: Call) -> Reply:
        await asyncio.sleep(LATENCY)
        body = {"ok": False, "error_code": status, "description": description}
        return status, json.dumps(body | {"parameters": parameters}).encode()

    return answer


def quiet(seconds: int) -> Behaviour:
    """429."""
    words = f"Too Many Requests: retry after {seconds}"
    return no(429, words, retry_after=seconds)


class FarEnd(StrictJsonRequest):
    """Answers messages by the `script`, then as `usual` says; more than the limit meets a 429."""

    def __init__(self, usual: Callable[[Call], Behaviour] = lambda _: well) -> None:
        self.usual = usual
        self.script: list[Behaviour] = []
        self.calls: list[Call] = []
        self.floods = 0
        self._last: deque[float] = deque()

    @property
    def read_timeout(self) -> float:
        return READ_TIMEOUT_S

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, request_data: RequestData | None = None, **_: Any
    ) -> Reply:
        if not url.endswith("sendMessage") or request_data is None:
            return 200, json.dumps({"ok": True, "result": ME}).encode()
        said = request_data.parameters
        now = asyncio.get_running_loop().time()
        call = Call(now, int(said["chat_id"]), said["text"], "parse_mode" not in said)
        self.calls.append(call)
        behaviour = self.script.pop(0) if self.script else self._flood(now) or self.usual(call)
        call.status, body = await behaviour(call)
        call.known = call.status == 429 or b'"ok"' in body
        return call.status, body

    def _flood(self, now: float) -> Behaviour | None:
        while self._last and self._last[0] <= now - 1 + 1e-6:
            self._last.popleft()
        self._last.append(now)
        if len(self._last) <= FLOOD_LIMIT:
            return None
        self.floods += 1
        return quiet(FLOOD_PAUSE)
