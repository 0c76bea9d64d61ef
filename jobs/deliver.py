"""Sends what is owed through the sender it is given. Knows no words and no Telegram."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from domain.errors import Unavailable
from domain.ports.clock import Clock
from domain.ports.notices import Notice, Outcome, Send, Sending
from domain.ports.store import Command, Store, Transaction
from jobs import owed
from jobs.rounds import Rounds

IN_FLIGHT = 30
TRIES_OF_A_BUG = 8
R = TypeVar("R")
log = logging.getLogger(__name__)


class Deliverer:
    """Sends to many people at once, to one person in order.

    A pause Telegram asked for is stored, so that it holds after a restart. The pace is the
    sender's; `room` says how many of so many sends can begin at all, so that nothing is claimed
    while the way out is closed.
    """

    def __init__(
        self,
        *,
        store: Store[Transaction],
        send: Send,
        clock: Clock,
        in_flight: int = IN_FLIGHT,
        room: Callable[[int], int] = lambda most: most,
    ) -> None:
        self._store = store
        self._send = send
        self._clock = clock
        self._in_flight = in_flight
        self._room = room
        self._sends: set[asyncio.Task[None]] = set()
        self._pause: datetime | None = None
        self._rounds = Rounds(self._turn)

    async def release(self) -> int:
        """At start: makes what a dead process was sending pending again; how many."""
        return await self._run(lambda tx: tx.notices.release())

    async def paused_for(self) -> float:
        """Seconds until the stored pause ends, 0.0 without one; the sender wants it at start."""
        until = await self._store.read(lambda tx: tx.notices.paused_until(), self._clock.now())
        return 0.0 if until is None else max(0.0, (until - self._clock.wall()).total_seconds())

    def pause(self, seconds: float) -> None:
        """A reply met a pause: store it. To be called on the event loop."""
        until = self._clock.wall() + timedelta(seconds=seconds)
        self._pause = until if self._pause is None else max(until, self._pause)
        self.wake()

    def open(self) -> None:
        """From now on wake-ups count; to be called on the event loop."""
        self._rounds.open()
        self.wake()

    def wake(self) -> None:
        """Something may be owed. Safe from any thread.

        Not to be called for every commit: looking for something owed is a commit as well.
        """
        self._rounds.wake()

    async def tick(self) -> bool:
        """Claims what there is room for and begins to send it; whether more may be claimed."""
        return await self._rounds.turn()

    async def drain(self) -> None:
        """Until nothing is left that could be sent now."""
        while await self.tick() or self._sends:
            if self._sends:
                await asyncio.wait(self._sends, return_when=asyncio.FIRST_COMPLETED)

    async def close(self, *, within: float = 5.0) -> None:
        """Claims no more and gives the attempts in hand `within` seconds.

        What is not known to have ended by then is left to `release` at the next start.
        """
        await self._rounds.close()
        if self._sends:
            _, late = await asyncio.wait(self._sends, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _turn(self) -> bool:
        try:
            await self._store_pause()
            room = self._room(self._in_flight - len(self._sends))
            return room > 0 and await self._claim(room)
        except Unavailable:
            return False

    async def _store_pause(self) -> None:
        if (until := self._pause) is not None:
            await self._run(lambda tx: tx.notices.pause(until=until))
            self._pause = None if self._pause == until else self._pause

    async def _claim(self, room: int) -> bool:
        wall = self._clock.wall()
        claimed = await self._run(lambda tx: owed.claim(tx, wall=wall, limit=room))
        for notice in claimed.owed:
            task = asyncio.create_task(self._deliver(notice))
            self._sends.add(task)
            task.add_done_callback(self._ended)
        return len(claimed.owed) + claimed.dropped > 0 or await self._tell_sums()

    async def _tell_sums(self) -> bool:
        told = await self._store.read(lambda tx: tx.deletions.told(limit=1), self._clock.now())
        return len(told) > 0 and await self._run(owed.tell_sums) > 0

    async def _deliver(self, notice: Notice) -> None:
        outcome = await self._attempt(notice)
        wall = self._clock.wall()
        while True:
            try:
                await self._run(
                    lambda tx: owed.settle(tx, notice=notice, outcome=outcome, wall=wall)
                )
            except Unavailable:
                await asyncio.sleep(1)
            else:
                return

    async def _attempt(self, notice: Notice) -> Outcome:
        try:
            return await self._send(notice)
        except Unavailable:
            return Outcome(Sending.NOT_SENT)
        except Exception as error:
            log.error("notice %d: %s", notice.id, type(error).__name__)  # noqa: TRY400
            hopeless = notice.attempts + 1 >= TRIES_OF_A_BUG
            return Outcome(Sending.INVALID if hopeless else Sending.UNKNOWN)

    async def _run(self, operation: Callable[[Transaction], R]) -> R:
        return await self._store.run(operation, Command(self._clock.now()))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._sends.discard(task)
        self.wake()
