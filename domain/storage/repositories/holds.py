"""Holds of places, in SQL."""

from datetime import datetime

from sqlalchemy import select, update

from domain.model import Booking, Hold, HoldEnd, HoldReason
from domain.storage.schema.tables import hold
from domain.storage.sql.columns import word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Insertion, Query, given
from domain.storage.sql.values import Value, from_ms, to_ms

_H = hold.c
_COLUMNS = (
    *(_H.id, _H.slot, _H.reason, _H.person, _H.patient),
    *(_H.booking, _H.version, _H.until, _H.ended),
)
_Whole = int | None
_LIVE = _H.ended_at.is_(None)


def _hold(
    *row: *tuple[int, int, str, _Whole, _Whole, _Whole, _Whole, int, str | None],
) -> Hold:
    id_, slot, reason, *whose, until, ended = row
    end = None if ended is None else HoldEnd(ended)
    person, patient, booking, version = whose
    why = HoldReason(reason)
    return Hold(id_, slot, why, person, patient, booking, version, from_ms(until), end)


_ADD = Insertion(hold)
_UNDO_OF = Query(
    select(*_COLUMNS).where(
        _LIVE, _H.reason == word(HoldReason.UNDO), _H.booking == given(_H.booking)
    ),
    _hold,
)
_END = Change(
    update(hold)
    .where(_H.id == given(_H.id), _LIVE)
    .values(ended=given(_H.ended), ended_at=given(_H.ended_at))
)


class SqlHolds:
    """See `domain.ports.bookings.Holds`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def keep_for_undo(
        self, booking: Booking, *, version: int, at: datetime, until: datetime
    ) -> int:
        row: dict[str, Value] = {
            "slot": booking.slot,
            "reason": HoldReason.UNDO.value,
            "person": booking.person,
            "account": None,
            "patient": booking.patient,
            "booking": booking.id,
            "version": version,
            "made_at": to_ms(at),
            "until": to_ms(until),
            "ended": None,
            "ended_at": None,
        }
        return self._driver.add(_ADD, **row)

    def undo_of(self, booking: int) -> Hold | None:
        return self._driver.one(_UNDO_OF, booking=booking)

    def end(self, hold: int, *, how: HoldEnd, at: datetime) -> bool:
        return self._driver.run(_END, id=hold, ended=how.value, ended_at=to_ms(at)) == 1
