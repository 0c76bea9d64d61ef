"""What the marks of a database say of its master key. The key itself stands nowhere here."""

from typing import NamedTuple

from domain.storage.repositories.meta import SqlMetaValues
from domain.storage.schema.tables import KEY_CHECK
from domain.storage.sql.connection import Driver
from domain.storage.vault import NEWEST

VERSION, OLD_CHECK = "key_version", "old_key_check"


class KeyVersions(NamedTuple):
    """The newest key's version and check number; the one before it while people's keys are moved
    from that to the newest, else 0.
    """

    version: int
    check: int
    old_check: int


def marked(driver: Driver) -> KeyVersions | None:
    """What the marks say; None before the first start."""
    marks = SqlMetaValues(driver)
    version, check = marks.get(VERSION), marks.get(KEY_CHECK)
    if version is None or check is None:
        return None
    return KeyVersions(version, check, marks.get(OLD_CHECK) or 0)


def mark(driver: Driver, now: KeyVersions) -> None:
    """Set the marks; in a transaction of the caller's."""
    marks = SqlMetaValues(driver)
    for name, value in zip((VERSION, KEY_CHECK, OLD_CHECK), now, strict=True):
        marks.put(name, value)


def before(version: int) -> int:
    """The version before that one; there are 255."""
    return version - 1 or NEWEST


def after(version: int) -> int:
    """The version after that one."""
    return version % NEWEST + 1
