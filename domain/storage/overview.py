"""Status of both databases for `status`: read-only, by their URLs, safe while others write.

Figures that /healthz shows too come from the same queries.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from domain.model import Status
from domain.policies import MYPAGE
from domain.ports.events import Outbox, Position
from domain.ports.monitoring import DatabaseInfo, EventLag, Overview
from domain.ports.notices import NoticeState
from domain.rules import Rules
from domain.storage.checks.run import begun
from domain.storage.engines.url import database
from domain.storage.errors import StorageUnusable
from domain.storage.repositories.leases import SqlLeases
from domain.storage.repositories.meta import SqlMetaValues
from domain.storage.repositories.notices import SqlNotices
from domain.storage.repositories.outbox import SqlEvents, SqlProgress
from domain.storage.schema.tables import booking, event, notice, slot
from domain.storage.schema.version import number
from domain.storage.sql.columns import word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Query, given, named
from domain.storage.sql.values import from_ms, maybe_from_ms, to_ms

RECENT = timedelta(days=1)
_B, _E, _N, _S = booking.c, event.c, notice.c, slot.c
_NEXT_AT = Query(select(_E.at).where(_E.id > named("after")).order_by(_E.id).limit(LIMIT), from_ms)
_OVERDUE = Query(
    select(func.min(_N.due_at)).where(
        _N.state == word(NoticeState.PENDING), _N.due_at <= named("now"), _N.settled_at.is_(None)
    ),
    maybe_from_ms,
)
"""Without revived notices: they are due since before the person came back."""
_INVALID = Query(
    select(func.count())
    .select_from(notice)
    .where(_N.state == word(NoticeState.INVALID), _N.settled_at >= named("since")),
    int,
)
_BOOKED = Query(select(func.count()).select_from(booking).where(_B.made_at >= named("since")), int)
_EXPECTED = Query(
    select(func.count())
    .select_from(booking.join(slot, _S.id == _B.slot))
    .where(_S.day == given(_S.day), _B.status == word(Status.BOOKED)),
    int,
)


class _Shown(NamedTuple):
    """Figures of the read model. `aside`: parked events, `first` the oldest of them."""

    place: DatabaseInfo | str
    position: Position | None = None
    aside: int = 0
    first: int | None = None


def overview(
    main: str, mypage: str, *, names: Collection[str], rules: Rules, wall: datetime, offset: str
) -> Overview:
    """The status of both. Raises StorageUnusable, but not for the read model.

    `names`: the consumers of the main database; `wall` and `offset` as in `run_checks`.
    """
    shown = _shown(mypage)
    with begun(main, "main", beginning=Driver.begin_read) as driver:
        shared = driver.clock()
        wall = wall if shared is None else from_ms(shared)
        now = wall + timedelta(seconds=SqlMetaValues(driver).get(offset) or 0)
        outbox = Outbox.seen(SqlEvents(driver, set()), SqlProgress(driver), names)
        notices = SqlNotices(driver, set(), lambda: now)
        today = rules.today(now)
        midnight = to_ms(datetime.combine(today, time(), tzinfo=rules.zone))
        return Overview(
            now=now,
            wall=wall,
            main=_place(driver, main),
            mypage=shown.place,
            events=outbox.head,
            behind=_behind(driver, outbox, shown),
            parked=_parked(driver, shown),
            notices=notices.counts(),
            overdue_since=driver.one(_OVERDUE, now=to_ms(now)),
            invalid_lately=driver.only(_INVALID, since=to_ms(now - RECENT)),
            paused_until=notices.paused_until(),
            leases=SqlLeases(driver).all(),
            booked_today=driver.only(_BOOKED, since=midnight),
            expected_today=driver.only(_EXPECTED, day=today.isoformat()),
        )


def _shown(url: str) -> _Shown:
    try:
        with begun(url, "mypage", beginning=Driver.begin_read) as driver:
            progress = SqlProgress(driver)
            first = next(iter(progress.parked(limit=1)), None)
            return _Shown(
                _place(driver, url),
                progress.position(MYPAGE.name),
                progress.count_parked(),
                None if first is None else first.event,
            )
    except StorageUnusable as unusable:
        return _Shown(str(unusable))


def _place(driver: Driver, url: str) -> DatabaseInfo:
    return DatabaseInfo(database(url).name, number(driver))


def _behind(driver: Driver, outbox: Outbox, shown: _Shown) -> dict[str, EventLag]:
    behind = outbox.behind(MYPAGE.name, shown.position or Position(0, 0))
    if shown.position is None:
        del behind[MYPAGE.name]
    return {
        name: EventLag(events, _since(driver, outbox.head - events) if events else None)
        for name, events in behind.items()
    }


def _parked(driver: Driver, shown: _Shown) -> EventLag:
    progress = SqlProgress(driver)
    firsts = [each.event for each in progress.parked(limit=1)]
    firsts += [] if shown.first is None else [shown.first]
    since = _since(driver, min(firsts) - 1) if firsts else None
    return EventLag(progress.count_parked() + shown.aside, since)


def _since(driver: Driver, after: int) -> datetime | None:
    """The time of the first event after that id."""
    return driver.one(_NEXT_AT, after=after, limit=1)
