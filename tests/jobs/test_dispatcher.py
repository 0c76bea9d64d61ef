"""Subscribers walk through the outbox: everything once, in order, whatever fails on the way."""

import asyncio
import random
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from domain.events import PlaceReturned, Recorded
from domain.model import Status
from domain.policies import SUBSCRIBERS, Subscriber
from domain.ports.store import Transaction
from jobs.dispatcher import Dispatcher
from tests.jobs.world import World, open_world


def dispatcher(
    world: World,
    *,
    subscribers: Sequence[Subscriber[Transaction]] = SUBSCRIBERS,
    without: frozenset[str] = frozenset(),
) -> Dispatcher:
    return Dispatcher(
        main=world.main,
        mypage=world.mypage,
        clock=world.clock,
        subscribers=subscribers,
        without=without,
    )


async def events(world: World) -> Sequence[Recorded]:
    return await world.read(lambda tx: tx.events.after(0, limit=10_000))


async def test_a_cancelled_booking_comes_to_rest_everywhere(world: World):
    slot = await world.slot()
    booking = await world.book(slot)
    await world.cancel(booking)

    await dispatcher(world).drain()

    place = await world.read(lambda tx: tx.slots.get(slot))
    line = await world.read(lambda tx: tx.ledger.line(booking.id))
    page = await world.read_page(lambda tx: tx.view.page(booking.person, code=booking.code))
    assert place is not None
    assert place.taken == 0
    assert line is not None
    assert line.status == Status.CANCELLED
    assert page is not None
    assert [moment.kind for moment in page.history] == [
        "BookingMade",
        "BookingCancelled",
        "PlaceReturned",
    ]


async def test_each_says_how_far_it_is_behind(world: World):
    await world.book(await world.slot())
    at_work = dispatcher(world, without=frozenset({"ledger"}))

    before = await at_work.lag()
    await at_work.drain()

    assert before == dict.fromkeys(("places", "closing", "ledger", "notices", "mypage"), 3)
    assert await at_work.lag() == {**dict.fromkeys(before, 0), "ledger": 3}


async def test_one_that_was_switched_off_catches_up(world: World):
    booking = await world.book(await world.slot())
    await dispatcher(world, without=frozenset({"ledger"})).drain()
    assert await world.read(lambda tx: tx.ledger.line(booking.id)) is None

    await dispatcher(world).drain()

    assert await world.read(lambda tx: tx.ledger.line(booking.id)) is not None


async def test_a_read_model_that_is_down_holds_up_nobody_and_catches_up(world: World):
    at_work = dispatcher(world)
    await world.mypage.close()
    booking = await world.book(await world.slot())

    await at_work.drain()
    behind = await at_work.lag()
    world.mypage.start()
    await at_work.drain()

    assert behind == {"places": 0, "closing": 0, "ledger": 0, "notices": 0, "mypage": 3}
    assert await at_work.parked() == 0
    assert await world.read_page(lambda tx: tx.view.versions(booking.person)) == {booking.id: 1}


async def test_a_restored_outbox_makes_the_read_model_begin_anew(world: World):
    booking = await world.book(await world.slot())
    at_work = dispatcher(world)
    await at_work.drain()
    with sqlite3.connect(world.folder / "mypage.db") as file:
        file.execute("UPDATE shown_booking SET version = 99")
    file.close()
    with sqlite3.connect(world.folder / "main.db") as file:
        file.execute("UPDATE meta SET value = value + 1 WHERE name = 'epoch'")
    file.close()

    assert (await at_work.lag())["mypage"] == 3
    await at_work.drain()

    assert await world.read_page(lambda tx: tx.view.versions(booking.person)) == {booking.id: 1}
    assert set((await at_work.lag()).values()) == {0}


async def test_a_large_deletion_is_done_in_pieces_between_which_others_get_through(world: World):
    slot, other = await world.slot(), await world.slot()
    await world.fill(slot, people=450)
    deletion = await world.delete(slot, expected=450)
    person = await world.person()
    at_work = dispatcher(world, without=frozenset({"places", "ledger", "notices", "mypage"}))
    left = 450
    while left == 450:
        await at_work.tick()
        left = len(await world.read(lambda tx: tx.bookings.hit_by(deletion, limit=1000)))

    booking = await world.book(other, person=person)
    await at_work.drain()

    assert left == 250
    kinds = [recorded.event.kind for recorded in await events(world)]
    assert kinds.count("BookingForceCancelled") == 450
    made = max(n for n, kind in enumerate(kinds) if kind == "BookingMade")
    assert kinds[:made].count("BookingForceCancelled") == 200
    assert kinds[-1] == "DeletionCompleted"
    assert booking.status is Status.BOOKED


async def test_two_at_once_do_nothing_twice(world: World):
    slot = await world.slot()
    for _ in range(15):
        await world.cancel(await world.book(slot))

    await asyncio.gather(dispatcher(world).drain(), dispatcher(world).drain())
    await dispatcher(world).drain()

    await everything_happened_once(world, slot=slot, bookings=15)


@pytest.mark.parametrize("seed", range(5))
async def test_cut_off_anywhere_it_does_everything_once(world: World, seed: int):
    chance = random.Random(seed)
    slot = await world.slot()
    for _ in range(12):
        await world.cancel(await world.book(slot))

    for _ in range(12):
        at_work = asyncio.create_task(dispatcher(world).drain())
        await asyncio.sleep(chance.uniform(0, 0.02))
        at_work.cancel()
        with suppress(asyncio.CancelledError):
            await at_work
    await dispatcher(world).drain()

    await everything_happened_once(world, slot=slot, bookings=12)


async def everything_happened_once(world: World, *, slot: int, bookings: int) -> None:
    place = await world.read(lambda tx: tx.slots.get(slot))
    assert place is not None
    assert place.taken == 0
    happened = [recorded.event for recorded in await events(world)]
    returned = [event.booking for event in happened if isinstance(event, PlaceReturned)]
    assert len(returned) == len(set(returned)) == bookings
    for event in happened:
        if isinstance(event, PlaceReturned):
            page = await world.read_page(
                lambda tx, event=event: tx.view.page(event.person, code=event.code)
            )
            assert page is not None
            assert len(page.history) == 3


async def test_a_commit_wakes_it(tmp_path: Path):
    woken: list[Dispatcher] = []
    world = open_world(tmp_path, on_commit=lambda _: [each.wake() for each in woken])
    at_work = dispatcher(world)
    woken.append(at_work)
    at_work.open()

    booking = await world.book(await world.slot())
    try:
        async with asyncio.timeout(5):
            while (await world.read(lambda tx: tx.ledger.line(booking.id))) is None:
                await asyncio.sleep(0.001)
    finally:
        await at_work.close()
        await world.main.close()
        await world.mypage.close()


async def test_who_handled_something_says_so(world: World):
    said: list[None] = []
    at_work = Dispatcher(
        main=world.main,
        mypage=world.mypage,
        clock=world.clock,
        handled=lambda: said.append(None),
    )
    await at_work.drain()
    assert len(said) == 1  # the read model's beginning

    await world.book(await world.slot())
    await at_work.drain()

    assert len(said) > 1
