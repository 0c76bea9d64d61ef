"""Export of all rows about a person, in SQL. The tables say which columns are personal."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from domain.ports.people import Records
from domain.storage.repositories.people import opened_name
from domain.storage.schema import tables as t
from domain.storage.sql.connection import Driver
from domain.storage.sql.rows import Row, rows_of
from domain.storage.sql.statements import Query, given, named
from domain.storage.vault import Vault

_PERSON = named("person")


def _cells(*cells: int | bytes | None) -> tuple[Any, ...]:
    return cells


_ACTOR, _ALIAS = given(t.audit.c.actor), given(t.invite.c.opened_by)
_BOOKINGS = select(t.booking.c.id).where(t.booking.c.person == _PERSON)
_PATIENTS = select(t.access.c.patient).where(t.access.c.person == _PERSON)
_OWNER = select(t.person.c.telegram).where(t.person.c.id == _PERSON)
_RECORDS: dict[str, Query[Row]] = {
    "person": rows_of(t.person, t.person.c.id == _PERSON),
    "patient": rows_of(t.patient, t.patient.c.id.in_(_PATIENTS)),
    "access": rows_of(t.access, t.access.c.person == _PERSON),
    "consent": rows_of(t.consent, t.consent.c.person == _PERSON),
    "dialogue": rows_of(t.dialogue, t.dialogue.c.person == _PERSON),
    "open_card": rows_of(t.open_card, t.open_card.c.person == _PERSON),
    "booking": rows_of(t.booking, t.booking.c.person == _PERSON),
    "hold": rows_of(t.hold, t.hold.c.person == _PERSON),
    "request": rows_of(t.request, t.request.c.booking.in_(_BOOKINGS)),
    "waitlist_entry": rows_of(t.waitlist_entry, t.waitlist_entry.c.person == _PERSON),
    "live_card": rows_of(t.live_card, t.live_card.c.person == _PERSON),
    "ledger": rows_of(t.ledger, t.ledger.c.person == _PERSON),
    "ledger_entry": rows_of(t.ledger_entry, t.ledger_entry.c.booking.in_(_BOOKINGS)),
    "notice": rows_of(t.notice, t.notice.c.person == _PERSON),
    "admin": rows_of(t.admin, t.admin.c.person == _PERSON),
}
_INVITES = rows_of(t.invite, or_(t.invite.c.opened_by == _ALIAS, t.invite.c.made_by.in_(_OWNER)))
_AUDIT = rows_of(t.audit, or_(t.audit.c.actor == _ACTOR, t.audit.c.actor == _ALIAS))
_CIPHERTEXTS = ("sealed_name", "sealed_phone", "sealed_birth")
_SEALED = Query(
    select(t.patient.c.id, t.patient.c.wrapped_key, *(t.patient.c[each] for each in _CIPHERTEXTS))
    .where(t.patient.c.id.in_(_PATIENTS))
    .order_by(t.patient.c.id),
    _cells,
)
_AS_BOOKED = Query(
    select(t.patient.c.id, t.patient.c.wrapped_key, t.booking.c.sealed_name)
    .select_from(t.booking.join(t.patient, t.patient.c.id == t.booking.c.patient))
    .where(t.booking.c.person == _PERSON)
    .order_by(t.booking.c.id),
    _cells,
)
"""Ciphertexts with their keys, in the order of the rows."""


class SqlPersonalRecords:
    """See `domain.ports.people.PersonalRows`."""

    def __init__(self, driver: Driver, vault: Vault) -> None:
        self._driver = driver
        self._vault = vault

    def of_person(self, person: int, *, actors: tuple[str, str]) -> Records:
        actor, alias = actors
        run = self._driver.all
        found = {name: run(query, person=person) for name, query in _RECORDS.items()}
        for row, sealed in zip(found["patient"], run(_SEALED, person=person), strict=True):
            row.update(self._opened(_CIPHERTEXTS, *sealed))
        for row, sealed in zip(found["booking"], run(_AS_BOOKED, person=person), strict=True):
            row.update(self._opened(_CIPHERTEXTS[:1], *sealed))
        found["invite"] = run(_INVITES, person=person, opened_by=alias)
        found["audit"] = run(_AUDIT, actor=actor, opened_by=alias)
        return found

    def _opened(
        self, columns: Sequence[str], patient: int, key: bytes | None, *sealed: bytes | None
    ) -> Row:
        texts = (opened_name(self._vault, patient, key, each) for each in sealed)
        return dict(zip(columns, texts, strict=True))
