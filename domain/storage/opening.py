"""From a URL to a database that may be used: locked, migrated, checked. It runs no commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Error as SqliteError

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from domain.storage.errors import StorageUnusable
from domain.storage.lock import FileLock
from domain.storage.migrating import Which, upgrade
from domain.storage.sqlite import SqliteFile

BUSY_MS = 5000


def database_file(url: str, *, busy_ms: int = BUSY_MS) -> SqliteFile:
    """The file behind the URL. Raises StorageUnusable, without the URL: it may hold a password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageUnusable("the database's URL cannot be read") from None
    if parsed.get_backend_name() != "sqlite":
        raise StorageUnusable(f"{parsed.get_backend_name()} databases are not supported yet")
    if parsed.database in {None, "", ":memory:"}:
        raise StorageUnusable("the database must be a file: sqlite:///var/checkup.db")
    return SqliteFile(Path(str(parsed.database)), busy_ms=busy_ms)


def migrate(url: str, which: Which) -> list[str]:
    """Brings the database to this release's schema; a line for each step. StorageUnusable."""
    file = database_file(url)
    with plainly(file):
        lock = take(file)
        try:
            return prepare(file, which)
        finally:
            lock.release()


def take(file: SqliteFile) -> FileLock:
    """Makes the file if need be, and keeps other writing processes out."""
    file.make_ready()
    return FileLock(file.path)


def prepare(file: SqliteFile, which: Which) -> list[str]:
    """Checks the file and migrates it; the lock must be held."""
    connection = file.connect()
    try:
        file.check(connection)
        return upgrade(connection, which)
    finally:
        connection.close()


@contextmanager
def plainly(file: SqliteFile) -> Iterator[None]:
    """Turns what may go wrong with a file into one sentence."""
    try:
        yield
    except OSError as error:
        raise StorageUnusable(f"{file.path}: {error.strerror}") from error
    except SqliteError as error:
        raise StorageUnusable(f"{file.path}: {error}") from error
    except SQLAlchemyError as error:
        raise StorageUnusable(f"{file.path}: {getattr(error, 'orig', error)}") from error
