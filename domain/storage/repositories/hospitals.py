"""The register of hospitals, in SQL."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import zip_longest

from sqlalchemy import Text, bindparam, case, distinct, exists, func, select, update

from domain.model import Deletion, Hospital, Slot
from domain.ports.hospitals import DeletionImpact, HospitalOpening, SlotCard
from domain.ports.notices import NoticeKind, NoticeState
from domain.storage.schema.tables import booking, deletion, hospital, notice, slot
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Insertion, Query, among, given, named
from domain.storage.sql.values import maybe_day, to_ms

_H = hospital.c
_LIVE = _H.deleted == number(0)
HOSPITAL_COLUMNS = (_H.id, _H.name, _H.key, _H.phone, _H.note, _H.deleted)


_Row = tuple[int, str, str, str | None, str | None, int]


def hospital_of(*row: *_Row) -> Hospital:
    """The hospital of a row with HOSPITAL_COLUMNS."""
    id_, name, key, phone, note, deleted = row
    return Hospital(id_, name, key, phone, note, bool(deleted))


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
    select(slot.c.day, func.coalesce(slot.c.capacity - slot.c.booked, number(0)), *HOSPITAL_COLUMNS)
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
        id_ = self._driver.add(_ADD, name=name, key=key, phone=phone, note=note, deleted=0)
        return Hospital(id_, name, key, phone, note, deleted=False)

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

    def mark_deleted(self, hospital: int) -> bool:
        return self._driver.run(_MARK_DELETED, id=hospital) == 1

    def only(self) -> Hospital | None:
        found = self._driver.all(_TWO_LIVE)
        return found[0] if len(found) == 1 else None

    def openings(self, *, first: date) -> Sequence[HospitalOpening]:
        return self._driver.all(_OPENINGS, day=first.isoformat())


_S = slot.c
_LIVE_SLOT = _S.deleted == number(0)
_THIS = _S.id == given(_S.id)
_SLOT_COLUMNS = (_S.id, _S.hospital, _S.day, _S.capacity, _S.booked, _S.version, _S.deleted)


def _slot(*row: *tuple[int, int, str, int, int, int, int]) -> Slot:
    id_, hospital, day, capacity, booked, version, deleted = row
    return Slot(id_, hospital, date.fromisoformat(day), capacity, booked, version, bool(deleted))


def _slot_card(*row: int | str | None) -> SlotCard:
    at = len(_SLOT_COLUMNS)
    return SlotCard(_slot(*row[:at]), hospital_of(*row[at:]))  # type: ignore[arg-type]


_ALL = select(*_SLOT_COLUMNS)
_GET_SLOT = Query(_ALL.where(_THIS), _slot)
_THESE = Query(_ALL.where(among(_S.id, "slots")), _slot)
_ON = Query(
    _ALL.where(_LIVE_SLOT, _S.hospital == given(_S.hospital), _S.day == given(_S.day)),
    _slot,
)
_FROM = Query(
    _ALL.where(_LIVE_SLOT, _S.hospital == given(_S.hospital), _S.day >= given(_S.day)).order_by(
        _S.day
    ),
    _slot,
)
_LIVE_OF = Query(
    _ALL.where(_LIVE_SLOT, among(_S.hospital, "hospitals"), _S.day >= given(_S.day)).order_by(
        _S.hospital, _S.day
    ),
    _slot,
)
_CARDS = select(*_SLOT_COLUMNS, *HOSPITAL_COLUMNS).select_from(
    slot.join(hospital, _H.id == _S.hospital)
)
_CARD = Query(_CARDS.where(_THIS), _slot_card)
_CARDS_ON = Query(_CARDS.where(_LIVE_SLOT, _S.day == given(_S.day)).order_by(_S.id), _slot_card)
_CARDS_FROM = Query(
    _CARDS.where(_LIVE_SLOT, _S.day >= given(_S.day)).order_by(_S.day, _H.name, _S.id).limit(LIMIT),
    _slot_card,
)
_FREE_CARDS = Query(
    _CARDS.where(_LIVE_SLOT, among(_S.day, "days"), _S.booked < _S.capacity)
    .order_by(_S.day, _H.name, _S.id)
    .limit(LIMIT),
    _slot_card,
)
_OPEN = Insertion(slot)
_TAKE = Change(
    update(slot)
    .where(_THIS, _S.booked < _S.capacity, _LIVE_SLOT)
    .values(booked=_S.booked + number(1)),
    each=True,
)
_RETURN = Change(update(slot).where(_THIS).values(booked=_S.booked - number(1)))
_SET_CAPACITY = Change(
    update(slot)
    .where(_THIS, _S.booked <= given(_S.capacity))
    .values(capacity=given(_S.capacity), version=_S.version + number(1))
)
_DELETING = update(slot).values(
    deleted=number(1),
    deletion=given(_S.deletion),
    version=_S.version + number(1),
)
_DELETE_ONE = Change(_DELETING.where(_THIS, _LIVE_SLOT))
_DELETE_FROM = Change(
    _DELETING.where(_LIVE_SLOT, _S.hospital == given(_S.hospital), _S.day >= given(_S.day))
)


def has_room(slot: Slot) -> bool:
    """Whether the slot is live and not full."""
    return slot.booked < slot.capacity and not slot.deleted


class SqlSlots:
    """See `domain.ports.hospitals.Slots`. `version` counts changes by admins, not bookings."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._known: dict[int, Slot] = driver.batch.cache("slot")

    def prefetch(self, slots: Collection[int]) -> None:
        """`get` of all of them."""
        found = self._driver.all(_THESE, slots=json.dumps(list(slots)))
        self._known.update({each.id: each for each in found})

    def open(self, *, hospital: int, day: date, capacity: int) -> Slot:
        id_ = self._driver.add(
            _OPEN,
            hospital=hospital,
            day=day.isoformat(),
            capacity=capacity,
            booked=0,
            version=1,
            deleted=0,
            deletion=None,
        )
        return Slot(id_, hospital, day, capacity, booked=0, version=1, deleted=False)

    def get(self, slot: int) -> Slot | None:
        return self._known.get(slot) or self._driver.one(_GET_SLOT, id=slot)

    def on(self, *, hospital: int, day: date) -> Slot | None:
        return self._driver.one(_ON, hospital=hospital, day=day.isoformat())

    def live(self, *, hospital: int, first: date) -> Sequence[Slot]:
        return self._driver.all(_FROM, hospital=hospital, day=first.isoformat())

    def live_of(self, hospitals: Collection[int], *, first: date) -> Sequence[Slot]:
        listed = json.dumps(list(hospitals))
        return self._driver.all(_LIVE_OF, hospitals=listed, day=first.isoformat())

    def card(self, slot: int) -> SlotCard | None:
        return self._driver.one(_CARD, id=slot)

    def cards_on(self, *, day: date) -> Sequence[SlotCard]:
        return self._driver.all(_CARDS_ON, day=day.isoformat())

    def cards_from(self, *, first: date, limit: int) -> Sequence[SlotCard]:
        return self._driver.all(_CARDS_FROM, day=first.isoformat(), limit=limit)

    def free_cards(self, days: Collection[date], *, limit: int) -> Sequence[SlotCard]:
        listed = json.dumps([day.isoformat() for day in days])
        return self._driver.all(_FREE_CARDS, days=listed, limit=limit)

    def take_place(self, slot: int) -> bool:
        known = self._known.get(slot)
        if known is None:
            return self._driver.run(_TAKE, id=slot) == 1
        if not has_room(known):
            return False
        self._driver.run_later(_TAKE, id=slot)
        self._known[slot] = replace(known, booked=known.booked + 1)
        return True

    def return_place(self, slot: int) -> None:
        self._driver.run(_RETURN, id=slot)

    def set_capacity(self, slot: int, capacity: int) -> bool:
        return self._driver.run(_SET_CAPACITY, id=slot, capacity=capacity) == 1

    def delete_one(self, slot: int, *, deletion: int) -> bool:
        return self._driver.run(_DELETE_ONE, id=slot, deletion=deletion) == 1

    def delete_from(self, hospital: int, *, first: date, deletion: int) -> int:
        return self._driver.run(
            _DELETE_FROM, hospital=hospital, day=first.isoformat(), deletion=deletion
        )


_D = deletion.c
_DELETION_COLUMNS = (_D.id, _D.hospital, _D.day, _D.admin, _D.bookings, _D.people)


def _deletion(*row: *tuple[int, int, str | None, int, int, int]) -> Deletion:
    id_, hospital, day, admin, bookings, people = row
    return Deletion(id_, hospital, maybe_day(day), admin, bookings, people)


_ADD_DELETION = Insertion(deletion)
_GET_DELETION = Query(select(*_DELETION_COLUMNS).where(_D.id == given(_D.id)), _deletion)
_HITS = (
    select(func.count(), func.count(distinct(booking.c.person)))
    .select_from(booking.join(slot, slot.c.id == booking.c.slot))
    .where(booking.c.status == word("booked"), slot.c.deleted == number(0))
)
_HIT = _HITS.where(slot.c.hospital == given(slot.c.hospital))
_HIT_FROM = Query(_HIT.where(slot.c.day >= given(slot.c.day)), DeletionImpact)
_HIT_ON = Query(_HIT.where(slot.c.day == given(slot.c.day)), DeletionImpact)
_HITS_OF = Query(
    _HITS.add_columns(slot.c.hospital)
    .where(among(slot.c.hospital, "hospitals"), slot.c.day >= given(slot.c.day))
    .group_by(slot.c.hospital),
    lambda bookings, people, at: (at, DeletionImpact(bookings, people)),
)
_LAST_BY = (
    select(*_DELETION_COLUMNS)
    .where(_D.hospital == given(_D.hospital), _D.admin == given(_D.admin))
    .order_by(_D.id.desc())
    .limit(number(1))
)
_NEWEST = Query(_LAST_BY.where(_D.day.is_(None)), _deletion)
_NEWEST_ON = Query(_LAST_BY.where(_D.day == given(_D.day)), _deletion)
_CLOSE = Change(update(deletion).where(_D.id == given(_D.id)).values(closed=number(1)))
_SUM = Change(update(deletion).where(_D.id == given(_D.id)).values(summed=number(1)))
_UNSETTLED = exists().where(
    notice.c.deletion == _D.id,
    notice.c.kind == word(NoticeKind.FORCE_CANCELLED),
    notice.c.state.in_(
        [word(NoticeState.PENDING), word(NoticeState.SENDING), word(NoticeState.HELD)]
    ),
)
_ENDED = (
    select(func.count())
    .select_from(booking.join(slot, slot.c.id == booking.c.slot))
    .where(slot.c.deletion == _D.id, booking.c.status == word("force_cancelled"))
    .scalar_subquery()
)
_OWED = (
    select(func.count())
    .where(notice.c.deletion == _D.id, notice.c.kind == word(NoticeKind.FORCE_CANCELLED))
    .scalar_subquery()
)
_TOLD = Query(
    select(*_DELETION_COLUMNS)
    .where(_D.summed == number(0), _D.closed == number(1), ~_UNSETTLED, _OWED >= _ENDED)
    .order_by(_D.id)
    .limit(LIMIT),
    _deletion,
)


class SqlDeletions:
    """See `domain.ports.hospitals.Deletions`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def add(
        self, *, hospital: int, day: date | None, by: int, hit: DeletionImpact, at: datetime
    ) -> Deletion:
        id_ = self._driver.add(
            _ADD_DELETION,
            hospital=hospital,
            day=None if day is None else day.isoformat(),
            admin=by,
            bookings=hit.bookings,
            people=hit.people,
            at=to_ms(at),
            closed=0,
            summed=0,
        )
        return Deletion(id_, hospital, day, by, hit.bookings, hit.people)

    def get(self, deletion: int) -> Deletion | None:
        return self._driver.one(_GET_DELETION, id=deletion)

    def newest(self, *, hospital: int, day: date | None, by: int) -> Deletion | None:
        if day is None:
            return self._driver.one(_NEWEST, hospital=hospital, admin=by)
        return self._driver.one(_NEWEST_ON, hospital=hospital, admin=by, day=day.isoformat())

    def hit_by(self, *, hospital: int, day: date | None, first: date) -> DeletionImpact:
        if day is None:
            return self._driver.only(_HIT_FROM, hospital=hospital, day=first.isoformat())
        return self._driver.only(_HIT_ON, hospital=hospital, day=day.isoformat())

    def hits_of(self, hospitals: Collection[int], *, first: date) -> Mapping[int, DeletionImpact]:
        listed = json.dumps(list(hospitals))
        return dict(self._driver.all(_HITS_OF, hospitals=listed, day=first.isoformat()))

    def close(self, deletion: int) -> None:
        self._driver.run(_CLOSE, id=deletion)

    def told(self, *, limit: int) -> Sequence[Deletion]:
        return self._driver.all(_TOLD, limit=limit)

    def mark_summed(self, deletion: int) -> None:
        self._driver.run(_SUM, id=deletion)
