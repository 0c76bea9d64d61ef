"""The register of hospitals, in SQL."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, update

from domain.model import Hospital
from domain.ports.hospitals import Opening
from domain.storage.schema.tables import hospital, slot
from domain.storage.sql.columns import number
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Adding, Change, Query, given
from domain.storage.sql.values import maybe_day

_H = hospital.c
_LIVE = _H.deleted == number(0)
_COLUMNS = (_H.id, _H.name, _H.key, _H.phone, _H.note, _H.deleted)


_Row = tuple[int, str, str, str | None, str | None, int]


def _hospital(*row: *_Row) -> Hospital:
    id_, name, key, phone, note, deleted = row
    return Hospital(id_, name, key, phone, note, bool(deleted))


def _opening(day: str | None, free: int, *row: *_Row) -> Opening:
    return Opening(_hospital(*row), maybe_day(day), free)


_GET = Query(select(*_COLUMNS).where(_H.id == given(_H.id)), _hospital)
_BY_KEY = Query(select(*_COLUMNS).where(_LIVE, _H.key == given(_H.key)), _hospital)
_ALL_LIVE = Query(select(*_COLUMNS).where(_LIVE).order_by(_H.name, _H.id), _hospital)
_ADD = Adding(hospital)
_CHANGE = Change(
    update(hospital).where(_H.id == given(_H.id)).values(phone=given(_H.phone), note=given(_H.note))
)
_MARK_DELETED = Change(
    update(hospital).where(_H.id == given(_H.id), _LIVE).values(deleted=number(1))
)

_NEXT_FREE = (
    select(slot.c.id)
    .where(
        slot.c.hospital == _H.id,
        slot.c.deleted == number(0),
        slot.c.day >= given(slot.c.day),
        slot.c.booked < slot.c.capacity,
    )
    .order_by(slot.c.day)
    .limit(1)
    .correlate(hospital)
    .scalar_subquery()
)
_OPENINGS = Query(
    select(slot.c.day, func.coalesce(slot.c.capacity - slot.c.booked, number(0)), *_COLUMNS)
    .select_from(hospital.outerjoin(slot, slot.c.id == _NEXT_FREE))
    .where(_LIVE)
    .order_by(slot.c.day.is_(None), slot.c.day, _H.name, _H.id),
    _opening,
)


class SqlHospitals:
    """See `domain.ports.hospitals.Hospitals`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def add(self, *, name: str, key: str, phone: str | None, note: str | None) -> Hospital:
        """Adds a live hospital."""
        id_ = self._driver.add(_ADD, name=name, key=key, phone=phone, note=note, deleted=0)
        return Hospital(id_, name, key, phone, note, deleted=False)

    def get(self, hospital: int) -> Hospital | None:
        """The hospital of that id, deleted or not."""
        return self._driver.one(_GET, id=hospital)

    def by_key(self, key: str) -> Hospital | None:
        """The live hospital of that key."""
        return self._driver.one(_BY_KEY, key=key)

    def live(self) -> Sequence[Hospital]:
        """All live hospitals by name."""
        return self._driver.all(_ALL_LIVE)

    def change(self, hospital: int, *, phone: str | None, note: str | None) -> None:
        """Sets phone and preparation note."""
        self._driver.run(_CHANGE, id=hospital, phone=phone, note=note)

    def mark_deleted(self, hospital: int) -> bool:
        """False if it was deleted before."""
        return self._driver.run(_MARK_DELETED, id=hospital) == 1

    def openings(self, *, first: date) -> Sequence[Opening]:
        """Each live hospital with its next free date, those with one first."""
        return self._driver.all(_OPENINGS, day=first.isoformat())
