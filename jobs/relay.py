"""Tells other systems what happened: walks the outbox and publishes every event. It knows no
transport, and reacts to nothing itself.

The effect is outside, so it cannot commit together with the position: publish, wait for every
acknowledgement, then move. Whoever dies in between publishes again, under the same ids.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.errors import Unavailable
from domain.events import Recorded
from domain.ports.clock import Clock
from domain.ports.events import ParkedEvent, Position
from domain.ports.store import Command, Store, Transaction
from jobs import consumer_steps
from jobs.circuit_breaker import CircuitBreaker
from jobs.cloudevents import CloudEvent, message
from jobs.consumer_steps import BatchResult, ConsumerState, EventBatch, StalePosition
from jobs.leadership import RELAY, Guard, LeaseLost, no_guard, with_guard

log = logging.getLogger(__name__)


BATCH = 100


class RelayBatch(NamedTuple):
    """What one look into the store found; `again` is the parked event that is due."""

    standing: ConsumerState
    again: Recorded | None
    lanes: frozenset[str]
    stretch: EventBatch


def one_of_a_lane(events: Sequence[Recorded]) -> Sequence[Recorded]:
    """The events up to the second one of a lane: none of these is sent before the first is known
    to be kept, so that no failure can turn them round.
    """
    lanes: set[str] = set()
    for number, recorded in enumerate(events):
        if recorded.event.lane in lanes:
            return events[:number]
        lanes.add(recorded.event.lane)
    return events


def look(tx: Transaction, *, wall: datetime) -> RelayBatch:
    """Where the relay stands, and what lies before it."""
    standing = consumer_steps.stand(tx, name=RELAY, wall=wall)
    return RelayBatch(
        standing=standing,
        again=None if standing.due is None else tx.events.get(standing.due.event),
        lanes=tx.progress.parked_lanes(RELAY),
        stretch=consumer_steps.ahead(tx, position=standing.position, limit=BATCH, kinds=()),
    )


def move(tx: Transaction, *, old: Position, new: Position, parked: Sequence[ParkedEvent]) -> None:
    """Puts the parked aside and moves on, unless somebody else did. Raises Overtaken."""
    if not tx.progress.move(RELAY, old=old, new=new):
        raise StalePosition
    for each in parked:
        tx.progress.park(each)


def settle(
    tx: Transaction, *, due: ParkedEvent, failed: ParkedEvent | None, wall: datetime
) -> None:
    """Ends one more try of a parked event. Raises Overtaken if somebody else did."""
    if tx.progress.due(RELAY, now=wall) != due:
        raise StalePosition
    if failed is None:
        tx.progress.unpark(subscriber=RELAY, event=due.event)
    else:
        tx.progress.park(failed)


class Publish(Protocol):
    """The way out."""

    async def __call__(self, messages: Sequence[CloudEvent]) -> Sequence[str | None]:
        """Returns when each is kept outside (None), or refused for its own sake (why, in a word).

        Raises Unavailable as long as neither is known of one of them.
        """
        ...


class Relay:
    """A walker like the followers; its position is in the main store. `breaker` stands before the
    way out; `duty` answers what to check in each transaction of a turn, None: it is not ours.
    """

    name = RELAY

    def __init__(
        self,
        *,
        store: Store[Transaction],
        clock: Clock,
        publish: Publish,
        breaker: CircuitBreaker,
        source: str,
        duty: Callable[[], Guard[Transaction] | None] = lambda: no_guard,
    ) -> None:
        self._store = store
        self._clock = clock
        self._publish = publish
        self.breaker = breaker
        self._source = source
        self._duty = duty
        self._guard: Guard[Transaction] = no_guard

    async def turn(self) -> BatchResult:
        """At most one parked event and one batch. NOTHING also when one of the two sides cannot be
        reached, which is no fault of any event.
        """
        guard = self._duty()
        if guard is None:
            return BatchResult.NOTHING
        self._guard = guard
        try:
            return await self._step()
        except StalePosition:
            return BatchResult.SOME
        except (Unavailable, LeaseLost):
            return BatchResult.NOTHING

    async def _step(self) -> BatchResult:
        wall = self._clock.wall()
        seen = await self._store.read(lambda tx: look(tx, wall=wall), self._clock.now())
        due, events = seen.standing.due, one_of_a_lane(seen.stretch.events)
        if due is not None:
            await self._try_again(seen, due, wall=wall)
        if events:
            await self._advance(seen, events, wall=wall)
        if due is not None:
            return BatchResult.SOME
        if not events:
            return BatchResult.NOTHING
        return (
            BatchResult.ALL
            if events[-1].id == seen.stretch.upto and seen.stretch.whole
            else BatchResult.SOME
        )

    async def _advance(
        self, seen: RelayBatch, events: Sequence[Recorded], *, wall: datetime
    ) -> None:
        free = [each for each in events if each.event.lane not in seen.lanes]
        refused = await self._send(free, epoch=seen.stretch.epoch)
        parked = [
            consumer_steps.queued(RELAY, each, wall=wall)
            for each in events
            if each.event.lane in seen.lanes
        ]
        for each, why in refused:
            event = consumer_steps.queued(RELAY, each, wall=wall)
            parked.append(consumer_steps.failure(event, error=why, wall=self._clock.wall()))
        old, new = seen.standing.position, Position(seen.stretch.epoch, events[-1].id)
        await self._run(lambda tx: move(tx, old=old, new=new, parked=parked))

    async def _try_again(self, seen: RelayBatch, due: ParkedEvent, *, wall: datetime) -> None:
        events = [] if seen.again is None else [seen.again]
        refused = await self._send(events, epoch=seen.stretch.epoch)
        error = next((why for _, why in refused), None if events else LookupError.__name__)
        failed = error and consumer_steps.failure(due, error=error, wall=self._clock.wall())
        await self._run(lambda tx: settle(tx, due=due, failed=failed or None, wall=wall))

    async def _send(
        self, events: Sequence[Recorded], *, epoch: int
    ) -> Sequence[tuple[Recorded, str]]:
        """Those that were refused, and why."""
        if not events:
            return []
        async with self.breaker:
            outcomes = await self._publish(
                [message(each, epoch=epoch, source=self._source) for each in events]
            )
        refused = [(each, why) for each, why in zip(events, outcomes, strict=True) if why]
        for each, why in refused:
            log.error("%s: event %d was refused: %s", RELAY, each.id, why)
        return refused

    async def _run(self, operation: Callable[[Transaction], None]) -> None:
        await self._store.run(with_guard(self._guard, operation), Command(self._clock.now()))
