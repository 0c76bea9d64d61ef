"""`python -m bot status`: asks the databases and the process that runs here, and judges by a few
limits what wants attention. It changes nothing; how it looks is in `status_lines`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from bot.components import OFFSET
from bot.config.load import Config
from bot.neighbour import Health, ask
from bot.version import VERSION
from domain.policies import SUBSCRIBERS
from domain.ports.leases import Lease
from domain.ports.monitoring import Overview, Place, Waiting
from domain.rules import Rules
from jobs.leadership import PARTS, RELAY


class Look(Protocol):
    """The storage's."""

    def __call__(
        self,
        main: str,
        mypage: str,
        *,
        names: tuple[str, ...],
        rules: Rules,
        wall: datetime,
        offset: str,
    ) -> Overview:
        """Both databases at a glance. Raises StorageUnusable."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """What was found. `process`: what it says, or why it says nothing."""

    config: Config
    seen: Overview
    process: Health | str

    @property
    def parts(self) -> tuple[str, ...]:
        """Those there are with these settings."""
        return tuple(p for p in PARTS if p != RELAY or self.config.relay.url)

    @property
    def here(self) -> frozenset[str]:
        """The parts that the process does."""
        return frozenset() if isinstance(self.process, str) else frozenset(self.process.parts)

    def lease(self, part: str) -> Lease | None:
        """The lease under which somebody does it just now."""
        found = (each for each in self.seen.leases if each.part == part and each.holder)
        return next((each for each in found if each.until > self.seen.wall), None)


def find(config: Config, look: Look) -> Status:
    """Asks all of them. Raises StorageUnusable."""
    names = (*(each.name for each in SUBSCRIBERS), *([RELAY] if config.relay.url else []))
    seen = look(
        config.database.url,
        config.mypage.url,
        names=names,
        rules=config.rules(),
        wall=datetime.now(UTC),
        offset=OFFSET,
    )
    return Status(config, seen, ask(config.http))


def told(status: Status) -> Mapping[str, object]:
    """All of it, for scripts; what is not known is null."""
    seen, process = status.seen, status.process
    return {
        "release": VERSION,
        "mode": status.config.telegram.mode,
        "at": seen.now.isoformat(),
        "process": None if isinstance(process, str) else process.model_dump(mode="json"),
        "database": _place(seen.main),
        "mypage": None if isinstance(seen.mypage, str) else _place(seen.mypage),
        "events": seen.events,
        "parts": {part: _part(status, part) for part in status.parts},
        "parked": _waiting(seen.parked),
        "notices": seen.notices,
        "overdue_since": _iso(seen.overdue_since),
        "invalid_in_a_day": seen.invalid_lately,
        "paused_until": _iso(seen.paused_until),
        "bookings": {"booked_today": seen.booked_today, "expected_today": seen.expected_today},
    }


def _place(place: Place) -> Mapping[str, object]:
    return {"name": place.name, "schema": place.schema}


def _part(status: Status, part: str) -> Mapping[str, object]:
    waiting, lease = status.seen.behind.get(part), status.lease(part)
    left = None if lease is None else (lease.until - status.seen.wall).total_seconds()
    return {
        "behind": None if waiting is None else _waiting(waiting),
        "here": part in status.here,
        "holder": None if lease is None else lease.holder,
        "seconds_left": left,
    }


def _waiting(waiting: Waiting) -> Mapping[str, object]:
    return {"events": waiting.events, "since": _iso(waiting.since)}


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
