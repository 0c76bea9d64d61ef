"""Status of both databases for an operator: counts and states, no personal data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.ports.leases import Lease


class DatabaseInfo(NamedTuple):
    """Name of a database, without a password, and its schema version."""

    name: str
    schema: int


class EventLag(NamedTuple):
    """Number of events, and the time of the oldest of them."""

    events: int
    since: datetime | None


class Overview(NamedTuple):
    """Status of both databases, the read model's snapshot taken first. `now` is people's time,
    `wall` that of leases and pauses.

    Where the read model could not be opened `mypage` is the reason, and its figures are left out.
    """

    now: datetime
    wall: datetime
    main: DatabaseInfo
    mypage: DatabaseInfo | str
    events: int
    behind: Mapping[str, EventLag]
    parked: EventLag
    notices: Mapping[str, int]
    overdue_since: datetime | None
    invalid_lately: int
    paused_until: datetime | None
    leases: Sequence[Lease]
    booked_today: int
    expected_today: int


class Finding(NamedTuple):
    """Violated invariant: the number of rows, and the ids of the first few."""

    invariant: str
    meaning: str
    total: int
    ids: Sequence[str]

    @property
    def key(self) -> str:
        """The same for the same rows."""
        return f"{self.invariant}:{self.total}:{','.join(self.ids)}"


class CheckReport(NamedTuple):
    """Violations at one moment. `drained`: whether invariants that need an empty backlog were
    checked too; `shown`: whether the read model could be opened.
    """

    findings: Sequence[Finding]
    drained: bool
    shown: bool
    invariants: int

    @property
    def total(self) -> int:
        """The number of rows that violate an invariant."""
        return sum(finding.total for finding in self.findings)


class RunChecks(Protocol):
    """Integrity check of both databases, safe while others write. Blocks for seconds."""

    def __call__(self, *, wall: datetime) -> CheckReport:
        """Raises Unavailable."""
        ...
