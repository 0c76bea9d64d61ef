"""The store: one transaction a command, and reads beside it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from domain.answer import Answer
from domain.model import AuditEntry, Consent, Dialogue, Person
from domain.ports.bookings import BookingCard, Bookings, Holds, Ledger
from domain.ports.events import Events, Progress
from domain.ports.hospitals import Deletions, Hospitals, Programs, Slots
from domain.ports.leases import Leases
from domain.ports.notices import HeldNotices, Notices
from domain.ports.people import Admins, Dialogues, Erasure, OpenCards, People, PersonalRows
from domain.rules import Rules


class MetaValues(Protocol):
    """Numbers by name, none of them about a person or a booking."""

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
    """Signals of a commit that consumers in this or another process wait for."""

    EVENTS = "events"
    """The outbox has grown."""
    OWED = "owed"
    """A notice is due."""
    PAUSED = "paused"
    """Telegram asked for a pause."""


class IdempotencyKey(NamedTuple):
    """Idempotency key of a command: the same for each delivery of its update."""

    bot: int
    update: int


class PrefetchHint(NamedTuple):
    """Rows that a booking will read; affects only its speed."""

    person: int
    slot: int


class IdempotencyKeys(Protocol):
    """Stored answers of updates that had their effect."""

    def find(self, key: IdempotencyKey) -> Answer | None:
        """The stored answer."""
        ...

    def keep(self, key: IdempotencyKey, answer: Answer, *, at: datetime) -> bool:
        """Store the answer; False if there is one already."""
        ...

    def has_older(self, *, before: datetime) -> bool:
        """Whether there is a key for `forget` to remove."""
        ...

    def forget(self, *, before: datetime, limit: int) -> int:
        """Remove old keys; how many."""
        ...


class Arrival(NamedTuple):
    """What is known when an update comes: the answer it had before, and its sender.

    `consents` are those that stand, with the newest version of each; `admin`: by invitation;
    `booking` is the one that the answer is about, whoever's it is.
    """

    answer: Answer | None
    person: Person | None
    consents: Mapping[Consent, int]
    dialogue: Dialogue | None
    admin: bool
    booking: BookingCard | None = None


STRANGER = Arrival(None, None, {}, None, admin=False)


@dataclass(slots=True)
class ReadBack:
    """A sender to be read again in the transaction of their command, once all is written: `found`
    is what the commit leaves, beside the answer or the refusal.
    """

    telegram: int
    found: Arrival = STRANGER


class Arrivals(Protocol):
    """The sender of an update, in one look-up."""

    def senders(self, telegrams: Collection[int]) -> Mapping[int, Arrival]:
        """The people behind the accounts, by account, without answers and bookings; strangers are
        left out.
        """
        ...

    def read(
        self, *, key: IdempotencyKey | None, telegram: int, booking: int | None = None
    ) -> Arrival:
        """The answer kept under the key, the person behind the account, and that booking or the
        one that the answer is about.
        """
        ...


class AuditRow(NamedTuple):
    """Row of the audit log."""

    id: int
    at: datetime
    deed: AuditEntry
    outcome: str
    update: int | None


class AuditHead(NamedTuple):
    """Number and hash of a row of the audit; of the last one, unless something else is said."""

    row: int
    hash: str

    def __str__(self) -> str:
        return f"{self.row}:{self.hash}"


class AuditReport(NamedTuple):
    """Result of a verification: number of rows, the last one if all follow from each other, the
    first one that does not hold (0: the audit as a whole), and why. `head` and `broken_at` are both
    None where nothing was ever audited.
    """

    rows: int
    head: AuditHead | None
    broken_at: int | None
    why: str


class Audit(Protocol):
    """Audit log of admins' actions and refusals: append-only, each row carries a keyed hash of
    itself and of the one before.
    """

    def note(
        self, deed: AuditEntry, *, outcome: str, facts: Mapping[str, object], update: int | None
    ) -> None:
        """Append a row."""
        ...

    def note_once(
        self, deed: AuditEntry, *, outcome: str, facts: Mapping[str, object], update: int | None
    ) -> None:
        """The same, unless it is a stranger's and repeats a row of the last hour: a refusal any
        other of that command, what was done one with the same facts.
        """
        ...

    def rows(self, *, limit: int) -> Sequence[AuditRow]:
        """The newest rows, without the one that covers what was there before the key."""
        ...

    def head(self) -> AuditHead | None:
        """The last row; None: there is none."""
        ...

    def verify(self, expected: AuditHead | None = None) -> AuditReport:
        """Read the whole chain; `expected` must be in it."""
        ...


class Transaction(Protocol):
    """A unit of work. On a read connection its writes fail.

    `now` is when the command is handled, `update` the number of its update, if any; `rules` are the
    settings in force.
    """

    now: datetime
    update: int | None
    rules: Rules
    hospitals: Hospitals
    programs: Programs
    slots: Slots
    deletions: Deletions
    bookings: Bookings
    holds: Holds
    ledger: Ledger
    people: People
    records: PersonalRows
    erasing: Erasure
    admins: Admins
    dialogues: Dialogues
    open_cards: OpenCards
    arrivals: Arrivals
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
        """The time of the clock that all processes share, UTC; None where it is this machine's."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """Context of an operation in its transaction: time, idempotency key, audited action. `prefetch`
    hints at what it will read, so that this can be read for many commands at once. `read_back` is
    filled in the same transaction, for all commands of a batch that ask for it at once.
    """

    now: datetime
    key: IdempotencyKey | None = None
    deed: AuditEntry | None = None
    prefetch: PrefetchHint | None = None
    read_back: ReadBack | None = None


class Store(Protocol[T_co]):
    """Transactions on one database: each operation is done as a whole or not at all."""

    async def run(
        self,
        operation: Callable[Concatenate[T_co, P], R],
        command: Command,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run it and return after the commit.

        Under a key: a second run returns the first one's `Answer`, or raises its refusal again.
        Raises Refused (rolled back, stored under the key) and Unavailable (nothing changed).
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
