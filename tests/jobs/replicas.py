"""Processes that share the world's database, each with a clockwork of its own, and one that sleeps
in the middle of its work as a stopped process does.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from domain.policies import SUBSCRIBERS, Subscriber
from domain.ports.store import Command, Transaction
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from jobs.delivery import Deliverer
from jobs.dispatcher import Dispatcher
from jobs.housekeeping import Housekeeping, Retention
from jobs.leadership import WORKERS, FencingToken, Guard, Leased
from jobs.leases import LeasedLeadership
from tests.jobs.phones import Phones
from tests.jobs.world import World


class Stoppable:
    """The store as one process sees it: while that is stopped its commands do not leave."""

    def __init__(self, store: SqlStore[SqlTransaction]) -> None:
        self._store = store
        self._going = asyncio.Event()
        self._going.set()
        self.commands = 0
        self.waiting = 0

    def stop(self) -> None:
        self._going.clear()

    def wake(self) -> None:
        self._going.set()

    async def run(self, operation: Callable[..., Any], command: Command, **facts: Any) -> Any:
        self.waiting += 1
        await self._going.wait()
        self.waiting -= 1
        self.commands += 1
        return await self._store.run(operation, command, **facts)

    async def read(self, query: Callable[..., Any], now: datetime, **facts: Any) -> Any:
        return await self._store.read(query, now, **facts)


class Replica:
    """One process."""

    def __init__(
        self,
        world: World,
        *,
        store: SqlStore[SqlTransaction] | None = None,
        phones: Phones | None = None,
        parts: Iterable[str] = WORKERS,
        subscribers: Sequence[Subscriber[Transaction]] = SUBSCRIBERS,
        fenced: bool = True,
    ) -> None:
        clock = world.clock
        self.store = Stoppable(store or world.main)
        self.phones = phones or Phones()
        kind = LeasedLeadership if fenced else Reckless
        self.leadership = kind(store=self.store, clock=clock, workers=parts, later=())
        self.dispatcher = Dispatcher(
            main=self.store,
            mypage=world.mypage,
            clock=clock,
            leadership=self.leadership,
            subscribers=subscribers,
        )
        self.deliverer = Deliverer(
            store=self.store, send=self.phones, clock=clock, leadership=self.leadership
        )
        self.housekeeping = Housekeeping(store=self.store, clock=clock, leadership=self.leadership)
        self.retention = Retention(store=self.store, clock=clock, leadership=self.leadership)

    async def stopped_in(self, work: Callable[[], Any]) -> "asyncio.Task[Any]":
        """Begins the work and stops before its first command leaves."""
        self.store.stop()
        begun = asyncio.create_task(work())
        while not self.store.waiting:
            await asyncio.sleep(0.001)
        return begun


class Unchecked(FencingToken):
    """A fence with a hole."""

    def __call__(self, _tx: Leased) -> None:
        """Lets everybody through."""


class Reckless(LeasedLeadership):
    """Believes that what it held it holds: what every test of a fence must fail with."""

    def guard_for(self, part: str) -> Guard[Leased] | None:
        fence = super().guard_for(part)
        return Unchecked(fence.worker, fence.token) if isinstance(fence, FencingToken) else None


async def take_over(world: World, *, from_: Replica, to: Replica) -> None:
    """`from_` does not renew any more; `to` waits its time out."""
    assert from_.leadership.assigned()
    world.clock.forward(seconds=6)
    await to.leadership.renew()
    assert to.leadership.assigned()
