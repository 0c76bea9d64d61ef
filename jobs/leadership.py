"""Which parts of the work there are, and whether this process does them. It does none itself."""

from collections.abc import Sequence
from typing import Protocol

from domain.policies import MYPAGE, SUBSCRIBERS
from jobs.fence import Guard, Leased, unfenced

RELAY = "relay"
"""Telling other systems what happened."""
DELIVER = "deliver"
"""Sending what is owed."""
UPKEEP = "upkeep"
"""Housekeeping and retention."""
PARTS = (*(each.name for each in SUBSCRIBERS), MYPAGE.name, RELAY, DELIVER, UPKEEP)
"""All there is; each is done by one process at a time."""


class Duties(Protocol):
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


class Alone:
    """Nobody else can open the database: everything is ours, nothing is written about it."""

    def on(self, _part: str) -> Guard[Leased] | None:
        """Always."""
        return unfenced

    def held(self) -> Sequence[str]:
        """All of them."""
        return PARTS

    def ready_for(self, part: str) -> None:
        """It waited for nobody."""

    async def renew(self) -> None:
        """Nothing to do."""

    async def give_up(self) -> None:
        """Nobody waits for it."""


ALONE = Alone()
