"""Which updates had their effect, and what was answered, in SQL."""

from datetime import datetime

from sqlalchemy import delete, select, tuple_

from domain.answer import Answer
from domain.ports.store import IdempotencyKey
from domain.storage.schema.tables import handled
from domain.storage.sql.columns import number
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, adding_unless, given, named
from domain.storage.sql.values import Value, to_ms

_H = handled.c
_THIS = (_H.bot == given(_H.bot)) & (_H.update_id == given(_H.update_id))
_FIND = Query(select(_H.answer).where(_THIS), Answer.from_json)
_KEEP = Change(adding_unless(handled, _THIS), each=True)
_OLD = select(_H.bot, _H.update_id).where(_H.at < named("before")).order_by(_H.at).limit(LIMIT)
_HAS_OLDER = Query(select(_H.update_id).where(_H.at < named("before")).limit(number(1)), int)
_FORGET = Change(delete(handled).where(tuple_(_H.bot, _H.update_id).in_(_OLD)))


class SqlIdempotencyKeys:
    """See `domain.ports.store.IdempotencyKeys`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def find(self, key: IdempotencyKey) -> Answer | None:
        """The stored answer."""
        return self._driver.one(_FIND, bot=key.bot, update_id=key.update)

    def keep(self, key: IdempotencyKey, answer: Answer, *, at: datetime) -> bool:
        """Store the answer with the effect; False if one is stored already. For commands that are
        run together that is found out at the end.
        """
        row: dict[str, Value] = {"bot": key.bot, "update_id": key.update}
        told: dict[str, Value] = {"answer": answer.to_json(), "at": to_ms(at)}
        if self._driver.together:
            self._driver.later(_KEEP, **row, **told)
            return True
        return self._driver.run(_KEEP, **row, **told) == 1

    def has_older(self, *, before: datetime) -> bool:
        """Whether there is a key for `forget` to remove."""
        return self._driver.one(_HAS_OLDER, before=to_ms(before)) is not None

    def forget(self, *, before: datetime, limit: int) -> int:
        """Remove old keys; how many."""
        return self._driver.run(_FORGET, before=to_ms(before), limit=limit)
