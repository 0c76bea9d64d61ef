"""Event handlers: what follows from an event, as reactions of the outbox consumers.

A reaction runs in the transaction that moves its consumer's position, so its effect happens exactly
once. It handles one event and at most MAX_ROWS rows, and returns whether it is done with the event.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

from domain.events import (
    BookingCancelled,
    BookingForceCancelled,
    BookingMade,
    DeletionCompleted,
    Event,
    HospitalChanged,
    HospitalDeleted,
    HospitalRegistered,
    OfBooking,
    PersonErased,
    PlaceReturned,
    Recorded,
    SlotDeleted,
)
from domain.model import Booking, Status
from domain.operations.bookings import of_booking
from domain.operations.places import free_cancelled_place, free_place
from domain.ports.mypage import MyPageTransaction
from domain.ports.notices import NewNotice, Notice, NoticeKind
from domain.ports.store import Transaction

MAX_ROWS = 200
"""Rows per transaction, so that a deletion does not block bookings for long."""


class Step(Enum):
    """Result of a reaction: DONE, or MORE (commit, then call it again with the same event)."""

    DONE = "done"
    MORE = "more"


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Subscriber(Generic[T]):
    """Reaction with its own position in the outbox; `batch` events share a transaction.

    `event_types` lists the only event types it reacts to; empty: it is given all.
    """

    name: str
    react: Callable[[T, Recorded], Step]
    batch: int = 1
    event_types: tuple[type[Event], ...] = ()

    @property
    def kinds(self) -> list[str]:
        """Names of the event types it is given; empty: all."""
        return [each.__name__ for each in self.event_types]


def whenever_booking_cancelled_return_the_place(tx: Transaction, recorded: Recorded) -> Step:
    """Return the place of a cancelled booking, once, even if the event is handled again."""
    match recorded.event:
        case BookingCancelled() as event:
            if free_cancelled_place(tx, booking=event.booking):
                tx.events.append(_place_returned(event), at=tx.now)
        case _:
            pass
    return Step.DONE


def whenever_hospital_or_date_deleted_force_cancel(tx: Transaction, recorded: Recorded) -> Step:
    """Force-cancel the bookings that the deletion affects, MAX_ROWS at a time.

    Past dates are not affected: the deletion covers dates from the day of the event on.
    """
    match recorded.event:
        case HospitalDeleted() | SlotDeleted() as event:
            hit = tx.bookings.hit_by(event.deletion, limit=MAX_ROWS)
            for booking in hit:
                _force_cancel(tx, booking=booking, deletion=event.deletion)
            if len(hit) == MAX_ROWS:
                return Step.MORE
            completed = DeletionCompleted(hospital=event.hospital, deletion=event.deletion)
            tx.events.append(completed, at=tx.now)
        case _:
            pass
    return Step.DONE


def whenever_a_booking_changes_record_it_in_the_ledger(tx: Transaction, recorded: Recorded) -> Step:
    """Update the booking's line in the ledger, and its history."""
    match recorded.event:
        case OfBooking() as event:
            tx.ledger.record(event, status=status_after(event), at=recorded.at)
        case _:
            pass
    return Step.DONE


def whenever_a_booking_changes_enqueue_its_notices(tx: Transaction, recorded: Recorded) -> Step:
    """Enqueue notices of what people did not do themselves, and a reminder for each booking.

    The pending notices of an erased person are dropped.
    """
    match recorded.event:
        case BookingMade() as event:
            _owe_reminder(tx, event, made_at=recorded.at)
        case BookingForceCancelled() as event:
            _owe(tx, event, NoticeKind.FORCE_CANCELLED, deletion=event.deletion)
        case BookingCancelled(by_admin=True) as event:
            _owe(tx, event, NoticeKind.CANCELLED_BY_ADMIN)
        case DeletionCompleted() as event:
            tx.deletions.close(event.deletion)
        case PersonErased() as event:
            tx.notices.end_all(event.person, at=tx.now)
        case _:
            pass
    return Step.DONE


def project_to_mypage(tx: MyPageTransaction, recorded: Recorded) -> Step:
    """Update the read model of /mystatus."""
    match recorded.event:
        case HospitalRegistered() | HospitalChanged() as event:
            tx.view.hospital(event.hospital, name=event.name, phone=event.phone)
        case OfBooking() as event:
            tx.view.record(event, status=status_after(event), at=recorded.at)
        case PersonErased() as event:
            tx.view.forget(event.person)
        case _:
            pass
    return Step.DONE


def status_after(event: OfBooking) -> Status:
    """Return the status of a booking after the event."""
    match event:
        case BookingMade():
            return Status.BOOKED
        case BookingForceCancelled():
            return Status.FORCE_CANCELLED
        case _:
            return Status.CANCELLED


def is_still_valid(tx: Transaction, notice: Notice) -> bool:
    """Whether a notice that is about to be sent is still true, and in time."""
    if notice.expires_at is not None and tx.now >= notice.expires_at:
        return False
    told = tx.people.get(notice.person)
    if told is None or told.telegram is None:
        return False
    if notice.kind is not NoticeKind.REMINDER:
        return True
    booking = notice.facts["booking"]
    found = tx.bookings.get(booking) if isinstance(booking, int) else None
    return found is not None and found.status is Status.BOOKED


def _force_cancel(tx: Transaction, *, booking: Booking, deletion: int) -> None:
    tx.bookings.close(booking.id, status=Status.FORCE_CANCELLED)
    free_place(tx, slot=booking.slot)
    facts = of_booking(booking, version=booking.version + 1)
    tx.events.append(BookingForceCancelled(**facts, deletion=deletion), at=tx.now)


def _place_returned(event: BookingCancelled) -> PlaceReturned:
    return PlaceReturned.model_validate(event.model_dump(exclude={"by_admin"}))


def _owe(tx: Transaction, event: OfBooking, kind: NoticeKind, deletion: int | None = None) -> None:
    tx.notices.enqueue(
        NewNotice(
            key=f"{event.booking}:{event.version}:{kind}",
            person=event.person,
            kind=kind,
            facts={"booking": event.booking},
            due_at=tx.now,
            deletion=deletion,
        )
    )


def _owe_reminder(tx: Transaction, event: BookingMade, *, made_at: datetime) -> None:
    due_at = tx.rules.remind_at.before(event.day, tx.rules.zone)
    if made_at >= due_at:
        return
    tx.notices.enqueue(
        NewNotice(
            key=f"{event.booking}:{event.version}:{NoticeKind.REMINDER}",
            person=event.person,
            kind=NoticeKind.REMINDER,
            facts={"booking": event.booking},
            due_at=due_at,
            expires_at=tx.rules.remind_until.before(event.day, tx.rules.zone),
        )
    )


SUBSCRIBERS: tuple[Subscriber[Transaction], ...] = (
    Subscriber("places", whenever_booking_cancelled_return_the_place, 100, (BookingCancelled,)),
    Subscriber(
        "closing",
        whenever_hospital_or_date_deleted_force_cancel,
        batch=20,
        event_types=(HospitalDeleted, SlotDeleted),
    ),
    Subscriber("ledger", whenever_a_booking_changes_record_it_in_the_ledger, batch=MAX_ROWS),
    Subscriber("notices", whenever_a_booking_changes_enqueue_its_notices, batch=MAX_ROWS),
)
"""All consumers of the main store. Their names are stored with the positions."""

MYPAGE: Subscriber[MyPageTransaction] = Subscriber("mypage", project_to_mypage, batch=2000)
"""Consumer whose effect is in the read model's own database, where no booking waits for it."""
