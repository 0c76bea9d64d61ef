"""Many callers and few places: nobody gets what another has, and nobody is left without a word."""

import asyncio

import pytest

from domain.answer import Answer
from domain.errors import AlreadyBooked, SoldOut
from domain.model import Consent
from domain.operations.bookings import book

CALLERS = 200


async def crowd(desk, count=CALLERS):
    """People who may book, made in one transaction."""

    def make(tx):
        made = []
        for number in range(count):
            person = tx.people.add(telegram=number + 1, language="ko", at=tx.now)
            tx.people.rename(person.id, f"김{number}호", at=tx.now)
            for consent in Consent:
                tx.people.agree(person.id, consent, version=1, at=tx.now)
            made.append(person.id)
        return made

    return await desk.run(make)


async def answers(calls):
    return await asyncio.gather(*calls, return_exceptions=True)


async def test_the_last_place_goes_to_one_of_two_hundred(desk):
    slot, people = await desk.slot(capacity=1), await crowd(desk)

    said = await answers(desk.run(book, person=person, slot=slot.id) for person in people)

    assert sum(isinstance(answer, Answer) for answer in said) == 1
    assert sum(isinstance(answer, SoldOut) for answer in said) == CALLERS - 1
    assert await desk.booked(slot.id) == 1


@pytest.mark.spoilt("places-add-up", "not-oversold")
async def test_without_the_guard_two_hundred_get_the_last_place(desk):
    slot, people = await desk.slot(capacity=1), await crowd(desk)

    def unguarded(tx, *, person, seen):
        if seen.free > 0:
            tx.bookings.add(person=person, patient=person, slot=seen, at=tx.now)

    async def look_then_book(person):
        seen = await desk.read(lambda tx: tx.slots.get(slot.id))
        await desk.run(unguarded, person=person, seen=seen)

    await answers(look_then_book(person) for person in people)

    assert len(await desk.read(lambda tx: tx.bookings.guests(slot.id))) > slot.capacity


async def test_every_place_is_sold_once_and_none_is_left(desk):
    slot, people = await desk.slot(capacity=50), await crowd(desk)

    said = await answers(desk.run(book, person=person, slot=slot.id) for person in people)

    made = [answer.number("booking") for answer in said if isinstance(answer, Answer)]
    assert len(set(made)) == 50
    assert await desk.booked(slot.id) == 50
    guests = await desk.read(lambda tx: tx.bookings.guests(slot.id))
    assert sorted(guest.booking.id for guest in guests) == sorted(made)


async def test_one_person_tapping_everywhere_at_once_gets_one_booking_a_date(desk):
    slots = [await desk.slot(name=f"{number}번 병원") for number in range(20)]
    person = await desk.person()

    said = await answers(desk.run(book, person=person, slot=slot.id) for slot in slots)

    assert sum(isinstance(answer, Answer) for answer in said) == 1
    assert sum(isinstance(answer, AlreadyBooked) for answer in said) == len(slots) - 1


async def test_events_are_numbered_in_the_order_in_which_they_are_committed(desk):
    slot, people = await desk.slot(capacity=CALLERS), await crowd(desk)
    seen = []

    async def watch():
        last = 0
        while len(seen) < CALLERS + 2:
            for recorded in await desk.read(lambda tx: tx.events.after(last, limit=1000)):  # noqa: B023 - asked at once
                seen.append(recorded.id)
                last = recorded.id

    watching = asyncio.create_task(watch())
    await answers(desk.run(book, person=person, slot=slot.id) for person in people)
    await asyncio.wait_for(watching, 10)

    assert seen == list(range(1, CALLERS + 3))
