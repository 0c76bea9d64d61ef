"""The port the bot listens on in every mode: the webhook, what watchdogs ask, the sandbox's wishes.

It decides nothing: each route leads to a part it is given.
"""

import asyncio
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

HEAD_WITHIN = 10.0
"""Seconds from the first byte, or from the opening of the connection."""
LONGEST = 64 * 1024
"""Bytes of a request beside its body; what comes in one piece may be more."""


class LimitedHttpProtocol(HttpToolsProtocol):
    """uvicorn's own protocol; between requests its keep-alive time counts."""

    _giving_up: asyncio.TimerHandle | None = None
    _beside = _body = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there: the first request is to follow."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """A part of a request, of several, or all of one."""
        self._body = 0
        super().data_received(data)
        self._beside += len(data) - self._body
        if self._beside > LONGEST:
            self.transport.close()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """All of a head."""
        self._wait_no_more()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of a request."""
        self._beside = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Who was answered before all of the request was there would have us read the rest."""
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        super().connection_lost(exc)
        self._wait_no_more()

    def _wait(self) -> None:
        if self._giving_up is None:
            self._giving_up = self.loop.call_later(HEAD_WITHIN, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None


Report = Callable[[], Awaitable[Mapping[str, object]]]
Text = Callable[[], Awaitable[bytes]]
LONGEST_JUMP = 366 * 24 * 3600


class PortTaken(Exception):
    """Nothing can listen there; the text says where and why."""


@dataclass(frozen=True, slots=True)
class SandboxControls:
    """What the sandbox may ask for: to move the clock (the new offset), to start over."""

    advance: Callable[[timedelta], Awaitable[timedelta]]
    start_over: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class HealthHandlers:
    """What watchdogs ask: is it alive; is it `ready` for updates; the metrics."""

    report: Report
    readiness: Report
    metrics: Text


def create_app(
    *, watch: HealthHandlers, webhook: Webhook | None, wishes: SandboxControls | None
) -> Starlette:
    """The routes there are; without a webhook or wishes theirs are 404."""

    async def telegram(request: Request) -> Response:
        return PlainTextResponse("no webhook", 404) if webhook is None else await webhook(request)

    routes = [
        Route("/telegram", telegram, methods=["POST"]),
        *_watched(watch),
    ]
    return Starlette(routes=[*routes, *(_sandbox(wishes) if wishes is not None else ())])


def _watched(watch: HealthHandlers) -> Iterator[Route]:
    async def healthz(_: Request) -> Response:
        return JSONResponse(await watch.report())

    async def readyz(_: Request) -> Response:
        told = await watch.readiness()
        return JSONResponse(told, 200 if told["ready"] else 503)

    async def metrics(_: Request) -> Response:
        return Response(await watch.metrics(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    yield Route("/healthz", healthz, methods=["GET"])
    yield Route("/readyz", readyz, methods=["GET"])
    yield Route("/metrics", metrics, methods=["GET"])


def _sandbox(wishes: SandboxControls) -> Iterator[Route]:
    async def clock(request: Request) -> Response:
        seconds = await _seconds(request)
        if seconds is None:
            return JSONResponse({"error": "advance_seconds must be a whole number above 0"}, 400)
        offset = await wishes.advance(timedelta(seconds=seconds))
        return JSONResponse({"offset": int(offset.total_seconds())})

    async def start_over(_: Request) -> Response:
        await wishes.start_over()
        return JSONResponse({"offset": 0})

    yield Route("/sandbox/clock", _from_the_emulator(clock), methods=["POST"])
    yield Route("/sandbox/start-over", _from_the_emulator(start_over), methods=["POST"])


def _from_the_emulator(
    route: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        """A browser says where its page is from; the emulator is none."""
        if "origin" in request.headers:
            return PlainTextResponse("not for pages", 403)
        return await route(request)

    return guarded


async def _seconds(request: Request) -> int | None:
    with suppress(ValueError, RecursionError):
        asked = await request.json()
        seconds = asked.get("advance_seconds") if isinstance(asked, dict) else None
        if type(seconds) is int and 0 < seconds <= LONGEST_JUMP:
            return seconds
    return None


class _Server(uvicorn.Server):
    """Leaves signals to the process, which has more to stop than this, and in another order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class HttpListener:
    """The open port. `port` is what it became if 0 was asked for. PortTaken: it is not free."""

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
        """Answers from now on."""
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
            timeout_keep_alive=75,
            timeout_graceful_shutdown=4,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))

    async def stop(self) -> None:
        """Takes no more requests; those in hand are answered first, for a few seconds."""
        if self._server is None or self._serving is None:
            self._socket.close()
            return
        self._server.should_exit = True
        await self._serving
