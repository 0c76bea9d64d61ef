"""What has happened, in SQL: append-only, ids in commit order because one writer gives them out."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from domain.events import Event, Recorded, read_event
from domain.ports.store import News
from domain.storage.schema.tables import event, meta
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import (
    LIMIT,
    Adding,
    Change,
    Query,
    adding_numbered,
    among,
    given,
    named,
)
from domain.storage.sql.values import Value, from_ms, to_ms

_E = event.c


def _recorded(id_: int, at: int, kind: str, body: str) -> Recorded:
    return Recorded(id_, from_ms(at), read_event(kind, body), body)


_TABLE = event
_APPEND = Adding(event)
_APPEND_NUMBERED = Change(adding_numbered(event), each=True)
_BEHIND = select(*_E).where(_E.id > named("position")).order_by(_E.id).limit(LIMIT)
_AFTER = Query(_BEHIND, _recorded)
_AFTER_OF = Query(_BEHIND.where(among(_E.kind, "kinds")), _recorded)
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
        told: dict[str, Value] = {
            "at": to_ms(at),
            "kind": event.kind,
            "body": event.model_dump_json(),
        }
        if not self._driver.together:
            return self._driver.add(_APPEND, **told)
        id_ = self._driver.number(_TABLE)
        self._driver.later(_APPEND_NUMBERED, id=id_, **told)
        return id_

    def after(self, position: int, *, limit: int, kinds: Sequence[str] = ()) -> Sequence[Recorded]:
        """Committed events behind a position, in order; only of these kinds if any are named."""
        if not kinds:
            return self._driver.all(_AFTER, position=position, limit=limit)
        named = json.dumps(kinds)
        return self._driver.all(_AFTER_OF, position=position, limit=limit, kinds=named)

    def get(self, event: int) -> Recorded | None:
        """The event of that id."""
        return self._driver.one(_GET, id=event)

    def head(self) -> int:
        """The newest id, 0 if there is none."""
        return self._driver.only(_HEAD)

    def epoch(self) -> int:
        """Which life of the outbox this is: a restore begins a new one."""
        return self._driver.only(_EPOCH)
