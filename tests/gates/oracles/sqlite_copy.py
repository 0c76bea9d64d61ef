"""The tables of a PostgreSQL database as an SQLite file, so that one checker judges both engines.

One moment's state of each database. It copies rows as they are and decides nothing.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
from psycopg import sql

from tests.gates.load.seed import Files

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
Row = tuple[object, ...]
SOUGHT = ("id", "booking", "slot", "person", "hospital", "event")
"""Columns by which the checker finds rows."""


@dataclass(frozen=True)
class Shared:
    """Two databases of a server, and a folder for logs."""

    folder: Path
    main_url: str
    mypage_url: str

    def by(self, user: str) -> "Shared":
        """The same, reached as another of the server's users."""
        as_user = (
            url.replace("//postgres@", f"//{user}@") for url in (self.main_url, self.mypage_url)
        )
        return Shared(self.folder, *as_user)

    def copied(self) -> Files:
        """Both as files in a new folder."""
        files = Files(self.folder / f"copy-{len(list(self.folder.glob('copy-*')))}")
        files.folder.mkdir()
        _copy(self.main_url, files.main)
        _copy(self.mypage_url, files.mypage)
        return files


def opened(url: str) -> psycopg.Connection[Row]:
    """One moment's state of a database, which cannot be written."""
    connection = psycopg.connect(url.replace("+psycopg", ""))
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    return connection


def _copy(url: str, path: Path) -> None:
    with opened(url) as source, closing(sqlite3.connect(path)) as target:
        for (table,) in source.execute(TABLES).fetchall():
            _copy_table(source, target, str(table))
        if path.stem == "main":
            target.execute("CREATE INDEX told_of ON event (body ->> 'booking')")
        target.commit()


def _copy_table(source: psycopg.Connection[Row], target: sqlite3.Connection, table: str) -> None:
    rows = source.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
    names = [column.name for column in rows.description or ()]
    columns = ", ".join(f'"{name}"' for name in names)
    target.execute(f'CREATE TABLE "{table}" ({columns})')
    places = ", ".join("?" for _ in names)
    put = f'INSERT INTO "{table}" VALUES ({places})'  # noqa: S608 - our own tables' names
    target.executemany(put, _plain(rows))
    for name in {*SOUGHT} & {*names}:
        target.execute(f'CREATE INDEX "{table} by {name}" ON "{table}" ("{name}")')


def _plain(rows: psycopg.Cursor[Row]) -> Iterator[list[object]]:
    """As SQLite would have kept them."""
    for row in rows:
        yield [_as_kept(value) for value in row]


def _as_kept(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dict | list):
        return json.dumps(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
