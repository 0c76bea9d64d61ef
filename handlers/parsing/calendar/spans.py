"""Sets of civil days, counted before they are expanded."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.parsing.calendar.holidays import HOLIDAYS

EVERY_WEEKDAY = frozenset(range(1, 8))
WORKING_DAYS = frozenset(range(1, 6))
WEEKEND = frozenset({6, 7})
MAX_DAYS = 400
"""Most days that a line may name: a year and a month of it twice."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included, that fall on `weekdays` (ISO, 1 Monday).

    `working`: without public holidays.
    """

    first: date
    last: date
    weekdays: frozenset[int] = EVERY_WEEKDAY
    working: bool = False

    def __len__(self) -> int:
        return max((self.last - self.first).days + 1, 0)

    def __iter__(self) -> Iterator[date]:
        for n in range(len(self)):
            each = self.first + timedelta(days=n)
            if each.isoweekday() in self.weekdays and not (self.working and each in HOLIDAYS):
                yield each


@dataclass(frozen=True, slots=True)
class DaySet:
    """Days that words name. With a `doubt` (a text key) they are candidates that are to be asked.

    `form`: how they were written, where that decides what a number beside them means.
    """

    spans: tuple[Span, ...]
    doubt: str = ""
    form: str = ""

    @property
    def first(self) -> date:
        return self.spans[0].first

    @property
    def last(self) -> date:
        return self.spans[-1].last


def one_day(day: date, *, doubt: str = "", form: str = "") -> DaySet:
    """The set of a single day."""
    return DaySet((Span(day, day),), doubt, form)


def either_day(*days: date, doubt: str, form: str = "") -> DaySet:
    """Candidates of which one is meant; certain if they are the same day."""
    different = sorted(set(days))
    sure = len(different) == 1
    return DaySet(tuple(Span(each, each) for each in different), "" if sure else doubt, form)


def whole(first: date, last: date, *, doubt: str = "", form: str = "") -> DaySet:
    """All days from `first` to `last`."""
    return DaySet((Span(first, last),), doubt, form)


def week(day: date, *, weeks: int = 0) -> DaySet:
    """The week, from Monday, so many weeks after that of `day`."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return whole(monday, monday + timedelta(days=6), form="week")


def month(year: int, number: int) -> DaySet:
    """All days of a month; numbers above 12 are months of the next year."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return whole(date(year, number, 1), month_end(year, number), form="month")


def month_end(year: int, number: int) -> date:
    """The last day of a month."""
    return date(year, number, monthrange(year, number)[1])


def real_day(year: int, number: int, day: int) -> date | None:
    """The day, or None if the calendar has no such day, or not within these centuries."""
    if not 2000 <= year <= 2100:
        return None
    try:
        return date(year, number, day)
    except ValueError:
        return None


def months_later(day: date, count: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, number = day.year + (day.month - 1 + count) // 12, (day.month - 1 + count) % 12 + 1
    return date(year, number, min(day.day, monthrange(year, number)[1]))


def nth_weekday(year: int, number: int, weekday: int, count: int) -> date | None:
    """The count-th such weekday of a month, the last one for -1."""
    first, last = date(year, number, 1), month_end(year, number)
    found = list(Span(first, last, frozenset({weekday})))
    index = count if count < 0 else count - 1
    return found[index] if -len(found) <= index < len(found) else None


def calendar_row(year: int, number: int, count: int) -> tuple[date, date] | None:
    """Row of a month's calendar (weeks from Monday, the last one for -1)."""
    first, last = date(year, number, 1), month_end(year, number)
    monday = first - timedelta(days=first.weekday())
    rows = (last - monday).days // 7 + 1
    index = rows - 1 if count < 0 else count - 1
    if not 0 <= index < rows:
        return None
    start = monday + timedelta(weeks=index)
    return start, start + timedelta(days=6)
