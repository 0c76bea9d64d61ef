"""Check that a database belongs to a master key, by its key versions and its people's keys."""

from sqlalchemy import select

from domain.storage.errors import StorageUnusable
from domain.storage.keys.key_versions import KeyVersions, mark, marked
from domain.storage.schema.tables import person
from domain.storage.sql.columns import number
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Query
from domain.storage.vault import Vault, WrongKey

NOT_ITS_KEY = "privacy.key is not the key of this database"


def _wrapped(id_: int, key: bytes) -> tuple[int, bytes]:
    return id_, key


_ANY_KEY = Query(
    select(person.c.id, person.c.wrapped_key)
    .where(person.c.wrapped_key.is_not(None))
    .order_by(person.c.id)
    .limit(number(1)),
    _wrapped,
)


def check_key(driver: Driver, vault: Vault) -> None:
    """Store the key's version in a database that has none. Raises StorageUnusable if it belongs to
    another key. It writes, so no transaction may be open.
    """
    found = marked(driver)
    if found is not None and found.check != vault.check_number:
        raise StorageUnusable(NOT_ITS_KEY)
    wrapped = driver.one(_ANY_KEY)
    if wrapped is not None:
        try:
            vault.check(person=wrapped[0], wrapped=wrapped[1])
        except WrongKey as error:
            raise StorageUnusable(f"{NOT_ITS_KEY}: {error}") from None
    if found is None:
        driver.begin()
        mark(driver, KeyVersions(vault.current, vault.check_number, 0))
        driver.commit()
