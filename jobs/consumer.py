"""Outbox consumer: handles one batch of events per transaction. Scheduling is the caller's.

`OutboxConsumer` is the turn that all consumers share: load the position, retry a dead-lettered
event, handle the next batch. `Consumer` reacts inside the transaction that moves the position;
`jobs.relay.Relay` publishes first and moves the position after it.
"""

import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

import structlog
from structlog.contextvars import bound_contextvars

from domain.errors import Unavailable
from domain.events import OfBooking, Recorded
from domain.policies import Subscriber
from domain.ports.clock import Clock
from domain.ports.events import ParkedEvent, Position
from domain.ports.store import Command, Store, Transaction
from jobs import consumer_steps
from jobs.consumer_steps import BatchResult, ConsumerState, EventBatch, StalePosition, T
from jobs.leadership import Guard, LeaseLost, no_guard, with_guard

log = structlog.stdlib.get_logger(__name__)

POSITION_CACHED = timedelta(seconds=10)
"""How long a consumer without dead-lettered events trusts the position it reached, before it reads
it again: another process may have moved it, or dead-lettered an event.
"""
R = TypeVar("R")


def bind_booking(events: Iterable[Recorded | None]) -> AbstractContextManager[None]:
    """Add the booking's code to log lines, unless the events are about several bookings."""
    found = (each.event for each in events if each is not None)
    codes = {event.code for event in found if isinstance(event, OfBooking)}
    return bound_contextvars(booking=codes.pop()) if len(codes) == 1 else nullcontext()


class OutboxConsumer(ABC, Generic[T]):
    """One turn of a consumer, and what ends it early.

    `duty` returns the guard for the transactions of a turn; None: another process runs this
    consumer.
    """

    def __init__(
        self,
        name: str,
        *,
        store: Store[T],
        outbox: Store[Transaction],
        clock: Clock,
        duty: Callable[[], Guard[T] | None] = lambda: no_guard,
    ) -> None:
        self.name = name
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._duty = duty
        self._guard: Guard[T] = no_guard

    async def run_once(self) -> BatchResult:
        """Handle at most one dead-lettered event and one batch.

        NOTHING also when a store or the peer cannot be reached, which is no fault of any event.
        """
        guard = self._duty()
        if guard is None or guard != self._guard:
            self._forget_position()
        if guard is None:
            return BatchResult.NOTHING
        self._guard = guard
        try:
            return await self._step()
        except StalePosition:
            self._forget_position()
            return BatchResult.SOME
        except (Unavailable, LeaseLost):
            self._forget_position()
            return BatchResult.NOTHING

    async def _step(self) -> BatchResult:
        state, batch = await self._load()
        if await self._restarted(state, batch):
            return BatchResult.SOME
        if state.due is not None:
            await self._retry(state.due)
        result = BatchResult.NOTHING
        if batch.upto > state.position.id:
            result = await self._advance(state, batch)
        return result if state.due is None else BatchResult.SOME

    @abstractmethod
    async def _load(self) -> tuple[ConsumerState, EventBatch]:
        """Where the consumer stands, and the next batch."""

    async def _restarted(self, _state: ConsumerState, _batch: EventBatch) -> bool:
        """Whether the consumer started over because the outbox has another epoch."""
        return False

    @abstractmethod
    async def _retry(self, due: ParkedEvent) -> None:
        """Handle a dead-lettered event once more."""

    @abstractmethod
    async def _advance(self, state: ConsumerState, batch: EventBatch) -> BatchResult:
        """Handle the batch and move the position."""

    def _forget_position(self) -> None:
        """Read the position from the store at the next turn."""

    async def _dead_letter(self, due: ParkedEvent) -> Recorded | None:
        return await self._outbox.read(lambda tx: tx.events.get(due.event), self._clock.now())

    async def _record_retry(self, due: ParkedEvent, error: str | None, *, wall: datetime) -> None:
        failed = None
        if error is not None:
            failed = consumer_steps.failure(due, error=error, wall=self._clock.wall())
        await self._run(
            lambda tx: consumer_steps.record_retry(tx, due=due, failed=failed, wall=wall)
        )

    async def _run(self, operation: Callable[[T], R]) -> R:
        return await self._store.run(with_guard(self._guard, operation), Command(self._clock.now()))


class _Reached(NamedTuple):
    """Position at the end of a turn that left nothing dead-lettered."""

    position: Position
    at: datetime


class Consumer(OutboxConsumer[T]):
    """Consumer whose effect and position are committed together in `store`.

    `clear` (if given) drops the effects when the outbox has a new epoch, to rebuild them.
    """

    def __init__(
        self,
        subscriber: Subscriber[T],
        *,
        store: Store[T],
        outbox: Store[Transaction],
        clock: Clock,
        clear: Callable[[T], None] | None = None,
        duty: Callable[[], Guard[T] | None] = lambda: no_guard,
    ) -> None:
        super().__init__(subscriber.name, store=store, outbox=outbox, clock=clock, duty=duty)
        self.position = Position(0, 0)
        self._subscriber = subscriber
        self._clear = clear
        self._singly = 0
        self._reached: _Reached | None = None

    def is_known_at(self, end: Position) -> bool:
        """Whether it has handled all events up to `end`, as far as its cached position tells."""
        return self._is_cached(self._clock.wall()) and self.position == end

    async def load_state(self) -> ConsumerState:
        """Read where the consumer stands. Raises Unavailable."""
        name, wall = self.name, self._clock.wall()
        state = await self._store.read(
            lambda tx: consumer_steps.load_state(tx, name=name, wall=wall), self._clock.now()
        )
        self.position = state.position
        return state

    async def parked(self) -> int:
        """Count the dead-lettered events in its store. Raises Unavailable."""
        return await self._store.read(lambda tx: tx.progress.count_parked(), self._clock.now())

    async def _load(self) -> tuple[ConsumerState, EventBatch]:
        state = await self._cached_state()
        limit = 1 if self._singly else self._subscriber.batch
        position, kinds = state.position, self._subscriber.kinds
        batch = await self._outbox.read(
            lambda tx: consumer_steps.read_batch(tx, position=position, limit=limit, kinds=kinds),
            self._clock.now(),
        )
        return state, batch

    async def _cached_state(self) -> ConsumerState:
        reached, wall = self._reached, self._clock.wall()
        if reached is not None and self._is_cached(wall):
            return ConsumerState(reached.position)
        state = await self.load_state()
        self._reached = None if state.lanes else _Reached(state.position, wall)
        return state

    def _is_cached(self, wall: datetime) -> bool:
        reached = self._reached
        return reached is not None and reached.at <= wall < reached.at + POSITION_CACHED

    def _forget_position(self) -> None:
        self._reached = None

    async def _restarted(self, state: ConsumerState, batch: EventBatch) -> bool:
        clear, epoch = self._clear, batch.epoch
        if clear is None or epoch == state.position.epoch:
            return False
        self._forget_position()
        log.info("starting from the beginning of the outbox", consumer=self.name, epoch=epoch)
        name, old = self.name, state.position
        await self._run(
            lambda tx: consumer_steps.start_over(tx, name=name, old=old, epoch=epoch, clear=clear)
        )
        return True

    async def _advance(self, state: ConsumerState, batch: EventBatch) -> BatchResult:
        subscriber, old, wall = self._subscriber, state.position, self._clock.wall()
        self._forget_position()
        with bind_booking(batch.events):
            advanced, error = await self._attempt(
                lambda tx: consumer_steps.advance(
                    tx, subscriber=subscriber, old=old, batch=batch, wall=wall
                )
            )
        if error is not None:
            await self._isolate(batch, error, old=old, wall=wall)
        else:
            self._singly = max(0, self._singly - len(batch.events))
        if advanced is None:
            return BatchResult.SOME
        self.position = advanced.position
        if not advanced.parked:
            self._reached = _Reached(advanced.position, wall)
        is_end = batch.whole and advanced.position == batch.end
        return BatchResult.ALL if is_end else BatchResult.SOME

    async def _isolate(
        self, batch: EventBatch, error: str, *, old: Position, wall: datetime
    ) -> None:
        """Handle the events of a failed batch one by one; dead-letter the one that fails alone."""
        if len(batch.events) > 1:
            self._singly = len(batch.events)
            return
        self._singly = max(0, self._singly - len(batch.events))
        event = consumer_steps.queued(self.name, batch.events[0], wall=wall)
        failed = consumer_steps.failure(event, error=error, wall=self._clock.wall())
        name, new = self.name, Position(batch.epoch, failed.event)
        await self._run(
            lambda tx: consumer_steps.move(tx, name=name, old=old, new=new, parked=[failed])
        )

    async def _retry(self, due: ParkedEvent) -> None:
        recorded = await self._dead_letter(due)
        subscriber, wall = self._subscriber, self._clock.wall()
        error: str | None = LookupError.__name__
        if recorded is not None:
            with bind_booking([recorded]):
                _, error = await self._attempt(
                    lambda tx: consumer_steps.retry(
                        tx, subscriber=subscriber, due=due, recorded=recorded, wall=wall
                    )
                )
        if error is not None:
            await self._record_retry(due, error, wall=wall)

    async def _attempt(self, operation: Callable[[T], R]) -> tuple[R | None, str | None]:
        """The result, or the name of the exception; never its text, which may be personal data."""
        try:
            return await self._run(operation), None
        except (Unavailable, StalePosition, LeaseLost):
            raise
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            name, where = type(error).__name__, f"{at.name}:{at.lineno}"
            log.error(  # noqa: TRY400 - the text of the exception may be personal data
                "consumer failed", consumer=self.name, kind=name, at=where
            )
            return None, name
