"""PostgreSQL: what a transaction is there, and what its errors mean. No tables but `meta`.

Any number of processes may have a database open. All commits come in one order, because each
transaction that writes begins by taking one lock, as SQLite's BEGIN IMMEDIATE does. How a server
is reached says `postgres_server`.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import ClassVar

import psycopg
from psycopg import errors as kinds
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor

from domain.ports.store import CommitSignal
from domain.storage.sql.connection import Driver

CHANNEL = "checkup"
"""Where a process tells the others what its commits brought."""
WRITING = 0x6368_6563
"""The advisory lock of a transaction that writes."""
HOLDING = "5s"
"""How long it may have the lock, whatever it does: also who stops between two messages that the
server needs together is not `idle` for it. PostgreSQL knows this limit since 17.
"""


class PostgresDialect:
    """PostgreSQL's words and errors."""

    errors: type[Exception] = psycopg.Error
    # The lock is a statement of its own: only what comes after it sees all that was committed.
    # Its level is said, whatever the server's is: one that keeps to its first look would not see.
    # The wait for the lock does not count, nor does a limit that the server sets.
    begin_write = (
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL transaction_timeout = 0;"
        f" SELECT pg_advisory_xact_lock({WRITING}); SET LOCAL transaction_timeout = '{HOLDING}'"
    )
    begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    _again: ClassVar = (
        psycopg.OperationalError,  # lost, shutting down, out of space, deadlock, serialization ...
        psycopg.InterfaceError,  # closed
        kinds.IdleInTransactionSessionTimeout,
        kinds.TransactionTimeout,
    )

    def is_storage(self, error: BaseException) -> bool:
        """Lost, busy, full, or a server that only reads; but a write on a reading connection is a
        bug.
        """
        return isinstance(error, self._again)

    def is_fatal(self, _error: BaseException) -> bool:
        """Never: what the server says is on its disk is there, and a lost connection is opened
        anew.
        """
        return False

    def is_passing(self, error: BaseException) -> bool:
        """Lost connections, deadlocks and the like; not a full disk, not a wait that was too
        long.
        """
        slow = (kinds.QueryCanceled, kinds.LockNotAvailable, kinds.DiskFull)
        return isinstance(error, self._again) and not isinstance(error, slow)

    def sweep(self, _cursor: DBAPICursor, *, wait: bool) -> bool:
        """Dead rows and the log are the server's: it vacuums. What was erased is in them without
        its key until then; see docs/privacy.md.
        """
        del wait
        return True

    def numbers(self, cursor: DBAPICursor, table: str, count: int) -> Iterable[int]:
        """What its sequence gives out."""
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            (table, count),
        )
        return [number for (number,) in cursor.fetchall()]

    def synchronous(self, cursor: DBAPICursor) -> str:
        """FULL where a commit waits for the server's own disk; else the server's word for it."""
        cursor.execute("SHOW synchronous_commit")
        found = str(cursor.fetchall()[0][0])
        return "FULL" if found in {"on", "remote_apply"} else found

    def in_transaction(self, connection: Connection) -> bool:
        """As the driver says; never where there is no connection any more."""
        if connection.closed:
            return False
        status = driver_of(connection).info.transaction_status
        return status not in {TransactionStatus.IDLE, TransactionStatus.UNKNOWN}


class PostgresDriver(Driver):
    """A connection that is opened anew when it was lost. `mark`: the writer's own line in `meta`,
    which moves with each commit, so that a commit whose reply was lost can be found out.
    """

    _number = 0
    _doubtful = False

    def __init__(self, connect: Callable[[], Connection], *, mark: str | None = None) -> None:
        self._mark = mark
        super().__init__(connect, PostgresDialect())

    @property
    def mark_name(self) -> str:
        """By which other processes tell our news from theirs."""
        return self._mark or ""

    def ready(self) -> None:
        """Open the connection anew if it was lost. Raises as the driver does, also again and
        again while nobody is there.
        """
        if self._connection.closed or driver_of(self._connection).closed:
            close(self._connection)
            self._open()

    def close(self) -> None:
        """Give the connection up, also one that was lost; nobody needs our line any more."""
        if self._mark is not None and not self._connection.closed:
            with suppress(psycopg.Error):
                self._cursor.execute("DELETE FROM meta WHERE name = %s", (self._mark,))
        close(self._connection)

    def begin(self) -> None:
        """Wait for its turn among all processes."""
        self.ready()
        super().begin()

    def begin_read(self) -> None:
        """Begin to read one moment's state."""
        self.ready()
        super().begin_read()

    def clock(self) -> int | None:
        """The server's, this moment."""
        self._cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        return int(self._cursor.fetchall()[0][0])

    def commit(self, news: Iterable[CommitSignal] = ()) -> None:
        """In one message: the mark, the news for the other processes, COMMIT."""
        self._close_group()
        self._number += 1
        self._doubtful = self._mark is not None
        self._cursor.execute("; ".join([*self._moving(), *self._telling(news), "COMMIT"]))
        self._doubtful = False

    def came_through(self) -> bool:
        """Look at the mark, under the lock: whatever held it before has ended by then."""
        if not self._doubtful:
            return False
        self.begin()
        self._cursor.execute("SELECT value FROM meta WHERE name = %s", (self._mark,))
        found = self._cursor.fetchall()
        self.rollback()
        self._doubtful = False
        return found == [(self._number,)]

    def forget(self) -> None:
        """Nobody will run those commands again."""
        self._doubtful = False

    def _moving(self) -> Iterable[str]:
        if self._mark is not None:  # ours: no text from outside
            yield (
                f"INSERT INTO meta (name, value) VALUES ('{self._mark}', {self._number})"  # noqa: S608
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
            )

    def _telling(self, news: Iterable[CommitSignal]) -> Iterable[str]:
        words = " ".join(sorted(news))
        if words and self._mark is not None:
            yield f"NOTIFY {CHANNEL}, '{self._mark} {words}'"


def close(connection: Connection) -> None:
    """Give it up, also one that was lost."""
    if not connection.closed:
        connection.invalidate()
        connection.close()
    connection.engine.dispose()


def driver_of(connection: Connection) -> psycopg.Connection[tuple[object, ...]]:
    """The library's own connection behind SQLAlchemy's."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("not a connection of psycopg's")
    return driver
