"""Connections that never get to the end of a request's head."""

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import AsyncIterator, Sequence

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot import http_server
from bot.http_server import HealthHandlers, HttpListener, create_app

ANSWER = b"HTTP/1.1 200 OK"


async def fine() -> dict[str, object]:
    return {"ready": True}


async def nothing() -> bytes:
    return b""


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(http_server, "HEADER_TIMEOUT_S", 0.3)
    listener = HttpListener(host="127.0.0.1", port=0)
    listener.start(
        create_app(health=HealthHandlers(fine, fine, nothing), webhook=None, sandbox=None)
    )
    yield listener.port
    await listener.stop()


async def say(port: int, parts: Sequence[bytes], *, pause: float) -> tuple[bytes, float]:
    """All that came back until the other side hung up, or for a second; how long that took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began, heard = time.monotonic(), b""
    for part in parts:
        with contextlib.suppress(ConnectionError):
            writer.write(part)
            await writer.drain()
        await asyncio.sleep(pause)
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(1):
            while more := await reader.read(4096):
                heard += more
    took = time.monotonic() - began
    writer.close()
    return heard, took


@pytest.mark.parametrize(
    "parts", [[], [b"GET /healthz HTTP/1.1\r\n"], [b"GET /hea"] + [b"x"] * 5 + [b" HTT"]]
)
async def test_who_never_ends_a_head_is_hung_up_on(port, parts):
    heard, took = await say(port, parts, pause=0.05)

    assert heard == b""
    assert took < 1


async def test_who_ends_a_head_in_time_is_answered_however_slowly_it_came(port):
    request = [b"GET /healthz ", b"HTTP/1.1\r\n", b"Host: bot\r\n\r\n"]

    heard, _ = await say(port, request, pause=0.05)

    assert heard.startswith(ANSWER)


async def test_a_connection_that_rests_between_requests_is_kept(port):
    request = b"GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n"

    heard, _ = await say(port, [request, request], pause=0.5)

    assert heard.count(ANSWER) == 2


@pytest.mark.parametrize(
    "parts",
    [
        [b"GET /", *[b"h" * 20_000] * 9],
        [b"GET /healthz HTTP/1.1\r\nX-Long: ", *[b"x" * 20_000] * 9],
        [b"GET /healthz HTTP/1.1\r\n", *[b"X-More: x\r\n" * 2_000] * 9],
        [b"GET /healthz HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "]
        + [b"x" * 20_000] * 9,
    ],
    ids=["address", "one header", "many headers", "trailer"],
)
async def test_who_sends_a_head_without_end_is_hung_up_on(port, parts, monkeypatch):
    monkeypatch.setattr(http_server, "HEADER_TIMEOUT_S", 3600.0)

    _, took = await say(port, parts, pause=0.01)

    assert took < 1


async def test_who_is_answered_before_the_end_of_the_request_is_hung_up_on(port):
    head = b"POST /telegram HTTP/1.1\r\nHost: bot\r\nContent-Length: 100\r\n\r\n"

    heard, took = await say(port, [head], pause=0.05)

    assert heard.startswith(b"HTTP/1.1 404")
    assert took < 1


async def test_requests_that_come_at_once_are_answered_in_turn(port):
    request = b"GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n"

    heard, took = await say(port, [request * 3], pause=0.05)

    assert heard.count(ANSWER) == 3
    assert took > 1


async def test_without_a_limit_the_connection_is_held(port, monkeypatch):
    monkeypatch.setattr(http_server, "HEADER_TIMEOUT_S", 3600.0)

    _, took = await say(port, [b"GET /hea"], pause=0.05)

    assert took > 1


async def test_nothing_of_a_connection_that_was_reset_is_kept(port):
    request = b"GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n"
    loop, timers = asyncio.get_running_loop(), []
    for _ in range(3):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        await reader.readuntil(b"}")
        timers = [each for each in _timers(loop) if not each.cancelled()]
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()
        await asyncio.sleep(0.05)

    assert len(timers) == 1
    assert [each for each in _timers(loop) if not each.cancelled()] == []


RESET = struct.pack("ii", 1, 0)


def _timers(loop: asyncio.AbstractEventLoop) -> list[asyncio.TimerHandle]:
    """Those of uvicorn's connections."""
    protocols = [t for t in loop._scheduled if isinstance(_owner(t), HttpToolsProtocol)]
    return list(protocols)


def _owner(timer: asyncio.TimerHandle) -> object:
    return getattr(timer._callback, "__self__", None)
