"""A process of some parts only: it takes no updates, and stops as a bot does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.background_jobs import BackgroundJobs
from bot.components import Components
from bot.config.worker_roles import WorkerRoles
from bot.lifecycle import Worker
from bot.monitoring import health
from domain.events import HospitalRegistered
from domain.ports.notices import Delivery, SendResult
from domain.ports.store import Command, CommitSignal, Transaction
from jobs.leadership import SINGLE_PROCESS, WORKERS
from jobs.leases import LeasedLeadership
from tests.bot.test_lifecycle import until
from tests.journeys.stage import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@asynccontextmanager
async def at_work(world: World, *, delivers: bool) -> AsyncIterator[Worker]:
    worker = Worker(await world.wire(), delivers=delivers)
    await worker.start()
    working = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        async with asyncio.timeout(5):
            await worker.stop()
        await asyncio.gather(working, return_exceptions=True)


async def test_it_works_without_telegram_and_lets_no_update_in(world):
    world.telegram.set_down(down=True)

    async with at_work(world, delivers=False) as worker:
        assert worker.door() is None
        await until(lambda: worker.telegram == "not needed")
        told = await health.report(worker)

    assert told["parts"] == WORKERS
    assert told["database"] == "ok"


async def test_one_that_delivers_waits_for_telegram(world):
    world.telegram.set_down(down=True)

    async with at_work(world, delivers=True) as worker:
        await until(lambda: worker.telegram == "unreachable")

        world.telegram.set_down(down=False)
        await until(lambda: worker.telegram == "reachable")
        assert worker.door() is None


async def test_it_asks_for_no_updates_and_leaves_menus_alone(world):
    async with at_work(world, delivers=True) as worker:
        world.telegram.say(world.customer.id, "/start")
        await until(lambda: worker.telegram == "reachable")
        await asyncio.sleep(0.05)

    methods = {call.method for call in world.telegram.calls.since()}
    assert methods == {"getMe"}
    assert len(world.telegram.take_updates()) == 1


def _open_a_hospital(tx: Transaction) -> None:
    event = HospitalRegistered(hospital=1, name="한빛병원", phone=None, note=None)
    tx.events.append(event, at=tx.now)


def jobs_of(
    parts: Components,
    share: WorkerRoles | None,
    *,
    hold: Callable[[float, int | None], None] = lambda *_: None,
) -> BackgroundJobs:
    async def send(_: object) -> SendResult:
        return SendResult(Delivery.SENT)

    works = BackgroundJobs()
    works.attach(parts.services, send=send, hold=hold, share=share)
    return works


async def test_only_among_others_are_leases_renewed_and_pauses_heard(world):
    parts = await world.wire()
    alone, shared = jobs_of(parts, None), jobs_of(parts, WorkerRoles(frozenset({"ledger"})))

    extra = {tick.name for tick in shared.scheduler._ticks} - {
        tick.name for tick in alone.scheduler._ticks
    }

    assert extra == {"leases", "pauses"}
    assert alone.leadership is SINGLE_PROCESS
    assert isinstance(shared.leadership, LeasedLeadership)
    await parts.close()


async def test_news_that_come_before_anybody_is_there_wake_nobody():
    BackgroundJobs().committed(frozenset(CommitSignal))


async def test_news_of_a_pause_are_passed_on_to_the_sender_at_once(world):
    parts = await world.wire()
    held: dict[int | None, float] = {}

    def hold(seconds: float, chat: int | None) -> None:
        held[chat] = seconds

    works = jobs_of(parts, WorkerRoles(frozenset()), hold=hold)
    works.pauses.open()
    until_then = parts.clock.wall() + timedelta(seconds=60)
    await parts.services.store.run(
        lambda tx: tx.notices.pause(until=until_then, chat=7), Command(parts.clock.now())
    )

    works.committed(frozenset({CommitSignal.PAUSED}))

    await until(lambda: len(held) == 1)
    assert 50 < held[7] <= 60
    await works.pauses.close()
    await parts.close()


async def test_a_part_that_comes_is_done_at_once_without_waiting_for_a_commit(world):
    parts = await world.wire()
    await parts.services.store.run(_open_a_hospital, Command(parts.clock.now()))
    works = jobs_of(parts, WorkerRoles(frozenset({"ledger"})))
    works.dispatcher.open()
    await asyncio.sleep(0.05)
    before = await works.dispatcher.lag()

    await works.leadership.renew()

    for _ in range(200):
        behind = await works.dispatcher.lag()
        if not behind["ledger"]:
            break
        await asyncio.sleep(0.01)
    assert (before["ledger"], behind["ledger"], behind["notices"]) == (1, 0, 1)
    await works.dispatcher.close()
    await parts.close()


async def test_who_stops_gives_its_parts_up_before_it_closes(world):
    parts = await world.wire()
    leaving = jobs_of(parts, WorkerRoles(frozenset({"ledger"})))
    worker = Worker(replace(parts, leadership=leaving.leadership), delivers=False)
    await worker.start()
    assert leaving.leadership.assigned() == ["ledger"]

    await worker.stop()

    parts = await world.wire()
    heir = jobs_of(parts, WorkerRoles(frozenset({"ledger"})))
    await heir.leadership.renew()
    assert heir.leadership.assigned() == ["ledger"]
    await parts.close()
