"""Leased workers: several processes share a database, and each worker runs in one of them.

A process that dies loses its leases after at most LEASE_LIFETIME, and another one acquires them
within RENEW_EVERY_S more; one that stops in order releases them at once.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence

import structlog

from domain.ports.clock import Clock
from domain.ports.leases import LEASE_LIFETIME
from domain.ports.store import Command, Store, Transaction
from jobs.leadership import DELIVER, FencingToken, Guard, Leased

RENEW_EVERY_S = 2.0

log = structlog.stdlib.get_logger(__name__)


class LeasedLeadership:
    """`jobs.leadership.Leadership` through leases in the database; one object per process.

    `workers` are those it may run, `later` those of them that wait for `enable`. `changed` is
    called on the event loop when a lease was acquired or lost, `counted` at each renewal with how
    many processes there are.
    """

    def __init__(
        self,
        *,
        store: Store[Transaction],
        clock: Clock,
        workers: Iterable[str],
        later: Iterable[str] = (DELIVER,),
        changed: Callable[[], None] = lambda: None,
        counted: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.holder = ""
        self._store = store
        self._clock = clock
        self._workers = frozenset(workers)
        self._later = frozenset(later)
        self._changed = changed
        self._counted = counted
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
        """Renew and acquire, by a read where that is enough, else in one command.

        Raises Unavailable: what we hold is as it was.
        """
        if wanted := sorted(self._workers - self._later):
            now, wall = self._clock.now(), self._clock.wall()
            until, holder = wall + LEASE_LIFETIME, await self._named()
            tokens, processes = await self._store.read(
                lambda tx: (
                    tx.leases.settled(wanted, holder=holder, now=wall),
                    tx.leases.processes(),
                ),
                now,
            )
            self._counted(processes)
            if tokens is None:
                tokens = await self._store.run(
                    lambda tx: tx.leases.hold(wanted, holder=holder, now=wall, until=until),
                    Command(now),
                )
            self._note(tokens)

    async def _named(self) -> str:
        """Our name as a holder: the one by which a server lists our sessions, if it does."""
        if not self.holder:
            found = await self._store.read(lambda tx: tx.leases.process(), self._clock.now())
            self.holder = found or secrets.token_hex(8)
        return self.holder

    async def release_all(self) -> None:
        """Release all leases. Raises Unavailable: they run out in a few seconds then."""
        self._workers, self._tokens = frozenset(), {}
        holder = self.holder
        if not holder:
            return
        await self._store.run(
            lambda tx: tx.leases.give_up(holder=holder), Command(self._clock.now())
        )

    def _note(self, tokens: Mapping[str, int]) -> None:
        if tokens == self._tokens or not self._workers:
            return
        log.info("parts done here", workers=" ".join(sorted(tokens)) or "none")
        self._tokens = tokens
        self._changed()
