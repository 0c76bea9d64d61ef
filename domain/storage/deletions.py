"""Deletions of hospitals and dates, in SQL: what each hit, and whether everybody was told."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import distinct, exists, func, select, update

from domain.model import Deletion
from domain.ports.hospitals import Hit
from domain.ports.notices import Kind, State
from domain.storage.schema.tables import booking, deletion, notice, slot
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Adding, Change, Query, given
from domain.storage.sql.values import maybe_day, to_ms

_D = deletion.c
_COLUMNS = (_D.id, _D.hospital, _D.day, _D.admin, _D.bookings, _D.people)


def _deletion(*row: *tuple[int, int, str | None, int, int, int]) -> Deletion:
    id_, hospital, day, admin, bookings, people = row
    return Deletion(id_, hospital, maybe_day(day), admin, bookings, people)


_ADD = Adding(deletion)
_GET = Query(select(*_COLUMNS).where(_D.id == given(_D.id)), _deletion)
_HIT = (
    select(func.count(), func.count(distinct(booking.c.person)))
    .select_from(booking.join(slot, slot.c.id == booking.c.slot))
    .where(
        booking.c.status == word("booked"),
        slot.c.deleted == number(0),
        slot.c.hospital == given(slot.c.hospital),
    )
)
_HIT_FROM = Query(_HIT.where(slot.c.day >= given(slot.c.day)), Hit)
_HIT_ON = Query(_HIT.where(slot.c.day == given(slot.c.day)), Hit)
_CLOSE = Change(update(deletion).where(_D.id == given(_D.id)).values(closed=number(1)))
_SUM = Change(update(deletion).where(_D.id == given(_D.id)).values(summed=number(1)))
_UNSETTLED = exists().where(
    notice.c.deletion == _D.id,
    notice.c.kind == word(Kind.FORCE_CANCELLED),
    notice.c.state.in_([word(State.PENDING), word(State.SENDING), word(State.HELD)]),
)
_ENDED = (
    select(func.count())
    .select_from(booking.join(slot, slot.c.id == booking.c.slot))
    .where(slot.c.deletion == _D.id, booking.c.status == word("force_cancelled"))
    .scalar_subquery()
)
_OWED = (
    select(func.count())
    .where(notice.c.deletion == _D.id, notice.c.kind == word(Kind.FORCE_CANCELLED))
    .scalar_subquery()
)
_TOLD = Query(
    select(*_COLUMNS)
    .where(_D.summed == number(0), _D.closed == number(1), ~_UNSETTLED, _OWED >= _ENDED)
    .order_by(_D.id)
    .limit(LIMIT),
    _deletion,
)


class SqlDeletions:
    """See `domain.ports.hospitals.Deletions`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def add(self, *, hospital: int, day: date | None, by: int, hit: Hit, at: datetime) -> Deletion:
        """Notes a deletion."""
        id_ = self._driver.add(
            _ADD,
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
        """The deletion of that id."""
        return self._driver.one(_GET, id=deletion)

    def hit_by(self, *, hospital: int, day: date | None, first: date) -> Hit:
        """Active bookings that a deletion of the hospital (or of its one date) would hit now."""
        if day is None:
            return self._driver.only(_HIT_FROM, hospital=hospital, day=first.isoformat())
        return self._driver.only(_HIT_ON, hospital=hospital, day=day.isoformat())

    def close(self, deletion: int) -> None:
        """Every booking it hit is force-cancelled and its notice is owed."""
        self._driver.run(_CLOSE, id=deletion)

    def told(self, *, limit: int) -> Sequence[Deletion]:
        """Closed deletions whose notices are all settled and whose sum has not been told."""
        return self._driver.all(_TOLD, limit=limit)

    def mark_summed(self, deletion: int) -> None:
        """The sum is owed to the admin."""
        self._driver.run(_SUM, id=deletion)
