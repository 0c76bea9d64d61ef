"""Asking the process that runs here: what it says, and every way in which it says nothing."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from telegram.request import HTTPXRequest

from bot.cli import status as status_lines
from bot.cli.status import Health, address, fetch_health
from bot.config.load import Config
from bot.config.settings import (
    SANDBOX_TOKEN,
    DatabaseSettings,
    HttpSettings,
    MyPageSettings,
    TelegramSettings,
)
from bot.process import Process
from bot.version import VERSION
from jobs.leadership import WORKERS
from sandbox.app import create_app
from sandbox.state.telegram import Telegram

KEY = "A" * 43 + "="


@contextmanager
def answering(answer: bytes) -> Iterator[HttpSettings]:
    """Something that says this to whoever connects, and hangs up; nothing at all: it stays."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(10_000)
                if answer:
                    connection.sendall(answer)
                else:
                    ended.wait(20)

        ended = threading.Event()
        thread = threading.Thread(target=serve)
        thread.start()
        yield HttpSettings(port=server.getsockname()[1])
        ended.set()
        thread.join()


def page(body: str, *, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (page("<html>"), "something else answers"),
        (page("[]"), "something else answers"),
        (page("{}"), "something else answers"),
        (page('{"status": 1, "mode": "polling"}'), "something else answers"),
        (page("[" * 90_000), "something else answers"),
        (page("not found", status="404 Not Found"), "something else answers"),
        (b"SSH-2.0-x\r\n", "no answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "something else answers"),
    ],
)
def test_who_does_not_speak_as_we_do_is_told_apart(answer, why):
    with answering(answer) as http:
        joined = "from" if why == "no answer" else "at"
        said = f"{why} {joined} {address(http)}; process details unavailable"
        assert fetch_health(http) == said


def test_somebody_who_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(status_lines, "TIMEOUT_S", 0.2)
    with answering(b"") as http:
        assert str(fetch_health(http)).startswith(f"no answer from {address(http)}; ")


def test_where_nobody_listens_is_said_so():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    stopped = fetch_health(HttpSettings(port=port))
    assert stopped == f"not running (nothing listens on 127.0.0.1:{port})"
    assert str(fetch_health(HttpSettings(port=0))).startswith("http.port is 0: ")


def test_who_listens_everywhere_is_asked_here():
    everywhere = HttpSettings(host="0.0.0.0", port=8081)  # noqa: S104 - nobody listens

    assert address(everywhere) == "127.0.0.1:8081"


def test_a_process_of_another_release_may_say_more_and_less():
    body = json.dumps({"status": "ok", "mode": "polling", "what_comes": ["next year"]})
    with answering(page(body)) as http:
        told = fetch_health(http)

    assert isinstance(told, Health)
    assert (told.version, told.doctor) == ("an older release", None)


@pytest.fixture
async def process(tmp_path: Path):
    """A whole bot in here, beside an emulator in here, listening for real."""
    app = create_app(Telegram(), token=SANDBOX_TOKEN)

    def transport() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(app)})

    config = Config.model_validate(
        {
            "telegram": TelegramSettings(
                token=SANDBOX_TOKEN, api_root="http://127.0.0.1", mode="polling", admins=(9001,)
            ),
            "http": HttpSettings(port=0),
            "database": DatabaseSettings(url=f"sqlite:///{tmp_path}/main.db"),
            "mypage": MyPageSettings(url=f"sqlite:///{tmp_path}/mypage.db"),
            "privacy": {"key": KEY},
        }
    )
    process = Process(config, transports=lambda: (transport(), transport()))
    await process.start()
    yield process
    await process.stop()
    await app.close()


async def status_beside(process: Process) -> status_lines.StatusReport:
    """As an operator asks on the same machine."""
    http = HttpSettings(port=process.port)
    config = process._config.model_copy(update={"http": http})
    return await asyncio.to_thread(status_lines.collect_status, config)


async def until_it_serves(process: Process) -> None:
    while process._bot is None or not process._bot.open:
        await asyncio.sleep(0.01)


async def test_beside_a_bot_that_works_all_is_well(process):
    await until_it_serves(process)

    status = await status_beside(process)

    assert status_lines.render(status, as_json=False)[0]
    assert isinstance(status.process, Health)
    assert (status.process.version, status.process.mode) == (VERSION, "polling")
    assert status.here == frozenset(WORKERS)


async def test_a_breaker_that_opened_in_the_process_wants_attention(process):
    await until_it_serves(process)
    (breaker,) = [b for b in process._bot.parts.breakers if b.name == "telegram"]
    for _ in range(5):
        breaker.record_failure()

    said = list(status_lines.lines(await status_beside(process)))

    assert [(each.name, each.words) for each in said if each.needs_attention] == [
        ("breakers", "telegram open, mypage closed")
    ]


async def test_the_doctors_last_look_is_the_processes(process):
    await until_it_serves(process)
    assert process._bot.parts.doctor is not None
    await process._bot.parts.doctor.run_check()

    status = await status_beside(process)

    assert isinstance(status.process, Health)
    assert status.process.doctor is not None
    assert status.process.doctor.findings == 0
    troubled = replace(status, seen=status.seen._replace(invalid_lately=1))
    assert not status_lines.render(troubled, as_json=False)[0]
