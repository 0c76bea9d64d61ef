"""Rules for single days: numbers, month names, words near today, weekdays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.parsing.calendar.holidays import NAMED
from handlers.parsing.calendar.rewrite_rules import RewriteContext, Rule, rule
from handlers.parsing.calendar.spans import (
    DaySet,
    calendar_row,
    either_day,
    month,
    month_end,
    months_later,
    nth_weekday,
    one_day,
    real_day,
    week,
    whole,
)
from handlers.parsing.calendar.tokens import Token
from handlers.parsing.calendar.vocabulary import LAST_DAY, MONTH_BEGIN, MONTH_END, MONTH_MIDDLE

Tokens = Sequence[Token]
MISSING = Token("U", 0, 0, doubt="parse.day_missing")


def _day(days: DaySet | None) -> Token | None:
    return MISSING if days is None else Token("D", 0, 0, days=days)


def dated(context: RewriteContext, number: int, day: int, *, form: str = "md") -> DaySet | None:
    """A day without a year: this year's, else next year's, which is asked."""
    today = context.today
    this, later = real_day(today.year, number, day), real_day(today.year + 1, number, day)
    if context.past:
        near = [each for each in (real_day(today.year - 1, number, day), this, later) if each]
        return one_day(min(near, key=lambda x: abs(x - today)), form=form) if near else None
    if this is not None and this >= today:
        return one_day(this, form=form)
    if later is not None and (number, day) < (today.month, today.day):
        return one_day(later, doubt="parse.day_past", form=form)
    return None


def _either(
    context: RewriteContext, a: int, b: int, form: str, year: int | None = None
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


def _full(year: int) -> int:
    return year if year > 99 else 2000 + year


def _triple(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    numbers = [token for token in found if token.code == "N"]
    (a, b, c), sizes = [t.number for t in numbers], [t.digits for t in numbers]
    if sizes[0] == 4:
        day = real_day(a, b, c) if sizes[2] <= 2 else None
        return _day(one_day(day, form="ymd") if day else None)
    if sizes[2] == 4 or (sizes[2] == 2 and context.language != "ko" and a <= 31 and sizes[0] <= 2):
        return _year_last(context, numbers)
    if sizes[0] == 2:
        day = real_day(_full(a), b, c)
        return _day(one_day(day, form="ymd") if day else None)
    return None


def _year_last(context: RewriteContext, numbers: list[Token]) -> Token | None:
    a, b, c = (token.number for token in numbers)
    days = _either(context, a, b, "ymd", _full(c))
    year_first = real_day(_full(a), b, c) if numbers[2].digits == 2 else None
    if year_first and (days is None or days.first < context.today):
        days = one_day(year_first, doubt="parse.day_order", form="ymd")
    return _day(days)


def _run(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    token, text = found[0], str(found[0].number).zfill(found[0].digits)
    if token.digits == 8:
        day = real_day(int(text[:4]), int(text[4:6]), int(text[6:]))
        return _day(one_day(day, form="ymd")) if day else None
    if token.digits == 6:
        day = real_day(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
        near = day is not None and abs((day - context.today).days) <= 400
        return _day(one_day(day, doubt="parse.day_order", form="ymd")) if day and near else None
    if token.digits == 4 and text[0] == "0":
        days = dated(context, int(text[:2]), int(text[2:]))
        return _day(replace(days, doubt="parse.day_order")) if days else None
    return None


def _pair(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    a, b = found[0], found[2]
    if max(a.digits, b.digits) > 2 or (before and before[-1].code in ".:+/"):
        return None
    return _day(_either(context, a.number, b.number, "md"))


def _doubled(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    made = _pair(context, found, before)
    return (
        replace(made, days=replace(made.days, doubt="parse.day_order"))
        if made and made.days
        else made
    )


def _month_and_day(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`3월 20일`, `2027년 3월 20일`, `20 March 2027`, `March 20th`."""
    number = next((t.number for t in found if t.code == "b"), 0)
    values = [t for t in found if t.code in "NnOo"]
    year: int | None = None
    if found[0].code in "N" and len(found) > 1 and found[1].code == "Y":
        year = _full(values.pop(0).number)
    elif values[-1].code == "N" and values[-1].digits == 4:
        year = values.pop().number
    if not number:
        number = values.pop(0).number
    day, form = (
        values[-1].number,
        "dm" if found[0].code in "NOo" and any(t.code == "b" for t in found) else "md",
    )
    named = [t for t in found if t.code == "g"]
    if named:
        year = context.today.year + named[0].number
    if found[-1].code == "T":
        form = "md"
    if day < 0:  # a day as it is counted by the moon, too
        days = dated(context, number, -day, form=form)
        return _day(replace(days, doubt="parse.day_order") if days else None)
    if year is not None:
        full = real_day(year, number, day)
        return _day(one_day(full, form=form) if full else None)
    return _day(dated(context, number, day, form=form))


def of_month(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`20일`, `the 20th`: of the month said before, else the next such day."""
    number = next(t.number for t in found if t.code in "NnO")
    if found[0].code == "n" and not before and len(found) == 2:
        sure = dated_in_month(context, number, before)
        return _day(replace(sure, doubt="parse.day_order")) if sure else None
    return _day(dated_in_month(context, number, before))


def dated_in_month(context: RewriteContext, number: int, before: Tokens) -> DaySet | None:
    """A day of the month of the day before it, else the next day of that number."""
    today = context.today
    said = next((t.days for t in reversed(before) if t.code in "DV" and t.days), None)
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
        return one_day(later, doubt="parse.day_past", form="T")
    return None


def _near(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    return _day(one_day(context.today + timedelta(days=found[0].number), form="rel"))


def _after_near(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`the day after tomorrow`."""
    return _day(one_day(context.today + timedelta(days=found[-1].number + 1), form="rel"))


def _in_days(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`사흘 뒤`, `2주 뒤`, `한 달 뒤`, `in two weeks`, `a week from tomorrow`."""
    count, unit = count_of(found)
    base = context.today
    for token in found:
        if token.code == "r":
            base += timedelta(days=token.number)
    loose = any(t.code == "d" for t in found)
    if loose and count != 2:
        return Token("v", 0, 0, doubt="parse.day_order")
    day = months_later(base, count) if unit == "J" else base + timedelta(days=count * days_in(unit))
    return _day(one_day(day, doubt="parse.day_order" if loose else "", form="rel" + unit))


def count_of(found: list[Token]) -> tuple[int, str]:
    for n, token in enumerate(found):
        if token.code == "F":
            return token.number, "G"
        if token.code in "KGJT":
            number = found[n - 1].number if n and found[n - 1].code in "Nnd" else 1
            return min(number, 999), "G" if token.code == "T" else token.code
    return 0, "G"


def days_in(unit: str) -> int:
    return 7 if unit == "K" else 1


def weekday_named(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """A weekday with the word before it: `토요일`, `next Friday`, `오는 월요일`."""
    weekday = found[-1].number
    today, word = context.today, found[-2].code if len(found) > 1 else ""
    ahead = (weekday - today.isoweekday()) % 7
    coming = today + timedelta(days=ahead or 7)
    if word == "c" or (len(found) > 2 and found[-2].code == "c"):
        return _day(one_day(coming, form="rel"))
    if word == "x":
        of_next_week = week(today, weeks=1).first + timedelta(days=weekday - 1)
        return _day(either_day(coming, of_next_week, doubt="parse.day_order", form="rel"))
    if word in {"l", "L"}:
        return _day(one_day(coming - timedelta(weeks=1 if ahead else 2), form="rel"))
    if not ahead:
        return _day(either_day(today, coming, doubt="parse.day_order", form="w"))
    doubt = "parse.day_order" if found[-1].code == "q" else ""
    return _day(one_day(coming, doubt=doubt, form="w"))


def weekday_in_week(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    weekday = next(t.number for t in found if t.code in "wq")
    days = next(t.days for t in found if t.code in "VD" and t.days)
    first = week(days.first).first
    return _day(one_day(first + timedelta(days=weekday - 1), form="rel"))


def _weekday_weeks_on(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`Friday week`, `a week on Friday`, `two weeks from Friday`, `Friday fortnight`."""
    weekday = next(t for t in found if t.code == "w")
    start = weekday_named(context, [weekday], before)
    count, unit = count_of(found)
    if start is None or start.days is None:
        return None
    spans = [each.first + timedelta(days=count * days_in(unit)) for each in start.days.spans]
    return _day(either_day(*spans, doubt="parse.day_order", form="rel"))


def _weekday_after_next(
    context: RewriteContext, found: list[Token], before: Tokens
) -> Token | None:
    weekday = replace(found[0], code="w")
    start = weekday_named(context, [Token("x", 0, 0), weekday], before)
    if start is None or start.days is None:
        return None
    days = [each.first + timedelta(weeks=1) for each in start.days.spans]
    return _day(either_day(*days, doubt="parse.day_order", form="rel"))


def _week_of(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`이번 주`, `next week`, `the week after next`."""
    if found[0].code == "k":
        return Token("V", 0, 0, days=week(context.today, weeks=found[0].number))
    words = "".join(t.code for t in found)
    weeks = {"h": 0, "x": 1, "X": 2, "L": -1, "l": -1, "c": 1}
    number = 2 if words in {"K9x", "xxK"} else weeks[words[0]]
    return Token("V", 0, 0, days=week(context.today, weeks=number))


def _week_of_day(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    days = found[-1].days
    if found[-1].code == "O":
        days = dated_in_month(context, found[-1].number, ())
    return Token("V", 0, 0, days=week(days.first)) if days else None


def _month_of(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`3월`, `4월 한 달`, `next month`, `이번 달`, `April`."""
    today, token = context.today, found[0]
    if token.code in "jhxXLl":
        months = token.number if token.code == "j" else {"h": 0, "x": 1, "X": 2}.get(token.code, -1)
        return Token(
            "V", 0, 0, days=month(today.year, today.month + months) if months >= 0 else None
        )
    values = [t for t in found if t.code in "Nnb"]
    years = [t for t in found if t.code == "g"]
    number = values[-1].number
    if len(values) > 1 and values[-1].code != "b" and found[1].code == "Y":
        year = _full(values[0].number)
    elif len(values) > 1 and values[-1].digits == 4:
        year, number = values[-1].number, values[0].number
    elif years:
        year = today.year + years[0].number
    else:
        year = today.year
    if not 1 <= number <= 12 or not 2000 <= year <= 2100:
        return None
    passed = not years and year == today.year and number < today.month and not context.past
    if passed:
        return Token("V", 0, 0, days=replace(month(year + 1, number), doubt="parse.day_past"))
    return Token("V", 0, 0, days=month(year, number))


def _ordinal(found: list[Token]) -> int:
    token = next(t for t in found if t.code in "oOlNn")
    return -1 if token.code == "l" else token.number


def _row_of_month(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`3월 둘째 주`, `the second week of April`: a row of the calendar."""
    days = next(t.days for t in found if t.days)
    year, number, count = days.first.year, days.first.month, _ordinal(found)
    row = calendar_row(year, number, count)
    if row is None:
        return MISSING
    first, last = days.first, days.last
    if count < 0 and row[1] != last:
        return Token(
            "V",
            0,
            0,
            days=whole(last - timedelta(days=6), last, doubt="parse.day_order", form="row-1"),
        )
    if count == 1 and row[0] != first:
        end = row[1] if (row[1] - first).days >= 3 else row[1] + timedelta(days=7)
        return Token("V", 0, 0, days=whole(first, end, doubt="parse.day_order", form="row1"))
    return Token("V", 0, 0, days=whole(*row, form="row"))


def _weekday_of_row(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`5월 둘째 주 월요일`: of the second row, or the second of its kind; asked if they differ."""
    days = next(t.days for t in found if t.days)
    year, number, count = days.first.year, days.first.month, _ordinal(found)
    weekday = next(t.number for t in found if t.code in "wq")
    row, nth = calendar_row(year, number, count), nth_weekday(year, number, weekday, count)
    if row is None:
        return MISSING
    in_row = row[0] + timedelta(days=weekday - 1)
    return _day(either_day(*filter(None, (in_row, nth)), doubt="parse.day_order", form="rel"))


def _nth_weekday(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    days = next(t.days for t in found if t.days)
    weekday = next(t.number for t in found if t.code in "wq")
    nth = nth_weekday(days.first.year, days.first.month, weekday, _ordinal(found))
    return _day(one_day(nth, form="rel") if nth else None)


def _nth_of_every_month(
    context: RewriteContext, found: list[Token], before: Tokens
) -> Token | None:
    period = Token("V", 0, 0, days=month(context.today.year, context.today.month))
    made = _nth_weekday(context, [period, *found], before)
    sure = made.days if made else None
    return _day(replace(sure, doubt="parse.day_order")) if sure else None


def _period(context: RewriteContext, found: list[Token]) -> DaySet:
    """The week or month that is named; "the month" without a name is this one."""
    named = next((t.days for t in found if t.days), None)
    if named is not None:
        return named
    today = context.today
    weeks = any(t.code == "K" for t in found)
    return week(today) if weeks else month(today.year, today.month)


def _day_of_month(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`이번 달 20일`, `the 3rd of next month`."""
    days = _period(context, found)
    if days.form != "month":
        return None
    number = next(t.number for t in found if t.code in "NnOo")
    day = real_day(days.first.year, days.first.month, number)
    return _day(one_day(day, doubt=days.doubt, form="md") if day else None)


def _last_day(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    days = _period(context, found)
    return _day(one_day(days.last, form="rel")) if days.form == "month" else None


def _part_of_period(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`4월 초`, `이달 말`, `early next week`: loose, so asked."""
    days = _period(context, found)
    part, first, last = next(t.number for t in found if t.code == "z"), days.first, days.last
    if days.form == "week":
        friday, doubt = first + timedelta(days=4), "parse.day_order"
        if part == MONTH_END:
            return _day(either_day(friday, last, doubt=doubt))
        end = first + timedelta(days=1) if part == MONTH_BEGIN else last
        return Token("V", 0, 0, days=whole(first, end, doubt=doubt))
    if days.form != "month":
        return None
    if part in {MONTH_END, LAST_DAY}:
        return _day(one_day(last, doubt="" if part == LAST_DAY else "parse.day_order", form="end"))
    begin = {MONTH_BEGIN: 1, MONTH_MIDDLE: 11}.get(part, 21)
    end = last if begin == 21 else first.replace(day=begin + 9)
    return Token("V", 0, 0, days=whole(first.replace(day=begin), end, doubt="parse.day_order"))


def _end_of_this_month(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    end = month_end(context.today.year, context.today.month)
    return _day(one_day(end, doubt="parse.day_order", form="end"))


def _later_this_week(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    days = found[-1].days
    if days is None or days.form != "week":
        return None
    start = max(days.first, context.today) + timedelta(days=2)
    return Token("V", 0, 0, days=whole(min(start, days.last), days.last, doubt="parse.day_order"))


def _this_week_on(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`다음 주 오늘`, `this day next week`."""
    weeks = next(t.days for t in found if t.code == "V")
    near = next((t.days for t in found if t.code == "D"), None)
    if weeks is None or weeks.form != "week" or (near and near.first != context.today):
        return None
    return _day(one_day(weeks.first + timedelta(days=context.today.weekday()), form="rel"))


def checked(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """A day with its weekday: settles an order, or contradicts and is asked."""
    days = next(t.days for t in found if t.code == "D")
    weekday = next(t.number for t in found if t.code in "wq")
    if days is None:
        return None
    if days.form == "relK":
        return weekday_in_week(context, found, ())
    fitting = [span for span in days.spans if span.first.isoweekday() == weekday]
    if fitting and days.doubt != "parse.day_past":
        sure = len(fitting) == 1 or days.doubt == ""
        return _day(DaySet(tuple(fitting), "" if sure else days.doubt, days.form))
    if fitting or days.doubt == "parse.day_past":
        return _day(days)
    return _day(replace(days, doubt="parse.day_weekday"))


def _year_and_day(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`next year on March 2`."""
    days = next(t.days for t in found if t.days)
    year = context.today.year + next(t.number for t in found if t.code == "g")
    day = real_day(year, days.first.month, days.first.day)
    return _day(one_day(day, form=days.form) if day else None)


def _year_word(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    return Token("g", 0, 0, {"x": 1, "h": 0}.get(found[0].code, 1))


def _with_year(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    return _month_and_day(context, found, before) if found[-1].digits == 4 else None


def _only_month(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """A month that is the whole text: may be a name, or a word."""
    made = _month_of(context, found, before)
    return (
        replace(made, days=replace(made.days, doubt="parse.day_order"))
        if made and made.days
        else None
    )


def _english_month(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """A month without a day; "may" and "march" only where no verb can stand."""
    said = next((t.code for t in reversed(before) if t.code != " "), "")
    if found[0].number in {3, 5} and (not said or said not in "izoOlwK<>~peG"):
        return None
    return _month_of(context, found, before)


def _holiday(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    return _day(dated(context, *tuple(NAMED.values())[found[0].number], form="rel"))


def _week_after_near(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`tomorrow week`."""
    return _day(one_day(context.today + timedelta(days=found[0].number + 7), form="rel"))


def _any_day(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    return Token("v", 0, 0)


def _today(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    return _day(one_day(context.today, form="rel"))


def _bare_pair(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`3 20` alone: asked."""
    days = dated(context, found[0].number, found[1].number)
    fits = days is not None and max(t.digits for t in found) <= 2
    return _day(replace(days, doubt="parse.day_order")) if fits and days else None


def _bare_number(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`20` alone, in English: the 20th, or a number; asked."""
    days = dated_in_month(context, found[0].number, ())
    fits = days is not None and context.language != "ko" and 9 < found[0].number <= 31
    return _day(replace(days, doubt="parse.day_order")) if fits and days else None


def said_ordinal(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`the twentieth`, with its article: `first` alone is no day."""
    articled = bool(before) and before[-1].code == " " and before[-1].digits >= 4
    return _day(dated_in_month(context, found[0].number, before)) if articled else None


_ALONE = "(?<![N.:/+-])"
_NOT_COUNTED = "(?! ?[:HImKJ#%]|\\.N)"
DAY_RULES: tuple[Rule, ...] = (
    rule("[xh] 2", _year_word),
    rule("v [GK]", _any_day),
    rule("h (?=P)|h G$", _today),
    rule("=", _holiday),
    rule("^N N$", _bare_pair),
    rule("^N$|^N (?=S$)", _bare_number),
    rule(f"{_ALONE}N([-/])N\\1N(?![-/]?N)", _triple),
    rule(f"{_ALONE}N\\. N\\. N\\.?(?!N)", _triple),
    rule("N Y N M N(?: T)?|g N M N(?: T)?", _month_and_day),
    rule(f"[Nn] M [NnO](?: T|{_NOT_COUNTED})", _month_and_day),
    rule("[NOo] b\\.?,? N(?![/.:a-zA-Z])", _with_year),
    rule("(?<!N)N-b-N", _with_year),
    rule("b\\.? [NOo],? N(?![/.:a-zA-Z])", _with_year),
    rule("[NOo] b\\.?|(?<![N-])N-b", _month_and_day),
    rule(f"(?<!i_)(?<![oOl]_K_)b\\.? [NOo]{_NOT_COUNTED}", _month_and_day),
    rule("(?<![N.:/+])N/N(?![/:])", _pair),
    rule(f"{_ALONE}N\\.N\\.?(?![:N])", _pair),
    rule(f"{_ALONE}N-N(?![-/:.N]| T| b|b)", _pair),
    rule("(?<![-:/.+])N(?![-:/.NHm#TMY%])", _run),
    rule("[Nn] T a|F a|[Nn] [KGJ] a|(?:i|9) n? [Nnd] [KGJ]|i n? F|[Nn]? [KGJ] a? > [r0]", _in_days),
    rule("[Nn] K r|n? F r", _in_days),
    rule("r K", _week_after_near),
    rule("G 9 r", _after_near),
    rule("r", _near),
    rule("j|[xXh] J|[Nn] Y [Nn] M|g? [Nn] M", _month_of),
    rule("^b$", _only_month),
    rule("b", _english_month),
    rule("1", _end_of_this_month),
    rule(
        "[wq] [oOl] K i? V|[oOl] K i? V [wq]|V [oOl] K [wq]|[wq] i? [oOl] K i? V", _weekday_of_row
    ),
    rule("[oOl] K i? V|V [oOl] K", _row_of_month),
    rule("k|[xXhLlc] K(?! [a9])|K 9 x|x x K", _week_of),
    rule("K (?:D|O)", _week_of_day),
    rule("w K 9 x|w 9 x", _weekday_after_next),
    rule("[oOl] [wq] i? V|V [oOl] [wq]", _nth_weekday),
    rule("y [oOl] [wq]|[oOl] [wq] e J", _nth_of_every_month),
    rule("V l [TG]|l G i? V|l G J", _last_day),
    rule("V z|z V", _part_of_period),
    rule("z J|z K", _part_of_period),
    rule("V [NnO] T|[Oo] V|O h? J", _day_of_month),
    rule("a V", _later_this_week),
    rule("V D|h G V", _this_week_on),
    rule("w [Kn]? F|w K(?! 9)|[Nn] K w|[Nn] K > w", _weekday_weeks_on),
    rule("g D|D g", _year_and_day),
    rule("[xhcL] c? [wq]|l w", weekday_named),
)
