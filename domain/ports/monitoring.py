"""What an operator wants to know of both databases at a glance: counts and states, about nobody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.ports.leases import Lease


class DatabaseInfo(NamedTuple):
    """A database, named without a password, and the number of its schema."""

    name: str
    schema: int


class EventLag(NamedTuple):
    """So many events; `since`: when the oldest of them happened."""

    events: int
    since: datetime | None


class Overview(NamedTuple):
    """Both databases at one moment, that of the read model just before. `now` is people's time,
    `wall` the one that leases and pauses go by.

    Where the read model could not be opened `mypage` says why, and nothing of it is counted.
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
    """An invariant that does not hold: how many rows break it, and the ids of the first few."""

    invariant: str
    meaning: str
    total: int
    ids: Sequence[str]

    @property
    def key(self) -> str:
        """The same for the same rows."""
        return f"{self.invariant}:{self.total}:{','.join(self.ids)}"


class CheckReport(NamedTuple):
    """One look at one moment. `drained`: whether what holds only then was looked at as well."""

    findings: Sequence[Finding]
    drained: bool
    shown: bool
    invariants: int

    @property
    def total(self) -> int:
        """How many rows break something."""
        return sum(finding.total for finding in self.findings)


class RunChecks(Protocol):
    """Look at the databases as they are, beside whoever writes. Blocks for seconds."""

    def __call__(self, *, wall: datetime) -> CheckReport:
        """Raises Unavailable."""
        ...
