"""Restore of a backup: unpacked beside the database, then moved into its place.

Callers work on the unpacked copy; on a server the restored database is in its place already.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL

from domain.storage.backup.backup import check_pages, file_of
from domain.storage.backup.rights import BACKUP, PreviousDatabase, read_previous
from domain.storage.checks.run import begun
from domain.storage.engines.sqlite import RESTORING, locked
from domain.storage.engines.sqlite_files import SIDE_FILES, delete_database, move_aside, sync
from domain.storage.engines.url import database, in_one_sentence
from domain.storage.errors import StorageUnusable
from domain.storage.repositories.meta import SqlMetaValues
from domain.storage.sql.values import to_ms


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An unpacked backup: its URL, and where the old database will be moved, if there is one."""

    url: str
    aside: Path | None


@contextmanager
def replacing_database(url: str, file: Path, *, at: datetime) -> Iterator[Unpacked]:
    """Unpack a backup; at the end of the block it replaces the database, after an error nothing has
    changed. StorageUnusable: not our backup, or a process has the database open.
    """
    found = file_of(url)
    path, made = found.path, found.path.with_name(found.path.name + RESTORING)
    with in_one_sentence(found):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(path):
            try:
                delete_database(made)
                _unpack(file, made)
                aside = path.with_name(f"{path.name}.before-{at:%Y%m%dT%H%M%SZ}")
                beside = URL.create("sqlite", database=str(made)).render_as_string()
                yield Unpacked(beside, aside if path.exists() else None)
                _put(made, path, aside)
            finally:
                delete_database(made)


def mark_restored(url: str, *, at: datetime) -> None:
    """Keep bots out of a server's database until its restore is complete. StorageUnusable: a
    process has it open.
    """
    found = database(url)
    with in_one_sentence(found), found.alone():
        found.prepare("main")
        driver = found.writer()
        try:
            driver.begin()
            SqlMetaValues(driver).put(BACKUP, to_ms(at))
            driver.commit()
        finally:
            driver.close()


def previous_in(url: str) -> PreviousDatabase | None:
    """What that database knows of the time since the backup; None if it cannot be read."""
    try:
        with begun(url, "main") as driver:
            return read_previous(driver)
    except StorageUnusable:
        return None


def _unpack(file: Path, made: Path) -> None:
    if not file.is_file():
        raise StorageUnusable(f"{file}: there is no such file")
    at = f"file:{quote(str(file.absolute()))}?mode=ro&immutable=1"
    made.touch(0o600, exist_ok=False)
    try:
        with closing(sqlite3.connect(at, uri=True)) as source:
            _must_be_marked(source, file)
            with closing(sqlite3.connect(made)) as copy:
                source.backup(copy)
                check_pages(copy, str(file))
    except sqlite3.DatabaseError as error:
        raise StorageUnusable(f"{file} is damaged, or no backup ({error})") from None


def _must_be_marked(source: sqlite3.Connection, file: Path) -> None:
    try:
        marked = source.execute("SELECT 1 FROM meta WHERE name = ?", [BACKUP]).fetchone()
    except sqlite3.OperationalError:
        marked = None
    if not marked:
        raise StorageUnusable(f"{file}: not made by `python -m bot backup`")


def _put(made: Path, path: Path, aside: Path) -> None:
    """While the database is moved, the file of the restore marks its name as taken: see
    `SqliteFile`.
    """
    if any(made.with_name(made.name + suffix).exists() for suffix in SIDE_FILES):
        raise StorageUnusable(f"{made}: somebody has it open")
    sync(made)
    move_aside(path, aside)
    made.rename(path)
    sync(path.parent)
