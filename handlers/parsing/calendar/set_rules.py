"""Rules for sets of days: partial days, ranges, lists, weekly patterns, exclusions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from handlers.parsing.calendar.day_rules import (
    MISSING,
    checked,
    count_of,
    days_in,
    of_month,
    said_ordinal,
    weekday_in_week,
    weekday_named,
)
from handlers.parsing.calendar.rewrite_rules import RewriteContext, Rule, rule
from handlers.parsing.calendar.spans import (
    EVERY_WEEKDAY,
    WORKING_DAYS,
    DaySet,
    Span,
    months_later,
    one_day,
    real_day,
    week,
    whole,
)
from handlers.parsing.calendar.tokens import Token

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


def _days_of(found: list[Token], codes: str = "DVR") -> list[DaySet]:
    return [t.days for t in found if t.code in codes and t.days]


def _partial_after(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`3/20~22`, `March 22nd to 24th`, `20일부터 22일까지`."""
    days, number = _days_of(found)[0], next(t.number for t in reversed(found) if t.code in "NOn")
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


def _partial_before(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`22 to 24 Mar`, `20~22일`."""
    days = _days_of(found)[0]
    if (
        days.form not in {"dm", "T"}
        or before
        and before[-1].code in "DNV"
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


def _listed(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
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


def _joined(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    return _union(_days_of(found))


def _spaced(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`3/20 21 22`: numbers without anything between, so asked."""
    days = _days_of(found)[0]
    if days.form != "md" or context.desk:
        return None
    return _union([days, *(_in_month_of(days, t.number).days for t in found[1:])], doubt=UNSURE)


def _from_to(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    first, last = (t.days for t in found if t.code == "D")
    if first is None or last is None:
        return None
    if last.form == "T" and first.form != "T" and last.last < first.first:
        return _wrapped(first.first, last.last, months_later(last.last, 1))
    made = _range(first, last, by_words=_words(found))
    return _from_today(context, made, first)


def _from_today(context: RewriteContext, made: Token, first: DaySet) -> Token:
    """A range that began in the past this year and reaches today: what is left of it, asked."""
    days, today = made.days, context.today
    if days and first.doubt == "parse.day_past" and days.doubt == "parse.range_order":
        return replace(made, days=whole(today, days.first, doubt="parse.day_past"))
    return made


def _for_days(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`오늘부터 2주`, `20일부터 사흘간`, `22 March for three days`."""
    days, (count, unit) = _days_of(found)[0], count_of([t for t in found if t.code != "D"])
    if len(days.spans) > 1 or count < 1:
        return None
    if unit == "J":
        last = months_later(days.first, count) - timedelta(days=1)
    else:
        last = days.first + timedelta(days=count * days_in(unit) - 1)
    doubt = days.doubt or ("" if found[0].code == "D" else UNSURE)
    return Token("V", 0, 0, days=whole(days.first, last, doubt=doubt, form="range"))


def _next_days(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`the next two weeks`, `within two weeks`: with or without today, so asked."""
    count, unit = count_of(found)
    more = 1 if found[0].code == "W" else 0
    last = context.today + timedelta(days=count * days_in(unit) - 1 + more)
    return Token("V", 0, 0, days=whole(context.today, last, doubt=UNSURE, form="range"))


def _weekdays_of(found: list[Token]) -> frozenset[int]:
    """The weekdays of a list, or from one to the other where a `~` stands between."""
    numbers = [t.number for t in found if t.code in "wq"]
    sets = [t.weekdays for t in found if t.code == "p"]
    if any(t.code in "~->" for t in found) and len(numbers) == 2:
        first, last = numbers
        return frozenset((first - 1 + n) % 7 + 1 for n in range((last - first) % 7 + 1))
    return frozenset(numbers).union(*sets)


def _pattern(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    return Token("p", 0, 0, weekdays=_weekdays_of(found))


def _either_weekday(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`화요일이나 목요일`: the coming ones, or those of any week."""
    return Token("B", 0, 0, weekdays=_weekdays_of(found))


def _weekday_range(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`Mon-Fri` is a pattern; `월요일부터 금요일까지` may be this week's days, too."""
    spelt = any(t.code == ">" or (t.code == "w" and t.digits > 4) for t in found)
    return Token("B" if spelt else "p", 0, 0, weekdays=_weekdays_of(found))


def _filtered(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """Days of a period that fall on a weekday: `3월 토요일`, `next week Mon-Fri`."""
    days = _days_of(found)[0]
    single = next((t for t in found if t.code in "wq"), None)
    weekdays = (
        frozenset({single.number}) if single else _weekdays_of([t for t in found if t.code in "pB"])
    )
    if single is None:
        weekdays = next(t.weekdays for t in found if t.code in "pB")
    working = any(t.code == "p" and t.weekdays == WORKING_DAYS for t in found)
    spans = tuple(
        replace(s, weekdays=s.weekdays & weekdays, working=s.working or working) for s in days.spans
    )
    out = next((t.less for t in found if t.less), None)
    off = frozenset[int]().union(*(t.less_weekdays for t in found))
    return Token("R", 0, 0, days=DaySet(spans, days.doubt, days.form), less=out, less_weekdays=off)


def _week_or_filter(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """A weekday of a week is one day; of a month or a range, all such days."""
    days, single = _days_of(found)[0], any(t.code in "wq" for t in found)
    if single and days.form == "week" and not any(t.code == "e" for t in found):
        return weekday_in_week(context, found, before)
    return _filtered(context, found, before)


def _filtered_until(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`월수금 4월 말까지`, `any Saturday until the end of April`: from today on."""
    end = _days_of(found, "DV")[0]
    period = Token(
        "V", 0, 0, days=whole(context.today, end.last, doubt="" if end.form == "end" else end.doubt)
    )
    return _filtered(context, [period, *(t for t in found if t.code in "pwqB")], before)


def _weekend(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
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


def _weekend_of(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    ends = _saturday_and_sunday(_days_of(found)[0].first, 0)
    return Token("R", 0, 0, days=whole(*ends))


def _excluded(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """Days that are taken out: `@`, or the pattern that stands before the word with what it loses."""
    behind = found[-1].code == "^"
    pattern = found[0] if found[0].code == "p" and not behind else Token("@", 0, 0)
    days = _days_of(found)
    if days:
        return replace(pattern, less=days[0], doubt=days[0].doubt)
    out = [t for t in found if t.code in "pwqB" and t is not pattern]
    weekdays = frozenset(t.number for t in out if t.code in "wq")
    return replace(pattern, less_weekdays=weekdays.union(*(t.weekdays for t in out)))


def _excluded_of_week(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`다음 주 수요일 빼고`: the rest of that week."""
    period = next(t for t in found if t.code == "V")
    weekday = next(t for t in found if t.code in "wq")
    if period.days is None or period.days.form != "week":
        return None
    made = weekday_in_week(context, [period, weekday], before)
    return replace(period, less=made.days, doubt="") if made else None


def _after_excluded(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`평일 제외 3/10`: the day behind the word, after a weekly pattern of working days."""
    pattern, day = found[0], found[-1]
    if pattern.weekdays != WORKING_DAYS:
        return None
    return replace(pattern, less=day.days)


def _bound(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """An open end: only the bound is known, so it is asked."""
    days = _days_of(found)[0]
    return Token("D", 0, 0, days=replace(days, doubt=days.doubt or UNSURE, form="bound"))


def _and_after(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """`20 March and the day after`."""
    day = _days_of(found)[0].last
    return Token("R", 0, 0, days=whole(day, day + timedelta(days=1)))


def _missing_range(context: RewriteContext, found: list[Token], _: Tokens) -> Token | None:
    """A range without a real end: the end is named, and the start is not taken alone."""
    return next((replace(t, code="U") for t in found if t.code == "U"), None)


def _before_day(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`20~22일`, `20, 21, 22일`: the numbers before a day of the month."""
    ranged = any(t.code in "~-" for t in found)
    return (_partial_before if ranged else _listed)(context, found, before)


def _partial_day(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`Saturday the 20th`, `20일 토요일`."""
    weekday = next(t for t in found if t.code in "wq")
    made = of_month(context, [t for t in found if t.code in "NnOT"], before)
    return made if made is None or made.code == "U" else checked(context, [made, weekday], before)


def _day_and_weekday(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`내일부터 금요일까지`, `tomorrow or Thursday`: the next such weekday after the day."""
    days, weekday = _days_of(found, "D")[0], next(t.number for t in found if t.code == "w")
    if len(days.spans) > 1:
        return None
    ahead = (weekday - days.last.isoweekday()) % 7 or 7
    other = one_day(days.last + timedelta(days=ahead), doubt=days.doubt, form="rel")
    if any(t.code in "~->" for t in found):
        return _range(days, other, by_words=_words(found))
    return _union([days, other])


def _every_other(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    return Token("E", 0, 0)


def _every_day(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    return Token("p", 0, 0, weekdays=EVERY_WEEKDAY)


def _but_not(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`월요일만 아니면`: that weekday is taken out."""
    if found[-1].digits != 3:
        return None
    return Token("@", 0, 0, less_weekdays=found[0].weekdays)


def _not_the_latter(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`27th instead of the 20th`."""
    return replace(found[0], less=found[-1].days)


def _within_period(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`다음주 3/10`: the day, which is asked where it lies in no such week or month."""
    period = next(t.days for t in found if t.code == "V")
    day = next(t for t in found if t.code == "D")
    if period is None or day.days is None or period.form not in {"week", "month"}:
        return None
    inside = period.first <= day.days.first <= period.last
    return day if inside else replace(day, days=replace(day.days, doubt="parse.day_weekday"))


def _single(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    return weekday_named(context, found[-1:], before)


def _not_but(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    """`not 20 Mar but 21 Mar`."""
    out = _excluded(context, found[:2], before)
    kept = found[-1] if found[-1].code == "D" else weekday_named(context, found[-1:], before)
    return replace(kept, less=out.less, less_weekdays=out.less_weekdays) if out and kept else None


def _except_number(context: RewriteContext, found: list[Token], before: Tokens) -> Token | None:
    made = of_month(context, [replace(found[-1], code="O")], [*before, found[0]])
    period = next(t for t in found if t.code == "V")
    return replace(period, less=made.days) if made and made.code == "D" else None


_WITH = "(?:,? &|,|/|\\+)"
SET_RULES: tuple[Rule, ...] = (
    rule("e 5", _every_other),
    rule("(?<=E_)[wq]", _pattern),
    rule("e G", _every_day),
    rule("V [wq] e? \\^|V ! [wq](?! [NO])", _excluded_of_week),
    rule("q{2,7}", _pattern),
    rule("[qw](?: [,&.] q)+", _pattern),
    rule("q [~-] q", _pattern),
    rule(f"(?<!e)(?<!e_)w(?: {_WITH} w)+", _either_weekday),
    rule("B e K?", _pattern),
    rule(f"e [wq](?: {_WITH} e? [wq])*|[wq] e", _pattern),
    rule(f"p(?: {_WITH} p)+|e p|p e", _pattern),
    rule(f"w(?: {_WITH} w)+", _either_weekday),
    rule("w [~-] w|w > w <?", _weekday_range),
    rule("B e", _pattern),
    rule("(?:U|D) (?:~|-|>|<) U|U [~-] D|U (?=~)", _missing_range),
    rule("w U|U w", _missing_range),
    rule("[wq]\\.?,? D|D,? (?:\\( [wq] \\)|[wq])", checked),
    rule("[wq] [NnO] T|[NnO] T (?:\\( [wq] \\)|[wq])|[wq],? O(?! V)", _partial_day),
    rule("> [NO] ~ D|6 [NO] & D|w? [NO] [~-] w? D", _partial_before),
    rule(
        "D > [Nn] T <?|D [~-] w? [NnO](?: T)?(?![/.:HIT#%])|6 D & O(?!V)|D [~-] w? O",
        _partial_after,
    ),
    rule("(?<!D_)(?<!D)w? [NO](?: (?:,? &|,|\\+|/) [NO]){0,12} (?:,? &|,|\\+|/) D", _listed),
    rule("D(?: (?:,? &|,|\\+|/) [NO](?! [:.HImT#(]))+", _listed),
    rule("D(?: N(?! [:.HImT#(]))+$", _spaced),
    rule("[NnO] T", of_month),
    rule(
        "(?<!D_)(?<!D)[NO](?: (?:,? &|,|\\+|/) [NO]){0,12} (?:,? &|,|\\+|/) D|[NO] [~-] D",
        _before_day,
    ),
    rule("O", of_month),
    rule("(?<=_)o$", said_ordinal),
    rule("> D ~ D|6 D & D|D [~<-] D|D > D <?", _from_to),
    rule("D (?:~|-|>|,? &) w <?", _day_and_weekday),
    rule("i? [xh] [NnK] [KGJ]|W [Nn] [KGJ]|i x K", _next_days),
    rule(
        "> D (?:[Nn] [KGJ]|F)|D > (?:[Nn] T? [KGJ]|F|[Nn] T) G?|D [Nn] [KG]|[Nn] [KG] > D|D > F",
        _for_days,
    ),
    rule("[xhc] c? p|h p|p 9 x", _weekend),
    rule("p D$", _weekend_of),
    rule("p \\^ D", _after_excluded),
    rule("! (?:D|w) ! (?:D|w)", _not_but),
    rule("V,? ! w? N(?! ?[:HmT#/%])", _except_number),
    rule("(?:v|p)? ! >? (?:D|p|[wq]|O)", _excluded),
    rule("(?:D|p|w|q|B) \\^", _excluded),
    rule("p &(?! [wqpDNVO])", _but_not),
    rule("D,? ! D", _not_the_latter),
    rule("^\\^ D(?=,)", _excluded),
    rule("p i? V|V,? p|B i? V|V,? B|[wq] i? V|V,? [wq]|V e [wq]|v? w i? V", _week_or_filter),
    rule("(?:p|w) < [DV]|[pw] D <|D < [pw]|p V <", _filtered_until),
    rule("V D|D V", _within_period),
    rule("D & G 9", _and_after),
    rule("[DVR](?: (?:,? &|,) [DVR])+", _joined),
    rule("^v? [wq]$|w", _single),
    rule("D (?:A|Z)|[98] D|> D(?! ~)|< D|D <|D [~>]$", _bound),
)
