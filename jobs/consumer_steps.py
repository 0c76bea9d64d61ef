"""What a subscriber does inside one transaction. No loop, no clock, nothing about errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple, Protocol, TypeVar

from domain.events import Recorded, UnreadableEvent
from domain.policies import Step, Subscriber
from domain.ports.events import Events, ParkedEvent, Position, Progress

TRIES = 8
"""After so many an event waits for an admin. Until then: 1 s, 2 s, 4 s ... 64 s."""


class BatchResult(Enum):
    """What a turn did: NOTHING, ALL there was to do, or SOME of it, so that there may be more."""

    NOTHING = "nothing"
    ALL = "all"
    SOME = "some"


class Tracked(Protocol):
    """A transaction of either store: it knows how far its subscribers have come."""

    progress: Progress


T = TypeVar("T", bound=Tracked)


class UnsupportedEvent(Exception):
    """This release cannot read what a newer one wrote."""


class StalePosition(Exception):
    """Somebody else moved this subscriber meanwhile; nothing is to be kept of this transaction."""


@dataclass(frozen=True, slots=True)
class ConsumerState:
    """Where a subscriber stands, whether anything is parked, and what of that to try again now."""

    position: Position
    due: ParkedEvent | None
    parked: bool


class Recording(Protocol):
    """A transaction of the main store: it knows what has happened."""

    events: Events


class EventBatch(NamedTuple):
    """The outbox behind a position: what there is for a subscriber up to the event `upto`.

    `whole`: nothing was left behind it.
    """

    epoch: int
    events: Sequence[Recorded]
    upto: int
    whole: bool

    @property
    def end(self) -> Position:
        """Where a subscriber is that has done with all of it."""
        return Position(self.epoch, self.upto)


class ConsumerPosition(NamedTuple):
    """How far a subscriber has come, and whether it left events aside to be tried again."""

    position: Position
    parked: bool


def stand(tx: Tracked, *, name: str, wall: datetime) -> ConsumerState:
    """Where the subscriber stands."""
    parked = bool(tx.progress.parked_lanes(name))
    due = tx.progress.due(name, now=wall) if parked else None
    return ConsumerState(tx.progress.position(name), due, parked)


def ahead(tx: Recording, *, position: Position, limit: int, kinds: Sequence[str]) -> EventBatch:
    """What lies before a subscriber. Of those it has nothing to do with only the last counts."""
    events = tx.events.after(position.id, limit=limit, kinds=kinds)
    whole, upto = len(events) < limit, events[-1].id if events else position.id
    if whole and kinds:
        upto = tx.events.head()
    return EventBatch(tx.events.epoch(), events, upto, whole)


def advance(
    tx: T, *, subscriber: Subscriber[T], old: Position, stretch: EventBatch, wall: datetime
) -> ConsumerPosition:
    """Reacts to the events in turn and moves the position with them; those of a lane in which one
    is parked queue behind it. Stops before an event that needs another transaction.
    """
    if tx.progress.position(subscriber.name) != old:
        raise StalePosition
    lanes = tx.progress.parked_lanes(subscriber.name)
    new = old
    for recorded in stretch.events:
        if lanes and recorded.event.lane in lanes:
            tx.progress.park(queued(subscriber.name, recorded, wall=wall))
        elif _react(tx, subscriber, recorded) is Step.MORE:
            break
        new = Position(stretch.epoch, recorded.id)
    else:
        new = stretch.end
    _move(tx, subscriber.name, old=old, new=new)
    return ConsumerPosition(new, parked=bool(lanes))


def begin_anew(tx: T, *, name: str, old: Position, epoch: int, clear: Callable[[T], None]) -> None:
    """Forgets everything that came of another life of the outbox."""
    clear(tx)
    while parked := tx.progress.parked(limit=500):
        for each in parked:
            tx.progress.unpark(subscriber=each.subscriber, event=each.event)
    _move(tx, name, old=old, new=Position(epoch, 0))


def park(tx: Tracked, *, failed: ParkedEvent, old: Position, epoch: int) -> None:
    """Puts the event aside and moves on."""
    tx.progress.park(failed)
    _move(tx, failed.subscriber, old=old, new=Position(epoch, failed.event))


def try_again(
    tx: T,
    *,
    subscriber: Subscriber[T],
    parked: ParkedEvent,
    recorded: Recorded | None,
    wall: datetime,
) -> None:
    """Reacts to a parked event; once it is done the next of its lane is due. LookupError: the
    outbox does not hold it.
    """
    if recorded is None:
        raise LookupError(parked.event)
    if tx.progress.due(subscriber.name, now=wall) != parked:
        raise StalePosition
    if _react(tx, subscriber, recorded) is Step.DONE:
        tx.progress.unpark(subscriber=subscriber.name, event=parked.event)


def park_again(tx: Tracked, *, failed: ParkedEvent, old: ParkedEvent, wall: datetime) -> None:
    """Keeps one more failure of the same event."""
    if tx.progress.due(failed.subscriber, now=wall) != old:
        raise StalePosition
    tx.progress.park(failed)


def queued(subscriber: str, recorded: Recorded, *, wall: datetime) -> ParkedEvent:
    """The event as it waits in its lane: due as soon as it is the first there."""
    return ParkedEvent(subscriber, recorded.id, recorded.event.lane, 0, "", wall)


def failure(parked: ParkedEvent, *, error: str, wall: datetime) -> ParkedEvent:
    """The same event after one more try that failed; `try_at` None: it waits for an admin."""
    tries = parked.attempts + 1
    try_at = None if tries >= TRIES else wall + timedelta(seconds=2 ** (tries - 1))
    return parked._replace(attempts=tries, error=error, try_at=try_at)


def _react(tx: T, subscriber: Subscriber[T], recorded: Recorded) -> Step:
    """Raises UnsupportedEvent, so that the event is put aside for a release that has them."""
    if isinstance(recorded.event, UnreadableEvent):
        raise UnsupportedEvent
    return subscriber.react(tx, recorded)


def _move(tx: Tracked, name: str, *, old: Position, new: Position) -> None:
    if new != old and not tx.progress.move(name, old=old, new=new):
        raise StalePosition
