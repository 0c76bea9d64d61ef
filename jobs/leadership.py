"""Which parts of the work there are, and whether this process does them. It does none itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from domain.policies import MYPAGE, SUBSCRIBERS
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
class FencingToken:
    """The guard of who holds a part under this token; equal as long as it is the same hold."""

    part: str
    token: int

    def __call__(self, tx: Leased) -> None:
        """Raises LeaseLost."""
        if not tx.leases.holds(self.part, token=self.token):
            raise LeaseLost(self.part)


def no_guard(_tx: object) -> None:
    """The guard where nothing can be lost: nobody else may open the database."""


def with_guard(
    guard: Guard[T], operation: Callable[Concatenate[T, P], R]
) -> Callable[Concatenate[T, P], R]:
    """The operation behind the guard, in one transaction."""

    def act(tx: T, /, *args: P.args, **kwargs: P.kwargs) -> R:
        guard(tx)
        return operation(tx, *args, **kwargs)

    return act


RELAY = "relay"
"""Telling other systems what happened."""
DELIVER = "deliver"
"""Sending what is owed."""
UPKEEP = "upkeep"
"""Housekeeping and retention."""
WORKERS = (*(each.name for each in SUBSCRIBERS), MYPAGE.name, RELAY, DELIVER, UPKEEP)
"""All there is; each is done by one process at a time."""


class Leadership(Protocol):
    """What this process does just now. A part asks anew at each turn."""

    def on(self, part: str) -> Guard[Leased] | None:
        """What to check in each transaction of that turn; None: it is not for us to do."""
        ...

    def held(self) -> Sequence[str]:
        """The parts this process does."""
        ...

    def ready_for(self, part: str) -> None:
        """From now on this process is able to do a part that it could not do at start."""
        ...

    async def renew(self) -> None:
        """Says that we live, and takes what nobody does. Raises Unavailable."""
        ...

    async def give_up(self) -> None:
        """Leaves all of it to others, for good. Raises Unavailable."""
        ...


class SingleProcess:
    """Nobody else can open the database: everything is ours, nothing is written about it."""

    def on(self, _part: str) -> Guard[Leased] | None:
        """Always."""
        return no_guard

    def held(self) -> Sequence[str]:
        """All of them."""
        return WORKERS

    def ready_for(self, part: str) -> None:
        """It waited for nobody."""

    async def renew(self) -> None:
        """Nothing to do."""

    async def give_up(self) -> None:
        """Nobody waits for it."""


ALONE = SingleProcess()
