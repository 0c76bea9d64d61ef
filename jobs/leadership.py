"""Which process runs which background worker, and the fencing token that enforces it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from domain.policies import MYPAGE, SUBSCRIBERS
from domain.ports.leases import Leases

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Guard = Callable[[T], None]
"""Raises LeaseLost if another process holds the lease by now."""


class LeaseLost(Exception):
    """Another process runs this worker; the transaction must be rolled back."""


class Leased(Protocol):
    """A transaction of the main store."""

    leases: Leases


@dataclass(frozen=True, slots=True)
class FencingToken:
    """Fencing check: every transaction of a leased worker verifies its lease token first.

    Tokens are equal as long as the lease was not lost in between.
    """

    worker: str
    token: int

    def __call__(self, tx: Leased) -> None:
        """Raises LeaseLost."""
        if not tx.leases.holds(self.worker, token=self.token):
            raise LeaseLost(self.worker)


def no_guard(_tx: object) -> None:
    """Guard for a single process: no lease can be lost."""


def with_guard(
    guard: Guard[T], operation: Callable[Concatenate[T, P], R]
) -> Callable[Concatenate[T, P], R]:
    """Run the guard before the operation, in the same transaction."""

    def act(tx: T, /, *args: P.args, **kwargs: P.kwargs) -> R:
        guard(tx)
        return operation(tx, *args, **kwargs)

    return act


RELAY = "relay"
"""Publishes events to other systems."""
DELIVER = "deliver"
"""Sends pending notifications."""
UPKEEP = "upkeep"
"""Housekeeping, retention and integrity checks."""
WORKERS = (*(each.name for each in SUBSCRIBERS), MYPAGE.name, RELAY, DELIVER, UPKEEP)
"""All background workers; each runs in one process at a time."""


class Leadership(Protocol):
    """The workers this process runs. A worker asks again before each turn."""

    def guard_for(self, worker: str) -> Guard[Leased] | None:
        """Return the check for each transaction of a turn; None: another process runs it."""
        ...

    def assigned(self) -> Sequence[str]:
        """The workers this process runs."""
        ...

    def enable(self, worker: str) -> None:
        """Allow this process to run a worker that it could not run at its start."""
        ...

    async def renew(self) -> None:
        """Renew our leases and acquire free ones. Raises Unavailable."""
        ...

    async def release_all(self) -> None:
        """Release all leases, for good. Raises Unavailable."""
        ...


class SingleProcess:
    """Single-process assignment (SQLite): all workers run here, without leases."""

    def guard_for(self, _worker: str) -> Guard[Leased] | None:
        """Never None, and the guard always passes."""
        return no_guard

    def assigned(self) -> Sequence[str]:
        """All workers."""
        return WORKERS

    def enable(self, worker: str) -> None:
        """Nothing to do: no worker waits for it."""

    async def renew(self) -> None:
        """Nothing to do."""

    async def release_all(self) -> None:
        """Nothing to do: no other process waits for it."""


SINGLE_PROCESS = SingleProcess()
