"""Deletions of hospitals and dates, in SQL."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import distinct, exists, func, select, update

from domain.model import Deletion, SlotState
from domain.ports.hospitals import DeletionImpact
from domain.ports.notices import NoticeKind, NoticeState
from domain.storage.schema.tables import booking, deletion, notice, slot
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Insertion, Query, among, given
from domain.storage.sql.values import maybe_day, to_ms

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
    .where(booking.c.status == word("booked"), slot.c.state != word(SlotState.DELETED))
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
