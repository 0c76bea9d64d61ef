"""A database on a PostgreSQL server: connections, checks, locks and migration.

Transactions and errors are `postgres`'s.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from typing import Literal

import psycopg
from psycopg.errors import LockNotAvailable
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect
from sqlalchemy.exc import DBAPIError, OperationalError

from domain.storage.engines.base import OnNotify, Subscription
from domain.storage.engines.postgres import APPLICATION, CHANNEL, PostgresDriver, close, driver_of
from domain.storage.engines.postgres_notify import NotifyListener
from domain.storage.engines.postgres_roles import grants
from domain.storage.engines.postgres_watchdog import SocketWatchdog, TimeoutCursor
from domain.storage.errors import StorageUnusable
from domain.storage.schema.migrate import Which, needs_stop, newest_schema, serving, upgrade
from domain.storage.schema.tables import KEY_CHECK
from domain.storage.sql.connection import Driver

Kind = Literal["any", "read-write"]

IDLE_TIMEOUT = "2s"
"""Limit on holding the write lock without doing anything; the server then ends the connection."""
SESSION_OPTIONS = {
    "idle_in_transaction_session_timeout": IDLE_TIMEOUT,
    "statement_timeout": "10s",
    "lock_timeout": "8s",
    "synchronous_commit": "on",  # whatever the server says: what is acknowledged is on the disk
    "timezone": "UTC",
}
MIGRATION_OPTIONS = {
    "idle_in_transaction_session_timeout": "0",
    "statement_timeout": "0",
    "lock_timeout": "1s",
}
"""For a migration's steps. The wait for a table in use is short: other processes queue behind it.
"""
NETWORK_OPTIONS = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}


def engine(
    url: URL,
    watch: SocketWatchdog,
    kind: Kind = "any",
    *,
    by_itself: bool = True,
    takes_long: bool = False,
    process: str = "",
) -> Engine:
    """An engine that keeps no connections. `kind`: of server; `by_itself`: each statement commits;
    `takes_long`: without time-outs, for migrations; `process` names whose sessions they are.
    """
    wanted = SESSION_OPTIONS | (MIGRATION_OPTIONS if takes_long else {})
    options = " ".join(f"-c {name}={value}" for name, value in wanted.items())
    return create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT" if by_itself else "READ COMMITTED",
        connect_args={
            **NETWORK_OPTIONS,
            "options": options,
            "target_session_attrs": kind,
            "application_name": f"{APPLICATION}{process}".strip(),
            "cursor_factory": partial(
                TimeoutCursor, watch=SocketWatchdog() if takes_long else watch
            ),
            "prepare_threshold": 2,
        },
    )


def connect(engine: Engine) -> Connection:
    """A new connection. Raises psycopg's errors."""
    try:
        connection = engine.connect()
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.Error):
            raise error.orig from None
        raise
    driver_of(connection).prepared_max = 500
    return connection


OPEN_LOCK, MIGRATION_LOCK = 0x6368_6564, 0x6368_6565
"""Session-level advisory locks, one of each a database."""
CLOSING_TIME = "2s"
"""The server may still be ending the sessions of a process that has just closed the database."""
MIN_VERSION = 170000
MIGRATION_TRIES, MIGRATION_PAUSE_S = 40, 1.0
"""Attempts at a migration step whose table is in use, and seconds between two."""


class PostgresServer:
    """One database of a server. It is migrated on request only."""

    shared = True
    readers = 4
    errors: tuple[type[Exception], ...] = (psycopg.Error,)

    def __init__(self, url: URL) -> None:
        self.name = f"postgresql at {url.host}, {url.database}"
        self._url = url
        self._watch = SocketWatchdog()
        self._key: int | None = None
        # One each: an engine asks its first connection about the server, the others it does not.
        process = secrets.token_hex(8)
        self._any = engine(url, self._watch, process=process)
        self._primary = engine(url, self._watch, "read-write", process=process)

    def exists(self) -> bool:
        """Whether its tables were created."""
        connection = self.connect()
        try:
            return inspect(connection).has_table("schema_info")
        finally:
            close(connection)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Watch the connections. The writer's connection holds the lock that says it is open."""
        with self._watch.watching():
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the database from being opened. Raises StorageUnusable if a process has it open."""
        connection = self.connect()
        try:
            driver = driver_of(connection)
            driver.execute(f"SET lock_timeout = '{CLOSING_TIME}'".encode())
            try:
                driver.execute(f"SELECT pg_advisory_lock({OPEN_LOCK})".encode())
            except LockNotAvailable:
                raise StorageUnusable(f"{self.name}: another process has it open") from None
            with self._watch.watching():
                yield
        finally:
            close(connection)

    def prepare(self, which: Which) -> list[str]:
        """Check the schema. StorageUnusable: it is too old, or too new."""
        connection = self.connect()
        try:
            version = driver_of(connection).info.server_version
            if version < MIN_VERSION:
                raise StorageUnusable(f"{self.name}: PostgreSQL 17 or newer is needed")
            if serving(connection, which) < newest_schema(which):
                raise StorageUnusable(
                    f"{which} database: its schema is older than this release's:"
                    " python -m bot migrate"
                )
        finally:
            close(connection)
        return []

    def migrate(self, which: Which) -> list[str]:
        """Other migrations wait; processes that serve go on, or StorageUnusable if this schema ends
        their service.
        """
        guard = connect(engine(self._url, self._watch, takes_long=True))
        steps = engine(self._url, self._watch, "read-write", by_itself=False, takes_long=True)
        connection = connect(steps)
        try:
            guard.exec_driver_sql("SET lock_timeout = 0")
            guard.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
            with self._stopped() if needs_stop(connection, which) else nullcontext():
                return _patiently(connection, which)
        finally:
            close(connection)
            close(guard)

    def grant(self, role: str) -> None:
        """Give the bot's role its rights, in one transaction. It must not be the owner's."""
        connection = self.connect()
        try:
            driver = driver_of(connection)
            with driver.transaction():
                for right in grants(role, inspect(connection).get_table_names()):
                    driver.execute(right)
        finally:
            close(connection)

    @contextmanager
    def _stopped(self) -> Iterator[None]:
        with ExitStack() as held:
            try:
                held.enter_context(self.alone())
            except StorageUnusable as opened:
                stop = "the release that runs cannot serve the new schema: stop every bot first"
                raise StorageUnusable(f"{opened}; {stop}") from None
            yield

    def connect(self) -> Connection:
        """A connection on which each statement commits unless a transaction is begun."""
        return connect(self._any)

    def writer(self, *, marks: bool = False) -> Driver:
        """While it is open the connection holds the lock that says that the database is open."""
        mark = f"commit:{secrets.token_hex(8)}" if marks else None
        driver = PostgresDriver(
            self._connect_and_hold if marks else self._connect_to_write, mark=mark
        )
        driver.begin()
        driver.rollback()
        return driver

    def reader(self) -> Driver:
        """A connection whose transactions are read-only."""
        return PostgresDriver(self.connect)

    def listen(self, heard: OnNotify, *, but: Driver) -> Subscription | None:
        """On a connection of its own."""
        own = but.mark_name if isinstance(but, PostgresDriver) else ""
        return NotifyListener(self._connect_to_listen, channel=CHANNEL, own=own, heard=heard)

    def _connect_to_write(self) -> Connection:
        return connect(self._primary)

    def _connect_and_hold(self) -> Connection:
        connection = self._connect_to_write()
        free = f"SELECT pg_try_advisory_lock_shared({OPEN_LOCK})"
        if not connection.exec_driver_sql(free).scalar():
            close(connection)
            raise psycopg.OperationalError("its key is being rotated")
        try:
            self._see_the_same_key(connection)
        except psycopg.OperationalError:
            close(connection)
            raise
        return connection

    def _see_the_same_key(self, connection: Connection) -> None:
        """The key may have been rotated while we were cut off: ours would wrap unreadable keys."""
        named = connection.exec_driver_sql("SELECT value FROM meta WHERE name = %s", (KEY_CHECK,))
        found = named.scalar()
        if self._key not in {None, found}:
            raise psycopg.OperationalError("its key was rotated: start again with the new one")
        self._key = found

    def _connect_to_listen(self) -> psycopg.Connection[tuple[object, ...]]:
        connection = self.connect()
        driver = driver_of(connection)
        connection.detach()
        # It sends nothing for hours: its silence must not speak for the process.
        driver.execute(f"SET application_name = '{APPLICATION.strip()}'".encode())
        return driver


def _patiently(connection: Connection, which: Which) -> list[str]:
    """Retry where a long read of a table is in the way."""
    for _ in range(MIGRATION_TRIES):
        try:
            return upgrade(connection, which)
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable):
                raise
            connection.rollback()
            time.sleep(MIGRATION_PAUSE_S)
    return upgrade(connection, which)
