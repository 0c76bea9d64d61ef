"""Twelve mistakes that booking systems of this kind were found with, each planted in ours.

A variant changes as little as it takes, and nothing of the state machine knows of it. What is
wrong with when things are written is in `_unsafe`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from domain.answer import Answer
from domain.events import BookingMade, OfBooking
from domain.model import Booking, HoldEnd, HoldReason, Slot, SlotState, Status
from domain.operations import bookings
from domain.ports.store import Transaction
from domain.storage.engines import sqlite
from domain.storage.repositories import bookings as booking_rows
from domain.storage.repositories import bookings as ledger
from domain.storage.repositories import holds, mypage
from domain.storage.repositories.places import slots
from domain.storage.sql.columns import number, word
from domain.storage.sql.statements import Change, Query, adding, given, insert_or
from domain.storage.sql.values import to_ms
from tests.gates.controls.unsafe_stores import Ahead, Careless, Forgetful, Swallowing
from tests.gates.state_machine import system

Patch = tuple[Any, str, Any]
S, B = slots._S, booking_rows._B
ONE_MORE = S.taken + number(1)
CLOSED = {"status": word(Status.CANCELLED), "version": B.version + number(1)}


def take_without_looking() -> list[Patch]:
    take = update(slots.slot).where(slots._THIS, slots._LIVE_SLOT).values(taken=ONE_MORE)
    unchecked = {**sqlite._PRAGMAS, "ignore_check_constraints": 1}
    has_room = (slots, "has_room", lambda _: True)
    return [(slots, "_TAKE", Change(take)), has_room, (sqlite, "_PRAGMAS", unchecked)]


def take_what_is_gone() -> list[Patch]:
    take = update(slots.slot).where(slots._THIS, S.taken < S.capacity).values(taken=ONE_MORE)
    get = slots.SqlSlots.get

    def found(self: slots.SqlSlots, slot: int) -> Slot | None:
        there = get(self, slot)
        return None if there is None else replace(there, state=SlotState.OPEN)

    return [(slots, "_TAKE", Change(take)), (slots.SqlSlots, "get", found)]


def return_each_time() -> list[Patch]:
    undo = select(*holds._COLUMNS).where(
        holds._H.reason == word(HoldReason.UNDO), holds._H.booking == given(holds._H.booking)
    )
    ended = Query(undo, holds._hold)
    return [(holds, "_UNDO_OF", ended), (holds.SqlHolds, "end", _ended_anyway)]


def _ended_anyway(self: holds.SqlHolds, hold: int, *, how: HoldEnd, at: datetime) -> bool:
    self._driver.run(holds._END, id=hold, ended=how.value, ended_at=to_ms(at))
    return True


def add_each_time() -> list[Patch]:
    record, add = ledger.SqlLedger.record, Change(adding(ledger.ledger))

    def recorded(self: ledger.SqlLedger, event: OfBooking, **more: Any) -> None:
        if isinstance(event, BookingMade):
            known = event.model_dump(exclude={"day"})
            self._driver.run(add, **known, day=event.day.isoformat(), status="booked")
        record(self, event, **more)

    return [(ledger.SqlLedger, "record", recorded)]


def ask_the_ledger() -> list[Patch]:
    cancel = bookings.cancel

    def cancelled(tx: Transaction, *, person: int, booking: int) -> Answer:
        line: Any = tx.ledger.line(booking)
        assert line.status in set(Status)
        return cancel(tx, person=person, booking=booking)

    return [(bookings, "cancel", cancelled)]


def let_the_late_win() -> list[Patch]:
    return [(where, "_SET", _set_whatever(where)) for where in (ledger, mypage)]


def _set_whatever(where: Any) -> Change:
    """Of two with the same key the one that came last stays."""
    table = where.ledger if where is ledger else where.shown_booking
    row = insert_or(table).inline().values({c.name: given(c) for c in table.columns})
    new = {name: row.excluded[name] for name in ("version", "status")}
    return Change(row.on_conflict_do_update(index_elements=list(table.primary_key), set_=new))


def swallow() -> list[Patch]:
    record, row = mypage.SqlMyPage.record, mypage.shown_booking.c
    to = {name: given(row[name]) for name in ("version", "status")}
    change = Change(
        update(mypage.shown_booking).where(row.booking == given(row.booking)).values(to)
    )

    def changed(self: mypage.SqlMyPage, event: OfBooking, *, status: Status, **more: Any) -> None:
        if isinstance(event, BookingMade):
            return record(self, event, status=status, **more)
        told = {"version": event.version, "status": status.value}
        return self._driver.run(change, booking=event.booking, **told)

    return [(mypage.SqlMyPage, "record", changed), (system, "Consumer", Swallowing)]


def cancel_again() -> list[Patch]:
    table, mine = booking_rows.booking, (booking_rows._THIS, booking_rows._OF_PERSON)
    must_stand = bookings._must_stand

    def may_stand(tx: Transaction, *, booking: Booking, **shown: Any) -> None:
        if booking.status is not Status.CANCELLED:
            must_stand(tx, booking=booking, **shown)

    return [
        (booking_rows, "_CLOSE_OWN", Change(update(table).where(*mine).values(CLOSED))),
        (bookings, "_must_stand", may_stand),
    ]


def trust_anybody() -> list[Patch]:
    table = booking_rows.booking
    anybody = update(table).where(booking_rows._THIS, booking_rows._BOOKED).values(CLOSED)
    found = Query(booking_rows._ALL.where(booking_rows._THIS), booking_rows.booking_of)
    return [(booking_rows, "_CLOSE_OWN", Change(anybody)), (booking_rows, "_MINE", found)]


class WeekYear(date):
    """Writes the year that its week belongs to."""

    def isoformat(self) -> str:
        return f"{self:%G-%m-%d}"


def write_the_week_year() -> list[Patch]:
    plain = slots.SqlSlots.open

    def opened(self: slots.SqlSlots, *, day: date, **more: Any) -> Slot:
        return plain(self, day=WeekYear(day.year, day.month, day.day), **more)

    return [(slots.SqlSlots, "open", opened)]


def _with_a_store(kind: type[system.Mortal]) -> Callable[[], list[Patch]]:
    return lambda: [(system, "Mortal", kind)]


VARIANTS: dict[str, Callable[[], list[Patch]]] = {
    "D1 a place is taken without looking whether one is left": take_without_looking,
    "D2 a date that is gone is as good as any": take_what_is_gone,
    "D3 events are told though their command was undone": _with_a_store(Careless),
    "D4 events wait in memory until after the commit": _with_a_store(Forgetful),
    "D5 the place is taken in a commit before the booking's": _with_a_store(Ahead),
    "D6 a cancellation told twice returns two places": return_each_time,
    "D7 a booking told twice adds two lines": add_each_time,
    "D8 cancelling asks the ledger, which may not know yet": ask_the_ledger,
    "D9 what is told late overwrites what is newer": let_the_late_win,
    "D10 the read model swallows errors and changes what it never added": swallow,
    "D11 what is cancelled is cancelled again": cancel_again,
    "D12 anybody may cancel anything": trust_anybody,
    "D12 dates are written with their week's year": write_the_week_year,
}
"""What is wrong, and the change that makes it so."""


@contextmanager
def planted(name: str | None) -> Iterator[None]:
    """Meanwhile that is wrong; None: nothing is."""
    patches = VARIANTS[name]() if name else []
    before = [(where, what, getattr(where, what)) for where, what, _ in patches]
    try:
        for where, what, to in patches:
            setattr(where, what, to)
        yield
    finally:
        for where, what, was in before:
            setattr(where, what, was)
