"""One connection: runs statements on the driver's cursor, and says what a transaction is there.

It knows no tables. One thread at a time may use it.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.engine.interfaces import DBAPICursor

from domain.ports.store import CommitSignal
from domain.storage.sql.statements import Change, Insertion, Query, Statement
from domain.storage.sql.values import Value

Row = dict[str, Value]


class StaleRead(Exception):
    """A statement did not touch its row each time: something was not as it was foreseen."""


class WriteBuffer:
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


R = TypeVar("R")


class Dialect(Protocol):
    """What differs from engine to engine once a connection is open."""

    errors: type[Exception]
    begin_write: str
    begin_read: str

    def is_storage(self, error: BaseException) -> bool:
        """Whether the storage failed, not the statement: worth trying again."""
        ...

    def is_fatal(self, error: BaseException) -> bool:
        """Whether what is on the disk is in doubt, so that only a new start helps."""
        ...

    def is_passing(self, error: BaseException) -> bool:
        """Whether the same transaction may go through if it is run again at once."""
        ...

    def sweep(self, cursor: DBAPICursor, *, wait: bool) -> bool:
        """Remove earlier versions of rows from beside the tables; False: somebody reads them.
        Waits a moment for readers to end if told to.
        """
        ...

    def numbers(self, cursor: DBAPICursor, table: str, count: int) -> Iterable[int]:
        """So many ids for rows that will be added to the table in this transaction."""
        ...

    def in_transaction(self, connection: Connection) -> bool:
        """Whether there is something left to roll back."""
        ...

    def synchronous(self, cursor: DBAPICursor) -> str:
        """How far a commit has gone when it returns, as the connection is set."""
        ...


class Driver:
    """A connection that was handed out for good: the writer's, or one of the readers'.

    `wrote`: a statement that may write has run since this was last reset. `together`: so many
    commands are run as one, which all stand or fall; 0: each for itself.
    """

    def __init__(self, connect: Callable[[], Connection], flavour: Dialect) -> None:
        self.flavour = flavour
        self._connect = connect
        self.wrote = False
        self._unswept = self._tried = False
        self.together = 0
        self._later = WriteBuffer()
        self._numbers: dict[str, deque[int]] = {}
        self._foreseen: list[tuple[frozenset[str], Callable[[], None]]] = []
        self._texts: dict[Statement, tuple[str, dict[str, Value]]] = {}
        self._open()

    def _open(self) -> None:
        self._connection = self._connect()
        self._dialect = self._connection.dialect
        self._cursor: DBAPICursor = self._connection.connection.cursor()

    @property
    def dialect(self) -> str:
        """Which engine's words it speaks."""
        return self._dialect.name

    def ready(self) -> None:
        """To be called before a transaction; a connection that was lost is opened anew."""

    def one(self, query: Query[R], **values: Value) -> R | None:
        """The first row, if any. Reads all: a statement left half-read would block the commit."""
        self._execute(query, values)
        rows = self._cursor.fetchall()
        return query.row(*rows[0]) if rows else None

    def only(self, query: Query[R], **values: Value) -> R:
        """The one row there must be. LookupError: there is none, a bug."""
        found = self.one(query, **values)
        if found is None:
            raise LookupError("no row")
        return found

    def all(self, query: Query[R], **values: Value) -> list[R]:
        """All rows."""
        self._execute(query, values)
        return [query.row(*row) for row in self._cursor.fetchall()]

    def rows(self, query: Query[R], **values: Value) -> list[tuple[Value, ...]]:
        """All rows as the driver has them, where there are very many."""
        self._execute(query, values)
        return list(self._cursor.fetchall())

    def run(self, change: Change, **values: Value) -> int:
        """How many rows were touched."""
        self._execute(change, values)
        return self._cursor.rowcount

    def add(self, adding: Insertion, **values: Value) -> int:
        """The id of the new row."""
        self._execute(adding, values)
        returned = self._cursor.description is not None
        return int(self._cursor.fetchall()[0][0] if returned else self._cursor.lastrowid)

    def later(self, change: Change, **values: Value) -> None:
        """Before anybody asks for its table, or the transaction ends; see `WriteBuffer`."""
        self.wrote = True
        self._later.add(change, values)

    def number(self, table: Table) -> int:
        """The id of a row that is going to be added to the table, for commands run together."""
        if not self._numbers.get(table.name):
            self.flush()
            fresh = self.flavour.numbers(self._cursor, table.name, max(1, self.together))
            self._numbers[table.name] = deque(fresh)
        return self._numbers[table.name].popleft()

    def foreseen(self, tables: Iterable[str], forget: Callable[[], None]) -> None:
        """Something was read ahead from these tables: `forget` is called when one of them is
        written to by other than `later`, and at the end of the group.
        """
        self._foreseen.append((frozenset(tables), forget))

    def flush(self) -> None:
        """Do what waits. Raises Missed."""
        for change, rows in self._later.take():
            text, made = self._texts.get(change) or self._compiled(change)
            self._cursor.executemany(text, [{**made, **row} for row in rows])
            if change.each and self._cursor.rowcount != len(rows):
                raise StaleRead

    def _execute(self, statement: Statement, values: dict[str, Value]) -> None:
        if self._later.concerns(statement):
            self.flush()
        if statement.writes:
            self._write(statement)
        text, made = self._texts.get(statement) or self._compiled(statement)
        self._cursor.execute(text, {**made, **values} if made else values)

    def _write(self, statement: Statement) -> None:
        self.wrote = True
        for table in statement.tables:
            self._numbers.pop(table, None)
        for tables, forget in self._foreseen:
            if not tables.isdisjoint(statement.tables):
                forget()

    def _close_group(self) -> None:
        self.flush()
        self._end()

    def _end(self) -> None:
        self.together = 0
        self._later.clear()
        self._numbers = {}
        for _, forget in self._foreseen:
            forget()

    def _compiled(self, statement: Statement) -> tuple[str, dict[str, Value]]:
        self._texts[statement] = compiled = statement.compiled(self._dialect)
        return compiled

    def begin(self) -> None:
        """Begin to write; waits for whoever writes now."""
        self._cursor.execute(self.flavour.begin_write)

    def begin_read(self) -> None:
        """Begin to read one moment's state."""
        self._cursor.execute(self.flavour.begin_read)

    def clock(self) -> int | None:
        """Milliseconds since 1970 by the database's own clock; None: it has this machine's."""
        return None

    def synchronous(self) -> str:
        """How far a commit has gone when it returns, read back from the connection."""
        return self.flavour.synchronous(self._cursor)

    def mark(self) -> None:
        """Open a savepoint."""
        self.flush()
        self._cursor.execute("SAVEPOINT command")

    def back(self) -> None:
        """Undo all since `mark`; the savepoint stays open."""
        self._later.clear()
        self._cursor.execute("ROLLBACK TO SAVEPOINT command")

    def release(self) -> None:
        """Close the savepoint."""
        self._cursor.execute("RELEASE SAVEPOINT command")

    def commit(self, _news: Iterable[CommitSignal] = ()) -> None:
        """Return once it is on the disk; where others have the database open too, tells them the
        news.
        """
        self._close_group()
        self._cursor.execute("COMMIT")

    def came_through(self) -> bool:
        """Whether the last commit, which raised, was done all the same. To be asked before the
        same commands are run again; raises if that cannot be found out now.
        """
        return False

    def forget(self) -> None:
        """The commands of the last commit are not run again: what became of it is not asked."""

    def sweep_after_commit(self) -> None:
        """Something is being erased: after the commit no copy of it may be left."""
        self._unswept, self._tried = True, False

    def sweep(self) -> None:
        """Do so if it was asked for; while somebody reads the copies, after a later commit."""
        if self._unswept:
            self._unswept = not self.flavour.sweep(self._cursor, wait=not self._tried)
            self._tried = True

    def rollback(self) -> None:
        """Undo all, unless the engine has done so already (it has when the disk is full)."""
        self._end()
        if self.flavour.in_transaction(self._connection):
            self._cursor.execute("ROLLBACK")

    def close(self) -> None:
        """Give the connection up."""
        self._cursor.close()
        self._connection.close()
        self._connection.engine.dispose()
