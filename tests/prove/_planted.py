"""What the migration of a next release may do to a database, and what it must not."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, text

from domain.storage.migrating import Which, newest_schema
from domain.storage.opening import database

OURS = "alembic_version"
TAKEN = "slot"


def expand(url: str, which: Which) -> None:
    """Only adds: columns, indexes, a table. Releases before may go on."""
    number = newest_schema(which)
    with _opened(url) as connection:
        for table in sorted(set(inspect(connection).get_table_names()) - {OURS}):
            for column in ("newer TEXT", "usual TEXT NOT NULL DEFAULT 'as before'"):
                connection.execute(text(f'ALTER TABLE "{table}" ADD COLUMN {column}'))
            connection.execute(text(f'CREATE INDEX "newer_{table}" ON "{table}" (newer)'))
        connection.execute(text("CREATE TABLE hold (id BIGINT PRIMARY KEY, day TEXT NOT NULL)"))
        told = text("INSERT INTO schema_info (number, oldest_runnable) VALUES (:next, :ours)")
        connection.execute(told, {"next": number + 1, "ours": number})
        connection.commit()


def contract(main_url: str) -> None:
    """Takes a column away that others still read and write."""
    with _opened(main_url) as connection:
        connection.execute(text(f"ALTER TABLE ledger DROP COLUMN {TAKEN}"))
        connection.commit()


def give_back(main_url: str) -> None:
    """The column without what was in it, so that everything can be looked at."""
    with _opened(main_url) as connection:
        connection.execute(text(f"ALTER TABLE ledger ADD COLUMN {TAKEN} BIGINT"))
        connection.commit()


@contextmanager
def _opened(url: str) -> Iterator[Connection]:
    connection = database(url).connect()
    try:
        yield connection
    finally:
        connection.close()
        connection.engine.dispose()
