"""Days and periods told from today: near days, weekdays, weeks and months."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from handlers.parsing.calendar.figures import (
    MISSING,
    dated_in_month,
    day_token,
    full_year,
)
from handlers.parsing.calendar.rewriter import ReadContext
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


def near(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    return day_token(one_day(context.today + timedelta(days=found[0].number), form="rel"))


def after_near(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`the day after tomorrow`."""
    return day_token(one_day(context.today + timedelta(days=found[-1].number + 1), form="rel"))


def in_days(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
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
    return day_token(one_day(day, doubt="parse.day_order" if loose else "", form="rel" + unit))


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


def weekday_named(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """A weekday with the word before it: `토요일`, `next Friday`, `오는 월요일`."""
    weekday = found[-1].number
    today, word = context.today, found[-2].code if len(found) > 1 else ""
    ahead = (weekday - today.isoweekday()) % 7
    coming = today + timedelta(days=ahead or 7)
    if word == "c" or (len(found) > 2 and found[-2].code == "c"):
        return day_token(one_day(coming, form="rel"))
    if word == "x":
        of_next_week = week(today, weeks=1).first + timedelta(days=weekday - 1)
        return day_token(either_day(coming, of_next_week, doubt="parse.day_order", form="rel"))
    if word in {"l", "L"}:
        return day_token(one_day(coming - timedelta(weeks=1 if ahead else 2), form="rel"))
    if not ahead:
        return day_token(either_day(today, coming, doubt="parse.day_order", form="w"))
    doubt = "parse.day_order" if found[-1].code == "q" else ""
    return day_token(one_day(coming, doubt=doubt, form="w"))


def weekday_in_week(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    weekday = next(t.number for t in found if t.code in "wq")
    days = next(t.days for t in found if t.code in "VD" and t.days)
    first = week(days.first).first
    return day_token(one_day(first + timedelta(days=weekday - 1), form="rel"))


def weekday_weeks_on(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`Friday week`, `a week on Friday`, `two weeks from Friday`, `Friday fortnight`."""
    weekday = next(t for t in found if t.code == "w")
    start = weekday_named(context, [weekday], before)
    count, unit = count_of(found)
    if start is None or start.days is None:
        return None
    spans = [each.first + timedelta(days=count * days_in(unit)) for each in start.days.spans]
    return day_token(either_day(*spans, doubt="parse.day_order", form="rel"))


def weekday_after_next(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    weekday = replace(found[0], code="w")
    start = weekday_named(context, [Token("x", 0, 0), weekday], before)
    if start is None or start.days is None:
        return None
    days = [each.first + timedelta(weeks=1) for each in start.days.spans]
    return day_token(either_day(*days, doubt="parse.day_order", form="rel"))


def week_of(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`이번 주`, `next week`, `the week after next`."""
    if found[0].code == "k":
        return Token("V", 0, 0, days=week(context.today, weeks=found[0].number))
    words = "".join(t.code for t in found)
    weeks = {"h": 0, "x": 1, "X": 2, "L": -1, "l": -1, "c": 1}
    number = 2 if words in {"K9x", "xxK"} else weeks[words[0]]
    return Token("V", 0, 0, days=week(context.today, weeks=number))


def week_of_day(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    days = found[-1].days
    if found[-1].code == "O":
        days = dated_in_month(context, found[-1].number, ())
    return Token("V", 0, 0, days=week(days.first)) if days else None


def month_of(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
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
        year = full_year(values[0].number)
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
        return Token("V", 0, 0, days=replace(month(year + 1, number), doubt="parse.day_later"))
    return Token("V", 0, 0, days=month(year, number))


def no_month(_context: ReadContext, _found: list[Token], _before: Tokens) -> Token | None:
    """Two names of months in a row are names: `April May`."""
    return Token("?", 0, 0)


def only_month(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """A month that is the whole text: may be a name, or a word."""
    made = month_of(context, found, before)
    return (
        replace(made, days=replace(made.days, doubt="parse.day_order"))
        if made and made.days
        else None
    )


def english_month(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """A month without a day; "may" and "march" only where no verb can stand."""
    said = next((t.code for t in reversed(before) if t.code != " "), "")
    of = (
        found[0].number == 5
        and bool(before)
        and before[-1].code == " "
        and before[-1].digits >= len(" of ")
    )
    if found[0].number in {3, 5} and not of and (not said or said not in "izoOlwK<>~peG"):
        return None
    return month_of(context, found, before)


def _ordinal(found: list[Token]) -> int:
    token = next(t for t in found if t.code in "oOlNn")
    return -1 if token.code == "l" else token.number


def row_of_month(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`3월 둘째 주`, `the second week of April`: a row of the calendar; asked where the first row
    has less than four days, since then the next one may be called the first week.
    """
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
    doubt = days.doubt or ("parse.day_order" if count > 1 and first.isoweekday() > 4 else "")
    return Token("V", 0, 0, days=whole(*row, doubt=doubt, form="row"))


def weekday_of_row(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`5월 둘째 주 월요일`: of the second row, or the second of its kind; asked if they differ."""
    days = next(t.days for t in found if t.days)
    year, number, count = days.first.year, days.first.month, _ordinal(found)
    weekday = next(t.number for t in found if t.code in "wq")
    row, nth = calendar_row(year, number, count), nth_weekday(year, number, weekday, count)
    if row is None:
        return MISSING
    in_row = row[0] + timedelta(days=weekday - 1)
    either = either_day(*filter(None, (in_row, nth)), doubt="parse.day_order", form="rel")
    return day_token(replace(either, doubt=either.doubt or days.doubt))


def weekday_of_month(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    days = next(t.days for t in found if t.days)
    weekday = next(t.number for t in found if t.code in "wq")
    nth = nth_weekday(days.first.year, days.first.month, weekday, _ordinal(found))
    return day_token(one_day(nth, doubt=days.doubt, form="rel") if nth else None)


def weekday_of_this_month(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`the last Friday of the month`; asked if it has passed."""
    today, weekday = context.today, next(t.number for t in found if t.code in "wq")
    nth = nth_weekday(today.year, today.month, weekday, _ordinal(found))
    if nth is None:
        return MISSING
    return day_token(one_day(nth, doubt="parse.day_order" if nth < today else "", form="rel"))


def nth_of_every_month(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    period = Token("V", 0, 0, days=month(context.today.year, context.today.month))
    made = weekday_of_month(context, [period, *found], before)
    sure = made.days if made else None
    return day_token(replace(sure, doubt="parse.day_order")) if sure else None


def _period(context: ReadContext, found: list[Token]) -> DaySet:
    """The week or month that is named; "the month" without a name is this one."""
    named = next((t.days for t in found if t.days), None)
    if named is not None:
        return named
    today = context.today
    weeks = any(t.code == "K" for t in found)
    return week(today) if weeks else month(today.year, today.month)


def day_of_month(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`이번 달 20일`, `the 3rd of next month`."""
    days = _period(context, found)
    if days.form != "month":
        return None
    number = next(t.number for t in found if t.code in "NnOo")
    day = real_day(days.first.year, days.first.month, abs(number))
    doubt = days.doubt or ("parse.day_order" if number < 0 else "")  # by the moon, too
    return day_token(one_day(day, doubt=doubt, form="md") if day else None)


def last_day(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    days = _period(context, found)
    return day_token(one_day(days.last, form="rel")) if days.form == "month" else None


def part_of_period(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`4월 초`, `이달 말`, `early next week`: loose, so asked."""
    days = _period(context, found)
    part, first, last = next(t.number for t in found if t.code == "z"), days.first, days.last
    if days.form == "week":
        friday, doubt = first + timedelta(days=4), "parse.day_order"
        if part == MONTH_END:
            return day_token(either_day(friday, last, doubt=doubt))
        end = first + timedelta(days=1) if part == MONTH_BEGIN else last
        return Token("V", 0, 0, days=whole(first, end, doubt=doubt))
    if days.form != "month":
        return None
    if part in {MONTH_END, LAST_DAY}:
        return day_token(
            one_day(last, doubt="" if part == LAST_DAY else "parse.day_order", form="end")
        )
    begin = {MONTH_BEGIN: 1, MONTH_MIDDLE: 11}.get(part, 21)
    end = last if begin == 21 else first.replace(day=begin + 9)
    return Token("V", 0, 0, days=whole(first.replace(day=begin), end, doubt="parse.day_order"))


def end_of_this_month(context: ReadContext, _found: list[Token], _: Tokens) -> Token | None:
    end = month_end(context.today.year, context.today.month)
    return day_token(one_day(end, doubt="parse.day_order", form="end"))


def later_this_week(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    days = found[-1].days
    if days is None or days.form != "week":
        return None
    start = max(days.first, context.today) + timedelta(days=2)
    return Token("V", 0, 0, days=whole(min(start, days.last), days.last, doubt="parse.day_order"))


def this_week_on(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`다음 주 오늘`, `this day next week`."""
    weeks = next(t.days for t in found if t.code == "V")
    near = next((t.days for t in found if t.code == "D"), None)
    if weeks is None or weeks.form != "week" or (near and near.first != context.today):
        return None
    return day_token(one_day(weeks.first + timedelta(days=context.today.weekday()), form="rel"))


def year_word(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    return Token("g", 0, 0, {"x": 1, "h": 0}.get(found[0].code, 1))


def week_after_near(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`tomorrow week`."""
    return day_token(one_day(context.today + timedelta(days=found[0].number + 7), form="rel"))


def any_day(_context: ReadContext, _found: list[Token], _: Tokens) -> Token | None:
    return Token("v", 0, 0)


def today(context: ReadContext, _found: list[Token], _: Tokens) -> Token | None:
    return day_token(one_day(context.today, form="rel"))


def checked(context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """A day with its weekday: settles an order, or contradicts and is asked."""
    days = next(t.days for t in found if t.code == "D")
    weekday = next(t.number for t in found if t.code in "wq")
    if days is None:
        return None
    if days.form == "relK":
        return _weekday_around(days.first, weekday)
    fitting = [span for span in days.spans if span.first.isoweekday() == weekday]
    if fitting and days.doubt != "parse.day_later":
        sure = len(fitting) == 1 or days.doubt == ""
        doubt = _next_year(context, days.form, fitting[0].first) if sure else days.doubt
        return day_token(DaySet(tuple(fitting), doubt, days.form))
    if fitting or days.doubt == "parse.day_later":
        return day_token(days)
    return day_token(replace(days, doubt="parse.day_weekday"))


def fitting(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`3/20 토요일 빼고`; in `3/8~3/12 수요일 제외` the weekday is another day."""
    made = checked(context, found, before)
    other = made is None or made.days is None or made.days.doubt == "parse.day_weekday"
    return None if other else made


def _weekday_around(day: date, weekday: int) -> Token | None:
    """`Friday in two weeks`: of that week, or the next one from then on; asked if they differ."""
    in_week = week(day).first + timedelta(days=weekday - 1)
    following = day + timedelta(days=(weekday - day.isoweekday()) % 7)
    return day_token(either_day(in_week, following, doubt="parse.day_order", form="rel"))


def _next_year(context: ReadContext, form: str, day: date) -> str:
    """The doubt of a day without its year that has passed this year."""
    dated, today = form in {"md", "dm"}, context.today
    passed = day.year > today.year and (day.month, day.day) < (today.month, today.day)
    return "parse.day_later" if dated and passed else ""
