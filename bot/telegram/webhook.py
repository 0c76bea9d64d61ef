"""Updates that Telegram delivers: who may post one, what it may look like, when it is acknowledged.

It handles nothing itself, and it answers 200 only for what was handled.
"""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from telegram import Update
from telegram.ext import ExtBot

from bot.telegram.update_parsing import InvalidUpdate, parse_update

BODY_LIMIT = 1024 * 1024
BODY_WITHIN = 10.0
"""Seconds for the whole body: who drips it in holds a connection."""
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
COME_AGAIN = 2
"""Seconds after which Telegram may try an update again that was not handled."""


@dataclass(frozen=True, slots=True)
class UpdateHandler:
    """What the webhook leads to."""

    bot: ExtBot[Any]
    handle: Callable[[Update], Awaitable[bool]]


class _RejectedRequest(Exception):
    """The request is refused with this status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Webhook:
    """`POST /telegram`. `door` answers None until the process is ready, and while it stops."""

    def __init__(self, *, secret: str, door: Callable[[], UpdateHandler | None]) -> None:
        self._secret = secret.encode()
        self._door = door

    async def __call__(self, request: Request) -> Response:
        """200: handled. 503: let it come again. Anything else: not one of Telegram's requests."""
        try:
            self._check_sender(request)
            update = await _read(request)
            door = self._door()
            if door is None:
                return _again()
            parsed = _parsed(update, door.bot)
        except _RejectedRequest as no:
            return PlainTextResponse(str(no), no.status)
        return PlainTextResponse("ok") if await door.handle(parsed) else _again()

    def _check_sender(self, request: Request) -> None:
        given = request.headers.get(SECRET, "").encode()
        if not hmac.compare_digest(given, self._secret):
            raise _RejectedRequest(403, "not from Telegram")


async def _read(request: Request) -> object:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or "content-encoding" in request.headers:
        raise _RejectedRequest(415, "application/json only, not encoded")
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > BODY_LIMIT:
        raise _RejectedRequest(413, "too large")
    body = await _body(request)
    try:
        update: object = json.loads(body)
    except (ValueError, RecursionError):
        raise _RejectedRequest(400, "not JSON") from None
    return update


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise _RejectedRequest(413, "too large")
    except TimeoutError:
        raise _RejectedRequest(408, "too slow") from None
    return bytes(body)


def _parsed(update: object, bot: ExtBot[Any]) -> Update:
    try:
        return parse_update(update, bot)
    except InvalidUpdate:
        raise _RejectedRequest(400, "not an update") from None


def _again() -> Response:
    return PlainTextResponse("not now", 503, {"Retry-After": str(COME_AGAIN)})
