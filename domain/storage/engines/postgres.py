"""PostgreSQL: transactions, and the meaning of its errors.

Any number of processes may have a database open. All commits come in one order, because each
transaction that writes begins by taking one lock, as SQLite's BEGIN IMMEDIATE does. Connections are
`postgres_server`'s.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

import psycopg
from psycopg import errors as kinds
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor

from domain.ports.store import CommitSignal
from domain.storage.sql.connection import Driver

CHANNEL = "checkup"
"""NOTIFY channel for the signals of commits."""
WRITE_LOCK = 0x6368_6563
"""The advisory lock of a transaction that writes."""
TRANSACTION_TIMEOUT = "5s"
"""Limit on holding the lock, also for a process that stalls between two messages of one exchange,
which is not `idle` for the server. Needs PostgreSQL 17.
"""


APPLICATION = "checkup-bot "
"""Before the name of a process, in `application_name`."""
SESSIONS = f"""
SELECT substr(application_name, {len(APPLICATION) + 1}),
       coalesce(clock_timestamp() - max(state_change), interval '0')
FROM pg_stat_activity
WHERE datname = current_database() AND starts_with(application_name, '{APPLICATION}')
      AND NOT pg_is_in_recovery()
GROUP BY application_name
"""  # noqa: S608 - constants


class PostgresDialect:
    """Statements and errors of PostgreSQL."""

    name = "postgresql"
    errors: type[Exception] = psycopg.Error
    # The lock is a statement of its own: only what comes after it sees all that was committed.
    # The level is explicit: a snapshot of REPEATABLE READ would be from before the lock.
    # The time limit starts with the lock; before it no limit counts, not the server's either.
    begin_write = (
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL transaction_timeout = 0;"
        f" SELECT pg_advisory_xact_lock({WRITE_LOCK});"
        f" SET LOCAL transaction_timeout = '{TRANSACTION_TIMEOUT}'"
    )
    begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    _again: ClassVar = (
        psycopg.OperationalError,  # lost, shutting down, out of space, deadlock, serialization ...
        psycopg.InterfaceError,  # closed
        kinds.IdleInTransactionSessionTimeout,
        kinds.TransactionTimeout,
    )

    def is_storage(self, error: BaseException) -> bool:
        """Lost connections, a busy, full or read-only server. A write on a reader's connection is a
        bug.
        """
        return isinstance(error, self._again)

    def is_fatal(self, _error: BaseException) -> bool:
        """Never: the server answers for its disk, and a lost connection is opened again."""
        return False

    def is_transient(self, error: BaseException) -> bool:
        """Lost connections, deadlocks and the like; not a full disk, not a time-out."""
        slow = (kinds.QueryCanceled, kinds.LockNotAvailable, kinds.DiskFull)
        return isinstance(error, self._again) and not isinstance(error, slow)

    def truncate_wal(self, _cursor: DBAPICursor, *, wait: bool) -> bool:
        """Vacuuming is the server's. Until then erased rows are readable without their key only;
        see docs/privacy.md.
        """
        del wait
        return True

    def reserve_ids(self, cursor: DBAPICursor, table: str, count: int) -> Iterable[int]:
        """The next values of its sequence."""
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
        """By the driver; False where the connection is closed."""
        if connection.closed:
            return False
        status = driver_of(connection).info.transaction_status
        return status not in {TransactionStatus.IDLE, TransactionStatus.UNKNOWN}


class PostgresDriver(Driver):
    """A connection that reconnects when it was lost. `mark`: the writer's own row in `meta`, which
    counts its commits, so that a commit whose reply was lost can be settled.
    """

    _number = 0
    _doubtful = False

    def __init__(self, connect: Callable[[], Connection], *, mark: str | None = None) -> None:
        self._mark = mark
        super().__init__(connect, PostgresDialect())

    @property
    def mark_name(self) -> str:
        """The name by which other processes tell our signals from theirs."""
        return self._mark or ""

    def ready(self) -> None:
        """Reconnect if the connection was lost. Raises as the driver does, each time the server is
        away.
        """
        if self._connection.closed or driver_of(self._connection).closed:
            close(self._connection)
            self._open()

    def close(self) -> None:
        """Close the connection, also one that was lost, and delete the mark."""
        if self._mark is not None and not self._connection.closed:
            with suppress(psycopg.Error):
                self._cursor.execute("DELETE FROM meta WHERE name = %s", (self._mark,))
        close(self._connection)

    def begin(self) -> None:
        """Wait for its turn among all processes."""
        self.ready()
        super().begin()

    def begin_read(self) -> None:
        self.ready()
        super().begin_read()

    def clock(self) -> int | None:
        """The server's, this moment."""
        self._cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        return int(self._cursor.fetchall()[0][0])

    @property
    def process(self) -> str:
        """The name that the sessions of this process have in common."""
        name = driver_of(self._connection).info.parameter_status("application_name") or ""
        return name.removeprefix(APPLICATION)

    def sessions(self) -> Mapping[str, timedelta] | None:
        """How long each process has sent nothing; None on a standby: it lists only its own.

        The server keeps that in memory, so a read is enough to be seen alive. A process whose
        silence is hidden from our role counts as one that has just said something.
        """
        self._cursor.execute(SESSIONS)
        found = dict(self._cursor.fetchall())
        return found if self.process in found else None

    def commit(self, news: Iterable[CommitSignal] = ()) -> None:
        """Send the mark, the signals for other processes and COMMIT in one message.

        Where no row was changed it is a ROLLBACK: a commit that moves the mark flushes the server's
        log, and an idle bot runs such commands every second.
        """
        self.flush()
        self.batch.end()
        said = list(self._telling(news))
        if not (self.changed or said):
            self._cursor.execute("ROLLBACK")
            return
        self._number += 1
        self._doubtful = self._mark is not None
        self._cursor.execute("; ".join([*self._moving(), *said, "COMMIT"]))
        self._doubtful = False

    def was_committed(self) -> bool:
        """Look at the mark, under the lock: whatever held it before has ended by then."""
        if not self._doubtful:
            return False
        self.begin()
        self._cursor.execute("SELECT value FROM meta WHERE name = %s", (self._mark,))
        found = self._cursor.fetchall()
        self.rollback()
        self._doubtful = False
        return found == [(self._number,)]

    def forget_commit(self) -> None:
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
    """Close the connection, also one that was lost."""
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
