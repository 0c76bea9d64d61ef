"""What booking and cancelling promise, on a real store."""

from datetime import timedelta

import pytest

from domain.errors import (
    AlreadyBooked,
    AlreadyCancelled,
    AlreadyForceCancelled,
    ConsentMissing,
    NameMissing,
    NotFound,
    OutOfDate,
    Past,
    SoldOut,
    TooLate,
    TooMany,
)
from domain.events import BookingCancelled, BookingMade
from domain.model import CODE_ALPHABET, Status
from domain.operations.bookings import book, cancel, cancel_for_person
from domain.operations.hospitals import delete_date
from domain.operations.people import known_or_new
from tests.storage.desk import MONDAY


async def test_a_booking_stands_at_once_and_takes_one_place(desk):
    slot, person = await desk.slot(capacity=3), await desk.person()

    booking = await desk.booking(person=person, slot=slot.id)

    assert (booking.status, booking.version, booking.day) == (Status.BOOKED, 1, slot.day)
    assert booking.made_at == desk.clock.now()
    assert booking.code.startswith("HS-")
    assert set(booking.code[3:]) <= set(CODE_ALPHABET)
    assert await desk.booked(slot.id) == 1


async def test_what_happened_is_told_with_the_booking(desk):
    slot, person = await desk.slot(), await desk.person()

    booking = await desk.booking(person=person, slot=slot.id)

    made = (await desk.events())[-1]
    assert made == BookingMade(
        booking=booking.id,
        version=1,
        code=booking.code,
        person=person,
        slot=slot.id,
        hospital=slot.hospital,
        day=slot.day,
    )


async def test_booking_the_same_slot_again_answers_with_the_booking_there_is(desk):
    slot, person = await desk.slot(), await desk.person()
    first = await desk.booking(person=person, slot=slot.id)

    again = await desk.booking(person=person, slot=slot.id)

    assert again == first
    assert await desk.booked(slot.id) == 1


async def test_the_last_place_goes_to_one_person(desk):
    slot = await desk.slot(capacity=1)
    first, second = await desk.people(2)
    await desk.booking(person=first, slot=slot.id)

    with pytest.raises(SoldOut) as refusal:
        await desk.run(book, person=second, slot=slot.id)

    assert refusal.value.facts == {"slot": slot.id}
    assert await desk.booked(slot.id) == 1


async def test_nobody_books_before_agreeing(desk):
    slot = await desk.slot()
    stranger = await desk.run(known_or_new, telegram=1, language="ko")

    with pytest.raises(ConsentMissing):
        await desk.run(book, person=stranger.id, slot=slot.id)


async def test_nobody_books_without_a_name(desk):
    slot, person = await desk.slot(), await desk.acquaintance()

    with pytest.raises(NameMissing):
        await desk.run(book, person=person.id, slot=slot.id)


async def test_an_unknown_slot_is_not_found(desk):
    person = await desk.person()

    with pytest.raises(NotFound):
        await desk.run(book, person=person, slot=404)


async def test_a_deleted_slot_is_not_found(desk):
    slot, person = await desk.slot(), await desk.person()
    await desk.run(delete_date, slot=slot.id, by=1, expected=0)

    with pytest.raises(NotFound):
        await desk.run(book, person=person, slot=slot.id)


async def test_booking_ends_the_day_before_at_five(desk):
    slot = await desk.slot(ahead=1)
    early, late = await desk.people(2)
    desk.clock.forward(hours=6, minutes=59, seconds=59)
    await desk.booking(person=early, slot=slot.id)

    desk.clock.forward(seconds=1)

    with pytest.raises(TooLate):
        await desk.run(book, person=late, slot=slot.id)


async def test_one_booking_a_date_wherever_it_is(desk):
    here, there, person = await desk.slot(), await desk.slot(name="두리의원"), await desk.person()
    first = await desk.booking(person=person, slot=here.id)

    with pytest.raises(AlreadyBooked) as refusal:
        await desk.run(book, person=person, slot=there.id)

    assert refusal.value.facts == {"booking": first.id}


async def test_no_more_upcoming_bookings_than_the_policy_allows(desk, rules):
    slots = [await desk.slot(ahead=3 + number) for number in range(rules.max_active + 1)]
    person = await desk.person()
    for slot in slots[:-1]:
        await desk.booking(person=person, slot=slot.id)

    with pytest.raises(TooMany):
        await desk.run(book, person=person, slot=slots[-1].id)


async def test_past_visits_do_not_count_as_upcoming(desk, rules):
    person = await desk.person()
    for number in range(rules.max_active):
        slot = await desk.slot(ahead=2 + number)
        await desk.booking(person=person, slot=slot.id)
    later = await desk.slot(ahead=30)

    desk.clock.forward(days=10)

    assert (await desk.booking(person=person, slot=later.id)).status is Status.BOOKED


async def test_a_cancelled_booking_keeps_its_place_until_the_policy_returns_it(desk):
    slot, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)

    answer = await desk.run(cancel, person=person, booking=booking.id)

    cancelled = await desk.found(booking.id)
    assert answer.name == "cancelled"
    assert (cancelled.status, cancelled.version) == (Status.CANCELLED, 2)
    assert await desk.booked(slot.id) == 1
    assert isinstance((await desk.events())[-1], BookingCancelled)


async def test_who_cancelled_may_book_that_date_again(desk):
    slot, person = await desk.slot(), await desk.person()
    first = await desk.booking(person=person, slot=slot.id)
    await desk.run(cancel, person=person, booking=first.id)

    second = await desk.booking(person=person, slot=slot.id)

    assert second.id != first.id
    assert second.code != first.code


async def test_somebody_elses_booking_and_an_unknown_one_look_the_same(desk):
    slot = await desk.slot()
    owner, stranger = await desk.people(2)
    booking = await desk.booking(person=owner, slot=slot.id)

    with pytest.raises(NotFound) as theirs:
        await desk.run(cancel, person=stranger, booking=booking.id)
    with pytest.raises(NotFound) as nobodys:
        await desk.run(cancel, person=stranger, booking=404)

    assert theirs.value.facts == nobodys.value.facts
    assert (await desk.found(booking.id)).status is Status.BOOKED


async def test_cancelling_twice_is_refused(desk):
    slot, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.run(cancel, person=person, booking=booking.id)

    with pytest.raises(AlreadyCancelled):
        await desk.run(cancel, person=person, booking=booking.id)

    assert (await desk.found(booking.id)).version == 2


async def test_cancelling_what_the_hospital_cancelled_is_refused(desk):
    slot, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.run(delete_date, slot=slot.id, by=1, expected=1)
    await desk.settle()

    with pytest.raises(AlreadyForceCancelled):
        await desk.run(cancel, person=person, booking=booking.id)


async def test_after_the_deadline_only_the_front_desk_cancels(desk):
    slot, person = await desk.slot(ahead=1), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    desk.clock.forward(hours=7)

    with pytest.raises(TooLate):
        await desk.run(cancel, person=person, booking=booking.id)
    answer = await desk.run(cancel_for_person, booking=booking.id)

    assert answer.name == "cancelled_for_person"
    event = (await desk.events())[-1]
    assert isinstance(event, BookingCancelled)
    assert event.by_admin


async def test_a_visit_that_lies_behind_us_is_not_cancelled(desk):
    slot, person = await desk.slot(ahead=1), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    desk.clock.forward(days=2)

    with pytest.raises(Past):
        await desk.run(cancel_for_person, booking=booking.id)

    assert slot.day == MONDAY + timedelta(days=1)


async def test_the_front_desk_finds_no_unknown_booking(desk):
    with pytest.raises(NotFound):
        await desk.run(cancel_for_person, booking=404)


async def test_who_cancels_what_is_not_as_shown_is_asked_again(desk):
    slot, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)

    with pytest.raises(OutOfDate):
        await desk.run(cancel, person=person, booking=booking.id, version=2)
    with pytest.raises(OutOfDate):
        await desk.run(cancel_for_person, booking=booking.id, version=2)
    answer = await desk.run(cancel, person=person, booking=booking.id, version=1)

    assert answer.name == "cancelled"
