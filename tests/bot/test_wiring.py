"""The parts put together: what is made at the first start, kept for the next, and wiped."""

import asyncio
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.components import Components
from bot.config.load import Config
from bot.config.settings import DatabaseSettings, MyPageSettings
from bot.telegram.request import requests
from bot.wiring import delete_databases, migrate, wire
from domain.events import HospitalRegistered
from domain.ports.store import Command, Transaction
from domain.storage.errors import StorageUnusable


def config_in(folder: Path) -> Config:
    return (
        Config()
        .in_sandbox()
        .model_copy(
            update={
                "database": DatabaseSettings(url=f"sqlite:///{folder / 'main.db'}"),
                "mypage": MyPageSettings(url=f"sqlite:///{folder / 'mypage.db'}"),
            }
        )
    )


async def wired(folder: Path) -> Components:
    def fail(why: str) -> None:
        raise AssertionError(why)

    return await wire(config_in(folder), transports=requests("aiohttp"), on_fatal=fail)


async def test_the_audits_key_is_made_once_and_the_log_says_when(tmp_path):
    with capture_logs() as first:
        await (await wired(tmp_path)).close()
    with capture_logs() as second:
        parts = await wired(tmp_path)
        head = await parts.services.store.read(lambda tx: tx.audit.head(), parts.clock.now())
        await parts.close()

    [begun] = [line for line in first if line["event"] == "audit begun under a new key"]
    assert (begun["rows"], begun["head"]) == (0, str(head))
    assert "audit begun under a new key" not in [line["event"] for line in second]


async def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    first = await wired(tmp_path)
    mark = first.services.keyed_hash("1001")
    await first.close()

    second = await wired(tmp_path)

    assert second.services.keyed_hash("1001") == mark
    assert stat.S_IMODE((tmp_path / "sandbox.key").stat().st_mode) == 0o600
    await second.close()


async def test_the_clock_goes_on_from_where_it_was(tmp_path):
    first = await wired(tmp_path)
    await first.advance(timedelta(days=1))
    assert await first.advance(timedelta(hours=2)) == timedelta(hours=26)
    await first.close()

    second = await wired(tmp_path)

    assert second.clock.offset == timedelta(hours=26)
    assert second.clock.now() - second.clock.wall() > timedelta(hours=25)
    await second.close()


async def test_what_is_wiped_begins_anew(tmp_path):
    first = await wired(tmp_path)
    await first.advance(timedelta(days=1))
    await first.close()

    delete_databases(config_in(tmp_path))

    second = await wired(tmp_path)
    assert second.clock.offset == timedelta()
    await second.close()


async def test_databases_that_are_open_cannot_be_opened_again(tmp_path):
    first = await wired(tmp_path)

    with pytest.raises(StorageUnusable):
        await wired(tmp_path)
    with pytest.raises(StorageUnusable):
        migrate(config_in(tmp_path))

    await first.close()
    assert migrate(config_in(tmp_path)) == []


async def test_a_commit_wakes_the_reactions_at_once(tmp_path):
    def register(tx: Transaction) -> None:
        hospital = tx.hospitals.add(name="한빛병원", key="한빛병원", phone=None, note=None)
        event = HospitalRegistered(hospital=hospital.id, name="한빛병원", phone=None, note=None)
        tx.events.append(event, at=tx.now)

    parts = await wired(tmp_path)
    parts.dispatcher.open()

    await parts.services.store.run(register, Command(parts.clock.now()))

    await asyncio.sleep(0.5)
    assert not any((await parts.dispatcher.lag()).values())
    await parts.dispatcher.close()
    await parts.close()
