"""The HTTP server: webhook, health checks and metrics, the sandbox's controls.

Each route leads to a handler it is given; nothing is decided here.
"""

import asyncio
import secrets
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import uvicorn
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.telegram.webhook import Webhook
from sandbox.guard import TOKEN_HEADER

HEADER_TIMEOUT_S = 10.0
"""From the opening of the connection, or the first byte of a request."""
KEEP_ALIVE_S = 75
MAX_HEADER_BYTES = 64 * 1024
"""All of a request beside its body; what comes in one piece may be more."""


class LimitedHttpProtocol(HttpToolsProtocol):
    """HTTP protocol with a header timeout and a header size limit (slowloris protection).

    uvicorn has neither. They are here and not left to the TLS proxy, because not every proxy that
    may stand before this port waits for a whole request before it opens a connection. Extends a
    private class of uvicorn's: its tests open real connections, so that an update of uvicorn that
    changes it is noticed. Between requests uvicorn's keep-alive timeout counts.
    """

    _header_timer: asyncio.TimerHandle | None = None
    _header_bytes = _body_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._start_timeout()

    def data_received(self, data: bytes) -> None:
        """Close the connection when the header is too large."""
        self._body_bytes = 0
        super().data_received(data)
        self._header_bytes += len(data) - self._body_bytes
        if self._header_bytes > MAX_HEADER_BYTES:
            self.transport.close()

    def on_message_begin(self) -> None:
        """Start the timeout with the first byte of a request."""
        super().on_message_begin()
        self._start_timeout()

    def on_headers_complete(self) -> None:
        """Cancel the timeout: the header is complete."""
        self._cancel_timeout()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Do not count the body."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Count the next request's header anew."""
        self._header_bytes = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Close the connection if we responded before the request body was complete."""
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel both timeouts: uvicorn keeps its own after a reset, and with it for so long the
        connection's objects.
        """
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self._cancel_timeout()

    def _start_timeout(self) -> None:
        if self._header_timer is None:
            self._header_timer = self.loop.call_later(HEADER_TIMEOUT_S, self.transport.close)

    def _cancel_timeout(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None


Report = Callable[[], Awaitable[Mapping[str, object]]]
Text = Callable[[], Awaitable[bytes]]
Handler = Callable[[Request], Awaitable[Response]]
MAX_ADVANCE_S = 366 * 24 * 3600


class PortTaken(Exception):
    """The port cannot be listened on; the text says where and why."""


@dataclass(frozen=True, slots=True)
class SandboxControls:
    """What the emulator may ask: move the clock (returns the new offset), start over.

    `token`: what it has to show, as on its own port.
    """

    token: str
    advance: Callable[[timedelta], Awaitable[timedelta]]
    start_over: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class HealthHandlers:
    """Liveness (`report`), readiness for updates, metrics."""

    report: Report
    readiness: Report
    metrics: Text


def create_app(
    *, health: HealthHandlers, webhook: Webhook | None, sandbox: SandboxControls | None
) -> Starlette:
    """The routes; those of a webhook or sandbox that is None are 404."""

    async def telegram(request: Request) -> Response:
        return PlainTextResponse("no webhook", 404) if webhook is None else await webhook(request)

    routes = [Route("/telegram", telegram, methods=["POST"]), *_health_routes(health)]
    app = Starlette(routes=[*routes, *(_sandbox_routes(sandbox) if sandbox is not None else ())])
    # The default sends /telegram/ on to a URL built of the Host header, which anyone can choose.
    app.router.redirect_slashes = False
    return app


def _health_routes(health: HealthHandlers) -> Iterator[Route]:
    async def healthz(_: Request) -> Response:
        return JSONResponse(await health.report())

    async def readyz(_: Request) -> Response:
        told = await health.readiness()
        return JSONResponse(told, 200 if told["ready"] else 503)

    async def metrics(_: Request) -> Response:
        return Response(await health.metrics(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    yield Route("/healthz", healthz, methods=["GET"])
    yield Route("/readyz", readyz, methods=["GET"])
    yield Route("/metrics", metrics, methods=["GET"])


def _sandbox_routes(sandbox: SandboxControls) -> Iterator[Route]:
    async def clock(request: Request) -> Response:
        seconds = await _seconds(request)
        if seconds is None:
            return JSONResponse({"error": "advance_seconds must be a whole number above 0"}, 400)
        offset = await sandbox.advance(timedelta(seconds=seconds))
        return JSONResponse({"offset": int(offset.total_seconds())})

    async def start_over(_: Request) -> Response:
        await sandbox.start_over()
        return JSONResponse({"offset": 0})

    def guarded(handler: Handler) -> Handler:
        async def handle(request: Request) -> Response:
            """Other pages in the browser do not know the token."""
            shown = request.headers.get(TOKEN_HEADER, "").encode()
            if not secrets.compare_digest(shown, sandbox.token.encode()):
                return PlainTextResponse("for the sandbox only", 403)
            return await handler(request)

        return handle

    yield Route("/sandbox/clock", guarded(clock), methods=["POST"])
    yield Route("/sandbox/start-over", guarded(start_over), methods=["POST"])


async def _seconds(request: Request) -> int | None:
    with suppress(ValueError, RecursionError):
        asked = await request.json()
        seconds = asked.get("advance_seconds") if isinstance(asked, dict) else None
        if type(seconds) is int and 0 < seconds <= MAX_ADVANCE_S:
            return seconds
    return None


class _Server(uvicorn.Server):
    """Disables uvicorn's signal handlers: shutdown order is controlled by Process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class HttpListener:
    """The listening socket and its server. `port`: as bound, also for port 0. Raises PortTaken."""

    def __init__(self, *, host: str, port: int) -> None:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            self._socket = socket.create_server((host, port), family=family, backlog=1024)
            # asyncio does so only for sockets it made itself; without, each answer waits 40 ms.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            raise PortTaken(f"{host}:{port} cannot be listened on ({error.strerror})") from None
        self.port: int = self._socket.getsockname()[1]
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    def start(self, app: Starlette) -> None:
        """Serves the app from now on."""
        config = uvicorn.Config(
            app,
            http=LimitedHttpProtocol,
            log_config=None,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=4,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))

    async def stop(self) -> None:
        """Stops accepting requests; those in hand are answered, for a few seconds."""
        if self._server is None or self._serving is None:
            self._socket.close()
            return
        self._server.should_exit = True
        await self._serving
