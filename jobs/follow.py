"""One subscriber walking through the outbox, a transaction a turn. When, is not decided here."""

import logging
import traceback
from collections.abc import Callable
from typing import Generic

from domain.errors import Unavailable
from domain.policies import Subscriber
from domain.ports.clock import Clock
from domain.ports.events import ParkedEvent, Position
from domain.ports.store import Command, Store, Transaction
from jobs import steps, trace
from jobs.fence import Guard, LeaseLost, guarded, unfenced
from jobs.steps import Overtaken, Standing, Stretch, T

log = logging.getLogger(__name__)


class Follower(Generic[T]):
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
        duty: Callable[[], Guard[T] | None] = lambda: unfenced,
    ) -> None:
        self.name = subscriber.name
        self.position = Position(0, 0)
        self._subscriber = subscriber
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._clear = clear
        self._duty = duty
        self._guard: Guard[T] = unfenced
        self._singly = 0

    async def turn(self) -> bool:
        """At most one parked event and one batch. False: nothing for us to do, or its store cannot
        be reached, which is no fault of any event.
        """
        guard = self._duty()
        if guard is None:
            return False
        self._guard = guard
        try:
            return await self._step()
        except Overtaken:
            return True
        except (Unavailable, LeaseLost):
            return False

    async def stand(self) -> Standing:
        """Where the subscriber is by now. Raises Unavailable."""
        name, wall = self.name, self._clock.wall()
        standing = await self._store.read(
            lambda tx: steps.stand(tx, name=name, wall=wall), self._clock.now()
        )
        self.position = standing.position
        return standing

    async def parked(self) -> int:
        """How many events are parked in its store. Raises Unavailable."""
        return await self._store.read(lambda tx: tx.progress.count_parked(), self._clock.now())

    async def _step(self) -> bool:
        standing = await self.stand()
        stretch = await self._look_ahead(standing.position)
        if self._clear is not None and stretch.epoch != standing.position.epoch:
            await self._begin_anew(self._clear, old=standing.position, epoch=stretch.epoch)
            return True
        if standing.due is not None:
            await self._try_again(standing.due)
        if stretch.events:
            await self._advance(stretch, old=standing.position)
        return standing.due is not None or len(stretch.events) > 0

    async def _look_ahead(self, position: Position) -> Stretch:
        limit = 1 if self._singly else self._subscriber.batch
        return await self._outbox.read(
            lambda tx: Stretch(tx.events.epoch(), tx.events.after(position.id, limit=limit)),
            self._clock.now(),
        )

    async def _begin_anew(self, clear: Callable[[T], None], *, old: Position, epoch: int) -> None:
        log.info("%s begins at nothing: epoch %d of the outbox", self.name, epoch)
        name = self.name
        await self._run(
            lambda tx: steps.begin_anew(tx, name=name, old=old, epoch=epoch, clear=clear)
        )

    async def _advance(self, stretch: Stretch, *, old: Position) -> None:
        subscriber, wall = self._subscriber, self._clock.wall()
        with trace.about(stretch.events):
            error = await self._attempt(
                lambda tx: steps.advance(
                    tx, subscriber=subscriber, old=old, stretch=stretch, wall=wall
                )
            )
        if error is not None and len(stretch.events) > 1:
            self._singly = len(stretch.events)
            return
        self._singly = max(0, self._singly - len(stretch.events))
        if error is not None:
            event = steps.queued(self.name, stretch.events[0], wall=wall)
            failed = steps.failure(event, error=error, wall=self._clock.wall())
            await self._run(lambda tx: steps.park(tx, failed=failed, old=old, epoch=stretch.epoch))

    async def _try_again(self, parked: ParkedEvent) -> None:
        recorded = await self._outbox.read(
            lambda tx: tx.events.get(parked.event), self._clock.now()
        )
        subscriber, wall = self._subscriber, self._clock.wall()
        with trace.about([recorded]):
            error = await self._attempt(
                lambda tx: steps.try_again(
                    tx, subscriber=subscriber, parked=parked, recorded=recorded, wall=wall
                )
            )
        if error is not None:
            failed = steps.failure(parked, error=error, wall=self._clock.wall())
            await self._run(lambda tx: steps.park_again(tx, failed=failed, old=parked, wall=wall))

    async def _attempt(self, operation: Callable[[T], None]) -> str | None:
        """The name of what a reaction raised, or None; never its text, which may tell of people."""
        try:
            await self._run(operation)
        except (Unavailable, Overtaken, LeaseLost):
            raise
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            name = type(error).__name__
            log.error("%s failed: %s at %s:%s", self.name, name, at.name, at.lineno)  # noqa: TRY400
            return name
        return None

    async def _run(self, operation: Callable[[T], None]) -> None:
        await self._store.run(guarded(self._guard, operation), Command(self._clock.now()))
