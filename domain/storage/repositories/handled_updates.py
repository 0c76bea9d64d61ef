"""Idempotency keys of handled updates and their answers, in SQL."""

from datetime import datetime

from sqlalchemy import delete, select, tuple_

from domain.answer import Answer
from domain.ports.store import IdempotencyKey
from domain.storage.schema.tables import handled
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, adding_unless, given, named
from domain.storage.sql.values import Value, to_ms

_H = handled.c
_THIS = (_H.bot == given(_H.bot)) & (_H.update_id == given(_H.update_id))
_FIND = Query(select(_H.answer).where(_THIS), Answer.from_json)
_KEEP = Change(adding_unless(handled, _THIS), each=True)
_OLD = select(_H.bot, _H.update_id).where(_H.at < named("before")).order_by(_H.at).limit(LIMIT)
_FORGET = Change(delete(handled).where(tuple_(_H.bot, _H.update_id).in_(_OLD)))


class SqlIdempotencyKeys:
    """See `domain.ports.store.IdempotencyKeys`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def find(self, key: IdempotencyKey) -> Answer | None:
        return self._driver.one(_FIND, bot=key.bot, update_id=key.update)

    def keep(self, key: IdempotencyKey, answer: Answer, *, at: datetime) -> bool:
        row: dict[str, Value] = {"bot": key.bot, "update_id": key.update}
        told: dict[str, Value] = {"answer": answer.to_json(), "at": to_ms(at)}
        if self._driver.batch.size:
            self._driver.run_later(_KEEP, **row, **told)
            return True
        return self._driver.run(_KEEP, **row, **told) == 1

    def forget(self, *, before: datetime, limit: int) -> int:
        return self._driver.run(_FORGET, before=to_ms(before), limit=limit)
