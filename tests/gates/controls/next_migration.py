"""What the migration of a next release may do to a database, and what it must not."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, text

from domain.storage.engines.url import database

OURS = "alembic_version"
TAKEN = "slot"


def expand(url: str) -> None:
    """Only adds: columns, indexes, a table. Who could run before may go on."""
    with _opened(url) as connection:
        for table in sorted(set(inspect(connection).get_table_names()) - {OURS}):
            for column in ("newer TEXT", "usual TEXT NOT NULL DEFAULT 'as before'"):
                connection.execute(text(f'ALTER TABLE "{table}" ADD COLUMN {column}'))
            connection.execute(text(f'CREATE INDEX "newer_{table}" ON "{table}" (newer)'))
        connection.execute(text("CREATE TABLE survey (id BIGINT PRIMARY KEY, day TEXT NOT NULL)"))
        connection.execute(
            text(
                "INSERT INTO schema_info (number, oldest_runnable) SELECT number + 1,"
                " oldest_runnable FROM schema_info ORDER BY number DESC LIMIT 1"
            )
        )
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
