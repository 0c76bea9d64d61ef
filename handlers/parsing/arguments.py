"""Argument lines of commands, read from the end, so that a name may contain spaces.

Only shapes are checked; a name in quotes is taken literally.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from handlers.parsing.dates import DateRange, example, read_range
from handlers.parsing.fields import capacity, phone
from handlers.parsing.names import hospital_name, wanted_hospital
from handlers.parsing.text import ParseError, clean, short_line, visible
from handlers.texts import TextKeys

_MAX_RANGE_WORDS = 7  # words in the longest range: 2027년 3월 1일 (월)~2027년 3월 31일 평일
_MAX_TAIL_WORDS = 25  # words behind the days: a name of single letters is the longest
_LOOSE = re.compile(r"(?<=[0-9일.)]) ?(\.{2,3}|~) ?(?=[0-9])|(?<=[0-9]) (명)(?= |$)")
_JOINED = re.compile(r"(?<=[0-9일)]),(?=[0-9]{1,4}[-/.월]|[0-9]{8}(?![0-9]))")
_PLACES_BEHIND = re.compile(r"[0-9]{1,2} [A-Za-z]{3,9}\.? [0-9]{1,4}")  # 14 Dec 30: not 30 Dec
_QUOTED = re.compile(r"(?:[\"“]([^\"”]+)[\"”]|['‘]([^'’]+)['’]|「([^」]+)」)(?: (.*))?")
_PLACES = re.compile(r"[0-9]{1,4}명?")
_DIALLED = re.compile(r"[+0][0-9-]{6,19}|[0-9]+-[0-9-]{3,17}[0-9]")


class _Limit(NamedTuple):
    """How many different days a line may name, by how many dates and ranges."""

    days: int
    ranges: int


_ONE_DAY = _Limit(1, 4)  # which may be told twice: 내일 12월 5일
_MANY_DAYS = _Limit(400, 31)  # a year and a month of it twice


@dataclass(frozen=True)
class AddHospitalLine:
    """Complete arguments of /addhospital."""

    name: str
    days: tuple[date, ...]
    capacity: int
    phone: str | None


@dataclass(frozen=True)
class PartialHospital:
    """Incomplete arguments of /addhospital; `missing` are text keys of the missing parts."""

    name: str | None
    days: tuple[date, ...]
    capacity: int | None
    phone: str | None

    @property
    def missing(self) -> TextKeys:
        held = {"part.name": self.name, "part.days": self.days, "part.capacity": self.capacity}
        return TextKeys(key for key, value in held.items() if not value)


@dataclass(frozen=True)
class CapacityLine:
    """Complete arguments of /capacity."""

    name: str
    day: date
    capacity: int


@dataclass(frozen=True)
class _Parts:
    before: list[str]
    ranges: Collection[DateRange]
    tail: list[str]

    @property
    def name(self) -> str | None:
        return wanted_hospital(" ".join(self.before)) if self.before else None

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(sorted({day for each in self.ranges for day in each}))

    @property
    def day(self) -> date | None:
        """Its only day, where the parts were read with one at most."""
        return next((each.first for each in self.ranges), None)


def add_hospital_line(text: str, *, today: date) -> AddHospitalLine | PartialHospital:
    """Parse `한빛병원 2027-03-05 30 [02-123-4567]`, complete or not.

    Raises ParseError for a part that is there but invalid, and for more than 400 days or 31
    ranges.
    """
    parts = _with_numbers(_parts(text, today, limit=_MANY_DAYS))
    places, number = _places_and_phone(parts.tail)
    name, days = hospital_name(parts.name) if parts.name else None, parts.days
    if name and days and places:
        return AddHospitalLine(name, days, places, number)
    return PartialHospital(name, days, places, number)


def capacity_line(text: str, *, today: date) -> CapacityLine:
    """Parse `한빛병원 2027-03-05 40`. Raises ParseError naming the missing part."""
    parts = _with_numbers(_parts(short_line(text), today))
    held = {"part.name": parts.name, "part.day": parts.day, "part.capacity": parts.tail}
    if parts.name is None or parts.day is None or not parts.tail:
        missing = TextKeys(key for key, value in held.items() if not value)
        raise ParseError("parse.capacity_missing", missing=missing, example=example(today))
    return CapacityLine(parts.name, parts.day, capacity(" ".join(parts.tail)))


def name_and_day(text: str, *, today: date, past: bool = False) -> tuple[str | None, date | None]:
    """Parse `한빛병원 2027-03-05` in either order; both may be missing.

    `past`: the day may lie up to 365 days back.

    Raises ParseError for a part that is there but invalid, and for a second day.
    """
    parts = _parts(short_line(text), today, past=past)
    if parts.before and parts.tail:
        raise ParseError("parse.name_and_day", example=example(today))
    name = parts.name or _Parts(parts.tail, (), []).name
    return name, parts.day


def _places_and_phone(tail: list[str]) -> tuple[int | None, str | None]:
    if not tail:
        return None, None
    spaced_phone = len(tail) > 1 and re.fullmatch(r"0[0-9]{1,2}", tail[0])
    if spaced_phone or _DIALLED.fullmatch(tail[0]):
        return None, phone(" ".join(tail))
    return capacity(tail[0]), phone(" ".join(tail[1:])) if tail[1:] else None


def _with_numbers(parts: _Parts) -> _Parts:
    """Without days between them, tell name and numbers apart by their shape."""
    if parts.ranges:
        return parts
    words = parts.before
    cut = len(words)
    for look in (_DIALLED, _PLACES):
        if cut and look.fullmatch(words[cut - 1]):
            cut -= 1
    return _Parts(words[:cut], (), words[cut:])


def _parts(text: str, today: date, *, past: bool = False, limit: _Limit = _ONE_DAY) -> _Parts:
    name, words = _words(text)
    for end in range(len(words), max(len(words) - _MAX_TAIL_WORDS - 1, 0), -1):
        start, found = _ranges_at_end(words[:end], today, past=past, limit=limit)
        if found:
            return _Parts(name + words[:start], found, words[end:])
    return _Parts(name + words, (), [])


def _words(text: str) -> tuple[list[str], list[str]]:
    """Quoted name at the start, if any, and the remaining words."""
    line = clean(visible(text))
    quoted = _QUOTED.fullmatch(line)
    name = [quoted[1] or quoted[2] or quoted[3]] if quoted else []
    rest = (quoted[4] or "") if quoted else line
    rest = _JOINED.sub(", ", rest)
    return name, _LOOSE.sub(lambda found: found[1] or found[2], rest).split()


def _ranges_at_end(
    words: list[str], today: date, *, past: bool, limit: _Limit
) -> tuple[int, Collection[DateRange]]:
    """Days that stand together at the end, and the index of their first word."""
    found: set[DateRange] = set()
    start, days, ranges = len(words), 0, 0
    while (piece := _last_range(words[:start], today, past=past)) is not None:
        start, ranges = start - piece[0], ranges + 1
        days += 0 if piece[1] in found else len(piece[1])
        found.add(piece[1])
        if days > limit.days or ranges > limit.ranges:
            rule = "parse.one_day" if limit is _ONE_DAY else "parse.days_many"
            raise ParseError(rule, example=example(today), until=example(today, weeks=3))
    return start, found


def _last_range(words: list[str], today: date, *, past: bool) -> tuple[int, DateRange] | None:
    ambiguous = _PLACES_BEHIND.fullmatch(" ".join(words[-3:])) is not None
    for size in range(min(_MAX_RANGE_WORDS, len(words)), 0, -1):
        if ambiguous and size == 2:
            continue
        found = read_range(" ".join(words[-size:]).rstrip(","), today=today, past=past)
        if found is not None:
            return size, found
    return None
