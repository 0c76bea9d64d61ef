"""What the relay does inside one transaction, and how much it takes at once. No publishing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from domain.events import Recorded
from domain.ports.events import ParkedEvent, Position
from domain.ports.store import Transaction
from jobs import consumer_steps
from jobs.consumer_steps import Overtaken, Standing, Stretch
from jobs.leadership import RELAY

BATCH = 100


class Seen(NamedTuple):
    """What one look into the store found; `again` is the parked event that is due."""

    standing: Standing
    again: Recorded | None
    lanes: frozenset[str]
    stretch: Stretch


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


def look(tx: Transaction, *, wall: datetime) -> Seen:
    """Where the relay stands, and what lies before it."""
    standing = consumer_steps.stand(tx, name=RELAY, wall=wall)
    return Seen(
        standing=standing,
        again=None if standing.due is None else tx.events.get(standing.due.event),
        lanes=tx.progress.parked_lanes(RELAY),
        stretch=consumer_steps.ahead(tx, position=standing.position, limit=BATCH, kinds=()),
    )


def move(tx: Transaction, *, old: Position, new: Position, parked: Sequence[ParkedEvent]) -> None:
    """Puts the parked aside and moves on, unless somebody else did. Raises Overtaken."""
    if not tx.progress.move(RELAY, old=old, new=new):
        raise Overtaken
    for each in parked:
        tx.progress.park(each)


def settle(
    tx: Transaction, *, due: ParkedEvent, failed: ParkedEvent | None, wall: datetime
) -> None:
    """Ends one more try of a parked event. Raises Overtaken if somebody else did."""
    if tx.progress.due(RELAY, now=wall) != due:
        raise Overtaken
    if failed is None:
        tx.progress.unpark(subscriber=RELAY, event=due.event)
    else:
        tx.progress.park(failed)
