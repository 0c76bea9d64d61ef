"""A database on a PostgreSQL server: how it is reached, checked, held and listened to. No tables.

What a transaction is there, and what errors mean, says `postgres`.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import psycopg
from sqlalchemy import URL, Connection, NullPool, create_engine, inspect
from sqlalchemy.exc import DBAPIError

from domain.storage.database import Ear, Heard
from domain.storage.driver import Driver
from domain.storage.errors import StorageUnusable
from domain.storage.listening import Listener
from domain.storage.migrating import Which, newest_schema, serving, upgrade
from domain.storage.postgres import CHANNEL, PostgresDriver, driver_of

OPEN, MIGRATING = 0x6368_6564, 0x6368_6565
"""Advisory locks of sessions, a database each: who has it open; who migrates it."""
OLDEST = 140000
IDLE = "2s"
"""How long a process that stands still may hold the writing lock: then it loses its connection."""
_OPTIONS = {
    "idle_in_transaction_session_timeout": IDLE,
    "statement_timeout": "10s",
    "lock_timeout": "8s",
    "synchronous_commit": "on",  # whatever the server says: what is acknowledged is on the disk
    "timezone": "UTC",
}
_PATIENCE = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}


class PostgresServer:
    """One database of a server, by its URL. It is only migrated when that is asked for."""

    shared = True
    readers = 4
    errors: tuple[type[Exception], ...] = (psycopg.Error,)

    def __init__(self, url: URL) -> None:
        self.name = f"postgresql at {url.host}, {url.database}"
        self._url = url

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
        yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Until then nobody may have it open, nor open it."""
        connection = self.connect()
        try:
            free = f"SELECT pg_try_advisory_lock({OPEN})"
            if not connection.exec_driver_sql(free).scalar():
                raise StorageUnusable(f"{self.name}: another process has it open")
            yield
        finally:
            close(connection)

    def prepare(self, which: Which) -> list[str]:
        """Migrates nothing. StorageUnusable: too old a schema, or too new a one."""
        connection = self.connect()
        try:
            version = driver_of(connection).info.server_version
            if version < OLDEST:
                raise StorageUnusable(f"{self.name}: PostgreSQL 14 or newer is needed")
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
        guard, connection = self.connect(), self._connect("read-write", by_itself=False)
        try:
            guard.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATING})")
            return upgrade(connection, which)
        finally:
            close(connection)
            close(guard)

    def connect(self) -> Connection:
        """A connection on which each statement commits unless a transaction is begun."""
        return self._connect("any")

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

    def listen(self, heard: Heard, *, but: Driver) -> Ear | None:
        """On a connection of its own."""
        own = but.mark_name if isinstance(but, PostgresDriver) else ""
        return Listener(self._connect_to_listen, channel=CHANNEL, own=own, heard=heard)

    def _connect_to_write(self) -> Connection:
        return self._connect("read-write")

    def _connect_and_hold(self) -> Connection:
        connection = self._connect_to_write()
        free = f"SELECT pg_try_advisory_lock_shared({OPEN})"
        if not connection.exec_driver_sql(free).scalar():
            close(connection)
            raise psycopg.OperationalError("its key is being rotated")
        return connection

    def _connect_to_listen(self) -> psycopg.Connection[tuple[object, ...]]:
        connection = self.connect()
        driver = driver_of(connection)
        connection.detach()
        return driver

    def _connect(self, kind: Literal["any", "read-write"], *, by_itself: bool = True) -> Connection:
        """`kind` of server; `by_itself`: each statement commits."""
        options = " ".join(f"-c {name}={value}" for name, value in _OPTIONS.items())
        engine = create_engine(
            self._url,
            poolclass=NullPool,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT" if by_itself else "READ COMMITTED",
            connect_args={
                **_PATIENCE,
                "options": options,
                "target_session_attrs": kind,
                "application_name": "checkup-bot",
                "prepare_threshold": 2,
            },
        )
        try:
            connection = engine.connect()
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.Error):
                raise error.orig from None
            raise
        driver_of(connection).prepared_max = 500
        return connection


def close(connection: Connection) -> None:
    """Gives it up, also one that was lost."""
    connection.invalidate()
    connection.close()
    connection.engine.dispose()
