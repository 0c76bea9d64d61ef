"""The bot's own port: who may post an update, and what each answer means."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram.ext import ExtBot

from bot.http_server import HealthHandlers, HttpListener, PortTaken, SandboxControls, create_app
from bot.telegram.webhook import MAX_BODY_BYTES, SECRET, UpdateHandler, Webhook
from sandbox.guard import TOKEN_HEADER
from tests.handlers.phone import Kept

WORD = "a-secret-of-sixteen"
HEADERS = {SECRET: WORD, "Content-Type": "application/json"}
UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 0,
        "chat": {"id": 1001, "type": "private"},
        "from": {"id": 1001, "is_bot": False, "first_name": "민서(가명)"},
        "text": "안녕",
    },
}


async def nothing_to_tell() -> dict[str, object]:
    return {"status": "ok"}


async def no_metrics() -> bytes:
    return b""


WATCH = HealthHandlers(nothing_to_tell, nothing_to_tell, no_metrics)


class Behind:
    """What stands behind the door: takes updates and says whether they were handled."""

    def __init__(self) -> None:
        self.came: list[int] = []
        self.handles = True
        self.open = True
        self.bot = ExtBot("1000000001:SANDBOX", request=Kept(), get_updates_request=Kept())

    def door(self) -> UpdateHandler | None:
        return UpdateHandler(self.bot, self.take) if self.open else None

    async def take(self, update: Update) -> bool:
        self.came.append(update.update_id)
        return self.handles


@pytest.fixture
def behind() -> Behind:
    return Behind()


def client(app: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot")


@pytest.fixture
async def telegram(behind: Behind) -> AsyncIterator[httpx.AsyncClient]:
    webhook = Webhook(secret=WORD, handler=behind.door)
    async with client(create_app(health=WATCH, webhook=webhook, sandbox=None)) as caller:
        yield caller


async def test_an_update_that_was_handled_is_acknowledged(telegram, behind):
    answer = await telegram.post("/telegram", json=UPDATE, headers=HEADERS)

    assert answer.status_code == 200
    assert behind.came == [5]


async def test_an_update_that_was_not_handled_is_to_come_again(telegram, behind):
    behind.handles = False

    answer = await telegram.post("/telegram", json=UPDATE, headers=HEADERS)

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


async def test_while_the_bot_stops_updates_are_to_come_again(telegram, behind):
    behind.open = False

    answer = await telegram.post("/telegram", json=UPDATE, headers=HEADERS)

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert behind.came == []


@pytest.mark.parametrize("secret", ["", WORD[:-1], WORD.upper(), "비밀".encode()])
async def test_without_the_secret_nobody_gets_in(telegram, behind, secret):
    answer = await telegram.post("/telegram", json=UPDATE, headers={**HEADERS, SECRET: secret})

    assert answer.status_code == 403
    assert behind.came == []


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b"{}",
        b'{"update_id": "5"}',
        b'{"update_id": true}',
        b'{"update_id": 5.0}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 5, "message": {"message_id": 1}}',
        b'{"update_id": 5, "message": []}',
        b'{"update_id": 5, "message": {"date": "now"}}',
    ],
)
async def test_an_update_that_cannot_be_read_is_acknowledged_with_a_warning(telegram, behind, body):
    with capture_logs() as lines:
        answer = await telegram.post("/telegram", content=body, headers=HEADERS)

    assert answer.status_code == 200
    assert behind.came == []
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("unreadable update", "warning")
    ]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
async def test_what_is_not_json_is_refused(telegram, behind, body):
    answer = await telegram.post("/telegram", content=body, headers=HEADERS)

    assert answer.status_code == 400
    assert behind.came == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Encoding": "gzip"},
    ],
)
async def test_only_plain_json_is_read(telegram, behind, headers):
    body = json.dumps(UPDATE)

    answer = await telegram.post("/telegram", content=body, headers={**HEADERS, **headers})

    assert answer.status_code == 415
    assert behind.came == []


async def test_a_charset_beside_the_content_type_is_fine(telegram):
    headers = {**HEADERS, "Content-Type": "application/json; charset=utf-8"}

    answer = await telegram.post("/telegram", content=json.dumps(UPDATE), headers=headers)

    assert answer.status_code == 200


async def test_a_body_announced_as_too_large_is_not_read(telegram, behind):
    async def endless() -> AsyncIterator[bytes]:
        yield b"{"
        raise AssertionError("it was read")

    headers = {**HEADERS, "Content-Length": str(MAX_BODY_BYTES + 1)}

    answer = await telegram.post("/telegram", content=endless(), headers=headers)

    assert answer.status_code == 413


async def test_a_body_that_grows_too_large_is_given_up(telegram, behind):
    async def growing() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * (MAX_BODY_BYTES // 10)

    answer = await telegram.post("/telegram", content=growing(), headers=HEADERS)

    assert answer.status_code == 413
    assert behind.came == []


async def test_only_posts_are_taken(telegram):
    for method in ("GET", "PUT", "DELETE", "TRACE"):
        assert (await telegram.request(method, "/telegram", headers=HEADERS)).status_code == 405


async def test_a_path_that_is_not_ours_is_never_sent_on(telegram, behind):
    for path in ("/telegram/", "/healthz/", "/metrics/", "//telegram", "/telegram//", "/"):
        for method in ("GET", "POST"):
            headers = HEADERS | {"Host": "elsewhere.example"}
            answer = await telegram.request(method, path, json=UPDATE, headers=headers)

            assert answer.status_code == 404, path
            assert "location" not in answer.headers
    assert behind.came == []


async def test_without_a_webhook_there_is_no_door():
    async with client(create_app(health=WATCH, webhook=None, sandbox=None)) as caller:
        assert (await caller.post("/telegram", json=UPDATE, headers=HEADERS)).status_code == 404
        assert (await caller.get("/healthz")).json() == {"status": "ok"}
        assert (await caller.post("/sandbox/start-over")).status_code == 404


class Sandbox:
    """What the sandbox wished for."""

    def __init__(self) -> None:
        self.offset = timedelta()
        self.begun_anew = 0

    async def advance(self, by: timedelta) -> timedelta:
        self.offset += by
        return self.offset

    async def start_over(self) -> None:
        self.begun_anew += 1


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
async def emulator(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    wishes = SandboxControls("word", advance=sandbox.advance, start_over=sandbox.start_over)
    async with client(create_app(health=WATCH, webhook=None, sandbox=wishes)) as caller:
        caller.headers[TOKEN_HEADER] = "word"
        yield caller


async def test_the_sandbox_moves_the_clock_forward_step_by_step(emulator):
    await emulator.post("/sandbox/clock", json={"advance_seconds": 60})

    answer = await emulator.post("/sandbox/clock", json={"advance_seconds": 3600})

    assert answer.json() == {"offset": 3660}


@pytest.mark.parametrize("wish", [{}, [], {"advance_seconds": 0}, {"advance_seconds": -1}])
@pytest.mark.parametrize("extra", [{}, {"advance_seconds": True}, {"advance_seconds": "60"}])
async def test_the_clock_never_goes_back(emulator, sandbox, wish, extra):
    asked = {**wish, **extra} if isinstance(wish, dict) else wish

    answer = await emulator.post("/sandbox/clock", json=asked)

    assert answer.status_code == 400
    assert sandbox.offset == timedelta()


@pytest.mark.parametrize("path", ["/sandbox/start-over", "/sandbox/clock"])
@pytest.mark.parametrize("token", ["", "wor", "words", "낱말", None])
async def test_without_the_token_the_sandbox_is_closed(emulator, sandbox, path, token):
    if token is None:
        del emulator.headers[TOKEN_HEADER]
    headers = {} if token is None else {TOKEN_HEADER: token.encode()}

    answer = await emulator.post(path, json={"advance_seconds": 60}, headers=headers)

    assert answer.status_code == 403
    assert (sandbox.begun_anew, sandbox.offset) == (0, timedelta())


async def test_the_sandbox_starts_over(emulator, sandbox):
    assert (await emulator.post("/sandbox/start-over", json={})).json() == {"offset": 0}
    assert sandbox.begun_anew == 1


def test_a_port_that_is_taken_is_said_so():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(PortTaken, match=str(port)):
            HttpListener(host="127.0.0.1", port=port)


async def test_a_request_in_hand_is_answered_before_the_port_closes():
    begun, release = asyncio.Event(), asyncio.Event()

    async def slow() -> dict[str, object]:
        begun.set()
        await release.wait()
        return {"status": "ok"}

    listener = HttpListener(host="127.0.0.1", port=0)
    listener.start(
        create_app(health=HealthHandlers(slow, slow, no_metrics), webhook=None, sandbox=None)
    )
    async with httpx.AsyncClient(trust_env=False) as caller:
        asking = asyncio.create_task(caller.get(f"http://127.0.0.1:{listener.port}/healthz"))
        await begun.wait()
        stopping = asyncio.create_task(listener.stop())
        await asyncio.sleep(0.2)

        release.set()

        assert (await asking).json() == {"status": "ok"}
        await stopping
        with pytest.raises(httpx.ConnectError):
            await caller.get(f"http://127.0.0.1:{listener.port}/healthz")
