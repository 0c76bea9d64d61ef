"""Who runs which part, when many processes share one database. Which parts there are is not known
here.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Lease(NamedTuple):
    """Who has a part, and until when (wall time). `holder` empty: it was given up."""

    part: str
    holder: str
    until: datetime


class Leases(Protocol):
    """A row a part: its holder, until when, and a token that grows by one whenever the holder
    changes. Whoever has the newest token holds the part, in time or not: nobody else does.
    """

    def hold(
        self, parts: Collection[str], *, holder: str, now: datetime, until: datetime
    ) -> Mapping[str, int]:
        """Renew what `holder` has, takes those of `parts` that are free or have run out; the
        token of each part it holds now. Times are wall times.
        """
        ...

    def holds(self, part: str, *, token: int) -> bool:
        """Whether nobody took the part since that token was given out."""
        ...

    def all(self) -> Sequence[Lease]:
        """Every part that somebody ever had, by name; also those that have run out."""
        ...

    def give_up(self, *, holder: str) -> int:
        """Free all that `holder` has; how many."""
        ...
