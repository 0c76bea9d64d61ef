"""Rows that the commands of a group write, kept until somebody asks for one of their tables: all
there is of one statement goes together then, at a fraction of the work. It runs nothing.
"""

from domain.storage.sql.statements import Change, Statement
from domain.storage.sql.values import Value

Row = dict[str, Value]


class Missed(Exception):
    """A statement did not touch its row each time: something was not as it was foreseen."""


class Later:
    """What waits. Of the rows that wait none may need another's of the same statement."""

    def __init__(self) -> None:
        self._rows: dict[Change, list[Row]] = {}
        self._tables: set[str] = set()

    def add(self, change: Change, row: Row) -> None:
        """One more."""
        rows = self._rows.get(change)
        if rows is None:
            rows = self._rows[change] = []
            self._tables |= change.tables
        rows.append(row)

    def concerns(self, statement: Statement) -> bool:
        """Whether the statement could tell what waits from what is done. Of one whose tables
        cannot be seen that is taken for granted.
        """
        seen = statement.tables or self._tables
        return not self._tables.isdisjoint(seen)

    def take(self) -> list[tuple[Change, list[Row]]]:
        """All that waits, in order; it does not wait any more."""
        rows = list(self._rows.items())
        self.clear()
        return rows

    def clear(self) -> None:
        """Nothing waits any more."""
        self._rows = {}
        self._tables = set()
