"""Transactional steps of outbox consumers: load a position, process a batch, dead-letter, retry.

Each function is one transaction or a part of one. Loops, clocks and error handling are in
`jobs.consumer`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple, Protocol, TypeVar

from domain.events import Recorded, UnreadableEvent
from domain.policies import Step, Subscriber
from domain.ports.events import Events, ParkedEvent, Position, Progress
from jobs.circuit_breaker import backoff_s

MAX_ATTEMPTS = 8
"""Failed attempts after which an event waits for an admin; before, the retries are 1 s, 2 s, 4 s
... 64 s apart.
"""


class BatchResult(Enum):
    """Outcome of one turn: NOTHING to do, ALL of it done, or SOME, so that more may be left."""

    NOTHING = "nothing"
    ALL = "all"
    SOME = "some"


class Tracked(Protocol):
    """A transaction of a store that holds the positions of its consumers."""

    progress: Progress


T = TypeVar("T", bound=Tracked)


class UnsupportedEvent(Exception):
    """The event was written by a newer release, and this one cannot read it."""


class StalePosition(Exception):
    """Another process moved this consumer meanwhile; the transaction must be rolled back."""


@dataclass(frozen=True, slots=True)
class ConsumerState:
    """Position of a consumer, its dead-lettered lanes, and the event that is to be retried now."""

    position: Position
    due: ParkedEvent | None = None
    lanes: frozenset[str] = frozenset()


class Recording(Protocol):
    """A transaction of the main store, which holds the outbox."""

    events: Events


class EventBatch(NamedTuple):
    """Events after a position, up to the event `upto`; `whole` if the outbox ends there."""

    epoch: int
    events: Sequence[Recorded]
    upto: int
    whole: bool

    @property
    def end(self) -> Position:
        """Position of a consumer that has handled the whole batch."""
        return Position(self.epoch, self.upto)


class Advanced(NamedTuple):
    """Position after a batch, and whether the consumer has dead-lettered events."""

    position: Position
    parked: bool


def load_state(tx: Tracked, *, name: str, wall: datetime) -> ConsumerState:
    """Read where the consumer stands."""
    lanes = tx.progress.parked_lanes(name)
    due = tx.progress.due(name, now=wall) if lanes else None
    return ConsumerState(tx.progress.position(name), due, lanes)


def read_batch(
    tx: Recording, *, position: Position, limit: int, kinds: Sequence[str]
) -> EventBatch:
    """Read the next events of the outbox, only of these `kinds` if any are named.

    Events of other kinds are passed over: the batch reaches to the end of the outbox with them.
    """
    events = tx.events.after(position.id, limit=limit, kinds=kinds)
    whole, upto = len(events) < limit, events[-1].id if events else position.id
    if whole and kinds:
        upto = tx.events.head()
    return EventBatch(tx.events.epoch(), events, upto, whole)


def with_work(tx: Tracked, *, names: Iterable[str], end: Position, wall: datetime) -> Sequence[str]:
    """Return which of these consumers have events to handle before `end` or to retry now."""
    positions, due = tx.progress.positions(), tx.progress.due_subscribers(now=wall)
    start = Position(0, 0)
    return [name for name in names if name in due or positions.get(name, start).id < end.id]


def advance(
    tx: T, *, subscriber: Subscriber[T], old: Position, batch: EventBatch, wall: datetime
) -> Advanced:
    """React to the events in order and move the position with them.

    Events of a lane with a dead-lettered event queue behind it. Stops before an event that needs
    another transaction.
    """
    if tx.progress.position(subscriber.name) != old:
        raise StalePosition
    lanes = tx.progress.parked_lanes(subscriber.name)
    new = old
    for recorded in batch.events:
        if lanes and recorded.event.lane in lanes:
            tx.progress.park(queued(subscriber.name, recorded, wall=wall))
        elif _react(tx, subscriber, recorded) is Step.MORE:
            break
        new = Position(batch.epoch, recorded.id)
    else:
        new = batch.end
    move(tx, name=subscriber.name, old=old, new=new)
    return Advanced(new, parked=bool(lanes))


def start_over(tx: T, *, name: str, old: Position, epoch: int, clear: Callable[[T], None]) -> None:
    """Drop all effects and dead-lettered events of an earlier epoch of the outbox."""
    clear(tx)
    while parked := tx.progress.parked(limit=500):
        for each in parked:
            tx.progress.unpark(subscriber=each.subscriber, event=each.event)
    move(tx, name=name, old=old, new=Position(epoch, 0))


def move(
    tx: Tracked, *, name: str, old: Position, new: Position, parked: Iterable[ParkedEvent] = ()
) -> None:
    """Move the position and dead-letter these events. Raises StalePosition."""
    if new != old and not tx.progress.move(name, old=old, new=new):
        raise StalePosition
    for each in parked:
        tx.progress.park(each)


def retry(
    tx: T, *, subscriber: Subscriber[T], due: ParkedEvent, recorded: Recorded, wall: datetime
) -> None:
    """React to a dead-lettered event; the next of its lane is due once this one is done."""
    if tx.progress.due(subscriber.name, now=wall) != due:
        raise StalePosition
    if _react(tx, subscriber, recorded) is Step.DONE:
        tx.progress.unpark(subscriber=subscriber.name, event=due.event)


def record_retry(
    tx: Tracked, *, due: ParkedEvent, failed: ParkedEvent | None, wall: datetime
) -> None:
    """Record a retry that succeeded (`failed` is None), or one more failure of the event."""
    if tx.progress.due(due.subscriber, now=wall) != due:
        raise StalePosition
    if failed is None:
        tx.progress.unpark(subscriber=due.subscriber, event=due.event)
    else:
        tx.progress.park(failed)


def queued(subscriber: str, recorded: Recorded, *, wall: datetime) -> ParkedEvent:
    """Make the entry of an event that waits in its lane: due as soon as it is the first there."""
    return ParkedEvent(subscriber, recorded.id, recorded.event.lane, 0, "", wall)


def failure(parked: ParkedEvent, *, error: str, wall: datetime) -> ParkedEvent:
    """Make the entry after one more failure; `try_at` None: it waits for an admin."""
    attempts = parked.attempts + 1
    wait = timedelta(seconds=backoff_s(parked.attempts))
    try_at = None if attempts >= MAX_ATTEMPTS else wall + wait
    return parked._replace(attempts=attempts, error=error, try_at=try_at)


def _react(tx: T, subscriber: Subscriber[T], recorded: Recorded) -> Step:
    """Raises UnsupportedEvent, so that the event is dead-lettered for a newer release."""
    if isinstance(recorded.event, UnreadableEvent):
        raise UnsupportedEvent
    return subscriber.react(tx, recorded)
