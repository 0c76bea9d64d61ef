"""The webhook endpoint: authenticates Telegram, limits the body, acknowledges handled updates."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from telegram import Update
from telegram.ext import ExtBot

from bot.telegram.update_parsing import InvalidUpdate, id_of, parse_update

MAX_BODY_BYTES = 1024 * 1024
BODY_TIMEOUT_S = 10.0
"""For the whole body: a client that drips it in holds a connection."""
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
RETRY_AFTER_S = 2
"""After which Telegram may redeliver an update that was not handled."""
log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class UpdateHandler:
    """Where the webhook delivers updates."""

    bot: ExtBot[Any]
    handle: Callable[[Update], Awaitable[bool]]


class _RejectedRequest(Exception):
    """Is answered with this status; the text says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Webhook:
    """`POST /telegram`. `handler` answers None until the process is ready, and while it stops."""

    def __init__(self, *, secret: str, handler: Callable[[], UpdateHandler | None]) -> None:
        self._secret = secret.encode()
        self._handler = handler

    async def __call__(self, request: Request) -> Response:
        """200: handled. 503: redeliver it. Anything else: not one of Telegram's requests.

        An update that cannot be read is acknowledged, as in polling: Telegram would keep it at the
        head of that person's queue for up to a day.
        """
        try:
            self._check_sender(request)
            raw = await _read(request)
        except _RejectedRequest as rejected:
            return PlainTextResponse(str(rejected), rejected.status)
        handler = self._handler()
        if handler is None:
            return _redeliver()
        try:
            update = parse_update(raw, handler.bot)
        except InvalidUpdate:
            log.warning("unreadable update", update=id_of(raw))
            return PlainTextResponse("ok")
        return PlainTextResponse("ok") if await handler.handle(update) else _redeliver()

    def _check_sender(self, request: Request) -> None:
        given = request.headers.get(SECRET, "").encode()
        if not hmac.compare_digest(given, self._secret):
            raise _RejectedRequest(403, "not from Telegram")


async def _read(request: Request) -> object:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or "content-encoding" in request.headers:
        raise _RejectedRequest(415, "application/json only, not encoded")
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > MAX_BODY_BYTES:
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
        async with asyncio.timeout(BODY_TIMEOUT_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise _RejectedRequest(413, "too large")
    except TimeoutError:
        raise _RejectedRequest(408, "too slow") from None
    return bytes(body)


def _redeliver() -> Response:
    return PlainTextResponse("not now", 503, {"Retry-After": str(RETRY_AFTER_S)})
