"""Messages held after a restore until somebody decides, in SQL. When they are held, `settling` of
the jobs says.
"""

from datetime import datetime

from sqlalchemy import func, select, update

from domain.ports.notices import State
from domain.ports.store import News
from domain.storage.schema.tables import notice
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Query, given, named
from domain.storage.sql.values import to_ms

_N = notice.c
_HELD = _N.state == word(State.HELD)
_HOLD = Change(
    update(notice)
    .where(_N.state == word(State.PENDING), _N.due_at <= named("now"))
    .values(state=word(State.HELD))
)
_COUNT = Query(select(func.count()).select_from(notice).where(_HELD), int)
_SEND = Change(update(notice).where(_HELD).values(state=word(State.PENDING), not_before=number(0)))
_DROP = Change(
    update(notice)
    .where(_HELD)
    .values(state=word(State.SUPERSEDED), settled_at=given(_N.settled_at))
)


class SqlHeld:
    """See `domain.ports.notices.Held`; `news` learns when something is to be sent."""

    def __init__(self, driver: Driver, news: set[News]) -> None:
        self._driver = driver
        self._news = news

    def hold(self, *, now: datetime) -> int:
        """Holds what is pending and due; how many."""
        return self._driver.run(_HOLD, now=to_ms(now))

    def count(self) -> int:
        """How many are held."""
        return self._driver.only(_COUNT)

    def decide(self, *, send: bool, at: datetime) -> int:
        """Makes all that is held pending again, or ends it; how many."""
        if not send:
            return self._driver.run(_DROP, settled_at=to_ms(at))
        self._news.add(News.OWED)
        return self._driver.run(_SEND)
