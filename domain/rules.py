"""Policy settings of the front desk: deadlines, limits, languages."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from domain.model import CONSENT_VERSION

_GRAMMAR = re.compile(r"D-([0-9]{1,3}) ([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Deadline:
    """Deadline before a screening date: a civil time some days earlier; `D-1 17:00` is 17:00 the
    day before.
    """

    days: int
    at: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `D-<days> HH:MM`. ValueError with a sentence."""
        match = _GRAMMAR.fullmatch(text)
        if match is None:
            raise ValueError("must be D-<days> HH:MM, for example D-1 17:00")
        days, hour, minute = (int(group) for group in match.groups())
        return cls(days, time(hour, minute))

    @lru_cache(maxsize=4096)  # noqa: B019 - one or two deadlines live as long as the process
    def before(self, day: date, zone: ZoneInfo) -> datetime:
        """The instant, in UTC, at which the deadline of that screening date passes.

        Where the clocks change (fold=0): a time that comes twice means its first coming, and a
        skipped one is read on the clock as it went before the jump.
        """
        civil = datetime.combine(day - timedelta(days=self.days), self.at, tzinfo=zone)
        return civil.astimezone(UTC)

    def __str__(self) -> str:
        return f"D-{self.days} {self.at:%H:%M}"


class Cutoff(NamedTuple):
    """A moment as an instant and as the hospitals' civil date."""

    at: datetime
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Policy settings; passed into commands, never looked up."""

    zone: ZoneInfo
    book_until: Deadline = Deadline(1, time(17))
    cancel_until: Deadline = Deadline(1, time(17))
    remind_at: Deadline = Deadline(1, time(12))
    remind_until: Deadline = Deadline(0, time(6))  # later than this a reminder only confuses
    max_active: int = 3
    max_days_ahead: int = 365
    max_capacity: int = 1000
    dialogue_minutes: int = 15
    languages: tuple[str, ...] = ("ko", "en")
    consent_version: int = CONSENT_VERSION
    keep_days: int = 365
    withdrawn_days: int = 5  # as long as somebody who withdrew may think again

    def today(self, now: datetime) -> date:
        """The hospitals' civil date at `now`; ValueError if `now` has no zone."""
        if now.tzinfo is None:
            raise ValueError("now must carry a time zone")
        return now.astimezone(self.zone).date()

    def since(self, now: datetime, *, days: int) -> Cutoff:
        """The moment so many days before `now`."""
        return Cutoff(now - timedelta(days=days), self.today(now) - timedelta(days=days))
