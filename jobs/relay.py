"""Event relay: an outbox consumer that publishes every event to other systems.

The effect is outside the database, so it cannot be committed with the position: publish, wait for
every acknowledgement, then move the position. A process that dies in between publishes again after
its restart, under the same ids. The transport is in `bot.nats`.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from domain.events import Recorded
from domain.ports.clock import Clock
from domain.ports.events import ParkedEvent, Position
from domain.ports.store import Store, Transaction
from jobs import consumer_steps
from jobs.circuit_breaker import CircuitBreaker
from jobs.cloudevents import CloudEvent, message
from jobs.consumer import OutboxConsumer
from jobs.consumer_steps import BatchResult, ConsumerState, EventBatch
from jobs.leadership import RELAY, Guard, no_guard

log = structlog.stdlib.get_logger(__name__)

MAX_BATCH = 100
"""Events published at once."""


def one_per_lane(batch: EventBatch) -> EventBatch:
    """Cut the batch before the second event of a lane.

    An event is published only after the one before it in its lane was acknowledged, so that no
    failure can reorder them.
    """
    lanes: set[str] = set()
    for number, recorded in enumerate(batch.events):
        if recorded.event.lane in lanes:
            events = batch.events[:number]
            return batch._replace(events=events, upto=events[-1].id, whole=False)
        lanes.add(recorded.event.lane)
    return batch


class Publish(Protocol):
    """Publishes messages to the broker."""

    async def __call__(self, messages: Sequence[CloudEvent]) -> Sequence[str | None]:
        """Return None for each message that was stored, a reason for each that was refused.

        Raises Unavailable if the outcome of any of them is unknown.
        """
        ...


class Relay(OutboxConsumer[Transaction]):
    """Publishes the outbox through `publish`, behind a circuit breaker."""

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
        super().__init__(RELAY, store=store, outbox=store, clock=clock, duty=duty)
        self.breaker = breaker
        self._publish = publish
        self._source = source
        self._epoch = 0

    async def _load(self) -> tuple[ConsumerState, EventBatch]:
        wall = self._clock.wall()

        def look(tx: Transaction) -> tuple[ConsumerState, EventBatch]:
            state = consumer_steps.load_state(tx, name=RELAY, wall=wall)
            position = state.position
            return state, consumer_steps.read_batch(
                tx, position=position, limit=MAX_BATCH, kinds=()
            )

        state, batch = await self._store.read(look, self._clock.now())
        self._epoch = batch.epoch
        return state, one_per_lane(batch)

    async def _advance(self, state: ConsumerState, batch: EventBatch) -> BatchResult:
        wall = self._clock.wall()
        waiting = [each for each in batch.events if each.event.lane in state.lanes]
        refused = await self._send(
            [each for each in batch.events if each.event.lane not in state.lanes]
        )
        parked = [consumer_steps.queued(RELAY, each, wall=wall) for each in waiting]
        for each, why in refused:
            event = consumer_steps.queued(RELAY, each, wall=wall)
            parked.append(consumer_steps.failure(event, error=why, wall=self._clock.wall()))
        old, new = state.position, Position(batch.epoch, batch.upto)
        await self._run(
            lambda tx: consumer_steps.move(tx, name=RELAY, old=old, new=new, parked=parked)
        )
        return BatchResult.ALL if batch.whole else BatchResult.SOME

    async def _retry(self, due: ParkedEvent) -> None:
        wall = self._clock.wall()
        recorded = await self._dead_letter(due)
        error: str | None = LookupError.__name__
        if recorded is not None:
            error = next((why for _, why in await self._send([recorded])), None)
        await self._record_retry(due, error, wall=wall)

    async def _send(self, events: Sequence[Recorded]) -> Sequence[tuple[Recorded, str]]:
        """Return the events that were refused, each with the reason."""
        if not events:
            return []
        messages = [message(each, epoch=self._epoch, source=self._source) for each in events]
        async with self.breaker:
            outcomes = await self._publish(messages)
        refused = [(each, why) for each, why in zip(events, outcomes, strict=True) if why]
        for each, why in refused:
            log.error("event refused", consumer=RELAY, event_id=each.id, reason=why)
        return refused
