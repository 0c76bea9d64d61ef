"""Rotation of the master key: the keys of people, of patients and of the audit are wrapped again,
names and the audit stay as they are.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

from sqlalchemy import Table, select, update

from domain.storage.engines.url import database, in_one_sentence
from domain.storage.errors import KeyRefused, StorageUnusable
from domain.storage.keys.key_versions import KeyVersions, after, before, mark, marked
from domain.storage.keys.master_key import check_key
from domain.storage.schema.tables import audit_key, patient, person
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, given, named
from domain.storage.vault import AUDIT_OWNER_ID, Vault, key_check

MAX_ROWS = 200
"""People a transaction: an interruption loses little."""


def _wrapped(id_: int, key: bytes) -> tuple[int, bytes]:
    return id_, key


class _Keys(NamedTuple):
    """How a table's keys are read, some after an id, emptied, and set."""

    some: Query[tuple[int, bytes]]
    empty: Change
    set: Change


def _keys(table: Table) -> _Keys:
    id_, key = table.c.id, table.c.wrapped_key
    after = (key.is_not(None), id_ > named("after"))
    some = select(id_, key).where(*after).order_by(id_).limit(LIMIT)
    empty = update(table).where(*after, id_ <= named("last")).values(wrapped_key=None)
    this = update(table).where(id_ == given(id_)).values(wrapped_key=given(key))
    return _Keys(Query(some, _wrapped), Change(empty), Change(this))


_KEYS = (_keys(person), _keys(patient))
_AUDIT_KEY = Query(
    select(audit_key.c.id, audit_key.c.wrapped_key).where(audit_key.c.wrapped_key.is_not(None)),
    _wrapped,
)
_REWRAP_AUDIT_KEY = Change(update(audit_key).values(wrapped_key=given(audit_key.c.wrapped_key)))


def rotate(url: str, *, key: bytes, old: bytes) -> Iterator[int]:
    """Re-encrypt all people's keys from `old` to `key`, some a transaction; their number after
    each.

    It can be interrupted and started again. No process may have the database open. Raises
    KeyRefused (neither is this database's key; nothing was changed), StorageUnusable.
    """
    found = database(url)
    with in_one_sentence(found), ExitStack() as held:
        if not found.exists():
            raise StorageUnusable(f"{found.name}: there is no database")
        held.enter_context(found.alone())
        found.prepare("main")
        driver = found.writer()
        held.callback(driver.close)
        now = _begin(driver, key=key, old=old)
        if now.old_check:
            both = Vault({before(now.version): old, now.version: key}, now.version)
            yield from _move(driver, both)
            _end(driver, now, both)


def _begin(driver: Driver, *, key: bytes, old: bytes) -> KeyVersions:
    """Store that a rotation is under way, unless it is, or has ended."""
    found = marked(driver)
    if found is None:
        found = _first(driver, old)
    if found.check == key_check(key) and found.old_check in {0, key_check(old)}:
        return found
    if found.check != key_check(old) or found.old_check:
        raise KeyRefused
    begun = KeyVersions(after(found.version), key_check(key), key_check(old))
    driver.begin()
    mark(driver, begun)
    driver.commit()
    return begun


def _first(driver: Driver, old: bytes) -> KeyVersions:
    """Key versions of a database from before they were stored."""
    try:
        check_key(driver, Vault({1: old}, 1))
    except StorageUnusable:
        raise KeyRefused from None
    return KeyVersions(1, key_check(old), 0)


def _move(driver: Driver, vault: Vault) -> Iterator[int]:
    """SQLite may leave a copy of a row in the gap of a page that was split, and sweeps it out where
    rows grow. So the keys of a page are emptied before they are set.
    """
    for keys in _KEYS:
        last = -1
        while some := driver.all(keys.some, after=last, limit=MAX_ROWS):
            driver.begin()
            driver.run(keys.empty, after=last, last=some[-1][0])
            for owner, wrapped in some:
                fresh = vault.rewrapped(wrapped, person=owner)
                driver.run(keys.set, id=owner, wrapped_key=fresh or wrapped)
            driver.commit()
            last = some[-1][0]
            yield len(some)


def _end(driver: Driver, now: KeyVersions, vault: Vault) -> None:
    """Wrap the audit's key again, and forget the old key and the copies of rows that the engine
    kept.
    """
    driver.truncate_wal_after_commit()
    driver.begin()
    for _, wrapped in driver.all(_AUDIT_KEY):
        fresh = vault.rewrapped(wrapped, person=AUDIT_OWNER_ID)
        if fresh is not None:
            driver.run(_REWRAP_AUDIT_KEY, wrapped_key=fresh)
    mark(driver, now._replace(old_check=0))
    driver.commit()
    driver.truncate_wal()
