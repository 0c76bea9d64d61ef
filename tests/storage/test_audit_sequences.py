"""Sequences of changes to the audit, of any length, with and without its key: none is overlooked.

On one engine: the chain is the same, and statements that differ are in `test_audit_forged`.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.storage.vault import AuditKey
from tests.storage.test_audit_forged import (
    ADD,
    HIGHEST,
    LOWEST,
    MASTER,
    NAMES,
    PAGE_ROWS,
    ROWS,
    Row,
    chained,
    edited,
    has_gap,
    head_of,
    holds,
    is_found,
    numbered,
    read,
    unkeyed,
    verify,
    written,
)

ENGINES = ("sqlite",)


class Table:
    """A file with an audit, for very many changes: quick to set back."""

    def __init__(self, file: Path, rows: list[Row], key: AuditKey) -> None:
        self.rows = rows
        self.key = key
        self.url = f"sqlite:///{file}"
        with closing(sqlite3.connect(file)) as at:
            at.execute("DROP TRIGGER audit_no_update")
            at.execute("DROP TRIGGER audit_no_delete")
        self._at = sqlite3.connect(file, isolation_level=None)
        self._at.execute("PRAGMA synchronous = OFF")

    def put(self, rows: list[Row]) -> None:
        self._at.execute("BEGIN")
        self._at.execute("DELETE FROM audit")
        self._at.executemany(ADD, rows)
        self._at.execute("COMMIT")

    def close(self) -> None:
        self._at.close()


@pytest.fixture
async def table(url, tmp_path, monkeypatch):
    monkeypatch.setattr("domain.storage.repositories.audit._PAGE_ROWS", PAGE_ROWS)
    await written(url)
    rows, wrapped = read(url)
    made = Table(tmp_path / "main.db", rows, MASTER.audit_key(wrapped))
    yield made
    made.close()


STEPS: dict[str, Callable[[list[Row], int, str], list[Row]]] = {
    "edit": lambda rows, at, name: edited(name, at)(rows),
    "leave out": lambda rows, at, _: rows[:at] + rows[at + 1 :],
    "repeat": lambda rows, at, _: [*rows[:at], rows[at], *rows[at:]],
    "cut off": lambda rows, at, _: rows[: at + 1],
    "forge": lambda rows, at, _: [*rows[:at], rows[at] | {"actor": "x"}, *rows[at:]],
    "move": lambda rows, at, _: [*rows[:at], *rows[at + 1 :], rows[at]],
    "number": lambda rows, _at, _: numbered(rows),
    "put in below": lambda rows, at, _: [*rows, rows[at] | {"id": -at}],
    "put in lowest": lambda rows, at, _: [*rows, rows[at] | {"id": LOWEST + at}],
    "put in highest": lambda rows, at, _: [*rows, rows[at] | {"id": HIGHEST - at}],
}
STEP = st.tuples(st.sampled_from([*STEPS]), st.integers(0, 11), st.sampled_from(NAMES))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(STEP, min_size=1, max_size=5),
    rehash=st.sampled_from(["not", "plain", "keyed"]),
)
def test_no_sequence_of_changes_is_overlooked(table, steps, rehash):
    rows = table.rows
    for name, place, column in steps:
        rows = STEPS[name](rows, place % len(rows), column) if rows else rows
    rows = sorted({row["id"]: row for row in rows}.values(), key=lambda row: int(row["id"] or 0))
    if rehash == "plain":
        rows = chained(rows, unkeyed)
        assert holds(rows, unkeyed)
    elif rehash == "keyed":
        rows = chained(rows, lambda text, before: table.key.chained(text, before=before))
    table.put(rows)

    goes_on = rows[: len(table.rows)] == table.rows
    is_older = rows == table.rows[: len(rows)] and bool(rows)
    by_chain = is_found(verify(table.url))
    is_valid = bool(rows) and not has_gap(rows) if rehash == "keyed" else is_older
    assert by_chain != is_valid
    assert is_found(verify(table.url, head_of(table.rows))) == (by_chain or not goes_on)


def test_the_control_an_unchanged_chain_holds(table):
    table.put(table.rows)

    report = verify(table.url, head_of(table.rows))

    assert (report.rows, report.broken_at) == (ROWS, None)
