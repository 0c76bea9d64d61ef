"""People, their consents and dialogues, in SQL. A person's name is that of the patient they are."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, delete, func, select, update

from domain.model import Consent, Dialogue, Person, fresh_person_id
from domain.ports.people import Examinee
from domain.storage.repositories.patients import SqlPatients
from domain.storage.schema.tables import consent, dialogue, patient, person
from domain.storage.sql.columns import number
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import (
    LIMIT,
    Change,
    Query,
    adding,
    adding_unless,
    among,
    given,
    named,
)
from domain.storage.sql.values import Value, from_ms, to_json, to_ms
from domain.storage.vault import Vault

_P = person.c
_C = consent.c
_S = patient.c
_THIS = _P.id == given(_P.id)
PEOPLE = person.outerjoin(patient, _S.id == _P.id)
"""People and the patients they are."""
PERSON_COLUMNS = (_P.id, _P.telegram, _P.language, _S.wrapped_key, _S.sealed_name, _P.reachable)


_CONSENTS_BY_WORD = {str(each): each for each in Consent}
_Agreed = tuple[str, int, bool]
"""Consent, its version, and whether a name is stored."""


class PersonRow(NamedTuple):
    """A row of PEOPLE with PERSON_COLUMNS; the key is the patient's."""

    id: int
    telegram: int | None
    language: str
    wrapped_key: bytes | None
    sealed_name: bytes | None
    reachable: int


def _agreed(consent: str, version: int) -> tuple[str, int]:
    return consent, version


def _agreed_by(consent: str, version: int, named: int | None) -> _Agreed:
    return consent, version, named is not None


def _agreed_by_one(
    person: int, consent: str, version: int, named: int | None
) -> tuple[int, _Agreed]:
    return person, _agreed_by(consent, version, named)


def _examinee(found: Iterable[_Agreed]) -> Examinee:
    every = list(found)
    consents = _known((consent, version) for consent, version, _ in every)
    return Examinee(consents, named=any(named for _, _, named in every))


def _known(agreed: Iterable[tuple[str, int]]) -> Mapping[Consent, int]:
    """Without consents that only a newer release knows."""
    return {_CONSENTS_BY_WORD[each]: v for each, v in agreed if each in _CONSENTS_BY_WORD}


_ALL = select(*PERSON_COLUMNS).select_from(PEOPLE)
_GET = Query(_ALL.where(_THIS), PersonRow)
_BY_TELEGRAM = Query(_ALL.where(_P.telegram == given(_P.telegram)), PersonRow)
_KEY = Query(select(_P.wrapped_key).where(_THIS, _P.wrapped_key.is_not(None)), bytes)
_ADD = Change(adding(person))
_SET_LANGUAGE = Change(update(person).where(_THIS).values(language=given(_P.language)))
_SET_REACHABLE = Change(update(person).where(_THIS).values(reachable=given(_P.reachable)))
_AGREE = Change(
    adding_unless(
        consent,
        _C.person == given(_C.person),
        _C.consent == given(_C.consent),
        _C.version == given(_C.version),
        _C.ended_at.is_(None),
    )
)
_CONSENTS = Query(
    select(_C.consent, func.max(_C.version))
    .where(_C.person == given(_C.person), _C.ended_at.is_(None))
    .group_by(_C.consent),
    _agreed,
)
_EXAMINEE = Query(
    select(_C.consent, func.max(_C.version), func.max(_S.id))
    .select_from(consent.outerjoin(patient, and_(_S.id == _C.person, _S.sealed_name.is_not(None))))
    .where(_C.person == given(_C.person), _C.ended_at.is_(None))
    .group_by(_C.consent),
    _agreed_by,
)
_EXAMINEES = Query(
    select(_C.person, _C.consent, func.max(_C.version), func.max(_S.id))
    .select_from(consent.outerjoin(patient, and_(_S.id == _C.person, _S.sealed_name.is_not(None))))
    # The sum keeps SQLite from walking all consents that stand, by the index on the column.
    .where(among(_C.person, "people"), (_C.ended_at + number(0)).is_(None))
    .group_by(_C.person, _C.consent),
    _agreed_by_one,
)
_WITHDRAW = Change(
    update(consent)
    .where(_C.person == given(_C.person), _C.ended_at.is_(None))
    .values(ended_at=given(_C.ended_at))
)


def opened_name(vault: Vault, patient: int, key: bytes | None, name: bytes | None) -> str | None:
    """The decrypted name; None if it is not stored or its key was erased."""
    if key is None or name is None:
        return None
    return vault.open(name, person=patient, wrapped=key)


def person_of(vault: Vault, row: PersonRow) -> Person:
    """The person of a row, with the name opened."""
    name = opened_name(vault, row.id, row.wrapped_key, row.sealed_name)
    return Person(row.id, row.telegram, row.language, name, bool(row.reachable))


class SqlPeople:
    """See `domain.ports.people.People`."""

    def __init__(self, driver: Driver, vault: Vault) -> None:
        self._driver = driver
        self._vault = vault
        self._patients = SqlPatients(driver, vault)
        self._examinees: dict[int, Examinee] = driver.batch.cache("patient", "consent")

    def prefetch(self, people: Collection[int]) -> None:
        """`examinee` of all of them."""
        found: dict[int, list[_Agreed]] = {id_: [] for id_ in people}
        for id_, agreed in self._driver.all(_EXAMINEES, people=json.dumps(list(people))):
            found[id_].append(agreed)
        self._examinees.update({id_: _examinee(each) for id_, each in found.items()})

    def add(self, *, telegram: int, language: str, at: datetime) -> Person:
        id_ = fresh_person_id()
        self._driver.run(
            _ADD,
            id=id_,
            telegram=telegram,
            language=language,
            wrapped_key=self._vault.new_key(id_),
            reachable=1,
            at=to_ms(at),
        )
        return Person(id_, telegram, language, name=None, reachable=True)

    def get(self, person: int) -> Person | None:
        return self._person(self._driver.one(_GET, id=person))

    def by_telegram(self, telegram: int) -> Person | None:
        return self._person(self._driver.one(_BY_TELEGRAM, telegram=telegram))

    def examinee(self, person: int) -> Examinee:
        known = self._examinees.get(person)
        return known or _examinee(self._driver.all(_EXAMINEE, person=person))

    def agree(self, person: int, consent: Consent, *, version: int, at: datetime) -> None:
        terms = {"consent": consent.value, "version": version}
        self._driver.run(_AGREE, person=person, at=to_ms(at), ended_at=None, **terms)

    def withdraw(self, person: int, *, at: datetime) -> int:
        return self._driver.run(_WITHDRAW, person=person, ended_at=to_ms(at))

    def consents(self, person: int) -> Mapping[Consent, int]:
        return _known(self._driver.all(_CONSENTS, person=person))

    def rename(self, person: int, name: str, *, at: datetime) -> None:
        self._key(person)  # which an erased one has not
        self._patients.name_self(person, name, at=at)

    def seal(self, person: int, text: str) -> str:
        return self._vault.seal(text, person=person, wrapped=self._key(person)).hex()

    def unseal(self, person: int, sealed: str) -> str:
        ciphertext = bytes.fromhex(sealed)
        return self._vault.open(ciphertext, person=person, wrapped=self._key(person))

    def set_language(self, person: int, language: str) -> None:
        self._driver.run(_SET_LANGUAGE, id=person, language=language)

    def set_reachable(self, person: int, *, reachable: bool) -> None:
        self._driver.run(_SET_REACHABLE, id=person, reachable=int(reachable))

    def _key(self, person: int) -> bytes:
        wrapped = self._driver.one(_KEY, id=person)
        if wrapped is None:
            raise LookupError("unknown, or erased")
        return wrapped

    def _person(self, row: PersonRow | None) -> Person | None:
        return None if row is None else person_of(self._vault, row)


_D = dialogue.c
_THIS_DIALOGUE = _D.person == given(_D.person)


def dialogue_of(*row: *tuple[int, str, str, str, int, int, int | None]) -> Dialogue:
    """The dialogue of a row with all columns."""
    person, topic, state, facts, version, expires_at, begun_by = row
    expires = from_ms(expires_at)
    return Dialogue(person, topic, state, json.loads(facts), version, expires, begun_by)


_GET_DIALOGUE = Query(select(*_D).where(_THIS_DIALOGUE), dialogue_of)
_ADD_DIALOGUE = Change(adding(dialogue))
_PUT = Change(
    update(dialogue)
    .where(_THIS_DIALOGUE)
    .values({column.name: given(column) for column in _D if column is not _D.person})
)
_END = Change(delete(dialogue).where(_THIS_DIALOGUE))
_EXPIRED = select(_D.person).where(_D.expires_at <= named("before"))
_HAS_EXPIRED = Query(_EXPIRED.limit(number(1)), int)
_END_EXPIRED = Change(
    delete(dialogue).where(_D.person.in_(_EXPIRED.order_by(_D.expires_at).limit(LIMIT)))
)


class SqlDialogues:
    """See `domain.ports.people.Dialogues`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def get(self, person: int) -> Dialogue | None:
        return self._driver.one(_GET_DIALOGUE, person=person)

    def put(self, dialogue: Dialogue) -> None:
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
            self._driver.run(_ADD_DIALOGUE, **values)

    def end(self, person: int) -> bool:
        return self._driver.run(_END, person=person) == 1

    def has_expired(self, *, before: datetime) -> bool:
        """Whether there is one for `end_expired` to remove."""
        return self._driver.one(_HAS_EXPIRED, before=to_ms(before)) is not None

    def end_expired(self, *, before: datetime, limit: int) -> int:
        return self._driver.run(_END_EXPIRED, before=to_ms(before), limit=limit)
