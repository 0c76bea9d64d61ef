"""Days that a line is to name, told apart by the standard library alone."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from handlers.parsing.calendar.holidays import HOLIDAYS

MOST_AHEAD = 300


@dataclass(frozen=True)
class Named:
    """Words and the days that they mean; `either`: other days that they may mean as well, which
    then must be asked, as where `must_ask` says so.
    """

    form: str
    words: str
    days: frozenset[date] = frozenset()
    weekly: frozenset[int] = frozenset()
    either: frozenset[date] = field(default_factory=frozenset)
    asks: bool = False

    @property
    def must_ask(self) -> bool:
        return self.asks or bool(self.either - self.days)


def ahead(random: Random, today: date) -> date:
    """A day that can be booked, mostly a near one."""
    most = random.choice((7, 30, MOST_AHEAD))
    return today + timedelta(days=random.randrange(1, most + 1))


def every(first: date, last: date, weekdays: frozenset[int] | None = None) -> frozenset[date]:
    """The days of a range, those of ISO weekdays."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return frozenset(day for day in days if weekdays is None or day.isoweekday() in weekdays)


def working(first: date, last: date) -> frozenset[date]:
    return every(first, last, frozenset(range(1, 6))) - HOLIDAYS


def passed(day: date, today: date) -> bool:
    """Whether its month and day have passed this year, so that it would be next year's."""
    return (day.month, day.day) < (today.month, today.day)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_start(random: Random, today: date) -> date:
    """The first day of one of the coming months of this year, else of January."""
    if today.month == 12:
        return date(today.year + 1, 1, 1)
    return date(today.year, random.randint(today.month + 1, 12), 1)


def monday(day: date, weeks: int = 0) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
