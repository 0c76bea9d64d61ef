"""What happens by itself once something happened, on real stores."""

from datetime import timedelta

import pytest

from domain.events import BookingForceCancelled, DeletionCompleted, PlaceReturned
from domain.model import HoldEnd, HoldReason, Status
from domain.operations.bookings import cancel, cancel_for_person
from domain.operations.hospitals import delete_date, delete_hospital
from domain.policies import (
    MAX_ROWS,
    Step,
    is_still_valid,
    whenever_booking_cancelled_return_the_place,
    whenever_hospital_or_date_deleted_force_cancel,
)
from domain.ports.notices import NoticeKind, NoticeState
from tests.tooling.source_tree import sources

FAR = timedelta(days=400)


async def owed(desk):
    """What is due by now or ever, one a person, as a deliverer would take it."""
    late = desk.clock.now() + FAR
    return await desk.run(lambda tx: tx.notices.claim(now=late, wall=late, limit=1000))


async def test_a_cancelled_place_comes_back_once(desk):
    slot, person = await desk.slot(capacity=1), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.run(cancel, person=person, booking=booking.id)

    await desk.settle()

    assert await desk.booked(slot.id) == 0
    returned = [e for e in await desk.events() if isinstance(e, PlaceReturned)]
    assert [event.version for event in returned] == [2]


async def test_until_then_a_hold_keeps_it(desk):
    slot, person = await desk.slot(capacity=1), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.run(cancel, person=person, booking=booking.id)

    taken, hold = await desk.booked(slot.id), await desk.read(lambda tx: tx.holds.undo_of(1))
    await desk.settle()

    assert (taken, hold.slot, hold.reason, hold.version) == (1, slot.id, HoldReason.UNDO, 2)
    assert hold.until == desk.clock.now()
    assert await desk.read(lambda tx: tx.holds.undo_of(1)) is None
    assert not await desk.run(lambda tx: tx.holds.end(hold.id, how=HoldEnd.USED, at=tx.now))


async def test_a_deletion_frees_the_places_it_ends(desk):
    slot, person = await desk.slot(capacity=1), await desk.person()
    await desk.booking(person=person, slot=slot.id)

    await desk.run(delete_date, slot=slot.id, by=9, expected=1)
    before = await desk.booked(slot.id)
    await desk.settle()

    assert (before, await desk.booked(slot.id)) == (1, 0)


def test_one_function_frees_places():
    calls = [source.path for source in sources() if ".return_place(" in source.text]

    assert calls == ["domain/operations/places.py"]


async def test_a_cancellation_told_twice_returns_one_place(desk):
    slot = await desk.slot(capacity=2)
    for person in await desk.people(2):
        booking = await desk.booking(person=person, slot=slot.id)
    await desk.run(cancel, person=booking.person, booking=booking.id)
    head = await desk.read(lambda tx: tx.events.head())
    told = await desk.read(lambda tx: tx.events.get(head))

    for _ in range(2):
        await desk.run(whenever_booking_cancelled_return_the_place, told)

    assert await desk.booked(slot.id) == 1


async def test_deleting_a_hospital_cancels_what_is_booked_there_from_today_on(desk):
    visited, coming = await desk.slot(ahead=1), await desk.slot(ahead=9)
    person = await desk.person()
    past = await desk.booking(person=person, slot=visited.id)
    upcoming = await desk.booking(person=person, slot=coming.id)
    desk.clock.forward(days=3)

    await desk.run(delete_hospital, hospital=coming.hospital, by=9, expected=1)
    await desk.settle()

    assert (await desk.found(past.id)).status is Status.BOOKED
    assert (await desk.found(upcoming.id)).status is Status.FORCE_CANCELLED


async def test_a_visit_today_is_cancelled_too(desk):
    slot, person = await desk.slot(ahead=1), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    desk.clock.forward(days=1)

    await desk.run(delete_hospital, hospital=slot.hospital, by=9, expected=1)
    await desk.settle()

    assert (await desk.found(booking.id)).status is Status.FORCE_CANCELLED


async def test_a_persons_own_cancel_stays_their_own(desk):
    slot, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.run(cancel, person=person, booking=booking.id)

    await desk.run(delete_date, slot=slot.id, by=9, expected=0)
    await desk.settle()

    assert (await desk.found(booking.id)).status is Status.CANCELLED
    assert await desk.booked(slot.id) == 0


async def test_a_cancel_between_deletion_and_force_cancel_wins(desk):
    slot, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.run(delete_date, slot=slot.id, by=9, expected=1)

    await desk.run(cancel, person=person, booking=booking.id)
    await desk.settle()

    assert (await desk.found(booking.id)).status is Status.CANCELLED
    assert not any(isinstance(e, BookingForceCancelled) for e in await desk.events())


@pytest.mark.spoilt("each-change-is-told")
async def test_a_large_deletion_goes_in_steps_and_completes_once(desk):
    slot = await desk.slot(capacity=MAX_ROWS + 1)

    def crowd(tx):
        for number in range(MAX_ROWS + 1):
            person = tx.people.add(telegram=50_000 + number, language="ko", at=tx.now)
            tx.people.rename(person.id, "김하나", at=tx.now)
            assert tx.slots.take_place(slot.id)
            tx.bookings.add(person=person.id, patient=person.id, slot=slot, at=tx.now)

    await desk.run(crowd)
    await desk.run(delete_date, slot=slot.id, by=9, expected=MAX_ROWS + 1)
    head = await desk.read(lambda tx: tx.events.head())
    deleted = await desk.read(lambda tx: tx.events.get(head))

    steps = [
        await desk.run(whenever_hospital_or_date_deleted_force_cancel, deleted) for _ in range(2)
    ]

    assert steps == [Step.MORE, Step.DONE]
    events = await desk.events()
    assert sum(isinstance(e, BookingForceCancelled) for e in events) == MAX_ROWS + 1
    assert sum(isinstance(e, DeletionCompleted) for e in events) == 1


async def test_the_ledger_follows_a_booking_to_its_end(desk):
    slot, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.settle()
    booked = await desk.read(lambda tx: tx.ledger.line(booking.id))

    await desk.run(cancel, person=person, booking=booking.id)
    await desk.settle()

    cancelled = await desk.read(lambda tx: tx.ledger.line(booking.id))
    assert (booked.status, booked.version) == ("booked", 1)
    assert (cancelled.status, cancelled.version) == ("cancelled", 2)
    assert cancelled.code == booking.code


async def test_the_read_model_shows_the_history_in_order(desk):
    slot, person = await desk.slot(name="한빛병원"), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.run(cancel, person=person, booking=booking.id)
    await desk.settle()

    page = await desk.mypage.read(
        lambda tx: tx.view.page(person, code=booking.code), desk.clock.now()
    )

    assert (page.hospital, page.day, page.status) == ("한빛병원", slot.day, Status.CANCELLED)
    kinds = [moment.kind for moment in page.history]
    assert kinds == ["BookingMade", "BookingCancelled", "PlaceReturned"]


async def test_everybody_hit_by_a_deletion_is_owed_a_notice(desk):
    slot = await desk.slot()
    people = await desk.people(3)
    for person in people:
        await desk.booking(person=person, slot=slot.id)
    desk.clock.forward(hours=1)

    await desk.run(delete_date, slot=slot.id, by=9, expected=3)
    await desk.settle()

    notices = await owed(desk)
    assert [notice.person for notice in notices] == people
    assert {notice.kind for notice in notices} == {NoticeKind.FORCE_CANCELLED}


async def test_a_deletion_is_summed_only_when_everybody_was_told(desk):
    slot = await desk.slot()
    for person in await desk.people(2):
        await desk.booking(person=person, slot=slot.id)
    answer = await desk.run(delete_date, slot=slot.id, by=9, expected=2)
    at_once = await desk.read(lambda tx: tx.deletions.told(limit=9))
    await desk.settle()
    first, second = await owed(desk)
    await desk.run(_settled, first, NoticeState.SENT)
    early = await desk.read(lambda tx: tx.deletions.told(limit=9))

    await desk.run(_settled, second, NoticeState.BLOCKED)

    (told,) = await desk.read(lambda tx: tx.deletions.told(limit=9))
    tally = await desk.read(lambda tx: tx.notices.tally(told.id))
    assert at_once == early == []
    assert told.id == answer.number("deletion")
    assert (tally.told, tally.of, tally.missed) == (1, 2, [second.facts["booking"]])
    await desk.run(lambda tx: tx.deletions.mark_summed(told.id))
    assert await desk.read(lambda tx: tx.deletions.told(limit=9)) == []


async def test_who_cancelled_is_told_nothing_and_whom_the_desk_cancelled_is(desk):
    slot = await desk.slot()
    own, desked = await desk.people(2)
    mine = await desk.booking(person=own, slot=slot.id)
    theirs = await desk.booking(person=desked, slot=slot.id)
    await desk.run(cancel, person=own, booking=mine.id)
    await desk.run(cancel_for_person, booking=theirs.id)
    await desk.settle()

    notices = await desk.run(lambda tx: tx.notices.claim(now=tx.now, wall=tx.now, limit=10))

    assert [(notice.person, notice.kind) for notice in notices] == [
        (desked, NoticeKind.CANCELLED_BY_ADMIN)
    ]


async def test_a_reminder_is_due_the_day_before_and_expires_in_the_morning(desk, rules):
    slot, person = await desk.slot(), await desk.person()
    await desk.booking(person=person, slot=slot.id)
    await desk.settle()

    (reminder,) = await owed(desk)

    assert reminder.kind is NoticeKind.REMINDER
    assert reminder.due_at == rules.remind_at.before(slot.day, rules.zone)
    assert reminder.expires_at == rules.remind_until.before(slot.day, rules.zone)


async def test_who_books_after_the_time_of_reminding_is_not_reminded(desk):
    slot, person = await desk.slot(ahead=1), await desk.person()
    desk.clock.forward(hours=2)

    await desk.booking(person=person, slot=slot.id)
    await desk.settle()

    assert await owed(desk) == []


@pytest.mark.parametrize(
    ("cancelled", "hours", "owed_still"), [(False, 0, True), (True, 0, False), (False, 96, False)]
)
async def test_a_reminder_is_asked_about_again_when_it_is_sent(desk, cancelled, hours, owed_still):
    slot, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.settle()
    (reminder,) = await owed(desk)

    if cancelled:
        await desk.run(cancel, person=person, booking=booking.id)
    desk.clock.forward(hours=hours)

    assert await desk.read(is_still_valid, reminder) is owed_still


def _settled(tx, notice, state):
    tx.notices.settle(notice.id, state, message=1, at=tx.now)
