"""Days that are written in figures or by the name of a month."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.parsing.calendar.holidays import NAMED
from handlers.parsing.calendar.rewriter import ReadContext
from handlers.parsing.calendar.spans import DaySet, either_day, months_later, one_day, real_day
from handlers.parsing.calendar.tokens import Token

Tokens = Sequence[Token]
MOST_YEARS = 3
"""How far a year of two digits may be: `10.12.20` is none of 2010 or 2020."""
MISSING = Token("U", 0, 0, doubt="parse.day_missing")


def day_token(days: DaySet | None) -> Token | None:
    return MISSING if days is None else Token("D", 0, 0, days=days)


def dated(context: ReadContext, number: int, day: int, *, form: str = "md") -> DaySet | None:
    """A day without a year: this year's, else next year's, which is asked."""
    today = context.today
    this, later = real_day(today.year, number, day), real_day(today.year + 1, number, day)
    if context.past:
        near = [each for each in (real_day(today.year - 1, number, day), this, later) if each]
        return one_day(min(near, key=lambda x: abs(x - today)), form=form) if near else None
    if this is not None and this >= today:
        return one_day(this, form=form)
    if later is not None and (number, day) < (today.month, today.day):
        return one_day(later, doubt="parse.day_later", form=form)
    return None


def _either(
    context: ReadContext, a: int, b: int, form: str, year: int | None = None
) -> DaySet | None:
    """A day whose two numbers may stand in both orders: month first in Korean."""

    def made(number: int, day: int) -> DaySet | None:
        if year is None:
            return dated(context, number, day, form=form)
        found = real_day(year, number, day)
        return one_day(found, form=form) if found else None

    month_first, day_first = made(a, b), made(b, a)
    if context.language == "ko" and month_first is not None:
        return month_first
    if month_first is None or day_first is None:
        found = month_first or day_first
        return found if month_first or found is None else replace(found, form="dm")
    if a == b:
        return month_first
    return either_day(month_first.first, day_first.first, doubt="parse.day_order", form=form)


def full_year(year: int) -> int:
    return year if year > 99 else 2000 + year


def triple(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    numbers = [token for token in found if token.code == "N"]
    (a, b, c), sizes = [t.number for t in numbers], [t.digits for t in numbers]
    if sizes[0] == 4:
        day = real_day(a, b, c) if sizes[2] <= 2 else None
        return day_token(one_day(day, form="ymd") if day else None)
    if sizes[2] == 4 or (sizes[2] == 2 and context.language != "ko" and a <= 31 and sizes[0] <= 2):
        return _year_last(context, numbers)
    if sizes[0] == 2:
        day = real_day(full_year(a), b, c)
        return day_token(one_day(day, form="ymd") if day else None) if _near(context, a) else None
    return None


def _near(context: ReadContext, year: int) -> bool:
    """Whether a year of two digits is one that a visit may be in."""
    return abs(full_year(year) - context.today.year) <= MOST_YEARS


def _year_last(context: ReadContext, numbers: list[Token]) -> Token | None:
    a, b, c = (token.number for token in numbers)
    if numbers[2].digits == 2 and not (_near(context, c) or _near(context, a)):
        return None
    days = _either(context, a, b, "ymd", full_year(c))
    year_first = real_day(full_year(a), b, c) if numbers[2].digits == 2 else None
    if year_first and year_first >= context.today and (days is None or days.last < context.today):
        days = one_day(year_first, doubt="parse.day_order", form="ymd")
    return day_token(days)


def run(context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    token, text = found[0], str(found[0].number).zfill(found[0].digits)
    if token.digits == 8:
        day = real_day(int(text[:4]), int(text[4:6]), int(text[6:]))
        return day_token(one_day(day, form="ymd")) if day else None
    if token.digits == 6:
        day = real_day(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
        near = day is not None and abs((day - context.today).days) <= 400
        return (
            day_token(one_day(day, doubt="parse.day_order", form="ymd")) if day and near else None
        )
    if token.digits == 4 and text[0] == "0":
        days = dated(context, int(text[:2]), int(text[2:]))
        return day_token(_asked(days)) if days else None
    return None


def _asked(days: DaySet) -> DaySet:
    """The days as candidates, for a reason of their own if they have one."""
    return replace(days, doubt=days.doubt or "parse.day_order")


def pair(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    a, b = found[0], found[2]
    if max(a.digits, b.digits) > 2 or (before and before[-1].code in ".:+/"):
        return None
    days = _either(context, a.number, b.number, "md")
    spaced = found[0].end < found[1].start and found[1].code == "/"
    doubled = days is not None and (found[1].digits > 1 or spaced)
    return day_token(_asked(days) if days and doubled else days)


def month_and_day(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`3월 20일`, `2027년 3월 20일`, `20 March 2027`, `March 20th`."""
    named = next((t.number for t in found if t.code == "b"), 0)
    values = [t for t in found if t.code in "NnOo"]
    year = _year_among(context, found, values)
    if len(values) < (1 if named else 2):
        return None
    number, day = named or values[0].number, values[-1].number
    form = "dm" if named and found[0].code in "NOo" else "md"
    if day < 0:  # a day as it is counted by the moon, too
        days = dated(context, number, -day, form=form)
        return day_token(replace(days, doubt="parse.day_order") if days else None)
    if year is None:
        return day_token(dated(context, number, day, form=form))
    real = real_day(year, number, day)
    return day_token(one_day(real, form=form) if real else None)


def _year_among(context: ReadContext, found: list[Token], values: list[Token]) -> int | None:
    """The year that is said, which is taken out of the values."""
    said = next((t for t in found if t.code == "g"), None)
    if said is not None:
        return context.today.year + said.number
    if len(found) > 1 and found[1].code == "Y":
        return full_year(values.pop(0).number)
    return values.pop().number if values[-1].code == "N" and values[-1].digits == 4 else None


def with_year(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    return month_and_day(context, found, before) if found[-1].digits == 4 else None


def of_month(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`20일`, `the 20th`: of the month said before, else the next such day."""
    number = next(t.number for t in found if t.code in "NnO")
    number_word = found[0].code == "n" and not before and len(found) == 2
    if number_word and (number <= 10 or number == 20):  # 이십일 is the 20th, or 21; 오일 a word
        sure = dated_in_month(context, number, before)
        return day_token(replace(sure, doubt="parse.day_order")) if sure else None
    return day_token(dated_in_month(context, number, before))


def dated_in_month(context: ReadContext, number: int, before: Tokens) -> DaySet | None:
    """A day of the month of the day before it, else the next day of that number."""
    today = context.today
    said = next((t.days for t in reversed(before) if t.code in "DVR" and t.days), None)
    if said is not None and said.form != "rel":
        base = said.last
        day = real_day(base.year, base.month, number)
        return one_day(day, form="T") if day else None
    this = real_day(today.year, today.month, number)
    following = months_later(today.replace(day=1), 1)
    later = real_day(following.year, following.month, number)
    if this == today and later is not None:
        return either_day(today, later, doubt="parse.day_order", form="T")
    if this is not None and this > today:
        return one_day(this, form="T")
    if this is not None and later is not None:
        return one_day(later, doubt="parse.day_later", form="T")
    return None


def holiday(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    return day_token(dated(context, *tuple(NAMED.values())[found[0].number], form="rel"))


def bare_pair(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`3 20` alone: asked."""
    days = dated(context, found[0].number, found[1].number)
    fits = days is not None and max(t.digits for t in found) <= 2
    return day_token(_asked(days)) if fits and days else None


def bare_number(context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """`20` alone, in English: the 20th, or a number; asked."""
    days = dated_in_month(context, found[0].number, ())
    fits = days is not None and context.language != "ko" and 9 < found[0].number <= 31
    return day_token(_asked(days)) if fits and days else None


def said_ordinal(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`the twentieth`, with its article: `first` alone is no day."""
    articled = bool(before) and before[-1].code == " " and before[-1].digits >= 4
    return day_token(dated_in_month(context, found[0].number, before)) if articled else None


def year_and_day(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`next year on March 2`."""
    days = next(t.days for t in found if t.days)
    year = context.today.year + next(t.number for t in found if t.code == "g")
    day = real_day(year, days.first.month, days.first.day)
    return day_token(one_day(day, form=days.form) if day else None)
