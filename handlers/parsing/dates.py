"""A typed date by itself: a civil day without time or zone.

Whether a day can still be booked is decided by the domain layer.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from handlers.parsing.text import ParseError, clean, plain_dashes

MAX_AHEAD = timedelta(days=365)

_SHAPES = (
    re.compile(
        r"(?P<y>[0-9]{4}) ?(?P<gap>[-/.]) ?(?P<m>[0-9]{1,2}) ?(?P=gap) ?(?P<d>[0-9]{1,2})\.?"
    ),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?:(?P<y>[0-9]{4})년 ?)?(?P<m>[0-9]{1,2})월 ?(?P<d>[0-9]{1,2})일"),
    re.compile(r"(?P<y>)(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})"),
)
_DAY = r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<m>[a-z]{3,9})\.?"
_SPELT = (
    re.compile(rf"{_DAY} {_MONTH}(?:,? (?P<y>[0-9]{{4}}))?", re.IGNORECASE),
    re.compile(rf"{_MONTH} {_DAY}(?:,? (?P<y>[0-9]{{4}}))?", re.IGNORECASE),
)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_PARTED = re.compile(r"[0-9a-z]{1,9}(?:[-/.,년월 ]{1,3}[0-9a-z]{1,9}){0,2}[일.]?", re.IGNORECASE)
"""Up to three numbers or words: what every date is made of, to be told apart cheaply."""
_YEAR_LAST = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{4}")
_YEARLESS = re.compile(r"[0-9]{1,2}-[0-9]{1,2}")
_NAMED = re.compile(r"([^(]+?) ?\((\w{1,3})\)")
_NEAR = {"어제": -1, "yesterday": -1, "오늘": 0, "today": 0, "내일": 1, "tomorrow": 1}
_NAMES = ("월mon", "화tue", "수wed", "목thu", "금fri", "토sat", "일sun")


def day(text: str, *, today: date) -> date:
    """Parse one day, from today to 365 days ahead.

    `M/D`, `M월 D일` and `D Month` mean the next such day. Raises ParseError.
    """
    found = _read_day(clean(text), today)
    if found is None:
        raise ParseError("parse.day", example=example(today))
    return found


def example(today: date, *, weeks: int = 1) -> str:
    """An example date in the supported syntax."""
    return (today + timedelta(weeks=weeks)).isoformat()


def _read_day(words: str, today: date) -> date | None:
    """As `day`, for cleaned text; None if it does not look like a date at all."""
    words = plain_dashes(words)
    named = _NAMED.fullmatch(words) if words.endswith(")") else None
    found = _unnamed(named[1] if named else words, today)
    if found and named and named[2].casefold() not in _spellings(found):
        raise ParseError("parse.day_weekday", day=found, example=found.isoformat())
    return found


def _spellings(found: date) -> tuple[str, str]:
    name = _NAMES[found.weekday()]
    return name[0], name[1:]


def _unnamed(words: str, today: date) -> date | None:
    if words.casefold() in _NEAR:
        near = today + timedelta(days=_NEAR[words.casefold()])
        return _in_reach([near], today)
    if not _PARTED.fullmatch(words):
        return None
    if _YEAR_LAST.fullmatch(words):
        raise ParseError("parse.day_order", example=example(today))
    if _YEARLESS.fullmatch(words):
        raise ParseError("parse.day_year", example=example(today))
    shape = _matched(_SHAPES, _in_figures(words))
    if shape is None:
        return None
    month, number = int(shape["m"]), int(shape["d"])
    years = [int(shape["y"])] if shape["y"] else range(today.year, today.year + 2)
    return _in_reach([_real(year, month, number) for year in years], today)


def _in_figures(words: str) -> str:
    """Rewrite `14 Dec 2026` and `December 14` in figures; other text is returned unchanged."""
    spelt = _matched(_SPELT, words)
    if spelt is None:
        return words
    named = spelt["m"].casefold()
    month = next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(named)), None)
    if month is None:
        return words
    return f"{spelt['y']}-{month}-{spelt['d']}" if spelt["y"] else f"{month}/{spelt['d']}"


def _matched(shapes: Sequence[re.Pattern[str]], words: str) -> re.Match[str] | None:
    return next(filter(None, (each.fullmatch(words) for each in shapes)), None)


def _in_reach(candidates: list[date | None], today: date) -> date:
    real = [each for each in candidates if each is not None]
    if not real:
        raise ParseError("parse.day_missing", example=example(today))
    found = next((each for each in real if each >= today), None)
    if found is None:
        raise ParseError("parse.day_past", day=real[-1], example=example(today))
    if found > today + MAX_AHEAD:
        raise ParseError("parse.day_far", last=today + MAX_AHEAD, example=example(today))
    return found


def _real(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
