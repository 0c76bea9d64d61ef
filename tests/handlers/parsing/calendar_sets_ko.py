"""Sets of days in Korean: ranges, lists, patterns, days taken out."""

from datetime import date, timedelta
from random import Random

from tests.handlers.parsing.calendar_days import (
    Named,
    every,
    month_end,
    month_start,
    passed,
    working,
)
from tests.handlers.parsing.calendar_lines_ko import LENGTHS, WEEK


def _end(random: Random, day: date) -> date:
    return day + timedelta(days=random.choice((1, 2, 3, 5, 8, 13, 25)))


def range_(random: Random, day: date, today: date) -> Named:
    last = _end(random, day)
    m, d, n, e = day.month, day.day, last.month, last.day
    forms = [
        f"{m}/{d}~{n}/{e}",
        f"{m}/{d} ~ {n}/{e}",
        f"{m}/{d}-{n}/{e}",
        f"{m}/{d} - {n}/{e}",
        f"{m}월 {d}일~{n}월 {e}일",
        f"{m}월 {d}일부터 {n}월 {e}일까지",
        f"{m}/{d}부터 {n}/{e}까지",
        f"{m}.{d}~{n}.{e}",
        f"{m}.{d}. ~ {n}.{e}.",
        f"{m}월{d}일에서 {n}월{e}일",
        f"{day:%Y-%m-%d}~{last:%Y-%m-%d}",
        f"{day:%Y.%m.%d} ~ {last:%m.%d}",
        f"{m}/{d}({WEEK[day.weekday()]})~{n}/{e}({WEEK[last.weekday()]})",
        f"{m}월 {d}일 {WEEK[day.weekday()]}요일부터 {n}월 {e}일 {WEEK[last.weekday()]}요일까지",
        f"{day:%y.%m.%d}~{last:%y.%m.%d}",
        f"{day:%Y%m%d}-{last:%Y%m%d}",
        f"{day}..{last}",
    ]
    if m == n:
        forms += [
            f"{m}/{d}~{e}",
            f"{m}/{d}-{e}",
            f"{m}월 {d}일~{e}일",
            f"{m}월 {d}~{e}일",
            f"{m}.{d}~{e}",
            f"{m}월 {d}일부터 {e}일까지",
            f"{m}월 {d}-{e}일",
            f"{m}/{d}({WEEK[day.weekday()]})~{e}",
            f"{m}월 {d}일부터 {e}일",
            f"{m}월 {d}일({WEEK[day.weekday()]})~{e}일({WEEK[last.weekday()]})",
        ]
    words = random.choice(forms)
    no_year = str(day.year) not in words
    return Named(
        "range",
        words,
        every(day, last),
        asks=no_year and passed(day, today) and f"{day:%y.%m}" not in words,
    )


def listed(random: Random, day: date, today: date) -> Named:
    days = sorted({day, *(day + timedelta(days=random.randint(1, 9)) for _ in range(2))})
    m = day.month
    full = [f"{each.month}/{each.day}" for each in days]
    spelt = [f"{each.month}월 {each.day}일" for each in days]
    named = [f"{each.month}/{each.day}({WEEK[each.weekday()]})" for each in days]
    forms = [
        ", ".join(full),
        " ".join(full),
        ", ".join(spelt),
        "랑 ".join(spelt),
        "과 ".join(spelt),
        ", ".join(named),
        " 및 ".join(full),
        ",".join(full),
        "하고 ".join(full),
        " ".join(spelt),
        "·".join(full),
        ", ".join(map(str, days)),
        " ".join(named),
        " / ".join(spelt),
    ]
    if {each.month for each in days} == {m}:
        numbers = [str(each.day) for each in days]
        ends = [f"{number}일" for number in numbers]
        marked = [f"{each.day}({WEEK[each.weekday()]})" for each in days]
        forms += [
            f"{m}/" + ", ".join(numbers),
            f"{m}월 " + ", ".join(ends),
            f"{m}월 " + " ".join(ends),
            f"{m}월 " + ",".join(numbers) + "일",
            f"{m}월 " + "일, ".join(numbers) + "일",
            f"{m}/" + ",".join(numbers),
            f"{m}월 " + "이랑 ".join(ends),
            f"{m}/" + ", ".join(marked),
            f"{m}월 " + "·".join(numbers) + "일",
        ]
    words = random.choice(forms)
    return Named(
        "list", words, frozenset(days), asks=passed(day, today) and str(day.year) not in words
    )


def weekly(random: Random, day: date, today: date) -> Named:
    some = sorted(random.sample(range(7), random.randint(1, 3)))
    names = [WEEK[n] for n in some]
    one = f"{names[0]}요일"
    forms = (
        [f"매주 {one}", f"{one}마다", f"매주 {names[0]}욜"]
        if len(some) == 1
        else [
            f"매주 {', '.join(names)}",
            f"매주 {'요일과 '.join(names)}요일",
            *([] if names[-2:] == ["금", "일"] else [f"매주 {''.join(names)}", "".join(names)]),
            f"{'/'.join(names)}",
            f"매주 {'·'.join(names)}",
        ]
    )
    return Named("weekly", random.choice(forms), weekly=frozenset(n + 1 for n in some))


def pattern(random: Random, day: date, today: date) -> Named:
    words, days = random.choice(
        (("평일", range(1, 6)), ("주말", (6, 7)), ("매일", range(1, 8)), ("주말마다", (6, 7)))
    )
    return Named("pattern", words, weekly=frozenset(days))


def filtered(random: Random, day: date, today: date) -> Named:
    last = day + timedelta(days=random.choice((13, 20, 27)))
    m, d, n, e = day.month, day.day, last.month, last.day
    bounds = random.choice(
        (f"{m}/{d}~{n}/{e}", f"{m}월 {d}일부터 {n}월 {e}일까지", f"{day}~{last}")
    )
    some = sorted(random.sample(range(7), 2))
    names = ",".join(WEEK[k] for k in some)
    words, days = random.choice(
        (
            (f"{bounds} 평일", working(day, last)),
            (f"{bounds} 평일만", working(day, last)),
            (f"{bounds} 주말", every(day, last, frozenset({6, 7}))),
            (f"{bounds} 주말 제외", every(day, last, frozenset(range(1, 6)))),
            (f"{bounds} 매주 {WEEK[some[0]]}요일", every(day, last, frozenset({some[0] + 1}))),
            (f"{bounds} {names}", every(day, last, frozenset(k + 1 for k in some))),
            (
                f"{bounds} {WEEK[some[0]]}요일 빼고",
                every(day, last, frozenset(range(1, 8)) - {some[0] + 1}),
            ),
        )
    )
    return Named("filtered", words, days, asks=passed(day, today) and str(day.year) not in words)


def excluded(random: Random, day: date, today: date) -> Named:
    last = day + timedelta(days=random.choice((6, 9)))
    out = day + timedelta(days=random.randint(1, 5))
    bounds = f"{day.month}/{day.day}~{last.month}/{last.day}"
    off = random.choice(
        (
            f"{out.month}/{out.day}",
            f"{out.month}월 {out.day}일",
            *([f"{out.day}일"] if out.month == last.month == day.month else []),
        )
    )
    words = random.choice(
        (
            f"{bounds}, {off} 제외",
            f"{bounds} ({off} 제외)",
            f"{bounds} {off} 빼고",
            f"{bounds} {off}은 제외",
            f"{bounds}, {off}만 빼고",
            f"{bounds} 단 {off} 제외",
            f"{off} 빼고 {bounds}",
        )
    )
    return Named("excluded", words, every(day, last) - {out}, asks=passed(day, today))


def month(random: Random, day: date, today: date) -> Named:
    first = month_start(random, today)
    last = month_end(first)
    k = random.randrange(7)
    name = f"{first.month}월"
    words, days = random.choice(
        (
            (name, every(first, last)),
            (f"{name} 한 달", every(first, last)),
            (f"{name} 평일", working(first, last)),
            (f"{name} 주말", every(first, last, frozenset({6, 7}))),
            (f"{name} {WEEK[k]}요일", every(first, last, frozenset({k + 1}))),
            (f"{name} 매주 {WEEK[k]}요일", every(first, last, frozenset({k + 1}))),
            (f"{name} 내내", every(first, last)),
        )
    )
    return Named("month", words, days, asks=passed(first, today))


def for_days(random: Random, day: date, today: date) -> Named:
    n = random.randint(2, 7)
    start = f"{day.month}/{day.day}"
    words, count = random.choice(
        (
            (f"{start}부터 {n}일간", n),
            (f"{day.month}월 {day.day}일부터 {LENGTHS[n]}간", n),
            (f"{start}부터 {n}일 동안", n),
            (f"{start}부터 2주", 14),
            (f"{start}부터 2주간", 14),
            (f"{start}부터 일주일", 7),
        )
    )
    return Named(
        "for days", words, every(day, day + timedelta(days=count - 1)), asks=passed(day, today)
    )


SETS = (
    *[range_] * 4,
    *[listed] * 4,
    weekly,
    pattern,
    filtered,
    filtered,
    excluded,
    excluded,
    month,
    for_days,
)
