"""Patients that people are themselves, in SQL. Names are encrypted with each patient's key."""

from datetime import datetime

from sqlalchemy import select, update

from domain.model import AccessKind
from domain.storage.schema.tables import access, patient
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Query, adding, given
from domain.storage.sql.values import Value, to_ms
from domain.storage.vault import Vault

_P = patient.c
_KEY = Query(select(_P.wrapped_key).where(_P.id == given(_P.id)), bytes)
_ADD = Change(adding(patient))
_ADD_ACCESS = Change(adding(access))
_RENAME = Change(
    update(patient).where(_P.id == given(_P.id)).values(sealed_name=given(_P.sealed_name))
)


class SqlPatients:
    """The patient of a person has the person's id, a key of its own, and is made with its name."""

    def __init__(self, driver: Driver, vault: Vault) -> None:
        self._driver = driver
        self._vault = vault

    def name_self(self, person: int, name: str, *, at: datetime) -> None:
        """Set the name of the patient that the person is."""
        key = self._driver.one(_KEY, id=person) or self._add_self(person, at)
        sealed = self._vault.seal(name, person=person, wrapped=key)
        self._driver.run(_RENAME, id=person, sealed_name=sealed)

    def _add_self(self, person: int, at: datetime) -> bytes:
        key = self._vault.new_key(person)
        nothing: dict[str, Value] = dict.fromkeys(("sealed_name", "sealed_phone", "sealed_birth"))
        self._driver.run(_ADD, id=person, person=person, wrapped_key=key, at=to_ms(at), **nothing)
        kind = AccessKind.SELF.value
        self._driver.run(_ADD_ACCESS, person=person, patient=person, kind=kind, at=to_ms(at))
        return key
