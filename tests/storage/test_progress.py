"""Positions in the outbox and parked events, in either database."""

from datetime import timedelta

import pytest

from domain.ports.events import ParkedEvent, Position
from domain.ports.store import Command

STALE = (Position(0, 0), Position(5, 1), Position(4, 9))


@pytest.fixture(params=["main", "mypage"])
async def run(request, desk):
    """Runs on the store of that name: both keep progress alike."""
    store = desk.store if request.param == "main" else desk.mypage

    async def on_it(operation):
        return await store.run(operation, Command(desk.clock.now()))

    return on_it


def parked(event, lane, *, try_at=None, attempts=1):
    return ParkedEvent("ledger", event, lane, attempts, "Broken", try_at)


async def park(run, *events):
    def parking(tx):
        for event in events:
            tx.progress.park(event)

    await run(parking)


async def test_a_subscriber_starts_before_everything(run):
    assert await run(lambda tx: tx.progress.position("ledger")) == Position(0, 0)


async def test_a_position_moves_only_from_where_it_stands(run):
    def move(old, new):
        return run(lambda tx: tx.progress.move("ledger", old=old, new=new))

    started = await move(Position(0, 0), Position(5, 1))
    moved = await move(Position(5, 1), Position(5, 9))
    stale = [await move(old, Position(5, 2)) for old in STALE]

    assert (started, moved, stale) == (True, True, [False] * len(STALE))
    assert await run(lambda tx: tx.progress.position("ledger")) == Position(5, 9)
    assert await run(lambda tx: tx.progress.position("notices")) == Position(0, 0)


async def test_the_first_of_a_lane_is_due_before_what_queues_behind_it(run, desk):
    now = desk.clock.now()
    later = now + timedelta(minutes=5)
    await park(run, parked(3, "booking:1", try_at=later), parked(4, "booking:1", try_at=now))
    await park(run, parked(7, "booking:2", try_at=now))

    due = await run(lambda tx: tx.progress.due("ledger", now=now))
    in_time = await run(lambda tx: tx.progress.due("ledger", now=later))

    assert due.event == 7
    assert in_time.event == 7
    await run(lambda tx: tx.progress.unpark(subscriber="ledger", event=7))
    assert (await run(lambda tx: tx.progress.due("ledger", now=now))) is None
    assert (await run(lambda tx: tx.progress.due("ledger", now=later))).event == 3


async def test_what_waits_for_an_admin_is_due_only_when_retried(run, desk):
    now = desk.clock.now()
    await park(run, parked(3, "booking:1", try_at=None, attempts=8))

    waiting = await run(lambda tx: tx.progress.due("ledger", now=now))
    retried = await run(lambda tx: tx.progress.retry_parked(now=now))
    due = await run(lambda tx: tx.progress.due("ledger", now=now))

    assert (waiting, retried) == (None, 1)
    assert (due.event, due.attempts) == (3, 0)


async def test_parking_again_updates_the_same_row(run, desk):
    now = desk.clock.now()
    await park(run, parked(3, "booking:1"), parked(3, "booking:1", attempts=2, try_at=now))

    assert await run(lambda tx: tx.progress.count_parked()) == 1
    (found,) = await run(lambda tx: tx.progress.parked(limit=9))
    assert found == parked(3, "booking:1", attempts=2, try_at=now)


async def test_lanes_are_those_of_the_subscriber(run):
    await park(run, parked(3, "booking:1"), parked(4, "booking:1"), parked(5, "booking:2"))

    lanes = await run(lambda tx: tx.progress.parked_lanes("ledger"))

    assert lanes == {"booking:1", "booking:2"}
    assert await run(lambda tx: tx.progress.parked_lanes("notices")) == frozenset()


async def test_an_outbox_has_a_life_of_its_own(desk):
    epoch = await desk.read(lambda tx: tx.events.epoch())

    assert epoch > 0
    assert await desk.read(lambda tx: tx.events.epoch()) == epoch


async def test_it_tells_all_positions_and_who_has_a_retry_due(run, desk):
    now = desk.clock.now()
    later = now + timedelta(minutes=5)
    await run(lambda tx: tx.progress.move("ledger", old=Position(0, 0), new=Position(5, 9)))
    await park(run, parked(3, "booking:1", try_at=later), parked(4, "booking:1", try_at=now))

    positions = await run(lambda tx: tx.progress.positions())
    due = [await run(lambda tx, at=at: tx.progress.due_subscribers(now=at)) for at in (now, later)]

    assert positions == {"ledger": Position(5, 9)}
    assert due == [frozenset(), {"ledger"}]
