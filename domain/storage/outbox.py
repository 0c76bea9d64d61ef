"""What has happened, in SQL: append-only, ids in commit order because one writer gives them out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from domain.events import Event, Recorded, read_event
from domain.ports.store import News
from domain.storage.columns import number, word
from domain.storage.driver import Driver
from domain.storage.statement import LIMIT, Adding, Query, given, named
from domain.storage.tables import event, meta
from domain.storage.values import from_ms, to_ms

_E = event.c


def _recorded(id_: int, at: int, kind: str, body: str) -> Recorded:
    return Recorded(id_, from_ms(at), read_event(kind, body), body)


_APPEND = Adding(event)
_AFTER = Query(select(*_E).where(_E.id > named("position")).order_by(_E.id).limit(LIMIT), _recorded)
_GET = Query(select(*_E).where(_E.id == given(_E.id)), _recorded)
_HEAD = Query(select(func.coalesce(func.max(_E.id), number(0))), int)
_EPOCH = Query(select(meta.c.value).where(meta.c.name == word("epoch")), int)


class SqlEvents:
    """See `domain.ports.events.Events`; `news` learns when something was appended."""

    def __init__(self, driver: Driver, news: set[News]) -> None:
        self._driver = driver
        self._news = news

    def append(self, event: Event, *, at: datetime) -> int:
        """Adds an event to this transaction; its id."""
        self._news.add(News.EVENTS)
        body = event.model_dump_json()
        return self._driver.add(_APPEND, at=to_ms(at), kind=event.kind, body=body)

    def after(self, position: int, *, limit: int) -> Sequence[Recorded]:
        """Committed events behind a position, in order."""
        return self._driver.all(_AFTER, position=position, limit=limit)

    def get(self, event: int) -> Recorded | None:
        """The event of that id."""
        return self._driver.one(_GET, id=event)

    def head(self) -> int:
        """The newest id, 0 if there is none."""
        return self._driver.only(_HEAD)

    def epoch(self) -> int:
        """Which life of the outbox this is: a restore begins a new one."""
        return self._driver.only(_EPOCH)
