"""Events leave the house: every one, once, in order, as the contract says."""

import asyncio

import pytest

from domain.events import Event
from domain.operations.privacy import erase_person
from jobs.cloudevents import kebab
from tests.jobs.leaving import dispatcher, ids, in_order, recorded, relay, told_ids, way_out
from tests.jobs.world import add_person

NAME, ACCOUNT = "한가람", 7_600_123_457


class KioskOpened(Event):
    """A newer release knows it; this one does not."""

    stored = False
    kiosk: int


async def some_bookings(world, *, count=20):
    """Made, one cancelled, and the rest ended by the hospital."""
    slot = await world.slot()
    made = [await world.book(slot) for _ in range(count)]
    await world.cancel(made[0])
    await world.delete(slot, expected=count - 1)
    await dispatcher(world).drain()


async def test_every_event_arrives_once_and_in_order(world, nats, out):
    await some_bookings(world)

    await dispatcher(world, relay(world, out)).drain()

    found = await nats.stored()
    assert len(found) == 45
    assert told_ids(found) == await ids(world)
    assert in_order(found)
    assert {each.subject for each in found} == {
        *("checkup.hospital-registered", "checkup.slot-opened", "checkup.slot-deleted"),
        *("checkup.booking-made", "checkup.booking-cancelled", "checkup.place-returned"),
        *("checkup.booking-force-cancelled", "checkup.deletion-completed"),
    }


async def test_an_event_is_told_as_the_contract_says(world, nats, out):
    booking = await world.book(await world.slot())

    await dispatcher(world, relay(world, out)).drain()

    made, event = (await nats.stored())[-1], (await recorded(world))[-1]
    epoch = await world.read(lambda tx: tx.events.epoch())
    assert made.subject == "checkup.booking-made"
    assert made.headers["Nats-Msg-Id"] == f"{epoch}-{event.id}"
    assert made.headers["Content-Type"] == "application/cloudevents+json"
    assert made.told == {
        "specversion": "1.0",
        "id": f"{epoch}-{event.id}",
        "source": "/checkup",
        "type": "checkup.booking-made",
        "subject": f"booking:{booking.id}",
        "time": "2027-03-01T03:00:00.000Z",
        "datacontenttype": "application/json",
        "data": event.event.model_dump(mode="json"),
    }


async def test_of_people_only_ids_are_told(world, nats, out):
    slot, person = await world.slot(), await world.run(add_person, telegram=ACCOUNT)
    booking = await world.book(slot, person=person)
    await world.cancel(booking)
    await world.run(erase_person, person=person, reason="asked")
    await dispatcher(world).drain()

    await dispatcher(world, relay(world, out)).drain()

    told = [each.body.decode() for each in await nats.stored()]
    assert len(told) == 6
    assert sum(f'"person":{person}' in each for each in told) == 4
    assert not any(NAME in each or str(ACCOUNT) in each for each in told)


@pytest.mark.spoilt("hospital-as-told", "mypage-knows-the-hospitals")
async def test_a_name_in_an_event_would_be_seen(world, nats, out):
    slot = await world.slot()
    hospital = (await world.read(lambda tx: tx.slots.get(slot))).hospital
    planted = {"hospital": hospital, "name": NAME, "phone": str(ACCOUNT), "note": None}
    event = Event.kinds["HospitalChanged"].model_validate(planted)
    await world.run(lambda tx: tx.events.append(event, at=tx.now))

    await dispatcher(world, relay(world, out)).drain()

    told = (await nats.stored())[-1].body.decode()
    assert NAME in told
    assert str(ACCOUNT) in told


async def test_what_a_newer_release_writes_is_passed_on_unchanged(world, nats, out):
    await world.slot()
    await world.run(lambda tx: tx.events.append(KioskOpened(kiosk=4), at=tx.now))
    await world.book(await world.slot())

    await dispatcher(world, relay(world, out)).drain()

    found = await nats.stored()
    assert told_ids(found) == await ids(world)
    assert found[2].subject == "checkup.kiosk-opened"
    assert (found[2].told["type"], found[2].told["data"]) == ("checkup.kiosk-opened", {"kiosk": 4})


async def test_it_is_counted_among_those_who_are_behind(world, nats, out):
    await world.slot()
    at_work = dispatcher(world, relay(world, out))

    before = (await at_work.lag())["relay"]
    await at_work.drain()

    assert (before, (await at_work.lag())["relay"]) == (2, 0)
    assert "relay" not in await dispatcher(world).lag()


async def test_two_at_once_tell_nothing_twice(world, nats, out):
    await some_bookings(world)
    async with way_out(nats) as another:
        each = [dispatcher(world, relay(world, way)).drain() for way in (out, another)]

        await asyncio.gather(*each)

    await dispatcher(world, relay(world, out)).drain()
    found = await nats.stored()
    assert sorted(told_ids(found)) == sorted(await ids(world))
    assert in_order(found)


@pytest.mark.parametrize(
    ("kind", "said"), [("BookingMade", "booking-made"), ("A", "a"), ("odd", "odd")]
)
def test_a_kind_as_subscribers_choose_it(kind, said):
    assert kebab(kind) == said
