"""Leases: which process runs which background worker, where many share one database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Lease(NamedTuple):
    """Holder of a worker and the end of its lease (wall time). `holder` empty: released."""

    part: str
    holder: str
    until: datetime


class Leases(Protocol):
    """A row a worker: holder, expiry, and a fencing token that grows by one whenever the holder
    changes. The newest token is valid also after its expiry, until another process takes the lease.
    """

    def hold(
        self, parts: Collection[str], *, holder: str, now: datetime, until: datetime
    ) -> Mapping[str, int]:
        """Renew the holder's leases and take those of `parts` that are free or expired; the token
        of each lease it has then. Times are wall times.
        """
        ...

    def holds(self, part: str, *, token: int) -> bool:
        """Whether that token is still the newest."""
        ...

    def all(self) -> Sequence[Lease]:
        """Every lease ever taken, by name; also expired ones."""
        ...

    def give_up(self, *, holder: str) -> int:
        """Release all leases of the holder; how many."""
        ...
