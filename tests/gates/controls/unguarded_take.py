"""The twin of the guarded UPDATE: takes a place whether there is one or not. Only for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update

from domain.storage.engines.sqlite import SqliteFile
from domain.storage.repositories.places import slots
from domain.storage.schema.tables import slot
from domain.storage.sql.columns import number
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, given

UNGUARDED = Change(
    update(slot).where(slot.c.id == given(slot.c.id)).values(taken=slot.c.taken + number(1))
)


@contextmanager
def guard_off() -> Iterator[None]:
    """Stores opened in here take places without asking, and their file's CHECKs are ignored."""
    guarded, foreseen, writer = slots._TAKE, slots.has_room, SqliteFile.writer

    def careless(file: SqliteFile, *, marks: bool = False) -> Driver:
        driver = writer(file, marks=marks)
        driver._cursor.execute("PRAGMA ignore_check_constraints = ON")
        return driver

    slots._TAKE, slots.has_room, SqliteFile.writer = UNGUARDED, lambda _: True, careless
    try:
        yield
    finally:
        slots._TAKE, slots.has_room, SqliteFile.writer = guarded, foreseen, writer
