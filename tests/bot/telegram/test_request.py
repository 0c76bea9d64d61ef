"""Calls over the wire: what is sent, and how what went wrong is told apart."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.request import AiohttpRequest, requests
from bot.telegram.send_errors import classify_error, retry_after_s
from domain.ports.notices import Delivery, SendResult
from sandbox.api.request_body import read_params

TOKEN = "123456:" + "A" * 35
SENT = {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "x"}


class Wire:
    """A server that answers as it is told and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: tuple[int, object] = (200, {"ok": True, "result": SENT})
        self.raw: bytes | None = None
        self.hang = False
        self.asked: list[tuple[str, str, bytes]] = []
        self.root = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(
            (request.path, request.headers.get("Content-Type", ""), await request.read())
        )
        if self.hang:
            await asyncio.sleep(5)
        if self.raw is not None:
            return web.Response(status=self.answer[0], body=self.raw, content_type="text/html")
        return web.json_response(self.answer[1], status=self.answer[0])


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire, app = Wire(), web.Application()
    app.router.add_route("*", "/{path:.*}", wire.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    wire.root = f"http://{host}:{port}/bot"
    yield wire
    await runner.cleanup()


@pytest.fixture(params=["aiohttp", "httpx"])
async def bot(request: pytest.FixtureRequest, wire: Wire) -> AsyncIterator[Bot]:
    call, poll = requests(request.param)
    await call.initialize()
    await poll.initialize()
    yield Bot(TOKEN, wire.root, request=call, get_updates_request=poll)
    await call.shutdown()
    await poll.shutdown()


def fields(kind: str, body: bytes) -> dict[str, str]:
    """What a call says, as the emulator reads it."""
    return dict(read_params(content_type=kind, query=b"", body=body).fields)


async def test_what_a_call_says_arrives(bot, wire):
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("예약", callback_data="v1|o")]])

    await bot.send_message(7, "안녕 & +", disable_notification=True, reply_markup=keys)

    path, kind, body = wire.asked[0]
    said = fields(kind, body)
    assert path == f"/bot{TOKEN}/sendMessage"
    assert json.loads(said.pop("reply_markup")) == keys.to_dict()
    assert said == {"chat_id": "7", "text": "안녕 & +", "disable_notification": "true"}


async def test_over_aiohttp_a_call_is_json(wire):
    async with AiohttpRequest() as request:
        await Bot(TOKEN, wire.root, request=request).send_message(7, "안녕")

    assert wire.asked[0][1] == "application/json"


async def test_over_aiohttp_each_value_has_its_own_json_type(wire):
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("예약", callback_data="v1|o")]])

    async with AiohttpRequest() as request:
        bot = Bot(TOKEN, wire.root, request=request)
        await bot.send_message(7, "안녕", disable_notification=True, reply_markup=keys)

    assert json.loads(wire.asked[0][2]) == {
        "chat_id": 7,
        "text": "안녕",
        "disable_notification": True,
        "reply_markup": {"inline_keyboard": [[{"text": "예약", "callback_data": "v1|o"}]]},
    }


async def test_over_aiohttp_a_file_goes_in_a_form_with_its_keyboard(wire):
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("예약", callback_data="v1|o")]])

    async with AiohttpRequest() as request:
        bot = Bot(TOKEN, wire.root, request=request)
        await bot.send_document(7, InputFile(b"a,b", filename="a.csv"), reply_markup=keys)

    _, kind, body = wire.asked[0]
    said = fields(kind, body)
    assert said["chat_id"] == "7"
    assert json.loads(said["reply_markup"]) == keys.to_dict()


@pytest.mark.parametrize(
    "raw", [b"[]", b"null", b"5", b'{"ok": false}', b'{"x": 1}', b"[" * 100_000]
)
@pytest.mark.parametrize("status", [200, 403])
async def test_json_that_is_no_answer_of_the_bot_api_is_not_telegrams_word(bot, wire, raw, status):
    wire.answer, wire.raw = (status, None), raw

    with pytest.raises(TelegramError) as caught:
        await bot.send_message(7, "x")

    assert classify_error(caught.value) == SendResult(Delivery.UNKNOWN)


async def test_a_refusal_with_status_200_is_an_error(bot, wire):
    wire.answer = (200, {"ok": False, "error_code": 400, "description": "Bad Request: x"})

    with pytest.raises(TelegramError):
        await bot.send_message(7, "x")


async def test_a_call_without_parameters_has_no_body(bot, wire):
    wire.answer = (200, {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "b"}})

    await bot.get_me()

    assert wire.asked[0][2] == b""


async def test_a_korean_file_name_arrives_as_it_is(bot, wire):
    await bot.send_document(7, InputFile(b"a,b", filename="예약.csv"))

    _, kind, body = wire.asked[0]
    assert kind.startswith("multipart/form-data")
    assert 'filename="예약.csv"'.encode() in body
    assert b"a,b" in body


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}, Forbidden),
        (400, {"ok": False, "description": "Bad Request: chat not found"}, BadRequest),
    ],
)
async def test_refusals_of_telegram_are_told_apart(bot, wire, status, answer, error):
    wire.answer = (status, answer)

    with pytest.raises(error):
        await bot.send_message(7, "x")


async def test_a_pause_comes_with_its_seconds(bot, wire):
    wire.answer = (429, {"ok": False, "description": "x", "parameters": {"retry_after": 7}})

    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(7, "x")
    assert retry_after_s(caught.value) == 7


async def test_a_page_of_html_instead_of_an_answer_is_a_network_error(bot, wire, caplog):
    wire.answer, wire.raw = (502, None), b"<html>secret words</html>"

    with pytest.raises(NetworkError):
        await bot.send_message(7, "x")
    assert "secret words" not in caplog.text


async def test_garbage_with_status_200_is_an_error_and_is_not_logged(bot, wire, caplog):
    wire.raw = b"<html>secret words</html>"

    with pytest.raises(TelegramError):
        await bot.send_message(7, "x")
    assert "secret words" not in caplog.text


async def test_an_answer_that_does_not_come_is_timed_out(bot, wire):
    wire.hang = True

    with pytest.raises(TimedOut):
        await bot.send_message(7, "x", read_timeout=0.1)


async def test_a_refused_connection_is_known_not_to_have_sent_anything():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    async with AiohttpRequest() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe")

    assert isinstance(caught.value.__cause__, aiohttp.ClientConnectorError)
    assert TOKEN not in str(caught.value)


async def test_a_connection_that_breaks_off_is_doubtful():
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async with server, AiohttpRequest() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(f"http://127.0.0.1:{port}/x")

    assert not isinstance(caught.value.__cause__, aiohttp.ClientConnectorError)


async def test_a_proxy_of_the_environment_is_not_used(bot, wire, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    await bot.send_message(7, "x")

    assert len(wire.asked) == 1
