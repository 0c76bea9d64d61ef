"""The parts this process does, beside others that share its database: each is leased for seconds.

A process that dies is followed within LIFE + EVERY; one that stops in order gives all up at once.
What the parts do is not known here.
"""

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from domain.ports.clock import Clock
from domain.ports.store import Command, Store, Transaction
from jobs.leadership import DELIVER, FencingToken, Guard, Leased

EVERY = 2.0
"""Seconds between two renewals."""
LIFE = timedelta(seconds=6)
"""How long a part stays with who does not renew it."""

log = logging.getLogger(__name__)


class LeasedLeadership:
    """See `jobs.leadership.Leadership`. One object a process, under a name of its own.

    `parts` are those it may do, `later` those of them that wait for `ready_for`. `changed` is
    called on the event loop when a part came or went.
    """

    def __init__(
        self,
        *,
        store: Store[Transaction],
        clock: Clock,
        parts: Iterable[str],
        later: Iterable[str] = (DELIVER,),
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.holder = secrets.token_hex(8)
        self._store = store
        self._clock = clock
        self._parts = frozenset(parts)
        self._later = frozenset(later)
        self._changed = changed
        self._tokens: Mapping[str, int] = {}

    def on(self, part: str) -> Guard[Leased] | None:
        """The fence of this hold. That it is ours is known as of the last renewal."""
        token = self._tokens.get(part)
        return None if token is None else FencingToken(part, token)

    def held(self) -> Sequence[str]:
        """As of the last renewal."""
        return sorted(self._tokens)

    def ready_for(self, part: str) -> None:
        """The next renewal asks for it, if it is one of ours."""
        self._later -= {part}

    async def renew(self) -> None:
        """One command for all parts. Raises Unavailable: what we hold is as it was."""
        if wanted := sorted(self._parts - self._later):
            wall = self._clock.wall()
            until, holder = wall + LIFE, self.holder
            tokens = await self._store.run(
                lambda tx: tx.leases.hold(wanted, holder=holder, now=wall, until=until),
                Command(self._clock.now()),
            )
            self._note(tokens)

    async def give_up(self) -> None:
        """Whoever renews next takes over. Raises Unavailable: they will in a few seconds."""
        self._parts, self._tokens = frozenset(), {}
        holder = self.holder
        await self._store.run(
            lambda tx: tx.leases.give_up(holder=holder), Command(self._clock.now())
        )

    def _note(self, tokens: Mapping[str, int]) -> None:
        if tokens == self._tokens or not self._parts:
            return
        log.info("parts done here: %s", " ".join(sorted(tokens)) or "none")
        self._tokens = tokens
        self._changed()
