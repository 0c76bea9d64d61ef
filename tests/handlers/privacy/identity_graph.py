"""A search through both databases for what leads from an account to a booking.

All tables are read by reflection, all columns of every row, JSON and text inside them. Two rows are
neighbours if they share a value that identifies: a number of ten digits or more (accounts, ids of
people, moments to the millisecond), a hash, a booking's code, or an id of the same kind.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import create_engine, inspect, text

Token = tuple[str, int | str]
SHARED = {"hospital", "hospital_version", "program", "program_version", "slot", "bot"}
"""Kinds of ids at which all people meet: they say where, not who."""
PLANNED = {"due_at", "expires_at", "until", "not_before", "try_at"}
"""Moments that are not when something was done: many reminders are due at once."""
CHAIN = {"hash", "replaced_hash"}
"""Of the audit's rows: they say which row follows which."""
SAME_KIND = {"update_id": "update", "begun_by": "update"}
LONG = 10**9
"""From here on a number is taken for what it is, whatever it is called."""
_NAMED = re.compile(r"([a-z_]+)[:=](\d+)")
_UPDATE = re.compile(r"\bupdate:\d+:(\d+)")
_LOOSE = re.compile(r"\d{10,}|[0-9a-f]{32,}|HS-[0-9A-Z]{6}")


class Found(NamedTuple):
    """A row, by its table, and the values by which it may be found."""

    table: str
    row: Mapping[str, object]
    tokens: frozenset[Token]


def rows_of(*urls: str) -> list[Found]:
    """Every row of every table of these databases."""
    found: list[Found] = []
    for url in urls:
        engine = create_engine(url)
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            kinds = {*tables, "person", "booking", "update"} - SHARED
            for table in tables:
                for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608 - a table of ours
                    tokens = frozenset(_of_row(table, row, kinds))
                    found.append(Found(table, dict(row), tokens))
        engine.dispose()
    return found


def path(
    rows: Iterable[Found], *, start: Iterable[Token], end: Collection[Token], closed: set[Token]
) -> list[str] | None:
    """The rows that lead from one to the other, or None. `closed` values are not followed: what
    another account did is about others.
    """
    by_token: dict[Token, list[Found]] = defaultdict(list)
    for row in rows:
        for token in row.tokens:
            by_token[token].append(row)
    came_from: dict[Token, tuple[Token, Found] | None] = dict.fromkeys(start)
    todo = list(came_from)
    while todo:
        token = todo.pop(0)
        if token in end:
            return list(_steps(token, came_from))
        for row in by_token[token]:
            for other in row.tokens - came_from.keys() - closed:
                came_from[other] = (token, row)
                todo.append(other)
    return None


def number(value: int) -> Token:
    """An account or the id of a person."""
    return ("", value)


def hashed(value: str) -> Token:
    """A keyed hash."""
    return ("", value)


def _steps(token: Token, came_from: Mapping[Token, tuple[Token, Found] | None]) -> Iterator[str]:
    step = came_from[token]
    if step is not None:
        before, row = step
        yield from _steps(before, came_from)
        yield f"{before} -> {row.table} {dict(row.row)}"
    else:
        yield f"{token}"


def _of_row(table: str, row: Mapping[str, object], kinds: set[str]) -> Iterator[Token]:
    for name, value in row.items():
        if name not in PLANNED:
            yield from _tokens(table if name == "id" else name, value, kinds)


def _tokens(name: str, value: object, kinds: set[str]) -> Iterator[Token]:
    name = SAME_KIND.get(name, name)
    if name in CHAIN:
        return
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _tokens(key, each, kinds)
    elif isinstance(value, str):
        yield from _in_text(name, value, kinds)
    elif isinstance(value, int) and value >= LONG:
        yield ("", value)
    elif isinstance(value, int) and value and name in kinds:
        yield (name, value)


def _in_text(name: str, value: str, kinds: set[str]) -> Iterator[Token]:
    if value.startswith("{"):
        yield from _tokens(name, json.loads(value), kinds)
        return
    for called, digits in _NAMED.findall(value):
        yield from _tokens(called, int(digits), kinds - {"update"})
    for digits in _UPDATE.findall(value):
        yield ("update", int(digits))
    for loose in _LOOSE.findall(value):
        yield ("", int(loose) if loose.isdigit() else loose)
