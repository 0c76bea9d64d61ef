"""The database behind a URL in plain SQL, and its errors by name, whichever engine it is.

For tests that look past the facets, or change what the bot itself never would.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import MetaData, text

from domain.storage.engines.url import database
from domain.storage.schema import mypage_tables, tables

CANNOT_BE = (sqlite3.IntegrityError, psycopg.IntegrityError, psycopg.DataError)
"""What a row raises that cannot be."""
ONLY_READS = (sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction)
"""What a write raises on a connection that only reads."""
BY_COLUMNS = {
    ", ".join(f"{table.name}.{column.name}" for column in index.columns): str(index.name)
    for metadata in (tables.METADATA, mypage_tables.METADATA)
    for table in metadata.sorted_tables
    for index in table.indexes
    if index.unique
}
OFF = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"),
    "postgresql": ("SET session_replication_role = replica",),
}
"""Past the triggers, as a file's owner or the server's can."""

Run = Callable[..., list[tuple[object, ...]]]


@contextmanager
def raw(url: str, *, unguarded: bool = False) -> Iterator[Run]:
    """Runs statements with `:named` values, each committed by itself; their rows."""
    connection = database(url).connect()

    def run(statement: str, **values: object) -> list[tuple[object, ...]]:
        done = connection.execute(text(statement), values)
        rows = [tuple(row) for row in done] if done.returns_rows else []
        connection.commit()
        return rows

    try:
        for statement in OFF[connection.dialect.name] if unguarded else ():
            run(statement)
        yield run
    finally:
        connection.close()
        connection.engine.dispose()


def everything(url: str, metadata: MetaData = tables.METADATA) -> dict[str, list[tuple]]:
    """All rows of all tables; of `meta` not which process committed how often."""
    with raw(url) as run:
        found = {
            table.name: sorted(run(f'SELECT * FROM "{table.name}"'), key=repr)  # noqa: S608 - ours
            for table in metadata.sorted_tables
        }
    own = found.get("meta", [])
    return found | {"meta": [row for row in own if not str(row[0]).startswith("commit:")]}


def rule(error: BaseException) -> str:
    """The constraint that was in the way, as `tables` calls it; SQLite names no foreign keys."""
    if isinstance(error, psycopg.Error):
        return error.diag.constraint_name or ""
    kind, _, named = str(error).partition(" constraint failed: ")
    return BY_COLUMNS.get(named, named) if named else kind
