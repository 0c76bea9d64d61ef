"""Weekly patterns, days of a period that fall on them, and days that are taken out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from handlers.parsing.calendar.figures import of_month
from handlers.parsing.calendar.ranges import UNSURE, days_of
from handlers.parsing.calendar.rewriter import ReadContext
from handlers.parsing.calendar.spans import (
    EVERY_WEEKDAY,
    WORKING_DAYS,
    DaySet,
    Span,
    one_day,
    week,
    whole,
)
from handlers.parsing.calendar.tokens import Token
from handlers.parsing.calendar.weeks import weekday_in_week, weekday_named

Tokens = Sequence[Token]


def _weekdays_of(found: list[Token]) -> frozenset[int]:
    """The weekdays of a list, or from one to the other where a `~` stands between."""
    numbers = [t.number for t in found if t.code in "wq"]
    sets = [t.weekdays for t in found if t.code == "p"]
    if any(t.code in "~->" for t in found) and len(numbers) == 2:
        first, last = numbers
        return frozenset((first - 1 + n) % 7 + 1 for n in range((last - first) % 7 + 1))
    return frozenset(numbers).union(*sets)


def pattern(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    return Token("p", 0, 0, weekdays=_weekdays_of(found))


def either_weekday(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`화요일이나 목요일`: the coming ones, or those of any week."""
    return Token("B", 0, 0, weekdays=_weekdays_of(found))


def listed_weekdays(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`월요일하고 목요일마다` is a pattern; `화요일 목요일만` may be this week's days, too."""
    weekly = found[-1].digits == len("마다")
    return (pattern if weekly else either_weekday)(context, found, before)


def weekday_range(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`Mon-Fri` is a pattern; `월요일부터 금요일까지` may be this week's days, too."""
    spelt = any(t.code == ">" or (t.code == "w" and t.digits > 4) for t in found)
    return Token("B" if spelt else "p", 0, 0, weekdays=_weekdays_of(found))


def _filtered(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """Days of a period that fall on a weekday: `3월 토요일`, `next week Mon-Fri`. Those of
    `4월 둘째 주 평일` are asked unless the month begins on a Monday.
    """
    days = days_of(found)[0]
    single = next((t for t in found if t.code in "wq"), None)
    weekdays = (
        frozenset({single.number}) if single else _weekdays_of([t for t in found if t.code in "pB"])
    )
    if single is None:
        weekdays = next(t.weekdays for t in found if t.code in "pB")
    unsure = days.form == "row" and days.first.replace(day=1).isoweekday() > 1
    working = any(t.code == "p" and t.weekdays == WORKING_DAYS for t in found)
    spans = tuple(
        replace(s, weekdays=s.weekdays & weekdays, working=s.working or working) for s in days.spans
    )
    out = next((t.less for t in found if t.less), None)
    off = frozenset[int]().union(*(t.less_weekdays for t in found))
    made = DaySet(spans, days.doubt or (UNSURE if unsure else ""), days.form)
    return Token("R", 0, 0, days=made, less=out, less_weekdays=off)


def week_or_filter(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """A weekday of a week is one day; of a month or a range, all such days."""
    days, single = days_of(found)[0], any(t.code in "wq" for t in found)
    if single and days.form == "week" and not any(t.code == "e" for t in found):
        return weekday_in_week(context, found, before)
    return _filtered(context, found, before)


def filtered_until(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`월수금 4월 말까지`, `any Saturday until the end of April`: from today on."""
    end = days_of(found, "DV")[0]
    period = Token(
        "V", 0, 0, days=whole(context.today, end.last, doubt="" if end.form == "end" else end.doubt)
    )
    return _filtered(context, [period, *(t for t in found if t.code in "pwqB")], before)


def weekend(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`이번 주말`, `this weekend`; "next weekend" of English is asked."""
    weekend = next(t for t in found if t.code == "p")
    if weekend.weekdays == WORKING_DAYS and found[0].code == "x" and found[-1].code == "p":
        days = replace(week(context.today, weeks=1).spans[0], weekdays=WORKING_DAYS, working=True)
        return Token("R", 0, 0, days=DaySet((days,), UNSURE))
    if weekend.weekdays != frozenset({6, 7}):
        return None
    this = Span(*_saturday_and_sunday(context.today, 0))
    following = Span(*_saturday_and_sunday(context.today, 1))
    if found[0].code == "x":
        korean = weekend.digits == 2
        return Token(
            "R", 0, 0, days=DaySet((following,)) if korean else DaySet((this, following), UNSURE)
        )
    if found[-1].code == "x":
        after = Span(*_saturday_and_sunday(context.today, 2))
        return Token("R", 0, 0, days=DaySet((following, after), UNSURE))
    return Token("R", 0, 0, days=DaySet((this,)))


def _saturday_and_sunday(day: date, weeks: int) -> tuple[date, date]:
    sunday = week(day, weeks=weeks).last
    return sunday - timedelta(days=1), sunday


def weekend_of(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    ends = _saturday_and_sunday(days_of(found)[0].first, 0)
    return Token("R", 0, 0, days=whole(*ends))


def excluded(_context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """Days that are taken out: `@`, or the pattern before the word with what it loses."""
    behind = found[-1].code == "^"
    pattern = found[0] if found[0].code == "p" and not behind else Token("@", 0, 0)
    days = days_of(found)
    if days:
        return replace(pattern, less=days[0], doubt=days[0].doubt)
    out = [t for t in found if t.code in "pwqB" and t is not pattern]
    weekdays = frozenset(t.number for t in out if t.code in "wq")
    return replace(pattern, less_weekdays=weekdays.union(*(t.weekdays for t in out)))


def excluded_list(_context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """`20일과 21일 빼고`; without a word between them they may not all be meant."""
    days = days_of(found)
    spans = tuple(span for each in days for span in each.spans)
    sure = sum(t.code == "&" for t in found) == len(days) - 1
    doubt = next((each.doubt for each in days if each.doubt), "") or ("" if sure else UNSURE)
    return Token("@", 0, 0, less=DaySet(spans, doubt, days[0].form), doubt=doubt)


def excluded_of_week(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`다음 주 수요일 빼고`: the rest of that week."""
    period = next(t for t in found if t.code == "V")
    weekday = next(t for t in found if t.code in "wq")
    if period.days is None or period.days.form != "week":
        return None
    made = weekday_in_week(context, [period, weekday], before)
    sure = found[-1].code != "^" or any(t.code == "e" for t in found)
    rest = replace(period.days, doubt="" if sure else UNSURE)
    return replace(period, days=rest, less=made.days) if made else None


def after_excluded(_context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`평일 제외 3/10`: the day behind the word, after a weekly pattern of working days."""
    pattern, day = found[0], found[-1]
    if pattern.weekdays != WORKING_DAYS:
        return None
    bounded = any(t.code == "V" for t in before)
    return replace(pattern, less=day.days, doubt="" if bounded else UNSURE)


def excluded_first(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`제외 3/24, 3/22~26`: what is taken out is to be asked."""
    made = excluded(context, found, before)
    return replace(made, doubt=UNSURE) if made else None


def every_other(_context: ReadContext, _found: list[Token], _before: Tokens) -> Token | None:
    return Token("E", 0, 0)


def every_day(_context: ReadContext, _found: list[Token], _before: Tokens) -> Token | None:
    return Token("p", 0, 0, weekdays=EVERY_WEEKDAY)


def but_not(_context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """`월요일만 아니면`: that weekday is taken out."""
    if found[-1].digits != 3:
        return None
    return Token("@", 0, 0, less_weekdays=found[0].weekdays)


def not_the_latter(_context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """`27th instead of the 20th`."""
    return replace(found[0], less=found[-1].days)


def single(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    return weekday_named(context, found[-1:], before)


def all_but(_context: ReadContext, _found: list[Token], _before: Tokens) -> Token | None:
    """`any day but Friday`; behind anything else "but" takes out nothing."""
    return Token("!", 0, 0)


def not_but(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`not 20 Mar but 21 Mar`."""
    out = excluded(context, found[:2], before)
    kept = found[-1] if found[-1].code == "D" else weekday_named(context, found[-1:], before)
    return replace(kept, less=out.less, less_weekdays=out.less_weekdays) if out and kept else None


def not_but_after(_context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """`not tomorrow, the day after`."""
    out = days_of(found)[0]
    following = one_day(out.last + timedelta(days=1), doubt=out.doubt, form=out.form)
    return Token("D", 0, 0, days=following, less=out)


def except_number(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    made = of_month(context, [replace(found[-1], code="O")], [*before, found[0]])
    period = next(t for t in found if t.code == "V")
    return replace(period, less=made.days) if made and made.code == "D" else None
