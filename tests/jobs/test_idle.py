"""An idle bot reads a little and writes nothing; what time alone makes due it still finds."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.lifecycle import Worker
from domain.ports.events import ParkedEvent
from domain.ports.store import Command
from domain.storage.sql.connection import Driver
from jobs.dispatcher import Dispatcher
from jobs.housekeeping import Housekeeping, Retention
from tests.jobs.phones import Phones, deliverer, owe
from tests.jobs.world import World as JobsWorld
from tests.journeys.stage import World

IDLE_S = 4.0
READS_A_SECOND = 2.5
"""One for all consumers, one of the deliverer; now and then two of the read model's."""


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> "Counter[str]":
    """How many transactions began, on all connections, to write (`begin`) and to read."""
    seen: Counter[str] = Counter()

    def counted(name: str) -> Callable[..., Any]:
        original = getattr(Driver, name)

        def act(driver: Driver, *args: Any) -> Any:
            seen[name] += 1
            return original(driver, *args)

        return act

    for name in ("begin", "begin_read", "commit"):
        monkeypatch.setattr(Driver, name, counted(name))
    return seen


@asynccontextmanager
async def at_rest(world: World) -> AsyncIterator[Worker]:
    """A bot with all its jobs, a few seconds after its start."""
    worker = Worker(await world.wire(), delivers=True)
    await worker.start()
    working = asyncio.create_task(worker.run())
    try:
        await asyncio.sleep(1.5)
        yield worker
    finally:
        async with asyncio.timeout(5):
            await worker.stop()
        await asyncio.gather(working, return_exceptions=True)


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of all files of the databases."""
    found = (path for path in folder.rglob("*") if ".db" in path.name)
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


async def test_an_idle_bot_writes_nothing(tmp_path: Path, transactions: "Counter[str]"):
    world = World(tmp_path)
    async with at_rest(world) as worker:
        before = files(tmp_path)
        transactions.clear()
        await asyncio.sleep(IDLE_S)
        idle, after = dict(transactions), files(tmp_path)

        store, clock = worker.parts.services.store, worker.parts.clock
        await store.run(lambda tx: tx.marks.put("control", 1), Command(clock.now()))
        control, changed = dict(transactions), files(tmp_path)

    assert len(before) >= 4  # two databases, each with its write-ahead log
    assert after == before
    assert idle.keys() == {"begin_read"}
    assert 1 < idle["begin_read"] <= READS_A_SECOND * (IDLE_S + 1)
    assert (control["begin"], control["commit"]) == (1, 1)
    assert changed != before


class Counted:
    """The world's store; counts what it is asked for."""

    def __init__(self, world: JobsWorld) -> None:
        self._main = world.main
        self.asked: Counter[str] = Counter()

    async def run(self, *args: Any, **facts: Any) -> Any:
        self.asked["run"] += 1
        return await self._main.run(*args, **facts)

    async def read(self, *args: Any, **facts: Any) -> Any:
        self.asked["read"] += 1
        return await self._main.read(*args, **facts)


@pytest.mark.parametrize("job", [Housekeeping, Retention])
async def test_upkeep_with_nothing_to_do_runs_no_command(world: JobsWorld, job: Any):
    await world.book(await world.slot())
    store = Counted(world)

    await job(store=store, clock=world.clock).tick()

    assert store.asked["run"] == 0
    assert store.asked["read"] >= 1


@pytest.mark.spoilt("notice-for-its-person")
async def test_a_rate_limit_is_waited_for_without_a_command(world: JobsWorld):
    await owe(world, person=await world.person(), key="owed")
    until = world.clock.now() + timedelta(seconds=5)
    await world.run(lambda tx: tx.notices.pause(until=until))
    phones, store = Phones(), Counted(world)
    at_work = deliverer(world, phones)
    at_work._store = store
    await at_work.take_over()
    store.asked.clear()

    for _ in range(3):
        assert not await at_work.tick()

    assert store.asked == {"read": 3}
    world.clock.at = until
    await at_work.drain()
    assert phones.keys == ["owed"]


async def polled(world: JobsWorld, at_work: Dispatcher) -> list[str]:
    """Which consumers a poll runs."""
    ran: list[str] = []
    for name, loop in at_work._loops.items():
        loop._step = _noting(name, ran, loop._step)
    at_work._polling.open()
    for loop in at_work._loops.values():
        loop.open()
    at_work.poll()
    await asyncio.sleep(0.3)
    await at_work.close()
    return sorted(set(ran))


def _noting(name: str, ran: list[str], step: Callable[[], Any]) -> Callable[[], Any]:
    async def noted() -> Any:
        ran.append(name)
        return await step()

    return noted


async def test_a_poll_runs_only_consumers_that_lag(world: JobsWorld):
    await world.book(await world.slot())
    leaves_ledger = Dispatcher(
        main=world.main,
        mypage=world.mypage,
        clock=world.clock,
        without=frozenset({"ledger"}),
    )
    await leaves_ledger.drain()

    at_work = Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock)
    await at_work._mypage.run_once()
    assert await polled(world, at_work) == ["ledger"]
    assert await polled(world, at_work) == []


def _parked(consumer: str, *, at: datetime) -> ParkedEvent:
    return ParkedEvent(consumer, 1, "booking:1", 1, "Broken", at)


async def test_a_poll_runs_a_consumer_whose_retry_is_due(world: JobsWorld):
    await world.book(await world.slot())
    at_work = Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock)
    await at_work.drain()
    soon = world.clock.now() + timedelta(seconds=5)
    await world.run(lambda tx: tx.progress.park(_parked("ledger", at=soon)))

    early = await polled(world, at_work)
    world.clock.at = soon
    due = await polled(world, at_work)

    assert (early, due) == ([], ["ledger"])


async def test_a_poll_runs_the_read_model_for_another_epoch(world: JobsWorld):
    await world.book(await world.slot())
    at_work = Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock)
    await at_work.drain()
    before = await polled(world, at_work)
    epoch = await world.read(lambda tx: tx.events.epoch())
    await world.run(lambda tx: tx.marks.put("epoch", epoch + 1))

    assert (before, await polled(world, at_work)) == ([], ["mypage"])
