"""Ranges and lists of days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from handlers.parsing.calendar.figures import MISSING, of_month
from handlers.parsing.calendar.rewriter import ReadContext
from handlers.parsing.calendar.spans import DaySet, months_later, one_day, real_day, whole
from handlers.parsing.calendar.tokens import Token
from handlers.parsing.calendar.weeks import checked, count_of, days_in

Tokens = Sequence[Token]
UNSURE = "parse.day_order"


def _in_month_of(days: DaySet, number: int, weekday: int = 0) -> Token:
    base = days.first
    day = real_day(base.year, base.month, number)
    if day is None:
        return MISSING
    doubt = "parse.day_weekday" if weekday and day.isoweekday() != weekday else days.doubt
    return Token("D", 0, 0, days=one_day(day, doubt=doubt, form=days.form))


def _range(days: DaySet, other: DaySet, *, by_words: bool) -> Token:
    """From one day to another, the order as typed; backwards is asked."""
    if len(days.spans) > 1 or len(other.spans) > 1:
        return _undecided(days, other)
    first, last, doubt = days.first, other.last, days.doubt or other.doubt
    if last < first:
        first, last, doubt = last, first, "parse.range_order"
    form = "ends" if by_words else "range"
    return Token("V", 0, 0, days=whole(first, last, doubt=doubt, form=form))


def _undecided(days: DaySet, other: DaySet) -> Token:
    """A range of two ends that may be read in both orders: the shorter one, which is asked."""
    pairs = [(a.first, b.first) for a in days.spans for b in other.spans if a.first <= b.first]
    first, last = min(pairs, key=lambda ends: ends[1] - ends[0], default=(days.first, days.last))
    return Token("V", 0, 0, days=whole(first, last, doubt=UNSURE, form="range"))


def _words(found: list[Token]) -> bool:
    return any(t.code in "><6" or (t.code == "~" and t.digits > 1) for t in found)


def days_of(found: list[Token], codes: str = "DVR") -> list[DaySet]:
    return [t.days for t in found if t.code in codes and t.days]


def partial_after(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`3/20~22`, `March 22nd to 24th`, `20일부터 22일까지`."""
    days, number = days_of(found)[0], next(t.number for t in reversed(found) if t.code in "NOn")
    weekday = next((t.number for t in found if t.code == "w"), 0)
    if days.form in {"rel", "dm"} or len(days.spans) > 1 or (context.desk and number > 31):
        return None
    end = _in_month_of(days, number, weekday)
    if end.days is None:
        return replace(MISSING, doubt="parse.day_missing")
    if end.days.last < days.first:
        later = months_later(days.first.replace(day=1), 1)
        of_next = real_day(later.year, later.month, number)
        if of_next and (of_next - days.first).days <= 10 and number < days.first.day:
            return _wrapped(days.first, end.days.first, of_next)
    return _range(days, end.days, by_words=_words(found))


def _wrapped(first: date, backwards: date, of_next: date) -> Token:
    """`3/30~2` reaches into the next month, `3/22~20` was typed backwards; both are asked."""
    if (of_next - first).days <= (first - backwards).days:
        return Token("V", 0, 0, days=whole(first, of_next, doubt="parse.range_order"))
    return Token("V", 0, 0, days=whole(backwards, first, doubt="parse.range_order"))


def partial_before(_context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`22 to 24 Mar`, `20~22일`."""
    days = days_of(found)[0]
    if (
        days.form not in {"dm", "T"}
        or (before and before[-1].code in "DNV")
        or (found[0].code == "N" and found[0].digits > 2)
    ):
        return None
    number = next(t.number for t in found if t.code in "NOn")
    weekday = next((t.number for t in found if t.code == "w"), 0)
    start = _in_month_of(days, number, weekday)
    if start.days is None:
        return MISSING
    if start.days.first > days.last:
        return _wrapped(start.days.first, days.last, months_later(days.last, 1))
    return _range(start.days, days, by_words=_words(found))


def before_day(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`20~22일`, `20, 21, 22일`: the numbers before a day of the month."""
    ranged = any(t.code in "~-" for t in found)
    return (partial_before if ranged else listed)(context, found, before)


def listed(context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """`3/20, 21, 22`, `22, 23 and 24 March`: numbers in the month of the day beside them."""
    at = next(n for n, t in enumerate(found) if t.days)
    days = found[at].days
    if days is None:
        return None
    numbers = [t for n, t in enumerate(found) if t.code in "NO" and n != at]
    if any(t.digits > 2 and t.code == "N" for t in numbers) or days.form in {"rel", "w"}:
        return None
    if at and days.form not in {"dm", "T"}:
        return None
    if (not at and days.form == "dm") or (days.form == "ymd" and context.desk):
        return None
    return _union([days, *(_in_month_of(days, t.number).days for t in numbers)])


def _union(sets: Sequence[DaySet | None], *, doubt: str = "") -> Token:
    known = [each for each in sets if each is not None]
    if len(known) < len(sets):
        return MISSING
    doubt = doubt or next((each.doubt for each in known if each.doubt), "")
    spans = tuple(dict.fromkeys(span for each in known for span in each.spans))
    return Token("R", 0, 0, days=DaySet(spans, doubt, known[0].form))


def joined(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    return _union(days_of(found))


def spaced(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`3/20 21 22`: numbers without anything between, so asked."""
    days = days_of(found)[0]
    if days.form != "md" or context.desk:
        return None
    return _union([days, *(_in_month_of(days, t.number).days for t in found[1:])], doubt=UNSURE)


def from_to(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    first, last = (t.days for t in found if t.code == "D")
    if first is None or last is None:
        return None
    if last.form == "T" and first.form != "T" and last.last < first.first:
        return _wrapped(first.first, last.last, months_later(last.last, 1))
    made = _range(first, last, by_words=_words(found))
    return _from_today(context, made, first)


def _from_today(context: ReadContext, made: Token, first: DaySet) -> Token:
    """A range that began in the past this year and reaches today: what is left of it, asked."""
    days, today = made.days, context.today
    if days and first.doubt == "parse.day_later" and days.doubt == "parse.range_order":
        return replace(made, days=whole(today, days.first, doubt="parse.day_later"))
    return made


def missing_range(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """A range without a real end: the end is named, and the start is not taken alone."""
    return next((replace(t, code="U") for t in found if t.code == "U"), None)


def partial_day(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`Saturday the 20th`, `20일 토요일`."""
    weekday = next(t for t in found if t.code in "wq")
    made = of_month(context, [t for t in found if t.code in "NnOT"], before)
    return made if made is None or made.code == "U" else checked(context, [made, weekday], before)


def for_days(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`오늘부터 2주`, `20일부터 사흘간`, `22 March for three days`."""
    days, (count, unit) = days_of(found)[0], count_of([t for t in found if t.code != "D"])
    if len(days.spans) > 1 or count < 1:
        return None
    if unit == "J":
        last = months_later(days.first, count) - timedelta(days=1)
    else:
        last = days.first + timedelta(days=count * days_in(unit) - 1)
    doubt = days.doubt or ("" if found[-1].code != "D" else UNSURE)
    return Token("V", 0, 0, days=whole(days.first, last, doubt=doubt, form="range"))


def length(_: ReadContext, found: list[Token], __: Tokens) -> Token | None:
    """`5일 동안`, `2주 동안`: days of the calendar are a length behind it."""
    return found[1] if found[0].code == "T" else found[0]


def next_days(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`the next two weeks`, `within two weeks`: with or without today, so asked."""
    count, unit = count_of(found)
    more = 1 if found[0].code == "W" else 0
    last = context.today + timedelta(days=count * days_in(unit) - 1 + more)
    return Token("V", 0, 0, days=whole(context.today, last, doubt=UNSURE, form="range"))


def day_and_weekday(_context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """`내일부터 금요일까지`, `tomorrow or Thursday`: the next such weekday after the day."""
    days, weekday = days_of(found, "D")[0], next(t.number for t in found if t.code == "w")
    bounded = any(t.code == "<" and t.digits == len("까지") for t in found[:2])
    if len(days.spans) > 1 or bounded:  # `4월 말까지 토요일`: every Saturday until then
        return None
    ahead = (weekday - days.last.isoweekday()) % 7 or 7
    other = one_day(days.last + timedelta(days=ahead), doubt=days.doubt, form="rel")
    if any(t.code in "~-><" for t in found):
        return _range(days, other, by_words=_words(found))
    return _union([days, other])


def and_after(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`20 March and the day after`."""
    day = days_of(found)[0].last
    return Token("R", 0, 0, days=whole(day, day + timedelta(days=1)))


def bound(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """An open end: only the bound is known, so it is asked."""
    days = days_of(found)[0]
    return Token("D", 0, 0, days=replace(days, doubt=days.doubt or UNSURE, form="bound"))


def within_period(_context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """`다음주 3/10`: the day, which is asked where it lies in no such week or month."""
    period = next(t.days for t in found if t.code == "V")
    day = next(t for t in found if t.code == "D")
    if period is None or day.days is None or period.form not in {"week", "month"}:
        return None
    inside = period.first <= day.days.first <= period.last
    return day if inside else replace(day, days=replace(day.days, doubt="parse.day_weekday"))
