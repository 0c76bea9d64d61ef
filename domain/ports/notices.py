"""Messages owed to people, and what came of each attempt to send one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from domain.answer import Facts

LONGEST_WAIT = timedelta(days=1)
"""Nothing is put off for longer: what seems to be, was put off before the clock was set back."""


PUSH = "push"
"""Marks a message that its recipient did not just ask for: the sender paces these."""


class NoticeKind(StrEnum):
    """What a notice says; handlers have the words."""

    FORCE_CANCELLED = "force_cancelled"
    CANCELLED_BY_ADMIN = "cancelled_by_admin"
    REMINDER = "reminder"
    DELETION_SUM = "deletion_sum"
    REPLY = "reply"
    FINDING = "finding"


class NoticeState(StrEnum):
    """pending -> sending -> sent | blocked | invalid | superseded (or back to pending).

    held: it may have been sent after the backup that the database was restored from; somebody
    decides whether it becomes pending or superseded.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    INVALID = "invalid"
    SUPERSEDED = "superseded"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message owed to a person. `facts` are ids only; the words are found when it is sent.

    `due_at` is the time people see; `expires_at` (if any) is when it is too late to say.
    """

    id: int
    key: str
    person: int
    kind: NoticeKind
    facts: Facts
    due_at: datetime
    expires_at: datetime | None
    attempts: int


class NewNotice(NamedTuple):
    """A notice to be: see `Notice`. `key` makes it unique for ever."""

    key: str
    person: int
    kind: NoticeKind
    facts: Facts
    due_at: datetime
    expires_at: datetime | None = None
    deletion: int | None = None


class Delivery(StrEnum):
    """What is known after an attempt to send."""

    SENT = "sent"
    BLOCKED = "blocked"
    INVALID = "invalid"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The end of one attempt. `retry_after` (seconds) pauses everything; `message` is Telegram's
    id; not `tried`: there was no attempt, because the way out is known to be closed.
    """

    sending: Delivery
    message: int | None = None
    retry_after: float | None = None
    tried: bool = True


class Send(Protocol):
    """Sends one notice in the person's words. Injected into the deliverer; never raises for
    Telegram's
    refusals, it returns them."""

    async def __call__(self, notice: Notice) -> SendResult:
        """One attempt."""
        ...


class Tally(NamedTuple):
    """How the notices of a deletion went: people told, and the bookings not reached."""

    told: int
    of: int
    missed: Sequence[int]


class Pause(Protocol):
    """A pause that Telegram asked for. It outlives a restart and holds for every process."""

    def pause(self, *, until: datetime) -> None:
        """Nothing is to be sent before `until` (wall time); of two pauses the later end counts."""
        ...

    def paused_until(self) -> datetime | None:
        """When the last pause ends or ended; None before the first."""
        ...


class HeldNotices(Protocol):
    """What waits for somebody to decide: see `NoticeState`."""

    def hold(self, *, now: datetime) -> int:
        """Hold what is pending and due; how many. What is due later cannot have been sent."""
        ...

    def count(self) -> int:
        """How many are held."""
        ...

    def decide(self, *, send: bool, at: datetime) -> int:
        """Make all that is held pending again, or ends it; how many."""
        ...


class Notices(Pause, Protocol):
    """The rows of what is owed."""

    def owe(self, owed: NewNotice) -> None:
        """Add it, unless that key was owed before."""
        ...

    def claim(self, *, now: datetime, wall: datetime, limit: int) -> Sequence[Notice]:
        """Move due notices to sending and returns them, oldest first; of a person only the first,
        and none of a person who has one being sent."""
        ...

    def settle(self, notice: int, state: NoticeState, *, message: int | None, at: datetime) -> None:
        """End it."""
        ...

    def postpone(
        self, notice: int, *, not_before: datetime, unknown: bool, tried: bool = True
    ) -> None:
        """Back to pending until then (wall time); counts the attempt, if there was one, and
        whether it was ambiguous.
        """
        ...

    def release(self) -> int:
        """Back to pending what a dead process left as sending; counts each as ambiguous."""
        ...

    def end_all(self, person: int, *, at: datetime) -> int:
        """End what waits for a person who is not known any more; how many."""
        ...

    def revive(self, person: int, *, not_before: datetime | None = None) -> int:
        """Make pending again what could not reach a person who has come back, from then on (wall
        time) or at once; how many, those included that still wait since an earlier revival.
        """
        ...

    def waiting(self, person: int) -> int:
        """How many were revived and not yet sent."""
        ...

    def tally(self, deletion: int) -> Tally:
        """How the notices of a deletion went."""
        ...

    def counts(self) -> dict[str, int]:
        """How many are in each state."""
        ...
