"""The reservation register, in SQL: one line a booking, with its history. Fed by events only."""

from datetime import datetime

from sqlalchemy import select

from domain.events import OfBooking
from domain.model import Status
from domain.ports.bookings import LedgerLine
from domain.storage.schema.tables import ledger, ledger_entry
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Query, adding_unless, given, keeping_newest
from domain.storage.sql.values import to_ms

_L = ledger.c
_E = ledger_entry.c
_THIS = _L.booking == given(_L.booking)
_SET = Change(keeping_newest(ledger))
_NOTE = Change(
    adding_unless(
        ledger_entry,
        _E.booking == given(_E.booking),
        _E.version == given(_E.version),
        _E.kind == given(_E.kind),
    )
)
_LINE = Query(select(_L.booking, _L.code, _L.status, _L.version).where(_THIS), LedgerLine)


class SqlLedger:
    """See `domain.ports.bookings.Ledger`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def record(self, event: OfBooking, *, status: Status, at: datetime) -> None:
        """Sets the line to the event's version unless it is newer, and keeps the event."""
        booking, version = event.booking, event.version
        self._driver.later(_NOTE, booking=booking, version=version, kind=event.kind, at=to_ms(at))
        self._driver.later(
            _SET,
            booking=booking,
            code=event.code,
            person=event.person,
            slot=event.slot,
            hospital=event.hospital,
            day=event.day.isoformat(),
            status=status.value,
            version=version,
        )

    def line(self, booking: int) -> LedgerLine | None:
        """The register's line of a booking."""
        return self._driver.one(_LINE, booking=booking)
