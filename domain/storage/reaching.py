"""How a PostgreSQL server is reached, and with how much patience. No SQL."""

from functools import partial
from typing import Literal

import psycopg
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from domain.storage.cursor import PatientCursor
from domain.storage.engines.postgres import driver_of
from domain.storage.engines.postgres_watchdog import Watch

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
    url: URL, watch: Watch, kind: Kind = "any", *, by_itself: bool = True, takes_long: bool = False
) -> Engine:
    """Makes connections to that `kind` of server, and keeps none. `by_itself`: each statement
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
            "cursor_factory": partial(PatientCursor, watch=Watch() if takes_long else watch),
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
