"""Reactions to events (outbox consumers): whenever X happened, do Y.

Each takes one event, does at most MAX_ROWS rows of work, and says whether it is done with that
event.
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
from domain.ports.mypage import MyPageTransaction
from domain.ports.notices import NewNotice, Notice, NoticeKind
from domain.ports.store import Transaction

MAX_ROWS = 200
"""Rows a reaction may take in one transaction, so that a deletion never blocks bookings for long.
"""


class Step(Enum):
    """Outcome of a reaction: DONE, or MORE (commit, then call again with the same event)."""

    DONE = "done"
    MORE = "more"


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Subscriber(Generic[T]):
    """A consumer: a reaction with its own position in the outbox.

    `batch` events share one transaction. `event_types`: the only ones it reacts to; empty: all.
    """

    name: str
    react: Callable[[T, Recorded], Step]
    batch: int = 1
    event_types: tuple[type[Event], ...] = ()

    @property
    def kinds(self) -> list[str]:
        """The names of the events it is to be shown; none: all."""
        return [each.__name__ for each in self.event_types]


def whenever_booking_cancelled_return_the_place(tx: Transaction, recorded: Recorded) -> Step:
    """This will return the place, once, however often it is called."""
    match recorded.event:
        case BookingCancelled() as event:
            if tx.bookings.mark_returned(event.booking):
                tx.slots.return_place(event.slot)
                tx.events.append(_place_returned(event), at=tx.now)
        case _:
            pass
    return Step.DONE


def whenever_hospital_or_date_deleted_force_cancel(tx: Transaction, recorded: Recorded) -> Step:
    """This will force-cancel the bookings there from the event's `today` on, some at a time."""
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
    """This will keep the register's line and history."""
    match recorded.event:
        case OfBooking() as event:
            tx.ledger.record(event, status=status_after(event), at=recorded.at)
        case _:
            pass
    return Step.DONE


def whenever_a_booking_changes_enqueue_its_notices(tx: Transaction, recorded: Recorded) -> Step:
    """This will enqueue a notice for each change that a person did not just make themselves, and a
    reminder for each booking; for an erased person none.
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
    """This will keep the read model behind /mystatus."""
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
    """The status a booking has once the event happened."""
    match event:
        case BookingMade():
            return Status.BOOKED
        case BookingForceCancelled():
            return Status.FORCE_CANCELLED
        case _:
            return Status.CANCELLED


def is_still_valid(tx: Transaction, notice: Notice) -> bool:
    """Whether a notice about to be sent is still true and in time."""
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
"""The consumers of the main database, in the order in which a tick runs them."""

MYPAGE: Subscriber[MyPageTransaction] = Subscriber("mypage", project_to_mypage, batch=2000)
"""The one reaction whose effect lives in the read model's own database, where no booking waits for
it.
"""
