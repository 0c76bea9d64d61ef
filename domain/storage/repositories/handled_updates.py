"""Handled updates in SQL: answers by idempotency key, and the sender of one that arrives."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, delete, func, literal_column, select, tuple_

from domain.answer import Answer
from domain.model import Consent, Person
from domain.ports.bookings import BookingCard
from domain.ports.store import Arrival, IdempotencyKey
from domain.storage.repositories.bookings import BOOKING_COLUMNS, booking_of
from domain.storage.repositories.people import (
    PEOPLE,
    PERSON_COLUMNS,
    PersonRow,
    dialogue_of,
    opened_name,
    person_of,
)
from domain.storage.repositories.places.hospitals import HOSPITAL_COLUMNS, hospital_of
from domain.storage.schema.tables import (
    admin,
    booking,
    consent,
    dialogue,
    handled,
    hospital,
    patient,
    person,
)
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, adding_unless, among, given, named
from domain.storage.sql.values import Value, to_ms
from domain.storage.vault import Vault

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
        return self._driver.one(_FIND, bot=key.bot, update_id=key.update)

    def keep(self, key: IdempotencyKey, answer: Answer, *, at: datetime) -> bool:
        row: dict[str, Value] = {"bot": key.bot, "update_id": key.update}
        told: dict[str, Value] = {"answer": answer.to_json(), "at": to_ms(at)}
        if self._driver.batch.size:
            self._driver.run_later(_KEEP, **row, **told)
            return True
        return self._driver.run(_KEEP, **row, **told) == 1

    def has_older(self, *, before: datetime) -> bool:
        """Whether there is a key for `forget` to remove."""
        return self._driver.one(_HAS_OLDER, before=to_ms(before)) is not None

    def forget(self, *, before: datetime, limit: int) -> int:
        return self._driver.run(_FORGET, before=to_ms(before), limit=limit)


_P, _B = person.c, booking.c
_EXAMINEE = patient.alias("examinee")
_E = _EXAMINEE.c


def _agreed(to: Consent) -> ColumnElement[int]:
    """The newest version of that consent that stands."""
    stands = (consent.c.person == _P.id, consent.c.ended_at.is_(None))
    newest = select(func.max(consent.c.version)).where(*stands, consent.c.consent == word(to))
    return newest.correlate(person).scalar_subquery()


_RIGHT = (
    select(func.max(admin.c.id))
    .where(admin.c.person == _P.id, admin.c.revoked_at.is_(None))
    .correlate(person)
    .scalar_subquery()
)
# A row of its own to join to: strangers have none, but perhaps an answer.
_ONE = select(literal_column("1").label("one")).subquery("update_at_hand")
_SENDER = (_RIGHT, *map(_agreed, Consent), *PERSON_COLUMNS, *dialogue.c)
_ROW = select(
    *(_H.answer, *_SENDER),
    *(_E.wrapped_key, _E.sealed_name, *BOOKING_COLUMNS),
    *HOSPITAL_COLUMNS,
).select_from(
    _ONE.outerjoin(handled, (_H.bot == given(_H.bot)) & (_H.update_id == given(_H.update_id)))
    .outerjoin(person, _P.telegram == given(_P.telegram))
    .outerjoin(patient, patient.c.id == _P.id)
    .outerjoin(dialogue, dialogue.c.person == _P.id)
    .outerjoin(booking, _B.id == named("booking"))
    .outerjoin(hospital, hospital.c.id == _B.hospital)
    .outerjoin(_EXAMINEE, _E.id == _B.patient)
)


class _Cells:
    """The cells of a row, taken from the left."""

    def __init__(self, *cells: Value) -> None:
        self._cells = iter(cells)

    def take(self, count: int) -> tuple[Any, ...]:
        return tuple(islice(self._cells, count))


_READ = Query(_ROW, _Cells)
_SENDERS = Query(
    select(*_SENDER)
    .select_from(PEOPLE.outerjoin(dialogue, dialogue.c.person == _P.id))
    .where(among(_P.telegram, "telegrams")),
    _Cells,
)


class SqlArrivals:
    """See `domain.ports.store.Arrivals`."""

    def __init__(self, driver: Driver, vault: Vault) -> None:
        self._driver = driver
        self._vault = vault

    def senders(self, telegrams: Collection[int]) -> Mapping[int, Arrival]:
        """The people behind the accounts, by account."""
        rows = self._driver.all(_SENDERS, telegrams=json.dumps(list(telegrams)))
        found = [self._sender(cells) for cells in rows]
        return {
            each.person.telegram: each for each in found if each.person and each.person.telegram
        }

    def read(
        self, *, key: IdempotencyKey | None, telegram: int, booking: int | None = None
    ) -> Arrival:
        """The answer kept under the key, the person behind the account, and that booking or the
        one that the answer is about.
        """
        found = self._read(key=key, telegram=telegram, booking=booking)
        if booking is not None or found.answer is None or found.answer.booking is None:
            return found
        return self._read(key=key, telegram=telegram, booking=found.answer.booking)

    def _read(self, *, key: IdempotencyKey | None, telegram: int, booking: int | None) -> Arrival:
        bot, update = key or (None, None)
        cells = self._driver.only(
            _READ, bot=bot, update_id=update, telegram=telegram, booking=booking
        )
        (answer,) = cells.take(1)
        found = self._sender(cells)
        return found._replace(
            answer=None if answer is None else Answer.from_json(answer),
            booking=self._card(cells, reader=found.person),
        )

    def _sender(self, cells: _Cells) -> Arrival:
        (right,) = cells.take(1)
        versions = zip(Consent, cells.take(len(Consent)), strict=True)
        account, question = cells.take(len(PERSON_COLUMNS)), cells.take(len(dialogue.c))
        return Arrival(
            answer=None,
            person=None if account[0] is None else person_of(self._vault, PersonRow(*account)),
            consents={consent: version for consent, version in versions if version is not None},
            dialogue=None if question[0] is None else dialogue_of(*question),
            admin=right is not None,
        )

    def _card(self, cells: _Cells, *, reader: Person | None) -> BookingCard | None:
        sealed = cells.take(2)
        found, at = cells.take(len(BOOKING_COLUMNS)), cells.take(len(HOSPITAL_COLUMNS))
        if found[0] is None:
            return None
        booked = booking_of(*found)
        if reader is not None and reader.id == booked.patient:
            return BookingCard(booked, hospital_of(*at), reader.name)
        name = opened_name(self._vault, booked.patient, *sealed)
        return BookingCard(booked, hospital_of(*at), name)
