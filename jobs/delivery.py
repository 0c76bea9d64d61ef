"""Sends what is owed through the sender it is given. Knows no words and no Telegram."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from domain.errors import Unavailable
from domain.ports.clock import Clock
from domain.ports.notices import Delivery, Notice, Send, SendResult
from domain.ports.store import Command, Store, Transaction
from jobs import delivery_steps
from jobs.leadership import ALONE, DELIVER, Guard, Leadership, LeaseLost, no_guard, with_guard
from jobs.work_loop import WorkLoop

IN_FLIGHT = 30
TRIES_OF_A_BUG = 8
R = TypeVar("R")
log = logging.getLogger(__name__)


class Deliverer:
    """Sends to many people at once, to one person in order.

    A pause Telegram asked for is stored, whoever delivers, so that it holds for every process and
    after a restart. The pace is the sender's; `room` says how many of so many sends can begin at
    all, so that nothing is claimed while the way out is closed.
    """

    def __init__(
        self,
        *,
        store: Store[Transaction],
        send: Send,
        clock: Clock,
        duties: Leadership = ALONE,
        in_flight: int = IN_FLIGHT,
        room: Callable[[int], int] = lambda most: most,
    ) -> None:
        self._store = store
        self._send = send
        self._clock = clock
        self._duties = duties
        self._guard: Guard[Transaction] | None = None
        self._in_flight = in_flight
        self._room = room
        self._sends: set[asyncio.Task[None]] = set()
        self._pause: datetime | None = None
        self._rounds = WorkLoop(self._turn)

    async def take_over(self) -> int:
        """If delivering has become ours: makes pending what whoever did it before was sending; how
        many. If it is not ours any more: ends what we are sending. Raises Unavailable, LeaseLost.
        """
        guard, before = self._duties.on(DELIVER), self._guard
        if guard == before:
            return 0
        self._guard = None
        await self._end_sends()
        released = 0
        if guard is not None:
            released = await self._run(lambda tx: tx.notices.release(), guard)
        self._guard = guard
        return released

    def pause(self, seconds: float) -> None:
        """A message met a pause: store it. To be called on the event loop."""
        until = delivery_steps.end_of_pause(self._clock.wall(), seconds=seconds)
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
            await asyncio.wait(self._sends, timeout=within)
            await self._end_sends()

    async def _end_sends(self) -> None:
        sends = tuple(self._sends)
        for task in sends:
            task.cancel()
        await asyncio.gather(*sends, return_exceptions=True)

    async def _turn(self) -> bool:
        try:
            await self._store_pause()
            await self.take_over()
            room = self._room(self._in_flight - len(self._sends))
            return self._guard is not None and room > 0 and await self._claim(room, self._guard)
        except (Unavailable, LeaseLost):
            return False

    async def _store_pause(self) -> None:
        if (until := self._pause) is not None:
            await self._run(lambda tx: tx.notices.pause(until=until), no_guard)
            self._pause = None if self._pause == until else self._pause

    async def _claim(self, room: int, guard: Guard[Transaction]) -> bool:
        wall = self._clock.wall()
        claimed = await self._run(
            lambda tx: delivery_steps.claim_due(tx, wall=wall, limit=room), guard
        )
        for notice in claimed.owed:
            task = asyncio.create_task(self._deliver(notice, guard))
            self._sends.add(task)
            task.add_done_callback(self._ended)
        return len(claimed.owed) + claimed.dropped > 0 or await self._tell_sums(guard)

    async def _tell_sums(self, guard: Guard[Transaction]) -> bool:
        told = await self._store.read(lambda tx: tx.deletions.told(limit=1), self._clock.now())
        return len(told) > 0 and await self._run(delivery_steps.enqueue_deletion_reports, guard) > 0

    async def _deliver(self, notice: Notice, guard: Guard[Transaction]) -> None:
        outcome = await self._attempt(notice)
        wall = self._clock.wall()
        while True:
            try:
                await self._run(
                    lambda tx: delivery_steps.record_result(
                        tx, notice=notice, outcome=outcome, wall=wall
                    ),
                    guard,
                )
            except Unavailable:
                await asyncio.sleep(1)
                continue
            except LeaseLost:
                self._give_back(outcome)
            return

    def _give_back(self, outcome: SendResult) -> None:
        """The notice is another's to settle; a pause is everybody's."""
        if outcome.retry_after is not None:
            self.pause(outcome.retry_after)

    async def _attempt(self, notice: Notice) -> SendResult:
        try:
            return await self._send(notice)
        except Unavailable:
            return SendResult(Delivery.NOT_SENT)
        except Exception as error:
            log.error("notice %d: %s", notice.id, type(error).__name__)  # noqa: TRY400
            hopeless = notice.attempts + 1 >= TRIES_OF_A_BUG
            return SendResult(Delivery.INVALID if hopeless else Delivery.UNKNOWN)

    async def _run(self, operation: Callable[[Transaction], R], guard: Guard[Transaction]) -> R:
        return await self._store.run(with_guard(guard, operation), Command(self._clock.now()))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._sends.discard(task)
        self.wake()
