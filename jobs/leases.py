"""Leased workers: several processes share a database, and each worker runs in one of them.

A process that dies loses its leases after at most LEASE_LIFETIME, and another one acquires them
within RENEW_EVERY_S more; one that stops in order releases them at once.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

import structlog

from domain.ports.clock import Clock
from domain.ports.store import Command, Store, Transaction
from jobs.leadership import DELIVER, FencingToken, Guard, Leased

RENEW_EVERY_S = 2.0
LEASE_LIFETIME = timedelta(seconds=6)
"""How long a lease is valid without a renewal."""

log = structlog.stdlib.get_logger(__name__)


class LeasedLeadership:
    """`jobs.leadership.Leadership` through leases in the database; one object per process.

    `workers` are those it may run, `later` those of them that wait for `enable`. `changed` is
    called on the event loop when a lease was acquired or lost.
    """

    def __init__(
        self,
        *,
        store: Store[Transaction],
        clock: Clock,
        workers: Iterable[str],
        later: Iterable[str] = (DELIVER,),
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.holder = secrets.token_hex(8)
        self._store = store
        self._clock = clock
        self._workers = frozenset(workers)
        self._later = frozenset(later)
        self._changed = changed
        self._tokens: Mapping[str, int] = {}

    def guard_for(self, worker: str) -> Guard[Leased] | None:
        """Return the fencing token of our lease, as of the last renewal."""
        token = self._tokens.get(worker)
        return None if token is None else FencingToken(worker, token)

    def assigned(self) -> Sequence[str]:
        """The workers whose lease we hold, as of the last renewal."""
        return sorted(self._tokens)

    def enable(self, worker: str) -> None:
        """Ask for this lease from the next renewal on, if the worker is one of ours."""
        self._later -= {worker}

    async def renew(self) -> None:
        """Renew and acquire in one command. Raises Unavailable: what we hold is as it was."""
        if wanted := sorted(self._workers - self._later):
            wall = self._clock.wall()
            until, holder = wall + LEASE_LIFETIME, self.holder
            tokens = await self._store.run(
                lambda tx: tx.leases.hold(wanted, holder=holder, now=wall, until=until),
                Command(self._clock.now()),
            )
            self._note(tokens)

    async def release_all(self) -> None:
        """Release all leases. Raises Unavailable: they run out in a few seconds then."""
        self._workers, self._tokens = frozenset(), {}
        holder = self.holder
        await self._store.run(
            lambda tx: tx.leases.give_up(holder=holder), Command(self._clock.now())
        )

    def _note(self, tokens: Mapping[str, int]) -> None:
        if tokens == self._tokens or not self._workers:
            return
        log.info("parts done here", workers=" ".join(sorted(tokens)) or "none")
        self._tokens = tokens
        self._changed()
