"""What the core asks of the storage about events: the outbox, positions in it, parked events."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, Self

from domain.events import Event, Recorded


class Events(Protocol):
    """The outbox: append-only, ids in commit order, never pruned."""

    def append(self, event: Event, *, at: datetime) -> int:
        """Add an event to this transaction; its id."""
        ...

    def after(self, position: int, *, limit: int, kinds: Sequence[str] = ()) -> Sequence[Recorded]:
        """Committed events behind a position, in order; only of these kinds if any are named."""
        ...

    def get(self, event: int) -> Recorded | None:
        """The event of that id."""
        ...

    def head(self) -> int:
        """The newest id, 0 if there is none."""
        ...

    def epoch(self) -> int:
        """Which life of the outbox this is: a restore begins a new one."""
        ...


class Position(NamedTuple):
    """How far a subscriber has come: (epoch, id of the last event handled)."""

    epoch: int
    id: int


class ParkedEvent(NamedTuple):
    """An event that a subscriber failed on, or that queues behind such a one."""

    subscriber: str
    event: int
    lane: str
    attempts: int
    error: str
    try_at: datetime | None


class Progress(Protocol):
    """Positions and parked events of the subscribers whose effects live in this store."""

    def position(self, subscriber: str) -> Position:
        """Where the subscriber stands; (0, 0) before its first event."""
        ...

    def positions(self) -> Mapping[str, Position]:
        """The position of every subscriber that has handled an event."""
        ...

    def move(self, subscriber: str, *, old: Position, new: Position) -> bool:
        """Move it; False if somebody else moved it first."""
        ...

    def park(self, parked: ParkedEvent) -> None:
        """Add or updates a parked event."""
        ...

    def unpark(self, *, subscriber: str, event: int) -> None:
        """Remove a parked event that went through."""
        ...

    def parked_lanes(self, subscriber: str) -> frozenset[str]:
        """Lanes in which the subscriber has a parked event."""
        ...

    def due(self, subscriber: str, *, now: datetime) -> ParkedEvent | None:
        """The first parked event of a lane whose time to try again has come."""
        ...

    def due_subscribers(self, *, now: datetime) -> frozenset[str]:
        """The subscribers for which `due` finds an event."""
        ...

    def parked(self, *, limit: int) -> Sequence[ParkedEvent]:
        """Parked events, oldest first."""
        ...

    def count_parked(self) -> int:
        """How many are parked."""
        ...

    def retry_parked(self, *, now: datetime) -> int:
        """Make all parked events due again from their first attempt; how many."""
        ...


class Outbox(NamedTuple):
    """Which life of it this is, its newest event, and the last event that each of those has come
    to whose effects live beside it.
    """

    epoch: int
    head: int
    places: Mapping[str, int]

    @classmethod
    def seen(cls, events: Events, progress: Progress, names: Iterable[str]) -> Self:
        """As it stands in this transaction."""
        places = {name: progress.position(name).id for name in names}
        return cls(events.epoch(), events.head(), places)

    def behind(self, apart: str, shown: Position) -> dict[str, int]:
        """How many events each has not come to. `apart` lives elsewhere, where it stands at
        `shown`: of another life it has seen nothing.
        """
        places = {**self.places, apart: shown.id if shown.epoch == self.epoch else 0}
        return {name: max(0, self.head - place) for name, place in places.items()}
