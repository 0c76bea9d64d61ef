"""Outbox, consumer positions and parked events: facets of a transaction."""

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
        """Committed events after a position, in order; only of `kinds` if any are given."""
        ...

    def get(self, event: int) -> Recorded | None:
        """The event of that id."""
        ...

    def head(self) -> int:
        """The newest id, 0 if there is none."""
        ...

    def epoch(self) -> int:
        """The epoch of the outbox; a restore starts a new one."""
        ...


class Position(NamedTuple):
    """Offset of a consumer: (epoch, id of the last event handled)."""

    epoch: int
    id: int


class ParkedEvent(NamedTuple):
    """An event that a consumer failed on, or that waits behind such a one."""

    subscriber: str
    event: int
    lane: str
    attempts: int
    error: str
    try_at: datetime | None


class Progress(Protocol):
    """Positions and parked events of the consumers whose effects live in this store."""

    def position(self, subscriber: str) -> Position:
        """The consumer's position; (0, 0) before its first event."""
        ...

    def positions(self) -> Mapping[str, Position]:
        """The position of every subscriber that has handled an event."""
        ...

    def move(self, subscriber: str, *, old: Position, new: Position) -> bool:
        """Compare and set; False if the position is not `old` any more."""
        ...

    def park(self, parked: ParkedEvent) -> None:
        """Add or updates a parked event."""
        ...

    def unpark(self, *, subscriber: str, event: int) -> None:
        """Remove a parked event that went through."""
        ...

    def parked_lanes(self, subscriber: str) -> frozenset[str]:
        """Lanes in which the consumer has a parked event."""
        ...

    def due(self, subscriber: str, *, now: datetime) -> ParkedEvent | None:
        """The first parked event of a lane that is due for a retry."""
        ...

    def due_subscribers(self, *, now: datetime) -> frozenset[str]:
        """The subscribers for which `due` finds an event."""
        ...

    def parked(self, *, limit: int) -> Sequence[ParkedEvent]:
        """Parked events, oldest first."""
        ...

    def count_parked(self) -> int:
        """The number of parked events."""
        ...

    def retry_parked(self, *, now: datetime) -> int:
        """Make all parked events due again from their first attempt; how many."""
        ...


class Outbox(NamedTuple):
    """Snapshot of the outbox: its epoch, its newest event, and the last event handled by each
    consumer of the same store.
    """

    epoch: int
    head: int
    places: Mapping[str, int]

    @classmethod
    def seen(cls, events: Events, progress: Progress, names: Iterable[str]) -> Self:
        """The snapshot in this transaction."""
        places = {name: progress.position(name).id for name in names}
        return cls(events.epoch(), events.head(), places)

    def behind(self, apart: str, shown: Position) -> dict[str, int]:
        """Lag of each consumer in events. `apart` is the consumer in another database, `shown` its
        position: in another epoch it has handled nothing.
        """
        places = {**self.places, apart: shown.id if shown.epoch == self.epoch else 0}
        return {name: max(0, self.head - place) for name, place in places.items()}
