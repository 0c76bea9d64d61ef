"""The process from outside: how it starts, what it ends with, and what outlives it."""

import json
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config.settings import SANDBOX_TOKEN
from bot.version import VERSION
from tests.bot.bot_process import (
    Emulated,
    Program,
    answers,
    bot,
    emulator,
    free_port,
    http,
    page_token,
    until,
)
from tests.gates.controls import broken_writer

CUSTOMER = 1001
SECRET = "a-secret-of-sixteen-or-more"


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[Emulated]:
    with emulator(tmp_path) as telegram:
        yield telegram


@pytest.fixture(autouse=True)
def no_sandbox_is_left(tmp_path: Path) -> Iterator[None]:
    """A sandbox outlives its bot on purpose: a test that fails half-way must not leave one."""
    yield
    notes = tmp_path / "var" / "sandbox.pid"
    if notes.exists():
        with suppress(ProcessLookupError):
            os.kill(int(notes.read_text().split()[0]), signal.SIGKILL)


@pytest.fixture
def port() -> int:
    return free_port()


def polling(telegram: Emulated, port: int, **more: str) -> dict[str, str]:
    """Settings of a bot that polls that Telegram."""
    return {
        "TELEGRAM__TOKEN": SANDBOX_TOKEN,
        "TELEGRAM__API_ROOT": telegram.url,
        "HTTP__PORT": str(port),
        **more,
    }


def health(port: int) -> dict[str, object]:
    told: dict[str, object] = http.get(f"http://127.0.0.1:{port}/healthz").json()
    return told


def is_up(port: int, *, telegram: str = "reachable") -> bool:
    return answers(f"http://127.0.0.1:{port}/healthz") and health(port).get("telegram") == telegram


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_bot_that_is_told_to_stop_ends_well_and_leaves_nothing_to_repeat(
    tmp_path, telegram, port, how
):
    with bot(tmp_path, **polling(telegram, port)) as program:
        until(lambda: is_up(port))
        telegram.says(CUSTOMER, "/start")
        until(lambda: len(telegram.heard(CUSTOMER)) == 1)

        assert program.stop(how) == 0
    # What is probably not meant is said here, once, and by check-config; see below.
    assert program.out.count("telegram.admins is empty") == 1
    (started,) = [line for line in program.out.splitlines() if "bot started" in line]
    assert f"http=127.0.0.1:{port} mode=polling version={VERSION}" in started
    assert telegram.api("getUpdates", limit=1)["result"] == []


def test_what_came_while_the_bot_was_killed_is_answered_by_the_next(tmp_path, telegram, port):
    with bot(tmp_path, **polling(telegram, port)) as program:
        until(lambda: is_up(port))
        program.kill()
    telegram.says(CUSTOMER, "/start")

    with bot(tmp_path, **polling(telegram, port)):
        until(lambda: len(telegram.heard(CUSTOMER)) == 1)


def test_the_port_is_open_while_telegram_cannot_be_reached(tmp_path, port):
    nobody = f"http://127.0.0.1:{free_port()}"
    settings = {"TELEGRAM__TOKEN": SANDBOX_TOKEN, "TELEGRAM__API_ROOT": nobody}

    with bot(tmp_path, **settings, HTTP__PORT=str(port)) as program:
        until(lambda: is_up(port, telegram="unreachable"))

        assert health(port)["synchronous"] == "FULL"
        ready, metrics = (http.get(f"http://127.0.0.1:{port}/{at}") for at in ("readyz", "metrics"))
        assert (ready.status_code, ready.json()["process"]) == (503, "starting")
        assert (metrics.status_code, metrics.headers["Content-Type"][:26]) == (
            200,
            "text/plain; version=0.0.4;",
        )
        assert "checkup_storage_up 1.0" in metrics.text
        assert program.stop() == 0


def test_a_port_that_is_taken_is_a_setting_that_cannot_be_used(tmp_path, telegram):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with bot(tmp_path, **polling(telegram, port)) as program:
            assert program.ends() == 2
            assert program.out.splitlines()[-1].startswith(f"http.port: 127.0.0.1:{port}")


def test_settings_that_are_refused_are_told_a_line_each_without_secrets(tmp_path):
    wrong = {"HTTP__PORT": "eighty", "TELEGRAM__TOKEN": "hush, no token"}

    with bot(tmp_path, "check-config", **wrong) as program:
        assert program.ends() == 2
        lines = program.out.splitlines()

    assert [line.partition(":")[0] for line in lines] == ["telegram.token", "http.port"]
    assert "hush" not in program.out
    assert 'not "eighty"' in program.out


def test_a_token_that_telegram_refuses_ends_the_bot(tmp_path, telegram, port):
    wrong = "1000000001:" + "W" * 35

    with bot(tmp_path, **polling(telegram, port, TELEGRAM__TOKEN=wrong)) as program:
        assert program.ends() == 4
        assert program.out.splitlines()[-1].startswith("telegram.token:")
        assert wrong not in program.out


def test_polling_does_not_take_a_webhooks_updates_unless_forced(tmp_path, telegram, port):
    telegram.api("setWebhook", url="https://elsewhere.example/hook")

    with bot(tmp_path, **polling(telegram, port)) as program:
        assert program.ends() == 4
        assert "--force" in program.out.splitlines()[-1]

    telegram.says(CUSTOMER, "/start")
    with bot(tmp_path, "run", "--force", **polling(telegram, port)):
        until(lambda: len(telegram.heard(CUSTOMER)) == 1)


def test_a_database_that_cannot_be_used_ends_the_bot(tmp_path, telegram, port):
    (tmp_path / "broken.db").write_bytes(b"this is no database, " * 500)
    settings = polling(telegram, port, DATABASE__URL="sqlite:///broken.db")

    with bot(tmp_path, **settings) as program:
        assert program.ends() == 3
        assert "broken.db" in program.out.splitlines()[-1]


def test_a_bug_in_the_writer_ends_the_bot_with_a_line(tmp_path, telegram, port):
    """Without its last resort it would wait for ever: the next start does what was asked."""
    asked = f"/addhospital 한빛병원 {datetime.now(UTC).date() + timedelta(days=30)} 30"
    settings = polling(telegram, port, TELEGRAM__ADMINS=str(CUSTOMER))
    with bot(tmp_path, module=broken_writer.__name__, **settings) as program:
        until(lambda: is_up(port))
        (tmp_path / broken_writer.FLAG).touch()
        telegram.says(CUSTOMER, asked)

        assert program.ends() == 1
        assert program.out.count("the writer broke") == 1
        assert "planted" in program.out

    with bot(tmp_path, **settings):
        until(lambda: any("한빛병원" in each for each in telegram.heard(CUSTOMER)))


def test_while_a_large_file_is_checked_it_is_alive_and_can_be_stopped(tmp_path, telegram, port):
    given = polling(telegram, port)
    with bot(tmp_path, module="tests.bot.slow_opening", **given) as program:
        until(lambda: "checking" in program.out)

        for _ in range(3):
            assert health(port)["status"] == "starting"
            ready = http.get(f"http://127.0.0.1:{port}/readyz")
            assert (ready.status_code, ready.json()["process"]) == (503, "starting")
        os.kill(program.pid, signal.SIGTERM)
        until(lambda: not answers(f"http://127.0.0.1:{port}/healthz"), within=2)
        assert program.ends(within=5) == 0  # a loaded machine takes its time over the interpreter


def test_a_second_bot_on_the_same_database_is_refused(tmp_path, telegram, port):
    with bot(tmp_path, **polling(telegram, port)):
        until(lambda: is_up(port))

        with bot(tmp_path, **polling(telegram, free_port())) as second:
            assert second.ends() == 3


def test_the_settings_in_force_are_shown_without_secrets(tmp_path, telegram, port):
    secrets = {"TELEGRAM__SECRET_TOKEN": SECRET, "PRIVACY__KEY": "A" * 43 + "="}

    with bot(tmp_path, "check-config", **polling(telegram, port, **secrets)) as program:
        assert program.ends() == 0

    assert f"port = {port}  # CHECKUP_HTTP__PORT" in program.out
    assert program.out.splitlines()[-2].startswith("warning: telegram.admins is empty")
    assert program.out.splitlines()[-1] == "OK: the settings can be used, 1 to look at (warning)"
    for secret in (SANDBOX_TOKEN, SECRET, "A" * 43):
        assert secret not in program.out


def test_how_it_stands_is_told_beside_a_running_bot_and_after_it(tmp_path, telegram, port):
    settings = polling(telegram, port, TELEGRAM__ADMINS="9001")
    with bot(tmp_path, **settings) as program:
        until(lambda: is_up(port))
        with bot(tmp_path, "status", **settings) as asked:
            assert asked.ends() == 0
        assert asked.out.splitlines()[-1] == "OK: nothing needs attention"
        assert program.stop() == 0

    with bot(tmp_path, "status", "--json", **settings) as asked:
        assert asked.ends() == 1
    told = json.loads(asked.out)
    assert (told["well"], [*told["attention"]], told["process"]) == (False, ["process"], None)


def test_how_it_stands_cannot_be_told_without_settings_or_databases(tmp_path, telegram, port):
    with bot(tmp_path, "status", **polling(telegram, port)) as asked:
        assert asked.ends() == 3
        assert asked.out.splitlines()[-1].endswith("there is no database")
    with bot(tmp_path, "status", **polling(telegram, port, DATABASE__URI="x")) as asked:
        assert asked.ends() == 2


def test_a_database_can_be_migrated_without_running_the_bot(tmp_path):
    files = {"DATABASE__URL": "sqlite:///main.db", "MYPAGE__URL": "sqlite:///mypage.db"}
    settings = {**files, "TELEGRAM__TOKEN": SANDBOX_TOKEN}  # with an empty telegram.admins
    with bot(tmp_path, "migrate", **settings) as first:
        assert first.ends() == 0
    with bot(tmp_path, "migrate", **settings) as second:
        assert second.ends() == 0

    assert "main database: made" in first.out
    assert second.out.splitlines() == ["nothing to migrate"]
    with sqlite3.connect(tmp_path / "main.db") as database:
        assert database.execute("SELECT count(*) FROM booking").fetchone() == (0,)
    database.close()


def webhook(telegram: Emulated, port: int) -> dict[str, str]:
    """Settings of a bot that takes updates by webhook."""
    return polling(
        telegram,
        port,
        TELEGRAM__MODE="webhook",
        TELEGRAM__WEBHOOK_URL=f"http://127.0.0.1:{port}/telegram",
        TELEGRAM__SECRET_TOKEN=SECRET,
        PRIVACY__KEY="A" * 43 + "=",
    )


def test_a_proxy_that_looks_once_a_second_sees_it_leave_before_the_port_closes(
    tmp_path, telegram, port
):
    with bot(tmp_path, **webhook(telegram, port)) as program:
        until(lambda: is_up(port))
        os.kill(program.pid, signal.SIGTERM)
        asked = time.monotonic()
        until(lambda: http.get(f"http://127.0.0.1:{port}/readyz").status_code == 503)

        until(lambda: not answers(f"http://127.0.0.1:{port}/healthz"), within=5)
        assert time.monotonic() - asked > 1
        assert program.ends() == 0


def test_a_webhook_is_set_only_when_asked_and_its_updates_are_handled(tmp_path, telegram, port):
    settings = webhook(telegram, port)
    with bot(tmp_path, **settings):
        until(lambda: is_up(port))
        assert telegram.api("getWebhookInfo")["result"]["url"] == ""

        with bot(tmp_path, "set-webhook", **settings) as setting:
            assert setting.ends() == 0
        telegram.says(CUSTOMER, "/start")

        until(lambda: len(telegram.heard(CUSTOMER)) == 1)
        # The reply arrives before the acknowledgement.
        until(lambda: telegram.api("getWebhookInfo")["result"]["pending_update_count"] == 0)


def test_the_sandbox_outlives_a_killed_bot_and_is_found_again(tmp_path, port):
    page = free_port()
    settings = {"HTTP__PORT": str(port), "SANDBOX__PORT": str(page)}
    with bot(tmp_path, **settings) as program:
        telegram = sandboxed(program, page)
        program.kill()
    assert answers(telegram.url)
    telegram.says(CUSTOMER, "/start")

    with bot(tmp_path, **settings) as program:
        until(lambda: len(telegram.heard(CUSTOMER)) == 1)

        assert program.stop() == 0
    assert not answers(telegram.url)


def test_the_sandboxes_clock_survives_a_restart_until_it_starts_over(tmp_path, port):
    page = free_port()
    settings = {"HTTP__PORT": str(port), "SANDBOX__PORT": str(page)}
    left = tmp_path / "var/sandbox.pid"
    left.parent.mkdir(exist_ok=True)
    left.write_text("0 0 left")
    left.chmod(0o644)
    with bot(tmp_path, **settings) as program:
        telegram = sandboxed(program, page)
        assert telegram.post("clock", advance_seconds=86400)["offset"] == 86400
        assert left.stat().st_mode & 0o077 == 0
        program.stop()
    before = telegram.token

    with bot(tmp_path, **settings) as program:
        telegram = sandboxed(program, page)
        assert telegram.token != before
        assert _offset(telegram) == 86400

        telegram.post("start-over")

        assert _offset(telegram) == 0
        assert telegram.post("clock", advance_seconds=60)["offset"] == 60
        telegram.says(CUSTOMER, "/start")
        until(lambda: len(telegram.heard(CUSTOMER)) == 1)
        assert program.stop() == 0


def test_a_sandbox_port_that_is_somebody_elses_is_refused(tmp_path, port):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        page = taken.getsockname()[1]

        settings = {"HTTP__PORT": str(port), "SANDBOX__PORT": str(page)}
        with bot(tmp_path, **settings) as program:
            assert program.ends() == 2
            assert program.out.splitlines()[-1].startswith("sandbox.port:")


def _offset(telegram: Emulated) -> int:
    return int(telegram.get("state")["clock"]["offset"])


def sandboxed(program: Program, page: int) -> Emulated:
    """The emulator that the bot starts."""
    url = f"http://127.0.0.1:{page}"
    until(lambda: url in program.out)
    return Emulated(url, page_token(url))
