"""The register of hospitals, in SQL."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from sqlalchemy import Text, bindparam, case, func, insert, select, update

from domain.model import Hospital, HospitalState, SlotState
from domain.ports.hospitals import HospitalOpening
from domain.storage.schema.tables import hospital, hospital_version, slot
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Insertion, Query, given, named
from domain.storage.sql.values import Value, maybe_day

_H = hospital.c
_LIVE = _H.state != word(HospitalState.DELETED)
HOSPITAL_COLUMNS = (_H.id, _H.name, _H.key, _H.phone, _H.note, _H.state)
_STATES = {str(each): each for each in HospitalState}
"""Looked up, since a screen may read all hospitals: five times as fast as the enum's own way."""
_Row = tuple[int, str, str, str | None, str | None, str]


def hospital_of(*row: *_Row) -> Hospital:
    """The hospital of a row with HOSPITAL_COLUMNS."""
    id_, name, key, phone, note, state = row
    return Hospital(id_, name, key, phone, note, _STATES[state])


def _opening(day: str | None, free: int, *row: *_Row) -> HospitalOpening:
    return HospitalOpening(hospital_of(*row), maybe_day(day), free)


_GET = Query(select(*HOSPITAL_COLUMNS).where(_H.id == given(_H.id)), hospital_of)
_BY_KEY = Query(select(*HOSPITAL_COLUMNS).where(_LIVE, _H.key == given(_H.key)), hospital_of)
_ALL_LIVE = Query(select(*HOSPITAL_COLUMNS).where(_LIVE).order_by(_H.name, _H.id), hospital_of)
_TWO_LIVE = Query(select(*HOSPITAL_COLUMNS).where(_LIVE).limit(number(2)), hospital_of)
_HOLDING = Query(
    select(*HOSPITAL_COLUMNS)
    .where(_LIVE, func.replace(_H.key, given(_H.key), word("")) != _H.key)
    .order_by(_H.name, _H.id)
    .limit(LIMIT),
    hospital_of,
)
_LETTERS = [f"letter{n}" for n in range(8)]
"""Parameters; so many letters tell names apart."""
_SHARED = sum(
    (
        case((_H.key.contains(bindparam(each, type_=Text())), number(1)), else_=number(0))
        for each in _LETTERS
    ),
    start=number(0),
)
_LIKE = Query(
    select(*HOSPITAL_COLUMNS)
    .where(_LIVE)
    .order_by(_SHARED.desc(), func.abs(func.length(_H.key) - named("length")), _H.id)
    .limit(LIMIT),
    hospital_of,
)
_ADD = Insertion(hospital)
_CHANGE = Change(
    update(hospital)
    .where(_H.id == given(_H.id))
    .values(phone=given(_H.phone), note=given(_H.note), version=_H.version + number(1))
)
_TEXTS = (_H.name, _H.english, _H.phone, _H.note, _H.address, _H.directions)
_KEEP_TEXTS = Change(
    insert(hospital_version)
    .inline()
    .from_select(
        ["hospital", "version", *(column.name for column in _TEXTS)],
        select(_H.id, _H.version, *_TEXTS).where(_H.id == given(_H.id)),
    )
)
_MARK_DELETED = Change(
    update(hospital).where(_H.id == given(_H.id), _LIVE).values(state=word(HospitalState.DELETED))
)

_NEXT_FREE = (
    select(slot.c.id)
    .where(
        slot.c.hospital == _H.id,
        slot.c.state != word(SlotState.DELETED),  # which the partial index needs
        slot.c.state == word(SlotState.OPEN),
        slot.c.day >= given(slot.c.day),
        slot.c.taken < slot.c.capacity,
    )
    .order_by(slot.c.day)
    .limit(1)
    .correlate(hospital)
    .scalar_subquery()
)
_OPENINGS = Query(
    select(slot.c.day, func.coalesce(slot.c.capacity - slot.c.taken, number(0)), *HOSPITAL_COLUMNS)
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
        new: dict[str, Value] = {column.name: None for column in _H if column.nullable}
        told: dict[str, Value] = {"name": name, "key": key, "phone": phone, "note": note}
        state = HospitalState.OPEN
        id_ = self._driver.add(_ADD, **new | told, state=state.value, version=1)
        self._driver.run(_KEEP_TEXTS, id=id_)
        return Hospital(id_, name, key, phone, note, state)

    def get(self, hospital: int) -> Hospital | None:
        return self._driver.one(_GET, id=hospital)

    def by_key(self, key: str) -> Hospital | None:
        return self._driver.one(_BY_KEY, key=key)

    def live(self) -> Sequence[Hospital]:
        return self._driver.all(_ALL_LIVE)

    def holding(self, part: str, *, limit: int) -> Sequence[Hospital]:
        return self._driver.all(_HOLDING, key=part, limit=limit)

    def like(self, key: str, *, limit: int) -> Sequence[Hospital]:
        letters = list(dict.fromkeys(key))[: len(_LETTERS)]
        given = dict(zip_longest(_LETTERS, letters, fillvalue="\n"))  # which is in no key
        return self._driver.all(_LIKE, **given, length=len(key), limit=limit)

    def change(self, hospital: int, *, phone: str | None, note: str | None) -> None:
        self._driver.run(_CHANGE, id=hospital, phone=phone, note=note)
        self._driver.run(_KEEP_TEXTS, id=hospital)

    def mark_deleted(self, hospital: int) -> bool:
        return self._driver.run(_MARK_DELETED, id=hospital) == 1

    def only(self) -> Hospital | None:
        found = self._driver.all(_TWO_LIVE)
        return found[0] if len(found) == 1 else None

    def openings(self, *, first: date) -> Sequence[HospitalOpening]:
        return self._driver.all(_OPENINGS, day=first.isoformat())
