"""What an operator wants to know of both databases at a glance: counts and states, about nobody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.ports.leases import Lease


class Place(NamedTuple):
    """A database, named without a password, and the number of its schema."""

    name: str
    schema: int


class Waiting(NamedTuple):
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
    main: Place
    mypage: Place | str
    events: int
    behind: Mapping[str, Waiting]
    parked: Waiting
    notices: Mapping[str, int]
    overdue_since: datetime | None
    invalid_lately: int
    paused_until: datetime | None
    leases: Sequence[Lease]
    booked_today: int
    expected_today: int
