"""Backup of the main database's file at one moment, made while it is being written.

Through SQLite's own interface: a plain copy of a file in use is torn. The key is not in it.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from domain.storage.backup.rights import BACKUP
from domain.storage.engines.sqlite import SqliteFile, driver_of
from domain.storage.engines.sqlite_files import delete_database, publish
from domain.storage.engines.url import database, in_one_sentence
from domain.storage.errors import StorageUnusable
from domain.storage.schema.migrate import serving
from domain.storage.sql.values import to_ms

PAGES_A_STEP = 256
"""Pages copied at a time (a megabyte), so that the copy can be interrupted."""
Progress = Callable[[int, int], None]


def back_up(
    url: str, file: Path, *, at: datetime, progress: Progress = lambda _left, _of: None
) -> int:
    """Make the backup and check it before it gets its name; its size in bytes. StorageUnusable.
    `progress` is called with the pages left and their total.
    """
    found = file_of(url)
    if not found.exists():
        raise StorageUnusable(f"{found.name}: there is no database")
    with in_one_sentence(found):
        try:
            return _made(found, file, at=at, progress=progress)
        except FileExistsError:
            raise StorageUnusable(f"{file} is there: a backup overwrites nothing") from None
        except OSError as error:
            raise StorageUnusable(f"{file}: {error.strerror}") from None


def file_of(url: str) -> SqliteFile:
    """The database file. StorageUnusable for a server: it has backups of its own."""
    found = database(url)
    if not isinstance(found, SqliteFile):
        raise StorageUnusable(f"{found.name}: no file, back it up with pg_dump")
    return found


def check_pages(connection: sqlite3.Connection, name: str) -> None:
    """StorageUnusable if a page or a reference is damaged."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
        raise StorageUnusable(f"{name} is damaged ({found})")


def _made(found: SqliteFile, file: Path, *, at: datetime, progress: Progress) -> int:
    if file.exists():
        raise FileExistsError(file)
    opened, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.", suffix=".part")
    os.close(opened)
    made = Path(name)
    try:
        _copy(found, made, progress)
        _seal(made, at=at)
        size = made.stat().st_size
        publish(made, file)
    finally:
        delete_database(made)
    return size


def _copy(found: SqliteFile, made: Path, progress: Progress) -> None:
    connection = found.connect()
    try:
        if not serving(connection, "main"):
            raise StorageUnusable(f"{found.name}: there is nothing in it yet")
        source = driver_of(connection)
        # One read for all of it: commits go on meanwhile, and the copy need never begin anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM schema_info").fetchone()
        with closing(sqlite3.connect(made)) as copy:
            source.backup(copy, pages=PAGES_A_STEP, progress=lambda _, left, of: progress(left, of))
        source.execute("ROLLBACK")
    finally:
        connection.close()
        connection.engine.dispose()


def _seal(made: Path, *, at: datetime) -> None:
    """Make it one file, marked as a backup so that no bot opens it."""
    with closing(sqlite3.connect(made, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", [BACKUP, to_ms(at)])
        check_pages(copy, "the copy")
