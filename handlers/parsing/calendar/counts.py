"""Numbers that count places beside days: what of them is no day, and what may be either."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from handlers.parsing.calendar.rewriter import ReadContext, Rule, rule
from handlers.parsing.calendar.spans import DaySet
from handlers.parsing.calendar.tokens import Token
from handlers.parsing.calendar.vocabulary import BY

Tokens = Sequence[Token]
SEVERAL_COUNTS, DAY_OR_COUNT = "parse.capacity", "parse.day_order"
"""Doubts of a number of places: it is several, or the number in front of it may be a day."""
_DAYS = "DTO"
_BESIDE = _DAYS + "N"
"""Codes of days, and of the number that ends a range of them."""
MAX_DAY = 31
_WRITTEN = frozenset({"md", "dm", "ymd"})


def _several(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`5 to 8 places`, `capacity 15 or 20`: none of the numbers is a day."""
    return replace(found[-1], code="#", doubt=SEVERAL_COUNTS)


def _written_as_day(_context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`5-8명`, `march 10, 5/8 places`; in `3/20, 3/22 자리` the word only follows a day."""
    days, joined = found[0].days, found[0].end == found[1].start
    beside = next((t for t in reversed(before) if t.code not in " ,"), None)
    if days is None or days.form not in _WRITTEN:
        return None
    if not joined and (beside is None or beside.code not in _BESIDE or _follows(days, beside)):
        return None
    return replace(found[1], doubt=SEVERAL_COUNTS)


def _follows(days: DaySet, beside: Token) -> bool:
    """Whether it is a later day of the same month as the one beside it."""
    before = beside.days.last if beside.days else days.first
    return before < days.first and before.month == days.first.month


def _after_days(_context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`march 10 to 12 places`, `3/20, 25, 30명`: a number of which it is unsure what it counts.

    Days in a row are certain: `3/20, 21, 22, 15명`.
    """
    others = [t for t in before if t.code != " "]
    listed: list[Token] = []
    while [t.code for t in others[-2:]] == ["N", ","]:
        listed.insert(0, others[-2])
        del others[-2:]
    if len(others) < 2 or others[-2].code not in _DAYS or (others[-1].code == ",") != bool(listed):
        return None
    count, days_before = found[0].number, others[-2].days
    if not listed and (count > MAX_DAY or (days_before and days_before.form == "dm")):
        return None
    if listed and days_before:
        days = [days_before.last.day, *(t.number for t in listed)]
        if all(b - a == 1 for a, b in pairwise(days)) and count != days[-1] + 1:
            return None
    return replace(found[-1], code="#", doubt=DAY_OR_COUNT)


_START = "(?<![b/.:NM+~-])(?<![bM~]_)(?<!b\\._)"
"""Where a number begins that is no part of a day or of a range of days."""


def _by_so_many(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`raise 10 March by 5`, which is no bound of the days."""
    return Token("#", 0, 0) if context.desk and found[0].number == BY else None


EACH = "e(?! ?[a-zA-Z0-9])"
"""`20 each`, unlike `each Monday`."""
_PLACES = f"(?:#(?! ?[Nn])|{EACH})"
COUNT_RULES: tuple[Rule, ...] = (
    rule(
        f"{_START}[Nn](?: (?:,? &|[,~>]) [Nn]){{0,12}} (?:,? &|[~>]) [Nn] {_PLACES}"
        f"|{_START}[Nn](?:-[Nn]|_-_[Nn]_?)#"
        "|(?<=C_)[Nn] [~>&-] [Nn](?! ?[MTHb/.:%])",
        _several,
    ),
)
"""Before times and days, which numbers of places are not."""
COUNT_OR_DAY_RULES: tuple[Rule, ...] = (
    rule("D #(?! ?[Nn])", _written_as_day),
    rule("(?<=D_)< [Nn](?: #|(?! ?.))", _by_so_many),
    rule(
        f"(?:(?<=[,~&-])|(?<=[,~&]_)|(?<=[^_]-_))[Nn] (?:#|I|{EACH})",
        _after_days,
    ),
)
"""Behind the days that are certain, before a number beside them is taken for one."""
