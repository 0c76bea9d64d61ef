"""Database URLs: the engine behind one, and its errors in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from domain.storage.engines.base import Database
from domain.storage.engines.sqlite import SqliteFile
from domain.storage.errors import StorageAway, StorageUnusable
from domain.storage.schema.migrate import Which

BUSY_TIMEOUT_MS = 5000


def database(url: str, *, busy_ms: int = BUSY_TIMEOUT_MS) -> Database:
    """The database of that URL. StorageUnusable does not show the URL: it may hold a password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageUnusable("the database's URL cannot be read") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _file(parsed, busy_ms=busy_ms)
        case "postgresql":
            return _server(parsed)
        case other:
            raise StorageUnusable(f"{other} databases are not supported")


def migrate(url: str, which: Which, *, role: str | None = None) -> list[str]:
    """Bring the database to this release's schema; a line for each step. StorageUnusable.

    `role`: the bot's on a server, which gets the rights that it needs.
    """
    found = database(url)
    with in_one_sentence(found), found.held():
        steps = found.migrate(which)
        if role is not None:
            found.grant(role)
        return steps


@contextmanager
def in_one_sentence(found: Database) -> Iterator[None]:
    """Turn errors of a database into StorageUnusable with one sentence."""
    try:
        yield
    except OSError as error:
        raise StorageUnusable(f"{found.name}: {error.strerror}") from error
    except found.errors as error:
        kind = StorageAway if found.shared else StorageUnusable
        raise kind(f"{found.name}: {_line(error)}") from error
    except SQLAlchemyError as error:
        raise StorageUnusable(f"{found.name}: {_line(getattr(error, 'orig', error))}") from error


def _line(error: object) -> str:
    return " ".join(str(error).split())


def _file(url: URL, *, busy_ms: int) -> SqliteFile:
    if url.database in {None, "", ":memory:"}:
        raise StorageUnusable("the database must be a file: sqlite:///var/checkup.db")
    return SqliteFile(Path(str(url.database)), busy_ms=busy_ms)


def _server(url: URL) -> Database:
    try:
        from domain.storage.engines.postgres_server import PostgresServer  # noqa: PLC0415 - an extra
    except ImportError:
        raise StorageUnusable("PostgreSQL needs psycopg: install the extra «postgres»") from None
    return PostgresServer(url)
