"""Processes that do the same parts on one PostgreSQL: one works, and another when it is gone."""

import asyncio
import base64
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config.settings import SANDBOX_TOKEN
from domain.events import HospitalRegistered
from domain.ports.store import Command, Transaction
from domain.storage.open import open_main
from domain.storage.vault import Vault
from tests.bot.bot_process import Program, answers, bot, free_port, http, until
from tests.storage.desk import RULES, HandClock

KEY = bytes(range(32))
PARTS = ["ledger", "mypage", "upkeep"]


@pytest.fixture
def engine() -> str:
    return "postgresql"


class Worker:
    """One process, and where it is asked how it is."""

    def __init__(self, program: Program, port: int) -> None:
        self.program = program
        self._health = f"http://127.0.0.1:{port}/healthz"

    def told(self) -> dict[str, object]:
        told: dict[str, object] = http.get(self._health).json() if answers(self._health) else {}
        return told

    def holds(self) -> bool:
        return self.told().get("parts") == PARTS

    def caught_up(self) -> bool:
        behind = self.told().get("behind")
        return isinstance(behind, dict) and {behind["ledger"], behind["mypage"]} == {0}


def settings(url: str, mypage_url: str, port: int) -> dict[str, str]:
    return {
        "TELEGRAM__TOKEN": SANDBOX_TOKEN,
        "TELEGRAM__API_ROOT": f"http://127.0.0.1:{free_port()}",  # nobody is there
        "DATABASE__URL": url,
        "MYPAGE__URL": mypage_url,
        "PRIVACY__KEY": base64.b64encode(KEY).decode(),
        "HTTP__PORT": str(port),
    }


def register(tx: Transaction) -> None:
    event = HospitalRegistered(hospital=1, name="한빛병원", phone=None, note=None)
    tx.events.append(event, at=tx.now)


def happen(url: str) -> None:
    """One more event."""

    async def go() -> None:
        store = open_main(url, rules=RULES, vault=Vault({1: KEY}, 1))
        store.start()
        await store.run(register, Command(HandClock().now()))
        await store.close()

    asyncio.run(go())


def seconds_until(happened: Callable[[], bool], *, since: float) -> float:
    until(happened, within=12)
    return time.monotonic() - since


def test_a_stopped_process_is_followed_and_a_leaving_one_at_once(
    tmp_path: Path, url: str, mypage_url: str
):
    ports = free_port(), free_port()
    with (
        bot(
            tmp_path, "work", "--only", ",".join(PARTS), **settings(url, mypage_url, ports[0])
        ) as a,
        bot(
            tmp_path, "work", "--only", ",".join(PARTS), **settings(url, mypage_url, ports[1])
        ) as b,
    ):
        pair = [Worker(program, port) for program, port in zip((a, b), ports, strict=True)]
        until(lambda: any(each.holds() for each in pair) and all(each.told() for each in pair))
        holder, other = pair if pair[0].holds() else pair[::-1]
        until(lambda: other.told().get("parts") == [])
        assert holder.told()["telegram"] == "not needed"

        stopped = time.monotonic()
        os.kill(holder.program.pid, signal.SIGSTOP)
        taken_over = seconds_until(other.holds, since=stopped)
        happen(url)
        until(other.caught_up)
        os.kill(holder.program.pid, signal.SIGCONT)
        until(lambda: holder.told().get("parts") == [])
        assert other.holds()

        leaving = time.monotonic()
        assert other.program.stop() == 0
        handed_over = seconds_until(holder.holds, since=leaving)
        happen(url)
        until(holder.caught_up)
        assert holder.program.stop() == 0

    assert "not caught" not in a.out + b.out
    print(f"taken over after {taken_over:.1f} s, handed over after {handed_over:.1f} s")
    assert taken_over < 10
    assert handed_over < 5
