"""Dispatcher: runs every consumer of the outbox at its own speed.

A commit wakes all of them. What no commit announces (a retry that is due, a wake-up that was lost)
`poll` finds with one read for all consumers.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

from domain.errors import Unavailable
from domain.policies import MYPAGE, SUBSCRIBERS, Subscriber
from domain.ports.clock import Clock
from domain.ports.events import Outbox, Position
from domain.ports.mypage import MyPageTransaction
from domain.ports.store import Store, Transaction
from jobs.consumer import Consumer
from jobs.consumer_steps import BatchResult, with_work
from jobs.leadership import SINGLE_PROCESS, Leadership, no_guard
from jobs.work_loop import WorkLoop

MYPAGE_TIMEOUT_S = 0.5
"""For reading the state of the read model; health probes want the other figures in time."""


class AnyConsumer(Protocol):
    """A consumer of the outbox, whichever store its effects live in."""

    name: str

    async def run_once(self) -> BatchResult:
        """Handle one batch."""
        ...


class Dispatcher:
    """Runs the consumers; one that fails or waits delays no other.

    `without` names consumers that are switched off; `leadership` tells which ones this process
    runs. `handled` is called after each turn that did something. `more` are consumers of another
    kind that ask for leadership themselves; their positions are in the main store as well.
    """

    def __init__(
        self,
        *,
        main: Store[Transaction],
        mypage: Store[MyPageTransaction],
        clock: Clock,
        without: frozenset[str] = frozenset(),
        leadership: Leadership = SINGLE_PROCESS,
        handled: Callable[[], None] = lambda: None,
        subscribers: Sequence[Subscriber[Transaction]] = SUBSCRIBERS,
        more: Sequence[AnyConsumer] = (),
    ) -> None:
        self._main = main
        self._clock = clock
        self._handled = handled
        self._turns_with_work = 0
        guards = leadership.guard_for
        self._beside: list[AnyConsumer] = [
            Consumer(each, store=main, outbox=main, clock=clock, duty=partial(guards, each.name))
            for each in subscribers
        ]
        self._beside += more
        self._mypage = Consumer(
            MYPAGE,
            store=mypage,
            outbox=main,
            clock=clock,
            clear=lambda tx: tx.view.clear(),
            # Its database has no leases: there the position alone is the guard.
            duty=lambda: None if guards(MYPAGE.name) is None else no_guard,
        )
        self._loops = {
            each.name: WorkLoop(self._step_of(each))
            for each in (*self._beside, self._mypage)
            if each.name not in without
        }
        self._polling = WorkLoop(self._poll)

    def open(self) -> None:
        """Accept wake-ups from now on; to be called on the event loop."""
        for loop in (*self._loops.values(), self._polling):
            loop.open()
        self.wake()

    def wake(self) -> None:
        """Run all consumers: something was committed. Thread-safe."""
        self._wake(self._loops)

    def poll(self) -> None:
        """Run the consumers that have something to do. Thread-safe."""
        self._polling.wake()

    async def tick(self) -> bool:
        """Run each consumer once; whether any did something."""
        before = self._turns_with_work
        await asyncio.gather(*(loop.run_once() for loop in self._loops.values()))
        return self._turns_with_work > before

    async def drain(self) -> None:
        """Run the consumers until nothing is left that could be done now."""
        while await self.tick():
            pass

    async def close(self) -> None:
        """Let the running turns end; start no more."""
        loops = (self._polling, *self._loops.values())
        await asyncio.gather(*(loop.close() for loop in loops))

    async def lag(self) -> dict[str, int]:
        """Count the events each consumer has not handled yet, also one that is switched off.

        The read model's figure is the last one seen if its store cannot be reached. Raises
        Unavailable.
        """
        names = [each.name for each in self._beside]
        outbox = await self._main.read(
            lambda tx: Outbox.seen(tx.events, tx.progress, names), self._clock.now()
        )
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(MYPAGE_TIMEOUT_S):
                await self._mypage.load_state()
        return outbox.behind(self._mypage.name, self._mypage.position)

    async def parked(self) -> int:
        """Count the dead-lettered events, the read model's only if its store can be reached.

        Raises Unavailable.
        """
        now = self._clock.now()
        count = await self._main.read(lambda tx: tx.progress.count_parked(), now)
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(MYPAGE_TIMEOUT_S):
                count += await self._mypage.parked()
        return count

    async def _poll(self) -> bool:
        names = [each.name for each in self._beside]
        now, wall = self._clock.now(), self._clock.wall()

        def in_main(tx: Transaction) -> tuple[Position, Sequence[str]]:
            end = Position(tx.events.epoch(), tx.events.head())
            return end, with_work(tx, names=names, end=end, wall=wall)

        with suppress(Unavailable):
            end, found = await self._main.read(in_main, now)
            self._wake(found)
            if not self._mypage.is_known_at(end):  # it may have something to retry, too
                self._wake([MYPAGE.name])
        return False

    def _wake(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self._loops:
                self._loops[name].wake()

    def _step_of(self, consumer: AnyConsumer) -> Callable[[], Awaitable[bool]]:
        async def step() -> bool:
            result = await consumer.run_once()
            if result is not BatchResult.NOTHING:
                self._turns_with_work += 1
                self._handled()
            return result is BatchResult.SOME

        return step
