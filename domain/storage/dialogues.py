"""Open questions to people, in SQL: at most one a person."""

import json
from datetime import datetime

from sqlalchemy import delete, select, update

from domain.model import Dialogue
from domain.storage.schema.tables import dialogue
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, adding, given, named
from domain.storage.sql.values import Value, from_ms, to_json, to_ms

_D = dialogue.c
_THIS = _D.person == given(_D.person)


def _dialogue(*row: *tuple[int, str, str, str, int, int, int | None]) -> Dialogue:
    person, topic, state, facts, version, expires_at, begun_by = row
    expires = from_ms(expires_at)
    return Dialogue(person, topic, state, json.loads(facts), version, expires, begun_by)


_GET = Query(select(*_D).where(_THIS), _dialogue)
_ADD = Change(adding(dialogue))
_PUT = Change(
    update(dialogue)
    .where(_THIS)
    .values({column.name: given(column) for column in _D if column is not _D.person})
)
_END = Change(delete(dialogue).where(_THIS))
_EXPIRED = (
    select(_D.person).where(_D.expires_at <= named("now")).order_by(_D.expires_at).limit(LIMIT)
)
_END_EXPIRED = Change(delete(dialogue).where(_D.person.in_(_EXPIRED)))


class SqlDialogues:
    """See `domain.ports.people.Dialogues`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def get(self, person: int) -> Dialogue | None:
        """The open dialogue, expired or not."""
        return self._driver.one(_GET, person=person)

    def put(self, dialogue: Dialogue) -> None:
        """Writes it over whatever row is there."""
        values: dict[str, Value] = {
            "person": dialogue.person,
            "topic": dialogue.topic,
            "state": dialogue.state,
            "facts": to_json(dialogue.facts),
            "version": dialogue.version,
            "expires_at": to_ms(dialogue.expires_at),
            "begun_by": dialogue.begun_by,
        }
        if not self._driver.run(_PUT, **values):
            self._driver.run(_ADD, **values)

    def end(self, person: int) -> bool:
        """Removes it; False if there was none."""
        return self._driver.run(_END, person=person) == 1

    def end_expired(self, *, now: datetime, limit: int) -> int:
        """Removes expired ones; how many."""
        return self._driver.run(_END_EXPIRED, now=to_ms(now), limit=limit)
