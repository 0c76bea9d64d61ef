"""The check that goes first in each transaction of a part: does this process still run it?

Commits come in one order, so a process that slept through the end of its lease keeps nothing it
does after somebody else took over. It takes no lease and gives none up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from domain.ports.leases import Leases

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Guard = Callable[[T], None]
"""Raises LeaseLost when the part is somebody else's by now."""


class LeaseLost(Exception):
    """Somebody else runs this part; nothing is to be kept of this transaction."""


class Leased(Protocol):
    """A transaction of the main store."""

    leases: Leases


@dataclass(frozen=True, slots=True)
class Fence:
    """The guard of who holds a part under this token; equal as long as it is the same hold."""

    part: str
    token: int

    def __call__(self, tx: Leased) -> None:
        """Raises LeaseLost."""
        if not tx.leases.holds(self.part, token=self.token):
            raise LeaseLost(self.part)


def unfenced(_tx: object) -> None:
    """The guard where nothing can be lost: nobody else may open the database."""


def guarded(
    guard: Guard[T], operation: Callable[Concatenate[T, P], R]
) -> Callable[Concatenate[T, P], R]:
    """The operation behind the guard, in one transaction."""

    def act(tx: T, /, *args: P.args, **kwargs: P.kwargs) -> R:
        guard(tx)
        return operation(tx, *args, **kwargs)

    return act
