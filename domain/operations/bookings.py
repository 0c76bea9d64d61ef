"""Booking and cancellation. A hold keeps the place of a cancelled booking until a policy returns
it.
"""

from datetime import date
from typing import TypedDict

from domain.answer import Answer
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
from domain.model import Booking, Consent, Status
from domain.operations.places import keep_cancelled_place
from domain.ports.store import Transaction

RECENT_EVENTS = 200
"""Events among which the first one of two taps is looked for."""


class BookingFacts(TypedDict):
    """Fields of every event about a booking."""

    booking: int
    version: int
    code: str
    person: int
    slot: int
    hospital: int
    day: date


def of_booking(booking: Booking, *, version: int | None = None) -> BookingFacts:
    """Event fields of a booking, at its own version or the one given."""
    return {
        "booking": booking.id,
        "version": booking.version if version is None else version,
        "code": booking.code,
        "person": booking.person,
        "slot": booking.slot,
        "hospital": booking.hospital,
        "day": booking.day,
    }


def book(tx: Transaction, *, person: int, slot: int) -> Answer:
    """Book one place in the slot for the person, effective at once.

    Booking the same slot again answers with the existing booking. Raises ConsentMissing,
    NameMissing, NotFound (slot deleted or unknown), TooLate, AlreadyBooked, TooMany, SoldOut.
    """
    _examinee_must_be_known(tx, person=person)
    wanted = tx.slots.get(slot)
    if wanted is None or wanted.deleted:
        raise NotFound(slot=slot)
    upcoming = tx.bookings.upcoming(person, first=tx.today)
    same_day = next((b for b in upcoming if b.day == wanted.day), None)
    if same_day is not None and same_day.slot == slot:
        return Answer("booked", {"booking": same_day.id})
    if tx.now >= tx.rules.book_until.before(wanted.day, tx.rules.zone):
        raise TooLate(slot=slot)
    if same_day is not None:
        raise AlreadyBooked(booking=same_day.id)
    if len(upcoming) >= tx.rules.max_active:
        raise TooMany(limit=tx.rules.max_active)
    if not tx.slots.take_place(slot):
        raise SoldOut(slot=slot)
    booking = tx.bookings.add(person=person, patient=person, slot=wanted, at=tx.now)
    tx.events.append(BookingMade(**of_booking(booking)), at=tx.now)
    return Answer("booked", {"booking": booking.id})


def cancel(tx: Transaction, *, person: int, booking: int, version: int | None = None) -> Answer:
    """Cancel the person's own booking, at the `version` they were shown if one is given.

    Raises NotFound (also for another person's), AlreadyCancelled, AlreadyForceCancelled, Past,
    OutOfDate, TooLate.
    """
    mine = tx.bookings.mine(person=person, booking=booking)
    if mine is None:
        raise NotFound
    _must_stand(tx, booking=mine, version=version, by_admin=False)
    if tx.now >= tx.rules.cancel_until.before(mine.day, tx.rules.zone):
        raise TooLate(booking=booking)
    return cancel_standing(tx, booking=mine)


def cancel_standing(tx: Transaction, *, booking: Booking) -> Answer:
    """Cancel a booking on its person's behalf, whatever the deadline. Raises AlreadyCancelled."""
    if not tx.bookings.close_own(booking.id, person=booking.person):
        raise AlreadyCancelled(booking=booking.id)
    return _cancelled(tx, booking=booking, by_admin=False)


def cancel_for_person(tx: Transaction, *, booking: int, version: int | None = None) -> Answer:
    """Cancel a person's booking for the front desk, after the deadline too, at the `version` that
    was shown if one is given.

    Raises NotFound, AlreadyCancelled, AlreadyForceCancelled, Past, OutOfDate.
    """
    found = tx.bookings.get(booking)
    if found is None:
        raise NotFound
    _must_stand(tx, booking=found, version=version, by_admin=True)
    if not tx.bookings.close(booking, status=Status.CANCELLED):
        raise AlreadyCancelled(booking=booking)
    return _cancelled(tx, booking=found, by_admin=True)


def _cancelled(tx: Transaction, *, booking: Booking, by_admin: bool) -> Answer:
    version = booking.version + 1
    keep_cancelled_place(tx, booking=booking, version=version)
    facts = of_booking(booking, version=version)
    tx.events.append(BookingCancelled(**facts, by_admin=by_admin), at=tx.now)
    return Answer("cancelled_for_person" if by_admin else "cancelled", {"booking": booking.id})


def _must_stand(tx: Transaction, *, booking: Booking, version: int | None, by_admin: bool) -> None:
    if booking.status is Status.CANCELLED:
        repeated = version is not None and _is_repeated(
            tx, booking=booking, version=version, by_admin=by_admin
        )
        raise AlreadyCancelled(booking=booking.id, repeated=int(repeated), by_admin=int(by_admin))
    if booking.status is Status.FORCE_CANCELLED:
        raise AlreadyForceCancelled(booking=booking.id)
    if booking.day < tx.today:
        raise Past(booking=booking.id)
    if version is not None and booking.version != version:
        raise OutOfDate(booking=booking.id)


def _is_repeated(tx: Transaction, *, booking: Booking, version: int, by_admin: bool) -> bool:
    """Whether the booking was cancelled from this very version, and by this side. Among so many
    events only: what was cancelled long ago is said to be.
    """
    if booking.version != version + 1:
        return False
    past = max(0, tx.events.head() - RECENT_EVENTS)
    recent = tx.events.after(past, limit=RECENT_EVENTS, kinds=(BookingCancelled.__name__,))
    return any(
        isinstance(each.event, BookingCancelled)
        and each.event.booking == booking.id
        and each.event.by_admin is by_admin
        for each in recent
    )


def _examinee_must_be_known(tx: Transaction, *, person: int) -> None:
    consents, named = tx.people.examinee(person)
    if any(consents.get(consent, 0) < tx.rules.consent_version for consent in Consent):
        raise ConsentMissing
    if not named:
        raise NameMissing
