"""One subscriber walking through the outbox, a transaction a turn. When, is not decided here."""

import logging
import traceback
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

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

log = logging.getLogger(__name__)


def about(events: Iterable[Recorded | None]) -> AbstractContextManager[None]:
    """While these are worked on; of several bookings none is named."""
    told = (each.event for each in events if each is not None)
    codes = {event.code for event in told if isinstance(event, OfBooking)}
    return bound_contextvars(booking=codes.pop()) if len(codes) == 1 else nullcontext()


FRESH = timedelta(seconds=10)
"""How long a subscriber that has nothing parked goes by where it came to itself, before it asks its
store again: another process may have moved it, or parked an event.
"""
R = TypeVar("R")


class _Left(NamedTuple):
    """Where a turn ended with nothing parked, and when."""

    position: Position
    at: datetime


class Consumer(Generic[T]):
    """Moves one subscriber forward: effect and position in one commit of `store`, events from
    `outbox`.

    `clear` (if given) empties the effects when the outbox has begun a new life, to build them anew.
    `duty` answers what to check in each transaction of a turn; None: somebody else moves it.
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
        self.name = subscriber.name
        self.position = Position(0, 0)
        self._subscriber = subscriber
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._clear = clear
        self._duty = duty
        self._guard: Guard[T] = no_guard
        self._singly = 0
        self._left: _Left | None = None

    async def turn(self) -> BatchResult:
        """At most one parked event and one batch. NOTHING also when its store cannot be reached,
        which is no fault of any event.
        """
        guard = self._duty()
        if guard is None or guard != self._guard:
            self._left = None
        if guard is None:
            return BatchResult.NOTHING
        self._guard = guard
        try:
            return await self._step()
        except StalePosition:
            self._left = None
            return BatchResult.SOME
        except (Unavailable, LeaseLost):
            self._left = None
            return BatchResult.NOTHING

    async def stand(self) -> ConsumerState:
        """Where the subscriber is by now. Raises Unavailable."""
        name, wall = self.name, self._clock.wall()
        standing = await self._store.read(
            lambda tx: consumer_steps.stand(tx, name=name, wall=wall), self._clock.now()
        )
        self.position = standing.position
        return standing

    async def parked(self) -> int:
        """How many events are parked in its store. Raises Unavailable."""
        return await self._store.read(lambda tx: tx.progress.count_parked(), self._clock.now())

    async def _step(self) -> BatchResult:
        standing = await self._where()
        stretch = await self._look_ahead(standing.position)
        if self._clear is not None and stretch.epoch != standing.position.epoch:
            self._left = None
            await self._begin_anew(self._clear, old=standing.position, epoch=stretch.epoch)
            return BatchResult.SOME
        if standing.due is not None:
            await self._try_again(standing.due)
        if stretch.upto > standing.position.id:
            went = await self._advance(stretch, old=standing.position)
            return went if standing.due is None else BatchResult.SOME
        return BatchResult.NOTHING if standing.due is None else BatchResult.SOME

    async def _where(self) -> ConsumerState:
        left, wall = self._left, self._clock.wall()
        if left is not None and left.at <= wall < left.at + FRESH:
            return ConsumerState(left.position, None, parked=False)
        standing = await self.stand()
        self._left = None if standing.parked else _Left(standing.position, wall)
        return standing

    async def _look_ahead(self, position: Position) -> EventBatch:
        limit = 1 if self._singly else self._subscriber.batch
        return await self._outbox.read(
            lambda tx: consumer_steps.ahead(
                tx, position=position, limit=limit, kinds=self._subscriber.kinds
            ),
            self._clock.now(),
        )

    async def _begin_anew(self, clear: Callable[[T], None], *, old: Position, epoch: int) -> None:
        log.info("%s begins at nothing: epoch %d of the outbox", self.name, epoch)
        name = self.name
        await self._run(
            lambda tx: consumer_steps.begin_anew(tx, name=name, old=old, epoch=epoch, clear=clear)
        )

    async def _advance(self, stretch: EventBatch, *, old: Position) -> BatchResult:
        subscriber, wall = self._subscriber, self._clock.wall()
        self._left = None
        with about(stretch.events):
            came, error = await self._attempt(
                lambda tx: consumer_steps.advance(
                    tx, subscriber=subscriber, old=old, stretch=stretch, wall=wall
                )
            )
        if error is not None and len(stretch.events) > 1:
            self._singly = len(stretch.events)
            return BatchResult.SOME
        self._singly = max(0, self._singly - len(stretch.events))
        if error is not None:
            event = consumer_steps.queued(self.name, stretch.events[0], wall=wall)
            failed = consumer_steps.failure(event, error=error, wall=self._clock.wall())
            await self._run(
                lambda tx: consumer_steps.park(tx, failed=failed, old=old, epoch=stretch.epoch)
            )
        if came is None:
            return BatchResult.SOME
        self.position = came.position
        if not came.parked:
            self._left = _Left(came.position, wall)
        return (
            BatchResult.ALL if stretch.whole and came.position == stretch.end else BatchResult.SOME
        )

    async def _try_again(self, parked: ParkedEvent) -> None:
        recorded = await self._outbox.read(
            lambda tx: tx.events.get(parked.event), self._clock.now()
        )
        subscriber, wall = self._subscriber, self._clock.wall()
        with about([recorded]):
            _, error = await self._attempt(
                lambda tx: consumer_steps.try_again(
                    tx, subscriber=subscriber, parked=parked, recorded=recorded, wall=wall
                )
            )
        if error is not None:
            failed = consumer_steps.failure(parked, error=error, wall=self._clock.wall())
            await self._run(
                lambda tx: consumer_steps.park_again(tx, failed=failed, old=parked, wall=wall)
            )

    async def _attempt(self, operation: Callable[[T], R]) -> tuple[R | None, str | None]:
        """The outcome; or the name of what a reaction raised, never its text, which may tell of
        people.
        """
        try:
            return await self._run(operation), None
        except (Unavailable, StalePosition, LeaseLost):
            raise
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            name = type(error).__name__
            log.error("%s failed: %s at %s:%s", self.name, name, at.name, at.lineno)  # noqa: TRY400
            return None, name

    async def _run(self, operation: Callable[[T], R]) -> R:
        return await self._store.run(with_guard(self._guard, operation), Command(self._clock.now()))
