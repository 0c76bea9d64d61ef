"""Sets of days in English: ranges, lists, patterns, days taken out."""

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
from tests.handlers.parsing.calendar_lines_en import COUNTS, MONTHS, WEEK, ordinal


def range_(random: Random, day: date, today: date) -> Named:
    last = day + timedelta(days=random.choice((1, 2, 3, 5, 8, 13, 25)))
    a, b = MONTHS[day.month - 1], MONTHS[last.month - 1]
    if random.random() < 0.5:
        a, b = a[:3], b[:3]
    d, e = day.day, last.day
    w, v = WEEK[day.weekday()][:3], WEEK[last.weekday()][:3]
    forms = [
        f"{d} {a} to {e} {b}",
        f"from {d} {a} to {e} {b}",
        f"{a} {d} - {b} {e}",
        f"{d} {a}-{e} {b}",
        f"{a} {ordinal(d)} through {b} {ordinal(e)}",
        f"{day} to {last}",
        f"{w} {d} {a} to {v} {e} {b}",
        f"from {a} {d} until {b} {e}",
        f"between {d} {a} and {e} {b}",
        f"{day}..{last}",
        f"{day}~{last}",
        f"{a} {d} to {b} {e}",
        f"from the {ordinal(d)} of {a} to the {ordinal(e)} of {b}",
    ]
    if a == b and day.year == last.year:
        forms += [
            f"{d} to {e} {a}",
            f"{d}-{e} {a}",
            f"{a} {d}-{e}",
            f"{a} {d} to {e}",
            f"from {d} to {e} {a}",
            f"from the {ordinal(d)} to the {ordinal(e)} of {a}",
            f"{a} {ordinal(d)} to {ordinal(e)}",
            f"{w} {d} to {v} {e} {a}",
            f"{ordinal(d)} - {ordinal(e)} {a}",
            f"between {d} and {e} {a}",
            f"{a} {ordinal(d)}-{ordinal(e)}",
            f"{d} through {e} {a}",
            f"{d}-{e} {a} {day.year}",
            f"{a} {d}-{e}, {day.year}",
        ]
    words = random.choice(forms)
    return Named(
        "range", words, every(day, last), asks=passed(day, today) and str(day.year) not in words
    )


def listed(random: Random, day: date, today: date) -> Named:
    days = sorted({day, *(day + timedelta(days=random.randint(1, 9)) for _ in range(2))})
    spelt = [f"{each.day} {MONTHS[each.month - 1]}" for each in days]
    first = [f"{MONTHS[each.month - 1][:3]} {each.day}" for each in days]
    forms = [
        " and ".join(spelt),
        ", ".join(spelt),
        ", ".join(first),
        " or ".join(spelt) if False else " & ".join(spelt),
        ", ".join(spelt[:-1]) + " and " + spelt[-1],
        ", ".join(map(str, days)),
        " and ".join(first),
    ]
    if len({each.month for each in days}) == 1:
        month, numbers = MONTHS[day.month - 1], [str(each.day) for each in days]
        th = [ordinal(each.day) for each in days]
        forms += [
            ", ".join(numbers[:-1]) + f" and {numbers[-1]} {month}",
            f"{month} " + ", ".join(numbers),
            f"{month} " + ", ".join(numbers[:-1]) + f" and {numbers[-1]}",
            ", ".join(th[:-1]) + f" and {th[-1]} {month}",
            f"{month} " + ", ".join(th[:-1]) + f" and {th[-1]}",
            " and ".join(numbers) + f" {month}",
            ", ".join(numbers) + f" {month}",
            "/".join(numbers) + f" {month}",
            "the " + ", ".join(th[:-1]) + f" and {th[-1]} of {month}",
        ]
    words = random.choice(forms)
    return Named(
        "list", words, frozenset(days), asks=passed(day, today) and str(day.year) not in words
    )


def weekly(random: Random, day: date, today: date) -> Named:
    some = sorted(random.sample(range(7), random.randint(1, 3)))
    names = [WEEK[k] for k in some]
    plural = [f"{name}s" for name in names]
    forms = (
        [f"every {names[0]}", plural[0], f"on {plural[0]}", f"every {names[0][:3]}"]
        if len(some) == 1
        else [
            "every " + " and ".join(names),
            " and ".join(plural),
            ", ".join(plural),
            "every " + ", ".join(name[:3] for name in names),
        ]
    )
    return Named("weekly", random.choice(forms), weekly=frozenset(k + 1 for k in some))


def pattern(random: Random, day: date, today: date) -> Named:
    words, days = random.choice(
        (
            ("weekdays", range(1, 6)),
            ("weekends", (6, 7)),
            ("every day", range(1, 8)),
            ("every weekend", (6, 7)),
            ("Monday to Friday", range(1, 6)),
            ("Mon-Fri", range(1, 6)),
        )
    )
    return Named("pattern", words, weekly=frozenset(days))


def filtered(random: Random, day: date, today: date) -> Named:
    last = day + timedelta(days=random.choice((13, 20, 27)))
    a, b = MONTHS[day.month - 1], MONTHS[last.month - 1]
    bounds = random.choice(
        (
            f"from {day.day} {a} to {last.day} {b}",
            f"{day.day} {a} to {last.day} {b}",
            f"{day} to {last}",
        )
    )
    k = random.randrange(7)
    words, days = random.choice(
        (
            (f"weekdays {bounds}", working(day, last)),
            (f"{bounds} weekdays", working(day, last)),
            (f"{bounds} weekdays only", working(day, last)),
            (f"weekends {bounds}", every(day, last, frozenset({6, 7}))),
            (f"{bounds} except weekends", every(day, last, frozenset(range(1, 6)))),
            (f"{bounds} excluding {WEEK[k]}s", every(day, last, frozenset(range(1, 8)) - {k + 1})),
            (f"every {WEEK[k]} {bounds}", every(day, last, frozenset({k + 1}))),
            (f"{WEEK[k]}s {bounds}", every(day, last, frozenset({k + 1}))),
        )
    )
    return Named("filtered", words, days, asks=passed(day, today) and str(day.year) not in words)


def excluded(random: Random, day: date, today: date) -> Named:
    last = day + timedelta(days=random.choice((6, 9)))
    out = day + timedelta(days=random.randint(1, 5))
    bounds = f"{day.day} {MONTHS[day.month - 1]} to {last.day} {MONTHS[last.month - 1]}"
    off = random.choice(
        (
            f"{out.day} {MONTHS[out.month - 1]}",
            f"{MONTHS[out.month - 1]} {out.day}",
            *([f"the {ordinal(out.day)}"] if day.month == last.month else []),
        )
    )
    words = random.choice(
        (
            f"{bounds} except {off}",
            f"{bounds} excluding {off}",
            f"{bounds} without {off}",
            f"{bounds} but not {off}",
            f"{bounds}, not {off}",
            f"{bounds} (except {off})",
        )
    )
    return Named("excluded", words, every(day, last) - {out}, asks=passed(day, today))


def month(random: Random, day: date, today: date) -> Named:
    first = month_start(random, today)
    last, name, k = month_end(first), MONTHS[first.month - 1], random.randrange(7)
    words, days = random.choice(
        (
            (f"in {name}", every(first, last)),
            (f"all of {name}", every(first, last)),
            (f"weekdays in {name}", working(first, last)),
            (f"{WEEK[k]}s in {name}", every(first, last, frozenset({k + 1}))),
            (f"weekends in {name}", every(first, last, frozenset({6, 7}))),
            (f"every {WEEK[k]} in {name}", every(first, last, frozenset({k + 1}))),
            (f"{name} weekdays", working(first, last)),
        )
    )
    return Named("month", words, days, asks=passed(first, today))


def for_days(random: Random, day: date, today: date) -> Named:
    n = random.randint(2, 7)
    start = f"{day.day} {MONTHS[day.month - 1]}"
    words, count = random.choice(
        (
            (f"{start} for {n} days", n),
            (f"from {start} for {COUNTS[n]} days", n),
            (f"{n} days from {start}", n),
            (f"two weeks from {start}", 14),
        )
    )
    later = day + timedelta(days=count)
    either = frozenset({later}) if "days from" in words or "weeks from" in words else frozenset()
    return Named(
        "for days",
        words,
        every(day, later - timedelta(days=1)),
        either=either,
        asks=passed(day, today),
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
