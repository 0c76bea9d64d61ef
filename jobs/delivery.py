"""Delivery of pending notifications through a `Send` function. Texts and Telegram are elsewhere."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog

from domain.errors import Unavailable
from domain.ports.clock import Clock
from domain.ports.notices import Delivery, Notice, Send, SendResult
from domain.ports.store import Command, Store, Transaction
from jobs import delivery_steps
from jobs.leadership import (
    DELIVER,
    SINGLE_PROCESS,
    Guard,
    Leadership,
    LeaseLost,
    no_guard,
    with_guard,
)
from jobs.work_loop import WorkLoop

MAX_IN_FLIGHT = 30
MAX_ATTEMPTS = 8
"""Attempts at a notice whose sending raises an exception; rate limits and outages do not count."""
RECORD_RETRY_S = 1.0
"""Between two attempts to record the result of a send while the store is unavailable."""
R = TypeVar("R")
log = structlog.stdlib.get_logger(__name__)


class Deliverer:
    """Sends to many people at once, to each person in order.

    A rate limit that Telegram imposes, on one chat or on all, is stored, so that it holds for every
    process and after a restart. The send rate is limited elsewhere; `room` returns how many of so
    many sends could start now, so that nothing is claimed while Telegram cannot be called.
    """

    def __init__(
        self,
        *,
        store: Store[Transaction],
        send: Send,
        clock: Clock,
        leadership: Leadership = SINGLE_PROCESS,
        in_flight: int = MAX_IN_FLIGHT,
        room: Callable[[int], int] = lambda most: most,
    ) -> None:
        self._store = store
        self._send = send
        self._clock = clock
        self._leadership = leadership
        self._guard: Guard[Transaction] | None = None
        self._in_flight = in_flight
        self._room = room
        self._sends: set[asyncio.Task[None]] = set()
        self._pauses: dict[int | None, datetime] = {}
        self._backlog = False
        self._loop = WorkLoop(self._step)

    async def take_over(self) -> int:
        """Follow a change of the lease; return how many unfinished sends were made pending again.

        Acquired: what the previous holder was sending becomes pending. Lost: our sends are
        cancelled. Raises Unavailable, LeaseLost.
        """
        guard, before = self._leadership.guard_for(DELIVER), self._guard
        if guard == before:
            return 0
        self._guard = None
        await self._cancel_sends()
        released = 0
        if guard is not None:
            released = await self._run(lambda tx: tx.notices.release(), guard)
        self._guard = guard
        return released

    def pause(self, seconds: float, chat: int | None = None) -> None:
        """Store a rate limit that a message met, of its chat or of all; to be called on the event
        loop.
        """
        until = delivery_steps.end_of_pause(self._clock.wall(), seconds=seconds)
        self._pauses[chat] = max(until, self._pauses.get(chat, until))
        self.wake()

    def open(self) -> None:
        """Accept wake-ups from now on; to be called on the event loop."""
        self._loop.open()
        self.wake()

    def wake(self) -> None:
        """Look for due notifications soon. Thread-safe."""
        self._loop.wake()

    async def tick(self) -> bool:
        """Claim what there is room for and start to send it; whether more may be claimed."""
        return await self._loop.run_once()

    async def drain(self) -> None:
        """Send until nothing is left that could be sent now."""
        while await self.tick() or self._sends:
            if self._sends:
                await asyncio.wait(self._sends, return_when=asyncio.FIRST_COMPLETED)

    async def close(self, *, within: float = 5.0) -> None:
        """Claim no more, and give running sends `within` seconds.

        Those that did not end by then are made pending again at the next start.
        """
        await self._loop.close()
        if self._sends:
            await asyncio.wait(self._sends, timeout=within)
            await self._cancel_sends()

    async def _cancel_sends(self) -> None:
        sends = tuple(self._sends)
        for task in sends:
            task.cancel()
        await asyncio.gather(*sends, return_exceptions=True)

    async def _step(self) -> bool:
        try:
            await self._store_pauses()
            await self.take_over()
            room = self._room(self._in_flight - len(self._sends))
            if self._guard is None or room <= 0:
                return False
            return await self._work(room, self._guard)
        except (Unavailable, LeaseLost):
            return False

    async def _store_pauses(self) -> None:
        if not (pauses := dict(self._pauses)):
            return
        await self._run(partial(delivery_steps.store_pauses, pauses=pauses), no_guard)
        for chat, until in pauses.items():
            if self._pauses[chat] == until:
                del self._pauses[chat]

    async def _work(self, room: int, guard: Guard[Transaction]) -> bool:
        """Read first: an idle deliverer must not take the write lock every second.

        After a claim that filled the room more is probably due, and it is claimed right away.
        """
        wall, is_guess = self._clock.wall(), self._backlog
        if not is_guess:
            work = await self._store.read(
                lambda tx: delivery_steps.find_work(tx, wall=wall), self._clock.now()
            )
            if not work.is_due:
                return work.has_reports and await self._enqueue_reports(guard)
        claimed = await self._run(
            lambda tx: delivery_steps.claim_due(tx, wall=wall, limit=room), guard
        )
        self._backlog = len(claimed.owed) + claimed.dropped >= room
        for notice in claimed.owed:
            task = asyncio.create_task(self._deliver(notice, guard))
            self._sends.add(task)
            task.add_done_callback(self._ended)
        if claimed.owed or claimed.dropped or is_guess:
            return True
        return await self._enqueue_reports(guard)

    async def _enqueue_reports(self, guard: Guard[Transaction]) -> bool:
        return await self._run(delivery_steps.enqueue_deletion_reports, guard) > 0

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
                await asyncio.sleep(RECORD_RETRY_S)
                continue
            except LeaseLost:
                # The notice is the new holder's; a rate limit holds for every process.
                if outcome.retry_after is not None and outcome.pauses_all:
                    self.pause(outcome.retry_after)
            return

    async def _attempt(self, notice: Notice) -> SendResult:
        try:
            return await self._send(notice)
        except Unavailable:
            return SendResult(Delivery.NOT_SENT)
        except Exception as error:
            log.error(  # noqa: TRY400 - the text of the exception may be personal data
                "notice failed", notice=notice.id, kind=type(error).__name__
            )
            is_last = notice.attempts + 1 >= MAX_ATTEMPTS
            return SendResult(Delivery.INVALID if is_last else Delivery.UNKNOWN)

    async def _run(self, operation: Callable[[Transaction], R], guard: Guard[Transaction]) -> R:
        return await self._store.run(with_guard(guard, operation), Command(self._clock.now()))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._sends.discard(task)
        self.wake()
