"""Assignment of the configured master keys to their versions, before a database is opened."""

from sqlalchemy import inspect

from domain.storage.engines.url import database, in_one_sentence
from domain.storage.errors import StorageUnusable
from domain.storage.keys.key_versions import KeyVersions, before, marked
from domain.storage.keys.master_key import NOT_ITS_KEY
from domain.storage.vault import Vault, key_check

UNFINISHED = "privacy.key: its rotation is not finished: python -m bot rotate-key"


def vault_for(url: str, *, key: bytes, old: bytes | None = None) -> Vault:
    """The vault for that database, by its stored key versions. `old` is needed from the start of a
    rotation until its end. Raises StorageUnusable.
    """
    found = _marked_in(url)
    if found is None:
        return Vault({1: key}, 1)
    if found.check == key_check(key):
        return _newest(found, key=key, old=old)
    if old is not None and found.check == key_check(old):
        return Vault({found.version: old}, found.version)
    raise StorageUnusable(NOT_ITS_KEY)


def _newest(found: KeyVersions, *, key: bytes, old: bytes | None) -> Vault:
    if not found.old_check:
        return Vault({found.version: key}, found.version)
    if old is None or found.old_check != key_check(old):
        raise StorageUnusable(UNFINISHED)
    return Vault({before(found.version): old, found.version: key}, found.version)


def _marked_in(url: str) -> KeyVersions | None:
    found = database(url)
    with in_one_sentence(found):
        if not found.exists():
            return None
        connection = found.connect()
        made = inspect(connection).has_table("meta")
        connection.close()
        if not made:
            return None
        driver = found.reader()
        try:
            return marked(driver)
        finally:
            driver.close()
