"""Erasing people, in SQL. Bookings keep a number of nobody; who is overdue says `overdue`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update

from domain.rules import Since
from domain.storage.overdue import IS_OVERDUE, IS_WITHDRAWN, SOME_OVERDUE, SOME_WITHDRAWN
from domain.storage.repositories.notices import END_ALL
from domain.storage.schema.tables import consent, dialogue, person
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Query, named
from domain.storage.sql.values import to_ms

_ERASE = (
    Change(
        update(person)
        .where(person.c.id == named("person"))
        .values(telegram=None, language=word(""), wrapped_key=None, sealed_name=None, at=number(0))
    ),
    Change(delete(consent).where(consent.c.person == named("person"))),
    Change(delete(dialogue).where(dialogue.c.person == named("person"))),
)


class SqlErasing:
    """See `domain.ports.personal.Erasing`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def erase(self, person: int, *, at: datetime) -> None:
        """Destroys what tells who they are, also in copies that the engine keeps."""
        for change in _ERASE:
            self._driver.run(change, person=person)
        self._driver.run(END_ALL, person=person, settled_at=to_ms(at))
        self._driver.sweep_after_commit()

    def overdue(self, since: Since, *, limit: int) -> Sequence[int]:
        """People of whom there is nothing from `since` on."""
        return self._some(SOME_OVERDUE, since, limit)

    def is_overdue(self, person: int, since: Since) -> bool:
        """Whether that person is one of them."""
        return self._is(IS_OVERDUE, since, person)

    def withdrawn(self, since: Since, *, limit: int) -> Sequence[int]:
        """People who took back every consent before `since` and have no booking from then on."""
        return self._some(SOME_WITHDRAWN, since, limit)

    def is_withdrawn(self, person: int, since: Since) -> bool:
        """Whether that person is one of them."""
        return self._is(IS_WITHDRAWN, since, person)

    def _some(self, query: Query[int], since: Since, limit: int) -> Sequence[int]:
        day = since.day.isoformat()
        return self._driver.all(query, before=to_ms(since.at), day=day, limit=limit)

    def _is(self, query: Query[int], since: Since, person: int) -> bool:
        day = since.day.isoformat()
        found = self._driver.one(query, before=to_ms(since.at), day=day, id=person)
        return found is not None
