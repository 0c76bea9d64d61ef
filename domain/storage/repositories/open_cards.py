"""Open cards in SQL: one row a person, the newest by the number of the update."""

import json
from datetime import datetime

from sqlalchemy import delete, select, update

from domain.model import OpenCard
from domain.storage.schema.tables import open_card
from domain.storage.sql.columns import number
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, adding_unless, given, named
from domain.storage.sql.values import Value, from_ms, to_json, to_ms

_O = open_card.c
_THIS = _O.person == given(_O.person)


def _card_of(person: int, update_id: int, shown_at: int, facts: str) -> OpenCard:
    return OpenCard(person, update_id, from_ms(shown_at), json.loads(facts))


_GET = Query(select(*_O).where(_THIS), _card_of)
_REPLACE = Change(
    update(open_card)
    .where(_THIS, _O.update_id <= given(_O.update_id))
    .values({column.name: given(column) for column in _O if column is not _O.person})
)
_ADD = Change(adding_unless(open_card, _THIS))
_OLD = select(_O.person).where(_O.shown_at < named("before")).order_by(_O.shown_at).limit(LIMIT)
_HAS_OLDER = Query(select(_O.person).where(_O.shown_at < named("before")).limit(number(1)), int)
_FORGET = Change(delete(open_card).where(_O.person.in_(_OLD)))


class SqlOpenCards:
    """See `domain.ports.people.OpenCards`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def get(self, person: int) -> OpenCard | None:
        return self._driver.one(_GET, person=person)

    def put(self, card: OpenCard) -> None:
        values: dict[str, Value] = {
            "person": card.person,
            "update_id": card.update,
            "shown_at": to_ms(card.shown_at),
            "facts": to_json(card.facts),
        }
        if not self._driver.run(_REPLACE, **values):
            self._driver.run(_ADD, **values)

    def has_older(self, *, before: datetime) -> bool:
        return self._driver.one(_HAS_OLDER, before=to_ms(before)) is not None

    def forget(self, *, before: datetime, limit: int) -> int:
        return self._driver.run(_FORGET, before=to_ms(before), limit=limit)
