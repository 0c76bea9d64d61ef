"""A follower asks for no more than it needs, and still notices what others did."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from domain.events import Recorded
from domain.policies import SUBSCRIBERS, Step, Subscriber
from domain.ports.events import ParkedEvent, Position
from domain.ports.store import Transaction
from jobs.consumer import Consumer
from jobs.consumer_steps import BatchResult
from jobs.dispatcher import Dispatcher
from tests.jobs.world import World

CHOOSY = [each for each in SUBSCRIBERS if each.event_types]


class Counted:
    """The world's store; counts how often it is asked."""

    def __init__(self, world: World) -> None:
        self._main = world.main
        self.asked: list[str] = []

    async def run(self, *args: Any, **facts: Any) -> Any:
        self.asked.append("run")
        return await self._main.run(*args, **facts)

    async def read(self, query: Callable[..., Any], now: datetime) -> Any:
        self.asked.append("read")
        return await self._main.read(query, now)


class Noting:
    """A reaction that notes the kinds it is shown; at one of them it asks for more, once."""

    def __init__(self, *, unfinished: str = "") -> None:
        self.kinds: list[str] = []
        self.unfinished = unfinished

    def __call__(self, _: Transaction, recorded: Recorded) -> Step:
        self.kinds.append(recorded.event.kind)
        if recorded.event.kind == self.unfinished:
            self.unfinished = ""
            return Step.MORE
        return Step.DONE


def follower(
    world: World,
    react: Callable[[Transaction, Recorded], Step],
    *,
    store: Any = None,
    batch: int = 100,
    **of: Any,
) -> Consumer[Transaction]:
    return Consumer(
        Subscriber("noting", react, batch, **of),
        store=store or world.main,
        outbox=store or world.main,
        clock=world.clock,
    )


async def twice(walker: Consumer[Transaction]) -> list[BatchResult]:
    return [await walker.run_once(), await walker.run_once()]


async def position(world: World, name: str = "noting") -> Position:
    return await world.read(lambda tx: tx.progress.position(name))


async def test_a_batch_that_was_not_full_is_the_end_of_it(world: World):
    await world.book(await world.slot())
    walker = follower(world, Noting())

    assert await twice(walker) == [BatchResult.ALL, BatchResult.NOTHING]


@pytest.mark.parametrize("kind", ["HospitalRegistered", "BookingMade"])
async def test_an_event_that_is_not_done_with_is_shown_again(world: World, kind: str):
    await world.book(await world.slot())
    noting = Noting(unfinished=kind)
    walker = follower(world, noting)

    assert await twice(walker) == [BatchResult.SOME, BatchResult.ALL]
    assert noting.kinds.count(kind) == 2


async def test_after_a_full_batch_there_may_be_more(world: World):
    await world.book(await world.slot())
    walker = follower(world, Noting(), batch=3)

    assert await twice(walker) == [BatchResult.SOME, BatchResult.NOTHING]


async def test_a_turn_that_follows_another_reads_once_and_writes_once(world: World):
    slot, store = await world.slot(), Counted(world)
    walker = follower(world, Noting(), store=store)
    await walker.run_once()
    await world.book(slot)
    store.asked.clear()

    assert await walker.run_once() is BatchResult.ALL
    assert store.asked == ["read", "run"]


async def test_a_turn_that_finds_nothing_reads_once(world: World):
    store = Counted(world)
    walker = follower(world, Noting(), store=store)
    assert await twice(walker) == [BatchResult.NOTHING, BatchResult.NOTHING]
    assert store.asked == ["read", "read", "read"]


async def test_only_what_concerns_it_is_shown_and_yet_it_comes_to_the_end(world: World):
    slot = await world.slot()
    booking = await world.book(slot)
    await world.cancel(booking)
    cancelled = next(each for each in SUBSCRIBERS if each.name == "places").event_types
    noting = Noting()
    walker = follower(world, noting, event_types=cancelled)

    assert await walker.run_once() is BatchResult.ALL
    assert noting.kinds == ["BookingCancelled"]
    assert (await position(world)).id == await world.read(lambda tx: tx.events.head())


async def test_where_it_was_moved_by_another_it_goes_on_from(world: World):
    slot, noting = await world.slot(), Noting()
    walker = follower(world, noting)
    await walker.run_once()
    await world.book(slot)
    other = Noting()
    assert await follower(world, other).run_once() is BatchResult.ALL
    await world.book(slot)

    assert await twice(walker) == [BatchResult.SOME, BatchResult.ALL]
    assert (noting.kinds.count("BookingMade"), other.kinds.count("BookingMade")) == (1, 1)


async def test_what_another_parked_is_tried_again_after_a_while(world: World):
    booking = await world.book(await world.slot())
    noting = Noting()
    walker = follower(world, noting)
    await walker.run_once()
    head = await world.read(lambda tx: tx.events.head())
    lane = f"booking:{booking.id}"
    aside = ParkedEvent("noting", head, lane, 1, "ValueError", world.clock.wall())
    await world.run(lambda tx: tx.progress.park(aside))
    shown = len(noting.kinds)
    assert await walker.run_once() is BatchResult.NOTHING
    world.clock.forward(seconds=10)

    assert await walker.run_once() is BatchResult.SOME
    assert len(noting.kinds) == shown + 1
    assert await walker.parked() == 0


@pytest.mark.parametrize("subscriber", CHOOSY, ids=lambda each: each.name)
async def test_for_what_does_not_concern_it_a_reaction_does_nothing(world: World, subscriber: Any):
    slot = await world.slot()
    booking = await world.book(slot)
    await world.cancel(booking)
    await world.book(slot)
    await world.delete(slot, expected=1)
    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()
    told = await world.read(lambda tx: tx.events.after(0, limit=100))
    others = [each for each in told if not isinstance(each.event, subscriber.event_types)]
    assert 0 < len(others) < len(told)

    for each in others:
        assert subscriber.react(None, each) is Step.DONE  # there is nothing to do it with
