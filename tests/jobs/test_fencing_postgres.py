"""The same on PostgreSQL, where each process has a store of its own on the one database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from domain.ports.notices import NoticeState
from domain.storage.open import open_main, open_mypage
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from domain.storage.vault import Vault
from tests.jobs.phones import Phones, owe, states
from tests.jobs.replicas import Replica, take_over
from tests.jobs.world import RULES, World

fences = pytest.mark.parametrize("fenced", [True, False])


@pytest.fixture
def engine() -> str:
    return "postgresql"


def opened(url: str) -> SqlStore[SqlTransaction]:
    store = open_main(url, rules=RULES, vault=Vault({1: bytes(32)}, 1))
    store.start()
    return store


@pytest.fixture
async def world(empty: Callable[[str], str], url: str, tmp_path: Path) -> AsyncIterator[World]:
    mypage = open_mypage(empty("mypage"))
    mypage.start()
    world = World(opened(url), mypage, tmp_path)
    yield world
    await world.main.close()
    await mypage.close()


@pytest.fixture
async def beside(world: World, url: str) -> AsyncIterator[SqlStore[SqlTransaction]]:
    """Another process's store."""
    store = opened(url)
    yield store
    await store.close()


@fences
async def test_a_sleeper_keeps_nothing_that_its_successor_has_not_done_yet(
    world: World, beside: SqlStore[SqlTransaction], fenced: bool, monkeypatch: pytest.MonkeyPatch
):
    silent = timedelta(seconds=0.2)
    monkeypatch.setattr("domain.storage.repositories.leases.LEASE_LIFETIME", silent)
    sleeper = Replica(world, store=beside, parts=["ledger"], fenced=fenced)
    other = Replica(world, parts=["ledger"], fenced=fenced)
    booking = await world.book(await world.slot())
    await sleeper.leadership.renew()
    turn = await sleeper.stopped_in(sleeper.dispatcher.tick)
    await asyncio.sleep(1.5 * silent.total_seconds())
    await take_over(world, from_=sleeper, to=other)

    sleeper.store.wake()
    await turn

    line = await world.read(lambda tx: tx.ledger.line(booking.id))
    assert (line is None) == fenced
    await other.dispatcher.drain()
    assert await world.read(lambda tx: tx.ledger.line(booking.id)) is not None


async def test_two_processes_send_each_notice_once_whoever_delivers(
    world: World, beside: SqlStore[SqlTransaction]
):
    phones = Phones()
    pair = [Replica(world, store=store, phones=phones) for store in (world.main, beside)]
    for number in range(20):
        await owe(world, person=await world.person(), key=f"{number}")

    for turn in range(4):
        holder = pair[turn % 2]
        await holder.leadership.renew()
        await pair[1 - turn % 2].deliverer.tick()
        await holder.deliverer.tick()
        await holder.deliverer.close()
        await holder.leadership.release_all()
        pair[turn % 2] = Replica(world, store=(world.main, beside)[turn % 2], phones=phones)

    assert sorted(phones.keys) == sorted(f"{number}" for number in range(20))
    assert await states(world) == {NoticeState.SENT: 20}
