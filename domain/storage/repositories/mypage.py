"""The read model behind /mystatus, in SQL: its own database, fed by events only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, exists, func, select, update

from domain.events import OfBooking
from domain.model import Status
from domain.ports.mypage import HistoryEntry, Page
from domain.ports.people import Records
from domain.storage.schema.mypage_tables import erased, moment, shown_booking, shown_hospital
from domain.storage.sql.columns import word
from domain.storage.sql.connection import Driver
from domain.storage.sql.rows import Row, rows_of
from domain.storage.sql.statements import (
    LIMIT,
    Change,
    Query,
    adding,
    adding_unless,
    given,
    keeping_newest,
)
from domain.storage.sql.values import from_ms, to_ms

_B = shown_booking.c
_H = shown_hospital.c
_M = moment.c


class _Row(NamedTuple):
    booking: int
    code: str
    hospital: str
    phone: str | None
    day: str
    status: str
    version: int

    def page(self, history: Iterable[HistoryEntry]) -> Page:
        day, status = date.fromisoformat(self.day), Status(self.status)
        return Page(
            self.booking,
            self.code,
            self.hospital,
            self.phone,
            day,
            status,
            self.version,
            list(history),
        )


def _moment(kind: str, at: int) -> HistoryEntry:
    return HistoryEntry(kind, from_ms(at))


def _pair(booking: int, version: int) -> tuple[int, int]:
    return booking, version


_NAME = func.coalesce(_H.name, word(""))
_PAGE = select(_B.booking, _B.code, _NAME, _H.phone, _B.day, _B.status, _B.version).select_from(
    shown_booking.outerjoin(shown_hospital, _H.hospital == _B.hospital)
)
_OF_PERSON = _B.person == given(_B.person)
_PAGES = Query(
    _PAGE.where(_OF_PERSON).order_by(_B.day.desc(), _B.booking.desc()).limit(LIMIT), _Row
)
_BY_CODE = Query(_PAGE.where(_OF_PERSON, _B.code == given(_B.code)), _Row)
_HISTORY = Query(
    select(_M.kind, _M.at)
    .where(_M.booking == given(_M.booking))
    .order_by(_M.version, _M.at, _M.kind),
    _moment,
)
_VERSIONS = Query(select(_B.booking, _B.version).where(_OF_PERSON), _pair)
_CHANGE_HOSPITAL = Change(
    update(shown_hospital)
    .where(_H.hospital == given(_H.hospital))
    .values(name=given(_H.name), phone=given(_H.phone))
)
_ADD_HOSPITAL = Change(adding(shown_hospital))
_THIS_ERASED = erased.c.person == given(erased.c.person)
_IS_ERASED = exists().where(_THIS_ERASED)
_SET = Change(keeping_newest(shown_booking, _IS_ERASED))
_THIS_MOMENT = (
    _M.booking == given(_M.booking),
    _M.version == given(_M.version),
    _M.kind == given(_M.kind),
)
_NOTE = Change(adding_unless(moment, *_THIS_MOMENT, but=_IS_ERASED))
_CLEAR = [Change(delete(emptied)) for emptied in (moment, shown_booking, shown_hospital, erased)]
_NOTE_ERASED = Change(adding_unless(erased, _THIS_ERASED))
_THEIRS = _M.booking.in_(select(_B.booking).where(_OF_PERSON))
_FORGET = [Change(delete(moment).where(_THEIRS)), Change(delete(shown_booking).where(_OF_PERSON))]
_RECORDS: dict[str, Query[Row]] = {
    "shown_booking": rows_of(shown_booking, _OF_PERSON),
    "moment": rows_of(moment, _THEIRS),
}


class SqlMyPage:
    """See `domain.ports.mypage.MyPage`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def hospital(self, hospital: int, *, name: str, phone: str | None) -> None:
        if not self._driver.run(_CHANGE_HOSPITAL, hospital=hospital, name=name, phone=phone):
            self._driver.run(_ADD_HOSPITAL, hospital=hospital, name=name, phone=phone)

    def record(self, event: OfBooking, *, status: Status, at: datetime) -> None:
        booking, version, person = event.booking, event.version, event.person
        when, kind = to_ms(at), event.kind
        self._driver.run_later(
            _NOTE, booking=booking, version=version, kind=kind, at=when, person=person
        )
        self._driver.run_later(
            _SET,
            booking=booking,
            code=event.code,
            person=event.person,
            hospital=event.hospital,
            day=event.day.isoformat(),
            status=status.value,
            version=version,
        )

    def pages(self, person: int, *, limit: int) -> Sequence[Page]:
        rows = self._driver.all(_PAGES, person=person, limit=limit)
        return [row.page(self._history(row.booking)) for row in rows]

    def page(self, person: int, *, code: str) -> Page | None:
        row = self._driver.one(_BY_CODE, person=person, code=code)
        return None if row is None else row.page(self._history(row.booking))

    def versions(self, person: int) -> Mapping[int, int]:
        return dict(self._driver.all(_VERSIONS, person=person))

    def records(self, person: int) -> Records:
        read = self._driver.all
        found: dict[str, list[Row]] = {n: read(q, person=person) for n, q in _RECORDS.items()}
        return found

    def forget(self, person: int) -> None:
        for change in (_NOTE_ERASED, *_FORGET):
            self._driver.run(change, person=person)
        self._driver.truncate_wal_after_commit()

    def clear(self) -> None:
        for change in _CLEAR:
            self._driver.run(change)

    def _history(self, booking: int) -> Sequence[HistoryEntry]:
        return self._driver.all(_HISTORY, booking=booking)
