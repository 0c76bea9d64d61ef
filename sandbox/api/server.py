"""ASGI application for `/bot<token>/<method>`; injects faults."""

import asyncio
import json
from dataclasses import dataclass, replace

from starlette.types import Receive, Scope, Send

from sandbox.api.get_updates import UpdatePolling
from sandbox.api.methods import METHODS
from sandbox.api.request_body import read_params
from sandbox.errors import ApiError, DownError, bad_request
from sandbox.guard import SECURITY_HEADERS
from sandbox.params import Params, as_integer
from sandbox.state.faults import Fault
from sandbox.state.world import World

MAX_BODY_BYTES = 50 * 1024 * 1024
ERROR_PAGE = b"<html><head><title>%d</title></head><body><h1>%d</h1><hr>nginx</body></html>"


class TooLargeError(Exception):
    """The body is larger than Telegram accepts."""


class Exchange:
    """Minimal HTTP request and response over ASGI."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.path: str = scope["path"]
        self.query: bytes = scope.get("query_string", b"")
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]
        self._receive = receive
        self._send = send

    @property
    def content_type(self) -> str:
        """Return the header, "" if it is missing."""
        for name, value in self._headers:
            if name == b"content-type":
                return value.decode("latin-1")
        return ""

    async def read(self) -> bytes:
        """Read the body. Raises TooLargeError, ConnectionResetError."""
        parts: list[bytes] = []
        size = 0
        while True:
            event = await self._receive()
            if event["type"] != "http.request":
                raise ConnectionResetError
            parts.append(event.get("body", b""))
            size += len(parts[-1])
            if size > MAX_BODY_BYTES:
                raise TooLargeError
            if not event.get("more_body"):
                return b"".join(parts)

    async def json(self, status: int, body: bytes, retry_after: int | None = None) -> None:
        """Send a JSON response."""
        extra = [] if retry_after is None else [(b"retry-after", str(retry_after).encode())]
        await self._answer(status, b"application/json", body, extra)

    async def error_page(self, status: int = 502) -> None:
        """Send the error page of a proxy."""
        await self._answer(status, b"text/html", ERROR_PAGE % (status, status), [])

    async def gone(self) -> None:
        """Wait until the client has disconnected."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def cut(self) -> None:
        """Close the connection without a response."""
        transport = getattr(getattr(self._send, "__self__", None), "transport", None)
        if transport is None:
            raise ConnectionResetError("the connection was cut on request")
        transport.close()
        await self.gone()

    async def _answer(
        self, status: int, kind: bytes, body: bytes, extra: list[tuple[bytes, bytes]]
    ) -> None:
        length = str(len(body)).encode()
        headers = [(b"content-type", kind), (b"content-length", length), *extra, *SECURITY_HEADERS]
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


POLL = "getUpdates"
NO_COPY_TEXT = (
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
)
UNREADABLE = (
    b'{"ok":true,"result":{"message_id":1,"text":"x","entities":[{"type":5}],'
    b'"reply_markup":{"inline_keyboard":[[{"callback_data":"x"}]]}}}'
)
NAMES = {name.lower(): name for name in (*METHODS, POLL)}
HANG_S = 3600.0


@dataclass(frozen=True, slots=True)
class ApiResult:
    """Response of a Bot API call."""

    status: int
    body: bytes
    message_id: int | None = None
    retry_after: int | None = None


def refusal(error: ApiError) -> ApiResult:
    """Make the response of an error."""
    body = json.dumps(error.wire()).encode()
    return ApiResult(error.code, body, retry_after=error.retry_after)


def success(result: object) -> ApiResult:
    """Make the response of a result."""
    number = result.get("message_id") if isinstance(result, dict) else None
    return ApiResult(200, f'{{"ok":true,"result":{json.dumps(result)}}}'.encode(), number)


class BotApi:
    """Bot API as a bare ASGI application: it handles every message in load tests.

    The guard before it has checked the token.
    """

    def __init__(self, world: World, *, token: str, polling: UpdatePolling) -> None:
        self._world = world
        self._prefix = f"/bot{token}/"
        self._polling = polling

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(scope, receive, send)
        try:
            await self._serve(exchange)
        except DownError:
            await exchange.error_page()
        except TooLargeError:
            await self._tell(exchange, refusal(ApiError(413, "Request Entity Too Large")))
        except ApiError as error:
            await self._tell(exchange, refusal(error))

    async def _serve(self, exchange: Exchange) -> None:
        self._refuse_when_down()
        asked = exchange.path.removeprefix(self._prefix)
        name = NAMES.get(asked.lower())
        if name is None:
            raise ApiError(404, "Not Found: method not found")
        self._world.last_call = self._world.monotonic()
        body = await exchange.read()
        params = read_params(content_type=exchange.content_type, query=exchange.query, body=body)
        fault = self._world.faults.take(name, params.text("chat_id"))
        if fault is not None:
            await self._spoiled(exchange, name, params, fault)
        elif (outcome := await self._outcome(exchange, name, params)) is not None:
            self._log(name, params, outcome)
            await self._tell(exchange, outcome)

    async def _outcome(self, exchange: Exchange, name: str, params: Params) -> ApiResult | None:
        try:
            if name != POLL:
                return success(METHODS[name](self._world, params))
            updates = await self._polling.answer(params, exchange.gone)
        except ApiError as error:
            return refusal(error)
        return (
            None
            if updates is None
            else ApiResult(200, f'{{"ok":true,"result":{updates}}}'.encode())
        )

    async def _spoiled(self, exchange: Exchange, name: str, params: Params, fault: Fault) -> None:
        if fault.kind == "hang":
            self._log(name, params, ApiResult(0, b""), fault=True)
            await _either(exchange, fault.seconds or HANG_S)
            await exchange.cut()
        elif fault.kind == "html":
            self._log(name, params, ApiResult(fault.code, b""), fault=True)
            await exchange.error_page(fault.code)
        elif fault.kind == "status":
            await asyncio.sleep(fault.seconds)
            await self._refuse(exchange, name, params, fault.error())
        elif fault.kind == "no_copy_text" and "copy_text" in params.text("reply_markup"):
            await self._refuse(exchange, name, params, bad_request(NO_COPY_TEXT))
        else:
            await self._late_or_cut(exchange, name, params, fault)

    async def _late_or_cut(
        self, exchange: Exchange, name: str, params: Params, fault: Fault
    ) -> None:
        await asyncio.sleep(fault.seconds)
        self._refuse_when_down()
        outcome = await self._outcome(exchange, name, params)
        if outcome is None:
            return
        if fault.kind == "unreadable":
            outcome = replace(outcome, body=UNREADABLE)
        cut = fault.kind == "accept_then_cut"
        self._log(name, params, replace(outcome, status=0) if cut else outcome)
        await (exchange.cut() if cut else self._tell(exchange, outcome))

    async def _refuse(self, exchange: Exchange, name: str, params: Params, error: ApiError) -> None:
        outcome = refusal(error)
        self._log(name, params, outcome, fault=True)
        await self._tell(exchange, outcome)

    async def _tell(self, exchange: Exchange, outcome: ApiResult) -> None:
        await exchange.json(outcome.status, outcome.body, outcome.retry_after)

    def _refuse_when_down(self) -> None:
        if self._world.down:
            raise DownError

    def _log(self, name: str, params: Params, outcome: ApiResult, *, fault: bool = False) -> None:
        chat = params.text("chat_id")
        self._world.calls.add(
            at=self._world.monotonic(),
            method=name,
            chat_id=as_integer(chat) or chat or None,
            status=outcome.status,
            message_id=outcome.message_id or as_integer(params.text("message_id")) or None,
            text=params.text("text") or params.text("caption") or None,
            retry_after=outcome.retry_after,
            fault=fault,
        )


async def _either(exchange: Exchange, seconds: float) -> None:
    """Wait for so many seconds, or until the client disconnects."""
    try:
        await asyncio.wait_for(exchange.gone(), seconds)
    except TimeoutError:
        return
