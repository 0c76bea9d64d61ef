"""One connection: runs compiled statements on the driver's cursor, and its transactions.

One thread at a time may use it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.engine.interfaces import DBAPICursor

from domain.ports.store import CommitSignal
from domain.storage.sql.batch import Batch, StaleRead
from domain.storage.sql.statements import Change, Insertion, Query, Statement
from domain.storage.sql.values import Value

R = TypeVar("R")


class Dialect(Protocol):
    """Differences between the engines on an open connection."""

    name: str
    errors: type[Exception]
    begin_write: str
    begin_read: str

    def is_storage(self, error: BaseException) -> bool:
        """Whether the storage failed, not the statement: worth trying again."""
        ...

    def is_fatal(self, error: BaseException) -> bool:
        """Whether the disk's content is in doubt, so that only a restart helps."""
        ...

    def is_transient(self, error: BaseException) -> bool:
        """Whether the transaction may succeed if it runs again at once."""
        ...

    def truncate_wal(self, cursor: DBAPICursor, *, wait: bool) -> bool:
        """Move old versions of rows out of the files beside the database; False: a reader needs
        them. `wait`: give readers a moment to end.
        """
        ...

    def reserve_ids(self, cursor: DBAPICursor, table: str, count: int) -> Iterable[int]:
        """Ids for so many rows that will be added to the table in this transaction."""
        ...

    def in_transaction(self, connection: Connection) -> bool:
        """Whether a transaction is open."""
        ...

    def synchronous(self, cursor: DBAPICursor) -> str:
        """How far a commit has gone when it returns, as the connection is set."""
        ...


class Driver:
    """A connection for good: the writer's, or a reader's.

    `wrote`: a statement that may write has run since this was reset; `changed`: a row was changed
    in this transaction.
    """

    def __init__(self, connect: Callable[[], Connection], dialect: Dialect) -> None:
        self.dialect = dialect
        self._connect = connect
        self.wrote = self.changed = False
        self._wal_pending = self._wal_tried = False
        self.batch = Batch()
        self._texts: dict[Statement, tuple[str, dict[str, Value]]] = {}
        self._open()

    def _open(self) -> None:
        self._connection = self._connect()
        self._sql_dialect = self._connection.dialect
        self._cursor: DBAPICursor = self._connection.connection.cursor()

    @property
    def process(self) -> str:
        """The name under which the server lists the sessions of this process, if it does."""
        return ""

    def sessions(self) -> Mapping[str, timedelta] | None:
        """How long each process with a session has been silent; None: not known here."""
        return None

    def ready(self) -> None:
        """Reconnect if the connection was lost; call it before a transaction."""

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
        """All rows as the driver's tuples, where there are very many."""
        self._execute(query, values)
        return list(self._cursor.fetchall())

    def run(self, change: Change, **values: Value) -> int:
        """The number of rows changed."""
        self._execute(change, values)
        return self._cursor.rowcount

    def add(self, adding: Insertion, **values: Value) -> int:
        """The id of the new row."""
        self._execute(adding, values)
        returned = self._cursor.description is not None
        return int(self._cursor.fetchall()[0][0] if returned else self._cursor.lastrowid)

    def run_later(self, change: Change, **values: Value) -> None:
        """Before anything asks for its table, or the transaction ends; see `batch`."""
        self.wrote = True
        self.batch.buffer(change, values)

    def next_id(self, table: Table) -> int:
        """The id of a row that is going to be added to the table, for commands run together."""

        def reserve(count: int) -> Iterable[int]:
            self.flush()
            return self.dialect.reserve_ids(self._cursor, table.name, count)

        return self.batch.next_id(table.name, reserve)

    def flush(self) -> None:
        """Run what is buffered. Raises StaleRead."""
        for change, rows in self.batch.take():
            text, made = self._texts.get(change) or self._compiled(change)
            self._cursor.executemany(text, [{**made, **row} for row in rows])
            self.changed |= self._cursor.rowcount != 0
            if change.each and self._cursor.rowcount != len(rows):
                raise StaleRead

    def _execute(self, statement: Statement, values: dict[str, Value]) -> None:
        if self.batch.must_flush_before(statement):
            self.flush()
        if statement.writes:
            self.wrote = True
            self.batch.invalidate(statement)
        text, made = self._texts.get(statement) or self._compiled(statement)
        self._cursor.execute(text, {**made, **values} if made else values)
        if statement.writes:
            self.changed |= self._cursor.rowcount != 0

    def _compiled(self, statement: Statement) -> tuple[str, dict[str, Value]]:
        self._texts[statement] = compiled = statement.compiled(self._sql_dialect)
        return compiled

    def begin(self) -> None:
        """Begin a transaction that writes; waits for the current one."""
        self.changed = False
        self._cursor.execute(self.dialect.begin_write)

    def begin_read(self) -> None:
        """Begin a transaction that reads one snapshot."""
        self._cursor.execute(self.dialect.begin_read)

    def end_read(self) -> None:
        """Ends what `begin_read` began."""
        self._cursor.execute("ROLLBACK")

    def clock(self) -> int | None:
        """Milliseconds since 1970 by the database's own clock; None: it has this machine's."""
        return None

    def synchronous(self) -> str:
        """Durability of a commit when it returns, read back from the connection."""
        return self.dialect.synchronous(self._cursor)

    def savepoint(self) -> None:
        """Open a savepoint."""
        self.flush()
        self._cursor.execute("SAVEPOINT command")

    def rollback_to_savepoint(self) -> None:
        """Undo all since `savepoint`, which stays open."""
        self.batch.discard()
        self._cursor.execute("ROLLBACK TO SAVEPOINT command")

    def release_savepoint(self) -> None:
        """Close the savepoint."""
        self._cursor.execute("RELEASE SAVEPOINT command")

    def commit(self, _news: Iterable[CommitSignal] = ()) -> None:
        """Return once it is on disk; on a shared database signal the other processes."""
        self.flush()
        self.batch.end()
        self._cursor.execute("COMMIT")

    def was_committed(self) -> bool:
        """Whether the last commit, which raised, was done all the same. Call it before the same
        commands run again; raises if that cannot be known now.
        """
        return False

    def forget_commit(self) -> None:
        """The commands of the last commit will not run again."""

    def truncate_wal_after_commit(self) -> None:
        """Leave no old copy of what this transaction erases, once it is committed."""
        self._wal_pending, self._wal_tried = True, False

    def truncate_wal(self) -> None:
        """If asked for; while a reader needs the old versions, again after a later commit."""
        if self._wal_pending:
            self._wal_pending = not self.dialect.truncate_wal(
                self._cursor, wait=not self._wal_tried
            )
            self._wal_tried = True

    def rollback(self) -> None:
        """Undo all, unless the engine has done so (as it does when the disk is full)."""
        self.batch.end()
        if self.dialect.in_transaction(self._connection):
            self._cursor.execute("ROLLBACK")

    def close(self) -> None:
        self._cursor.close()
        self._connection.close()
        self._connection.engine.dispose()
