"""Interface of a database engine to a store."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection

from domain.ports.store import CommitSignal
from domain.storage.schema.migrate import Which
from domain.storage.sql.connection import Driver

OnNotify = Callable[[frozenset[CommitSignal]], None]


class Subscription(Protocol):
    """A running listener."""

    def stop(self) -> None:
        """Stop listening. Blocks for a moment."""
        ...


class Database(Protocol):
    """Database of one store."""

    name: str
    """Name for messages: never with a password."""
    shared: bool
    """Whether other processes may have it open at the same time."""
    readers: int
    """Number of reader connections worth having."""
    errors: tuple[type[Exception], ...]
    """The driver's exceptions."""

    def exists(self) -> bool:
        """Whether the database was created."""
        ...

    def held(self) -> AbstractContextManager[None]:
        """Hold the database as long as a store is open. Raises StorageUnusable if another process
        does.
        """
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Keep every other process out. Raises StorageUnusable if there is one."""
        ...

    def prepare(self, which: Which) -> list[str]:
        """Check the database before a store opens it, and migrate it where that is automatic; a
        line for each step. Raises StorageUnusable.
        """
        ...

    def migrate(self, which: Which) -> list[str]:
        """Bring it to this release's schema; a line for each step. Raises StorageUnusable."""
        ...

    def grant(self, role: str) -> None:
        """Let a role of the server use the tables as a bot does, without changing the audit."""
        ...

    def connect(self) -> Connection:
        """A connection on which each statement commits unless a transaction is begun."""
        ...

    def writer(self, *, marks: bool = False) -> Driver:
        """The connection that writes. Raises if nothing can be written. `marks`: on a shared
        database it keeps a row in `meta` that settles whether a commit without a reply was done.
        """
        ...

    def reader(self) -> Driver:
        """A connection on which writes fail."""
        ...

    def listen(self, heard: OnNotify, *, but: Driver) -> Subscription | None:
        """Listen for the signals of other processes' commits, in a thread; None where no other
        process can have the database open. `heard` must not raise.
        """
        ...
