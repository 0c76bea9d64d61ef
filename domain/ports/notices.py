"""Notifications: the transactional outbox of messages to people, and the result of each attempt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from domain.answer import Facts

LONGEST_WAIT = timedelta(days=1)
"""Longest delay of a notice. A longer one was set before the clock was set back, and is ignored."""


PUSH = "push"
"""Marks a message that its recipient did not just ask for: the sender paces these."""


class NoticeKind(StrEnum):
    """Kinds of notifications; handlers have the texts."""

    FORCE_CANCELLED = "force_cancelled"
    CANCELLED_BY_ADMIN = "cancelled_by_admin"
    REMINDER = "reminder"
    DELETION_SUM = "deletion_sum"
    REPLY = "reply"
    FINDING = "finding"
    NEW_ADMIN = "new_admin"


class NoticeState(StrEnum):
    """pending -> sending -> sent | blocked | invalid | superseded (or back to pending).

    held: the message may have been sent after the backup that was restored; an operator decides
    whether it becomes pending or superseded.
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
    """Notification to a person. `facts` are ids only; the text is made when it is sent.

    `due_at` is in people's time; after `expires_at` (if any) it is not sent any more.
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
    """Notice to be enqueued: see `Notice`. `key` is unique for ever."""

    key: str
    person: int
    kind: NoticeKind
    facts: Facts
    due_at: datetime
    expires_at: datetime | None = None
    deletion: int | None = None


class Delivery(StrEnum):
    """Result of an attempt to send."""

    SENT = "sent"
    BLOCKED = "blocked"
    INVALID = "invalid"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SendResult:
    """Result of one attempt. `retry_after` (seconds) postpones this notice, and with `pauses_all`
    everything; `message` is Telegram's id; not `tried`: no attempt was made, because Telegram is
    known to be unavailable or the chat has to wait.
    """

    sending: Delivery
    message: int | None = None
    retry_after: float | None = None
    tried: bool = True
    pauses_all: bool = False


class Send(Protocol):
    """Sender of one notice in the person's language. Telegram's refusals are values."""

    async def __call__(self, notice: Notice) -> SendResult:
        """One attempt."""
        ...


class Tally(NamedTuple):
    """Report of a deletion: people reached, of so many, and the bookings of those not reached. A
    person with one missed notice counts as not reached.
    """

    told: int
    of: int
    missed: Sequence[int]


class Pause(Protocol):
    """Pauses requested by Telegram (429), of one chat or of all.

    They outlive a restart and hold for every process.
    """

    def pause(self, *, until: datetime, chat: int | None = None) -> None:
        """Send nothing (to that chat) before `until` (wall time); of two pauses the later end
        counts.
        """
        ...

    def paused_until(self) -> datetime | None:
        """The end of the latest pause of all chats, also a past one; None before the first."""
        ...

    def paused_chats(self) -> Mapping[int, datetime]:
        """The end of each chat's pause, also a past one that was not forgotten yet."""
        ...

    def forget_pauses(self, *, before: datetime, limit: int) -> int:
        """Delete some pauses of chats that ended before (wall time); how many."""
        ...


class HeldNotices(Protocol):
    """Notices on hold after a restore: see `NoticeState`."""

    def hold(self, *, now: datetime) -> int:
        """Hold notices that are pending and due; how many. Later ones cannot have been sent."""
        ...

    def count(self) -> int:
        """The number of held notices."""
        ...

    def release_or_discard(self, *, send: bool, at: datetime) -> int:
        """Make all held notices pending again, or discard them; how many."""
        ...


class Notices(Pause, Protocol):
    """The notification queue."""

    def enqueue(self, new: NewNotice) -> None:
        """Enqueue it, unless there is one with that key."""
        ...

    def is_due(self, *, now: datetime, wall: datetime) -> bool:
        """Whether `claim` would change anything. A query: it runs on a read connection."""
        ...

    def claim(self, *, now: datetime, wall: datetime, limit: int) -> Sequence[Notice]:
        """Move due notices to sending and return them, oldest first; of a person only the first,
        and none of a person who has one being sent. What is due to unreachable people becomes
        blocked without an attempt.
        """
        ...

    def settle(self, notice: int, state: NoticeState, *, message: int | None, at: datetime) -> None:
        """Record the final state."""
        ...

    def postpone(
        self, notice: int, *, not_before: datetime, unknown: bool, tried: bool = True
    ) -> None:
        """Make it pending again from then on (wall time); counts the attempt, if there was one, and
        whether it was ambiguous.
        """
        ...

    def release(self) -> int:
        """Make pending again what a dead process left as sending; counts each as ambiguous."""
        ...

    def end_all(self, person: int, *, at: datetime) -> int:
        """End the pending notices of an erased person; how many."""
        ...

    def revive(self, person: int, *, not_before: datetime | None = None) -> int:
        """Make blocked notices pending again for a person who has come back, from `not_before` on
        (wall time) or at once; how many, including those that still wait since an earlier revival.
        """
        ...

    def waiting(self, person: int) -> int:
        """The number of revived notices not sent yet."""
        ...

    def tally(self, deletion: int) -> Tally:
        """The report of a deletion."""
        ...

    def counts(self) -> dict[str, int]:
        """The number of notices in each state."""
        ...

    def was_told(self, person: int, *, since: datetime, before: int) -> bool:
        """Whether the person got a notice since then, besides late replies, in a message before
        that number.
        """
        ...
