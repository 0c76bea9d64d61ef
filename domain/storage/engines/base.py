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
    """Something that listens until it is stopped."""

    def stop(self) -> None:
        """Listen no more. Blocks for a moment."""
        ...


class Database(Protocol):
    """A place where one store keeps its tables."""

    name: str
    """For sentences: never with a password."""
    shared: bool
    """Whether other processes may have it open at the same time."""
    readers: int
    """Number of reader connections worth having."""
    errors: tuple[type[Exception], ...]
    """The driver's exceptions."""

    def exists(self) -> bool:
        """Whether there is anything yet."""
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
        """Before a store opens it: checks it, and migrates it if that is done without being asked;
        a line for each step. Raises StorageUnusable.
        """
        ...

    def migrate(self, which: Which) -> list[str]:
        """Bring it to this release's schema; a line for each step. Raises StorageUnusable."""
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
        """Hear what the commits of other processes bring, all but that driver's; None where there
        are no others. In a thread of its own; `heard` must not raise.
        """
        ...
