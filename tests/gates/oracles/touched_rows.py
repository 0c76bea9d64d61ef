"""Whose rows an update touched: the main database writes it down itself, by triggers. Only tests.

The reactions to an update are not its own effects: ask before they run.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

OWNER = {
    "person": "id",
    "consent": "person",
    "dialogue": "person",
    "patient": "person",
    "access": "person",
    "booking": "person",
    "hold": "person",
    "notice": "person",
}
"""Rows that are somebody's: the column that says whose."""
DESKS = {
    "hospital": ("name", "key", "phone", "note", "state"),
    "slot": ("hospital", "day", "capacity", "state", "deletion"),
    "deletion": ("hospital", "day", "admin"),
    "admin": ("person", "invited_by"),
    "invite": ("token", "made_by", "opened_by", "used_at"),
}
"""Rows that only the front desk may make or change, and the columns that count."""


class Touch(NamedTuple):
    """A row that was made, changed or removed. `owner` None: it is the front desk's."""

    what: str
    owner: int | None


class Watch:
    """Reads what was written down since the last time."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._seen = 0

    def touched(self) -> set[Touch]:
        rows = self._database.execute(
            "SELECT id, what, owner FROM touched WHERE id > ?", (self._seen,)
        ).fetchall()
        self._seen = max((row[0] for row in rows), default=self._seen)
        return {Touch(*row[1:]) for row in rows}

    def bookings(self) -> list[tuple[str, int, int]]:
        """Every booking: its code, whose it is, its id."""
        return self._database.execute("SELECT code, person, id FROM booking").fetchall()

    def answers(self) -> set[str]:
        """The results and refusals there have been, by their names."""
        rows = self._database.execute("SELECT DISTINCT answer ->> 'name' FROM handled").fetchall()
        return {row[0] for row in rows}

    def is_admin(self, telegram: int) -> bool:
        """By invitation; the owners stand in the settings."""
        found = self._database.execute(
            "SELECT 1 FROM admin a JOIN person p ON p.id = a.person"
            " WHERE p.telegram = ? AND a.revoked_at IS NULL",
            (telegram,),
        ).fetchone()
        return found is not None

    def is_of_no_person(self, touch: Touch) -> bool:
        """Whether it is a right or a deletion, or of a number that no person has (any more)."""
        if touch.owner is None:
            return touch.what in {"admin", "deletion"}
        known = "SELECT 1 FROM person WHERE id = ? AND telegram IS NOT NULL"
        return self._database.execute(known, (touch.owner,)).fetchone() is None

    def person(self, telegram: int) -> int | None:
        """Who somebody is in there."""
        row = self._database.execute(
            "SELECT id FROM person WHERE telegram = ?", (telegram,)
        ).fetchone()
        return None if row is None else row[0]


@contextmanager
def watched(main: Path) -> Iterator[Watch]:
    """From now on everything is written down."""
    database = sqlite3.connect(main, isolation_level=None, timeout=10)
    database.execute("CREATE TABLE touched (id INTEGER PRIMARY KEY, what TEXT, owner INTEGER)")
    for table, column in OWNER.items():
        for event, row in (
            ("INSERT", "NEW"),
            ("UPDATE", "NEW"),
            ("UPDATE", "OLD"),
            ("DELETE", "OLD"),
        ):
            _write_down(database, f"{event} ON {table}", table, f"{row}.{column}")
    for table, columns in DESKS.items():
        for event in ("INSERT", "DELETE", f"UPDATE OF {', '.join(columns)}"):
            _write_down(database, f"{event} ON {table}", table, "NULL")
    try:
        yield Watch(database)
    finally:
        database.close()


def _write_down(database: sqlite3.Connection, moment: str, table: str, owner: str) -> None:
    (number,) = database.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
    ).fetchone()
    database.execute(
        f"CREATE TRIGGER watch_{number} AFTER {moment} BEGIN"  # noqa: S608 - our own names
        f" INSERT INTO touched (what, owner) VALUES ('{table}', {owner}); END"
    )
