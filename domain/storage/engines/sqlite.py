"""SQLite: the database file, its connections, and the meaning of its errors."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.engine.interfaces import DBAPICursor

from domain.storage.engines.base import OnNotify, Subscription
from domain.storage.errors import StorageUnusable
from domain.storage.schema.migrate import Which, upgrade
from domain.storage.sql.connection import Driver


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """The database's lock file held, by one process at a time; StorageUnusable if another has it.

    The lock is the kernel's: it ends with its holder. The file stays, as removing it would let two
    of them in at once.
    """
    lock = FileLock(
        database.with_name(f"{database.name}.lock"),
        timeout=0,
        mode=0o600,
        thread_local=False,  # a store is opened in one thread and closed in another
        preserve_lock_file=True,
    )
    try:
        lock.acquire()
    except Timeout:
        inside = "in use by another process (is the bot running?)"
        raise StorageUnusable(f"{database}: {inside}") from None
    try:
        yield
    finally:
        lock.release()


MIN_VERSION = (3, 37)
TRUNCATE_WAIT_MS = 200
RESTORING = ".restoring"
"""Suffix of a restored file that is about to replace the database."""
_PRIMARY = 0xFF
_PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: with less, a power cut takes what was acknowledged
    "foreign_keys": 1,
    "secure_delete": 1,  # what is erased must not stay readable in the file
}


class SqliteDialect:
    """Statements and errors of SQLite."""

    name = "sqlite"
    errors: type[Exception] = sqlite3.Error
    # At once, not with the first write: what has read before could not write any more.
    begin_write = "BEGIN IMMEDIATE"
    begin_read = "BEGIN"
    _storage: ClassVar = {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }

    def is_storage(self, error: BaseException) -> bool:
        """Busy, full or broken. A write on a reader's connection is none of these: it is a bug."""
        code = getattr(error, "sqlite_errorcode", None)
        return code is not None and (
            code & _PRIMARY in self._storage or code & _PRIMARY == sqlite3.SQLITE_READONLY != code
        )

    def is_fatal(self, error: BaseException) -> bool:
        """After a failed write or fsync the state of the disk is unknown: never try that twice."""
        code = getattr(error, "sqlite_errorcode", None)
        return code is not None and code & _PRIMARY in {
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_CORRUPT,
            sqlite3.SQLITE_NOTADB,
        }

    def is_transient(self, _error: BaseException) -> bool:
        """Never: the driver has waited for other writers already (busy_timeout)."""
        return False

    def truncate_wal(self, cursor: DBAPICursor, *, wait: bool) -> bool:
        """Checkpoint the write-ahead log and truncate it: it keeps old versions of pages.

        The wait is short, because a reader that does not end must not hold up every commit.
        """
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchall()[0]
        cursor.execute(f"PRAGMA busy_timeout = {TRUNCATE_WAIT_MS if wait else 0}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _, _ = cursor.fetchall()[0]
            return not busy
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")

    def reserve_ids(self, cursor: DBAPICursor, table: str, count: int) -> Iterable[int]:
        """The ids after the last one: no other connection writes meanwhile."""
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        (last,) = next(iter(cursor.fetchall()), (0,))
        return range(last + 1, last + 1 + count)

    def in_transaction(self, connection: Connection) -> bool:
        return driver_of(connection).in_transaction

    def synchronous(self, cursor: DBAPICursor) -> str:
        """FULL: on the disk, whatever happens to the machine."""
        cursor.execute("PRAGMA synchronous")
        return ("OFF", "NORMAL", "FULL", "EXTRA")[cursor.fetchall()[0][0]]


class SqliteFile:
    """A database file. `busy_ms`: wait for another process that writes."""

    shared = False
    readers = 2
    errors: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, path: Path, *, busy_ms: int) -> None:
        self.name = str(path)
        self.path = path
        self._busy_ms = busy_ms

    def exists(self) -> bool:
        return self.path.exists()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Create the file if it is missing, and keep other processes from writing it."""
        self._make_ready()
        with locked(self.path):
            yield

    alone = held

    def prepare(self, which: Which) -> list[str]:
        """Check the pages, then migrate: no other process can have the file open."""
        return self.migrate(which)

    def migrate(self, which: Which) -> list[str]:
        """Bring the file to this release's schema; a line for each step."""
        connection = self.connect()
        try:
            self._check(driver_of(connection))
            return upgrade(connection, which)
        finally:
            connection.close()

    def grant(self, _role: str) -> None:
        """Nothing: a file has no roles."""

    @cached_property
    def _engine(self) -> Engine:
        """One engine for all connections: making one costs more than opening the file."""
        return create_engine(
            URL.create("sqlite", database=str(self.path)),
            poolclass=NullPool,
            hide_parameters=True,
            paramstyle="named",
            connect_args={
                "isolation_level": None,
                "check_same_thread": False,
                "cached_statements": 512,
            },
        )

    def connect(self) -> Connection:
        """A connection with all pragmas set and read back."""
        connection = self._engine.connect()
        try:
            self._set_up(driver_of(connection))
        except (sqlite3.Error, StorageUnusable):
            connection.close()
            raise
        return connection

    def writer(self, *, marks: bool = False) -> Driver:
        """The connection that writes. Raises if nothing can be written."""
        del marks  # no reply of a file's is ever lost
        driver = Driver(self.connect, SqliteDialect())
        driver.begin()
        driver.rollback()
        return driver

    def reader(self) -> Driver:
        """A connection on which writes fail."""
        return Driver(self._connect_to_read, SqliteDialect())

    def listen(self, _heard: OnNotify, *, but: Driver) -> Subscription | None:
        """None: no other process can have the file open."""
        del but
        return None

    def _connect_to_read(self) -> Connection:
        connection = self.connect()
        driver_of(connection).execute("PRAGMA query_only = ON")
        return connection

    def _make_ready(self) -> None:
        """Create folder and file if they are missing, readable by the owner only."""
        if sqlite3.sqlite_version_info < MIN_VERSION:
            raise StorageUnusable(f"SQLite {sqlite3.sqlite_version} is too old: 3.37 is needed")
        left = self.path.with_name(f"{self.path.name}-wal")
        if not self.path.exists() and left.exists():
            raise StorageUnusable(f"{self.path} is missing, but {left.name} is there: restore it")
        coming = self.path.with_name(f"{self.path.name}{RESTORING}")
        if not self.path.exists() and coming.exists():
            raise StorageUnusable(f"{self.path} is missing, its restore has not ended: do it again")
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600))

    def _check(self, connection: sqlite3.Connection) -> None:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise StorageUnusable(f"{self.path} is damaged: restore a backup ({found})")

    def _set_up(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA busy_timeout = {self._busy_ms}")
        for name, value in _PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
            (found,) = connection.execute(f"PRAGMA {name}").fetchone()
            if found != value:
                raise StorageUnusable(f"{self.path}: {name} is {found}, it must be {value}")


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The library's own connection behind SQLAlchemy's."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("not a connection to a file")
    return driver
