"""Export of all rows about a person, in SQL. The tables say which columns are personal."""

from sqlalchemy import or_, select

from domain.ports.people import Records
from domain.storage.repositories.people import SqlPeople
from domain.storage.schema import tables as t
from domain.storage.sql.connection import Driver
from domain.storage.sql.rows import Row, rows_of
from domain.storage.sql.statements import Query, given, named

_PERSON = named("person")
_ACTOR, _ALIAS = given(t.audit.c.actor), given(t.invite.c.opened_by)
_BOOKINGS = select(t.booking.c.id).where(t.booking.c.person == _PERSON)
_OWNER = select(t.person.c.telegram).where(t.person.c.id == _PERSON)
_RECORDS: dict[str, Query[Row]] = {
    "person": rows_of(t.person, t.person.c.id == _PERSON),
    "consent": rows_of(t.consent, t.consent.c.person == _PERSON),
    "dialogue": rows_of(t.dialogue, t.dialogue.c.person == _PERSON),
    "open_card": rows_of(t.open_card, t.open_card.c.person == _PERSON),
    "booking": rows_of(t.booking, t.booking.c.person == _PERSON),
    "ledger": rows_of(t.ledger, t.ledger.c.person == _PERSON),
    "ledger_entry": rows_of(t.ledger_entry, t.ledger_entry.c.booking.in_(_BOOKINGS)),
    "notice": rows_of(t.notice, t.notice.c.person == _PERSON),
    "admin": rows_of(t.admin, t.admin.c.person == _PERSON),
}
_INVITES = rows_of(t.invite, or_(t.invite.c.opened_by == _ALIAS, t.invite.c.made_by.in_(_OWNER)))
_AUDIT = rows_of(t.audit, or_(t.audit.c.actor == _ACTOR, t.audit.c.actor == _ALIAS))


class SqlPersonalRecords:
    """See `domain.ports.people.PersonalRows`."""

    def __init__(self, driver: Driver, people: SqlPeople) -> None:
        self._driver = driver
        self._people = people

    def of_person(self, person: int, *, actors: tuple[str, str]) -> Records:
        actor, alias = actors
        run = self._driver.all
        found = {name: run(query, person=person) for name, query in _RECORDS.items()}
        known = self._people.get(person)
        for row in found["person"]:
            row["sealed_name"] = None if known is None else known.name
        found["invite"] = run(_INVITES, person=person, opened_by=alias)
        found["audit"] = run(_AUDIT, actor=actor, opened_by=alias)
        return found
