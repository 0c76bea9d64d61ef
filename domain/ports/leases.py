"""Leases of background workers, where several processes share one database.

A lease names its holder. The holder is alive while it renews the lease (`until`) or, on a server,
while the server hears from its sessions: that needs no write, so an idle process writes nothing.
Liveness only decides when another process may take over; what makes that safe is the token.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

LEASE_LIFETIME = timedelta(seconds=6)
"""How long the holder may be silent before another process may take the lease."""


class Lease(NamedTuple):
    """The holder of a worker's lease and the end of it (wall time); `holder` empty: released."""

    part: str
    holder: str
    until: datetime


class Leases(Protocol):
    """A row for each worker: holder, end, and a token that grows with each change of the holder.

    The process with the newest token holds the lease, even after its end: until another takes it.
    """

    def process(self) -> str:
        """Return the name under which the server knows this process, "" if there is no server."""
        ...

    def processes(self) -> int:
        """Return how many processes the server has heard of within LEASE_LIFETIME, this one
        included; 1 if there is no server.
        """
        ...

    def settled(
        self, parts: Collection[str], *, holder: str, now: datetime
    ) -> Mapping[str, int] | None:
        """Return what `hold` would if it had nothing to write; None: it has to run.

        A query: it runs on a read connection, and on a server it shows that `holder` is alive.
        """
        ...

    def hold(
        self, parts: Collection[str], *, holder: str, now: datetime, until: datetime
    ) -> Mapping[str, int]:
        """Renew the leases of `holder`, and acquire those of `parts` that are free or have expired.

        Returns the token of each lease it holds now. Times are wall times.
        """
        ...

    def holds(self, part: str, *, token: int) -> bool:
        """Whether no other process acquired the lease since that token was given out."""
        ...

    def all(self) -> Sequence[Lease]:
        """Return every lease that ever was, by name; also released and expired ones."""
        ...

    def give_up(self, *, holder: str) -> int:
        """Release all leases of `holder`; how many."""
        ...
