"""The store: one transaction a command, and reads beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from domain.answer import Answer
from domain.model import AuditEntry
from domain.ports.bookings import Bookings, Ledger
from domain.ports.events import Events, Progress
from domain.ports.hospitals import Deletions, Hospitals, Slots
from domain.ports.leases import Leases
from domain.ports.notices import HeldNotices, Notices
from domain.ports.people import Admins, Dialogues, Erasure, People, PersonalRows
from domain.rules import Rules


class MetaValues(Protocol):
    """Numbers by name. None of them is about a person or a booking."""

    def get(self, name: str) -> int | None:
        """The number of that name."""
        ...

    def put(self, name: str, value: int) -> None:
        """Set it."""
        ...


P = ParamSpec("P")
R = TypeVar("R")
T_co = TypeVar("T_co", covariant=True)


class CommitSignal(StrEnum):
    """What a commit brought that somebody in this or another process may wait for."""

    EVENTS = "events"
    """The outbox has grown."""
    OWED = "owed"
    """A notice is due."""
    PAUSED = "paused"
    """Telegram asked for a pause."""


class IdempotencyKey(NamedTuple):
    """What makes a command one command, however often its update comes."""

    bot: int
    update: int


class PrefetchHint(NamedTuple):
    """Somebody wants a place."""

    person: int
    slot: int


class IdempotencyKeys(Protocol):
    """Which updates had their effect, and what was answered."""

    def find(self, key: IdempotencyKey) -> Answer | None:
        """The stored answer."""
        ...

    def keep(self, key: IdempotencyKey, answer: Answer, *, at: datetime) -> bool:
        """Store the answer with the effect; False if one is stored already."""
        ...

    def has_older(self, *, before: datetime) -> bool:
        """Whether there is a key for `forget` to remove."""
        ...

    def forget(self, *, before: datetime, limit: int) -> int:
        """Remove old keys; how many."""
        ...


class AuditRow(NamedTuple):
    """One line of the audit."""

    id: int
    at: datetime
    deed: AuditEntry
    outcome: str
    update: int | None


class Audit(Protocol):
    """What admins did and what was refused to whom: append-only, each row hashes the one before."""

    def note(
        self, deed: AuditEntry, *, outcome: str, facts: Mapping[str, object], update: int | None
    ) -> None:
        """Append a row."""
        ...

    def rows(self, *, limit: int) -> Sequence[AuditRow]:
        """The newest rows."""
        ...

    def broken_at(self) -> int | None:
        """The id of the first row whose hash does not follow from what stands before it."""
        ...


class Transaction(Protocol):
    """One unit of work. On a read connection its writes fail.

    `now` is when the command is handled, `update` the number of the update it belongs to, if any;
    `rules` are the settings in force.
    """

    now: datetime
    update: int | None
    rules: Rules
    hospitals: Hospitals
    slots: Slots
    deletions: Deletions
    bookings: Bookings
    ledger: Ledger
    people: People
    records: PersonalRows
    erasing: Erasure
    admins: Admins
    dialogues: Dialogues
    events: Events
    progress: Progress
    notices: Notices
    held: HeldNotices
    keys: IdempotencyKeys
    audit: Audit
    marks: MetaValues
    leases: Leases

    @property
    def today(self) -> date:
        """The hospitals' civil date at `now`."""
        ...

    def shared_clock(self) -> datetime | None:
        """This moment by the clock that all processes have in common, UTC; None where there is but
        this machine's.
        """
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """What goes with an operation into its transaction: when, under which key, with which audit
    row. `wish` is a hint of what it will read, so that this can be read for many commands at once.
    """

    now: datetime
    key: IdempotencyKey | None = None
    deed: AuditEntry | None = None
    wish: PrefetchHint | None = None

    @property
    def update(self) -> int | None:
        """The number of the update it belongs to, if any."""
        return None if self.key is None else self.key.update


class Store(Protocol[T_co]):
    """Run operations one after another, each whole or not at all."""

    async def run(
        self,
        operation: Callable[Concatenate[T_co, P], R],
        command: Command,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run it and returns after the commit.

        Under a key: a second run returns the first one's `Answer`, or raises its refusal again.
        Raises Refused (rolled back, kept under the key) and Unavailable (nothing changed).
        """
        ...

    async def read(
        self,
        query: Callable[Concatenate[T_co, P], R],
        now: datetime,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a query on a read connection, with `now` as its time. Raises Unavailable."""
        ...
