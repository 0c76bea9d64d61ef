"""Walks every subscriber forward through the outbox. Reacts to nothing itself and sends nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

from domain.errors import Unavailable
from domain.policies import MYPAGE, SUBSCRIBERS, Subscriber
from domain.ports.clock import Clock
from domain.ports.events import Outbox
from domain.ports.mypage import MyPageTransaction
from domain.ports.store import Store, Transaction
from jobs.consumer import Consumer
from jobs.consumer_steps import BatchResult
from jobs.leadership import ALONE, Leadership, no_guard
from jobs.work_loop import WorkLoop

PATIENCE = 0.5
"""Seconds for the read model to say how it stands: whoever asks wants to hear of all the others."""


class AnyConsumer(Protocol):
    """A follower, whichever store its effects live in."""

    name: str

    async def turn(self) -> BatchResult:
        """One turn."""
        ...


class Dispatcher:
    """Every subscriber at its own speed: one that fails or waits holds up no other.

    `without` names subscribers that are switched off, `duties` says which are ours to walk;
    `handled` is called after each turn that did something. `more` are walkers of another kind that
    ask about their duties themselves; their positions are in the main store as well.
    """

    def __init__(
        self,
        *,
        main: Store[Transaction],
        mypage: Store[MyPageTransaction],
        clock: Clock,
        without: frozenset[str] = frozenset(),
        duties: Leadership = ALONE,
        handled: Callable[[], None] = lambda: None,
        subscribers: Sequence[Subscriber[Transaction]] = SUBSCRIBERS,
        more: Sequence[AnyConsumer] = (),
    ) -> None:
        self._main = main
        self._clock = clock
        self._handled = handled
        self._busy = 0
        self._followers = [
            Consumer(each, store=main, outbox=main, clock=clock, duty=partial(duties.on, each.name))
            for each in subscribers
        ]
        self._mypage = Consumer(
            MYPAGE,
            store=mypage,
            outbox=main,
            clock=clock,
            clear=lambda tx: tx.view.clear(),
            # Its database knows no leases: there the position alone is the guard.
            duty=lambda: None if duties.on(MYPAGE.name) is None else no_guard,
        )
        self._more = more
        walkers: list[AnyConsumer] = [*self._followers, *more, self._mypage]
        self._rounds = [
            WorkLoop(self._turn_of(each)) for each in walkers if each.name not in without
        ]

    def open(self) -> None:
        """From now on wake-ups count; to be called on the event loop."""
        for rounds in self._rounds:
            rounds.open()
        self.wake()

    def wake(self) -> None:
        """Something was committed. Safe from any thread."""
        for rounds in self._rounds:
            rounds.wake()

    async def tick(self) -> bool:
        """One turn for each subscriber; whether any did something."""
        before = self._busy
        await asyncio.gather(*(rounds.turn() for rounds in self._rounds))
        return self._busy > before

    async def drain(self) -> None:
        """Until nothing is left that could be done now."""
        while await self.tick():
            pass

    async def close(self) -> None:
        """Lets the turns in hand end; none begins after them."""
        await asyncio.gather(*(rounds.close() for rounds in self._rounds))

    async def behind(self) -> dict[str, int]:
        """How far each subscriber is behind the outbox, also one that is switched off.

        Of the read model, when its store cannot be reached, what was last seen. Raises Unavailable.
        """
        names = [walker.name for walker in (*self._followers, *self._more)]
        outbox = await self._main.read(
            lambda tx: Outbox.seen(tx.events, tx.progress, names), self._clock.now()
        )
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._mypage.stand()
        return outbox.behind(self._mypage.name, self._mypage.position)

    async def parked(self) -> int:
        """How many events are parked; the read model's only if its store can be reached. Raises
        Unavailable.
        """
        now = self._clock.now()
        count = await self._main.read(lambda tx: tx.progress.count_parked(), now)
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                count += await self._mypage.parked()
        return count

    def _turn_of(self, walker: AnyConsumer) -> Callable[[], Awaitable[bool]]:
        async def turn() -> bool:
            did = await walker.turn()
            if did is not BatchResult.NOTHING:
                self._busy += 1
                self._handled()
            return did is BatchResult.SOME

        return turn
