"""Brings a backup back: beside the database first, and into its place when all is done. What is
done to it there, others say; on a server the restored database is in its place already.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, select

from domain.events import PersonErased
from domain.storage.backup.backup import check_pages, file_of
from domain.storage.backup.new_epoch import BACKUP
from domain.storage.checks.run import begun
from domain.storage.engines.sqlite import RESTORING, locked
from domain.storage.engines.sqlite_files import BESIDE, move_aside, sync, throw_away
from domain.storage.engines.url import database, plainly
from domain.storage.errors import StorageUnusable
from domain.storage.repositories.meta import SqlMetaValues
from domain.storage.schema.tables import event
from domain.storage.sql.columns import word
from domain.storage.sql.statements import Query
from domain.storage.sql.values import to_ms

_ERASED = Query(
    select(event.c.body).where(event.c.kind == word(PersonErased.__name__)).order_by(event.c.id),
    PersonErased.model_validate_json,
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup beside the database: at which URL, and where the old database goes, if there is
    one.
    """

    url: str
    aside: Path | None


@contextmanager
def bringing_back(url: str, file: Path, *, at: datetime) -> Iterator[Unpacked]:
    """At the end of the block what was made of the backup takes the database's place; after an
    error in it everything is as before. StorageUnusable: not our backup, or somebody has the
    database open.
    """
    found = file_of(url)
    path, made = found.path, found.path.with_name(found.path.name + RESTORING)
    with plainly(found):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(path):
            try:
                throw_away(made)
                _unpack(file, made)
                aside = path.with_name(f"{path.name}.before-{at:%Y%m%dT%H%M%SZ}")
                beside = URL.create("sqlite", database=str(made)).render_as_string()
                yield Unpacked(beside, aside if path.exists() else None)
                _put(made, path, aside)
            finally:
                throw_away(made)


def mark_restored(url: str, *, at: datetime) -> None:
    """Keep every bot out of a server's database until its restore has ended. StorageUnusable:
    somebody has it open.
    """
    found = database(url)
    with plainly(found), found.alone():
        found.prepare("main")
        driver = found.writer()
        try:
            driver.begin()
            SqlMetaValues(driver).put(BACKUP, to_ms(at))
            driver.commit()
        finally:
            driver.close()


def erased_in(url: str) -> Sequence[PersonErased] | None:
    """Who was erased, by the events there; None if they cannot be read."""
    try:
        with begun(url, "main") as driver:
            return driver.all(_ERASED)
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
    """As long as the database is away its name is taken: see `SqliteFile`."""
    if any(made.with_name(made.name + suffix).exists() for suffix in BESIDE):
        raise StorageUnusable(f"{made}: somebody has it open")
    sync(made)
    move_aside(path, aside)
    made.rename(path)
    sync(path.parent)
