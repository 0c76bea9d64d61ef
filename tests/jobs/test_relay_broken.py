"""The relay and what breaks: NATS is gone, the process is gone, an event is refused."""

import asyncio
import random
from contextlib import suppress

import pytest
from nats.js.api import StreamConfig

from domain.errors import Unavailable
from domain.events import HospitalChanged
from jobs.circuit_breaker import CircuitBreaker
from jobs.leadership import LeaseLost
from tests.jobs.leaving import (
    Counted,
    Cut,
    dispatcher,
    ids,
    in_order,
    recorded,
    relay,
    told_ids,
    way_out,
)
from tests.jobs.world import open_world
from tests.nats import STREAM, server

pytestmark = pytest.mark.spoilt("hospital-as-told", "mypage-knows-the-hospitals")

SMALL = 1000


async def bookings(world, *, count=10):
    """Made and cancelled: two events in each lane, and a third when the place is back."""
    slot = await world.slot()
    for _ in range(count):
        await world.cancel(await world.book(slot))
    await dispatcher(world).drain()


def lost(_):
    raise LeaseLost("relay")


async def out_of_reach(_):
    raise Unavailable


async def test_while_nats_is_down_people_book_and_afterwards_it_hears_all(tmp_path, nats, out):
    woken = []
    world = open_world(tmp_path, on_commit=lambda _: [each.wake() for each in woken])
    at_work = dispatcher(world, relay(world, out))
    woken.append(at_work)
    at_work.open()
    slot, made = await world.slot(), []

    for number in range(60):
        made.append(await world.book(slot))
        if number % 2:
            await world.cancel(made[-1])
        if number == 15:
            await asyncio.to_thread(nats.kill)
        if number == 40:
            behind = (await at_work.lag())["relay"]
            await asyncio.to_thread(nats.start)
    while (await at_work.lag())["relay"] or (await at_work.lag())["places"]:
        await asyncio.sleep(0.02)
        at_work.wake()

    found = await nats.stored()
    assert behind > 0
    assert len(made) == 60
    assert len(found) == 2 + 60 + 30 + 30
    assert sorted(told_ids(found)) == sorted(await ids(world))
    assert in_order(found)
    assert await at_work.parked() == 0
    await at_work.close()
    await world.main.close()
    await world.mypage.close()


async def test_moving_on_without_an_acknowledgement_would_lose_what_happened(world, nats, out):
    async def trusting(messages):
        with suppress(Unavailable):
            return await out(messages)
        return [None] * len(messages)

    await bookings(world)
    await dispatcher(world, relay(world, trusting)).tick()
    await asyncio.to_thread(nats.kill)
    await dispatcher(world, relay(world, trusting)).tick()
    await asyncio.to_thread(nats.start)

    await dispatcher(world, relay(world, trusting)).drain()

    assert len(await nats.stored()) < len(await ids(world))


async def test_out_of_reach_it_holds_up_nobody_and_is_left_alone_for_a_while(world):
    booking = await world.book(await world.slot())
    seconds, way = [0.0], Counted(out_of_reach)
    breaker = CircuitBreaker("relay", after=3, monotonic=lambda: seconds[0])
    at_work = dispatcher(world, relay(world, way, breaker=breaker))

    for _ in range(10):
        await at_work.drain()
    tries = way.calls
    seconds[0] += 1
    await at_work.drain()

    assert await world.read(lambda tx: tx.ledger.line(booking.id)) is not None
    assert (tries, way.calls, breaker.state) == (3, 4, "open")
    assert ((await at_work.lag())["relay"], await at_work.parked()) == (3, 0)


async def test_a_relay_that_is_somebody_elses_to_run_does_nothing(world, nats, out):
    await bookings(world)
    way = Counted(out)
    at_work = dispatcher(world, relay(world, way, duty=lambda: None))

    await at_work.drain()

    assert way.calls == 0
    assert (await at_work.lag())["relay"] == len(await ids(world))


async def test_who_has_lost_its_part_meanwhile_moves_nothing(world, nats, out):
    await bookings(world)
    await dispatcher(world, relay(world, out, duty=lambda: lost)).drain()
    behind = (await dispatcher(world, relay(world, out)).lag())["relay"]

    await dispatcher(world, relay(world, out)).drain()

    assert behind == len(await ids(world))
    assert told_ids(await nats.stored()) == await ids(world)


async def publish_then_die(world, out, *, renamed=False):
    """One process that dies after its third batch, and the next."""

    async def under_other_names(messages):
        return await out([each._replace(id=f"{random.random()}") for each in messages])

    way = under_other_names if renamed else out
    with pytest.raises(Cut):
        await dispatcher(world, relay(world, Counted(way, dies_after=3))).drain()
    await dispatcher(world, relay(world, way)).drain()


async def test_who_dies_between_publishing_and_moving_on_tells_nothing_twice(world, nats, out):
    await bookings(world)

    await publish_then_die(world, out)

    found = await nats.stored()
    assert told_ids(found) == await ids(world)


async def test_without_the_ids_it_would_be_told_twice(world, nats, out):
    await bookings(world)

    await publish_then_die(world, out, renamed=True)

    assert len(await nats.stored()) > len(await ids(world))


@pytest.mark.parametrize("seed", range(3))
async def test_cut_off_anywhere_it_tells_everything_once(world, nats, out, seed):
    chance = random.Random(seed)
    await bookings(world)

    for _ in range(8):
        at_work = asyncio.create_task(dispatcher(world, relay(world, out)).drain())
        await asyncio.sleep(chance.uniform(0, 0.02))
        at_work.cancel()
        with suppress(asyncio.CancelledError):
            await at_work
    await dispatcher(world, relay(world, out)).drain()

    found = await nats.stored()
    assert sorted(told_ids(found)) == sorted(await ids(world))
    assert in_order(found)


async def refuses_what_is_large(nats, *, largest):
    """The stream's owner made it so."""
    async with nats.client() as client:
        config = StreamConfig(name=STREAM, subjects=["checkup.>"], max_msg_size=largest)
        stream = client.jetstream()
        await (stream.update_stream(config) if largest == -1 else stream.add_stream(config))


async def too_large_and_then_some(world):
    """An event that is too large, two that follow it in its lane, and a booking elsewhere."""
    slot = await world.slot()
    hospital = (await world.read(lambda tx: tx.slots.get(slot))).hospital
    for size in (2 * SMALL, 2, 3):
        facts = {"hospital": hospital, "name": "한빛병원", "phone": None}
        changed = HospitalChanged(**facts, note="가" * size)
        await world.run(lambda tx, event=changed: tx.events.append(event, at=tx.now))
    await world.book(await world.slot())


async def test_what_nats_refuses_steps_aside_with_what_follows_it(world, nats, out):
    await refuses_what_is_large(nats, largest=SMALL)
    await too_large_and_then_some(world)
    at_work = dispatcher(world, relay(world, out))

    await at_work.drain()

    parked = await world.read(lambda tx: tx.progress.parked(limit=9))
    large = next(each.id for each in await recorded(world) if each.event.kind == "HospitalChanged")
    assert [(each.subscriber, each.event, each.attempts, each.error) for each in parked] == [
        ("relay", large, 1, "MaxPayloadError"),
        ("relay", large + 1, 0, ""),
        ("relay", large + 2, 0, ""),
    ]
    assert ((await at_work.lag())["relay"], await at_work.parked()) == (0, 3)
    assert len(await nats.stored()) == 5


async def refused_and_then_taken(world, nats, out):
    """What is stored once the stream's owner has made room; how often it was tried before."""
    await refuses_what_is_large(nats, largest=SMALL)
    await too_large_and_then_some(world)
    at_work = dispatcher(world, relay(world, out))
    await at_work.drain()
    world.clock.forward(seconds=1)
    await at_work.drain()
    (refused, *_) = await world.read(lambda tx: tx.progress.parked(limit=1))
    await refuses_what_is_large(nats, largest=-1)
    world.clock.forward(seconds=2)
    await at_work.drain()
    assert await at_work.parked() == 0
    return await nats.stored(), refused.attempts


async def test_once_it_is_taken_what_followed_it_comes_in_order(world, nats, out):
    found, tries = await refused_and_then_taken(world, nats, out)

    assert tries == 2
    assert sorted(told_ids(found)) == sorted(await ids(world))
    assert in_order(found)


async def test_sent_all_at_once_what_followed_it_would_overtake_it(world, nats, out, monkeypatch):
    monkeypatch.setattr("jobs.relay.one_per_lane", lambda batch: batch)

    found, _ = await refused_and_then_taken(world, nats, out)

    assert not in_order(found)


async def test_a_server_may_have_a_limit_of_its_own(world, tmp_path):
    with server(tmp_path / "small", config=f"max_payload: {SMALL}") as small:
        async with way_out(small) as out:
            await too_large_and_then_some(world)

            await dispatcher(world, relay(world, out)).drain()

    parked = await world.read(lambda tx: tx.progress.parked(limit=9))
    assert [each.error for each in parked] == ["MaxPayloadError", "", ""]


async def test_without_a_stream_that_takes_them_events_wait(world, nats, out):
    await world.book(await world.slot())
    async with nats.client() as client:
        stream = client.jetstream()
        await stream.add_stream(name=STREAM, subjects=["elsewhere.>"])
        at_work = dispatcher(world, relay(world, out))

        await at_work.drain()
        waiting = (await at_work.lag())["relay"], await at_work.parked()
        await stream.delete_stream(STREAM)
        await at_work.drain()

    assert waiting == (3, 0)
    assert told_ids(await nats.stored()) == await ids(world)
