"""A database on a PostgreSQL server: how it is reached, checked, held and listened to. No tables.

What a transaction is there, and what errors mean, says `postgres`; limits are in `reaching`.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Literal

import psycopg
from psycopg.errors import LockNotAvailable
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect
from sqlalchemy.exc import DBAPIError, OperationalError

from domain.storage.engines.base import Heard, Subscription
from domain.storage.engines.postgres import CHANNEL, PostgresDriver, close, driver_of
from domain.storage.engines.postgres_notify import NotifyListener
from domain.storage.engines.postgres_watchdog import SocketWatchdog, TimeoutCursor
from domain.storage.errors import StorageUnusable
from domain.storage.schema.migrate import Which, newest_schema, serving, upgrade
from domain.storage.schema.tables import KEY_CHECK
from domain.storage.sql.connection import Driver

Kind = Literal["any", "read-write"]

IDLE = "2s"
"""How long a process that stands still may hold the writing lock: then it loses its connection."""
OPTIONS = {
    "idle_in_transaction_session_timeout": IDLE,
    "statement_timeout": "10s",
    "lock_timeout": "8s",
    "synchronous_commit": "on",  # whatever the server says: what is acknowledged is on the disk
    "timezone": "UTC",
}
TAKES_LONG = {
    "idle_in_transaction_session_timeout": "0",
    "statement_timeout": "0",
    "lock_timeout": "1s",
}
"""A migration's steps. For tables that others use they wait but a moment at a time: meanwhile
whoever comes after them waits, too.
"""
PATIENCE = {
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
) -> Engine:
    """Make connections to that `kind` of server, and keeps none. `by_itself`: each statement
    commits; `takes_long`: it may, and is not watched.
    """
    wanted = OPTIONS | (TAKES_LONG if takes_long else {})
    options = " ".join(f"-c {name}={value}" for name, value in wanted.items())
    return create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT" if by_itself else "READ COMMITTED",
        connect_args={
            **PATIENCE,
            "options": options,
            "target_session_attrs": kind,
            "application_name": "checkup-bot",
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


OPEN, MIGRATING = 0x6368_6564, 0x6368_6565
"""Advisory locks of sessions, a database each: who has it open; who migrates it."""
OLDEST = 170000
TRIES, REST = 40, 1.0
"""How often a migration tries a step for which a table is in use, and seconds between two tries."""


class PostgresServer:
    """One database of a server, by its URL. It is only migrated when that is asked for."""

    shared = True
    readers = 4
    errors: tuple[type[Exception], ...] = (psycopg.Error,)

    def __init__(self, url: URL) -> None:
        self.name = f"postgresql at {url.host}, {url.database}"
        self._url = url
        self._watch = SocketWatchdog()
        self._key: int | None = None
        # One each: an engine asks its first connection about the server, the others it does not.
        self._any = engine(url, self._watch)
        self._primary = engine(url, self._watch, "read-write")

    def exists(self) -> bool:
        """Whether somebody has made its tables."""
        connection = self.connect()
        try:
            return inspect(connection).has_table("schema_info")
        finally:
            close(connection)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is in anybody's way; the writer's own connection says that we have it open."""
        with self._watch.looking():
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Until then nobody may have it open, nor open it."""
        connection = self.connect()
        try:
            free = f"SELECT pg_try_advisory_lock({OPEN})"
            if not connection.exec_driver_sql(free).scalar():
                raise StorageUnusable(f"{self.name}: another process has it open")
            with self._watch.looking():
                yield
        finally:
            close(connection)

    def prepare(self, which: Which) -> list[str]:
        """Migrate nothing. StorageUnusable: too old a schema, or too new a one."""
        connection = self.connect()
        try:
            version = driver_of(connection).info.server_version
            if version < OLDEST:
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
        """Whoever else migrates waits; whoever serves goes on."""
        guard = connect(engine(self._url, self._watch, takes_long=True))
        steps = engine(self._url, self._watch, "read-write", by_itself=False, takes_long=True)
        connection = connect(steps)
        try:
            guard.exec_driver_sql("SET lock_timeout = 0")
            guard.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATING})")
            return _patiently(connection, which)
        finally:
            close(connection)
            close(guard)

    def connect(self) -> Connection:
        """A connection on which each statement commits unless a transaction is begun."""
        return connect(self._any)

    def writer(self, *, marks: bool = False) -> Driver:
        """It says for as long as it is open that this process has the database open."""
        mark = f"commit:{secrets.token_hex(8)}" if marks else None
        driver = PostgresDriver(
            self._connect_and_hold if marks else self._connect_to_write, mark=mark
        )
        driver.begin()
        driver.rollback()
        return driver

    def reader(self) -> Driver:
        """A connection whose transactions only read."""
        return PostgresDriver(self.connect)

    def listen(self, heard: Heard, *, but: Driver) -> Subscription | None:
        """On a connection of its own."""
        own = but.mark_name if isinstance(but, PostgresDriver) else ""
        return NotifyListener(self._connect_to_listen, channel=CHANNEL, own=own, heard=heard)

    def _connect_to_write(self) -> Connection:
        return connect(self._primary)

    def _connect_and_hold(self) -> Connection:
        connection = self._connect_to_write()
        free = f"SELECT pg_try_advisory_lock_shared({OPEN})"
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
        """While we were cut off somebody may have rotated it: ours would wrap what none opens."""
        named = connection.exec_driver_sql("SELECT value FROM meta WHERE name = %s", (KEY_CHECK,))
        found = named.scalar()
        if self._key not in {None, found}:
            raise psycopg.OperationalError("its key was rotated: start again with the new one")
        self._key = found

    def _connect_to_listen(self) -> psycopg.Connection[tuple[object, ...]]:
        connection = self.connect()
        driver = driver_of(connection)
        connection.detach()
        return driver


def _patiently(connection: Connection, which: Which) -> list[str]:
    """Try again where somebody's long look at a table was in the way."""
    for _ in range(TRIES):
        try:
            return upgrade(connection, which)
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable):
                raise
            connection.rollback()
            time.sleep(REST)
    return upgrade(connection, which)
