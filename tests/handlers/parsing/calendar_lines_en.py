"""English lines that name known days."""

from datetime import date, timedelta
from random import Random

from tests.handlers.parsing.calendar_days import (
    Named,
    every,
    monday,
    month_end,
    month_start,
    passed,
    working,
)

MONTHS = (
    "January February March April May June July August September October November December".split()
)
WEEK = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
COUNTS = "zero one two three four five six seven eight nine ten".split()
OPENINGS = (
    "", "", "", "Hello, ", "hi ", "I'd like to book ", "please book ", "Can I come on ", "well, ",
    "is there anything on ", "book ", "could I get ", "I would like ", "sorry, ",
)  # fmt: skip
ENDINGS = ("", "", "", " please", " thanks", "?", ".", " if possible", ", thank you")
HOSPITALS = ("Hanbit Hospital", "Saebom Clinic", "Gaon Internal Medicine", "Oneul Clinic")
PLACES = ("30 places", "30", "capacity 30", "30 people", "15 spots")
TIMES = {
    "": (), "at 9am": (9,), "9:30": (9.5,), "in the morning": (), "at half past nine": (9.5,),
    "2pm": (14,), "9am-11am": (9, 11), "at 10": (10,), "at 2.30 pm": (14.5,), "9 to 11am": (9, 11),
    "from 9am to 11am": (9, 11), "at ten o'clock": (10,), "at quarter to ten": (9.75,), "14:00": (14,),
    "at 3 in the afternoon": (15,), "between 9am and 11am": (9, 11),
}  # fmt: skip
"""First and last time as hours."""


def ordinal(n: int) -> str:
    end = "th" if 10 < n < 14 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{end}"


def _month(random: Random, day: date) -> str:
    name = MONTHS[day.month - 1]
    return random.choice((name, name[:3], name.lower(), name[:3].lower(), name[:3] + "."))


def _weekday(random: Random, day: date) -> str:
    name = WEEK[day.weekday()]
    return random.choice((name, name[:3], name.lower(), name[:3] + "."))


def _spelt(random: Random, day: date) -> tuple[str, str]:
    month, n = _month(random, day), day.day
    return random.choice(
        (("d M", f"{n} {month}"), ("dth M", f"{ordinal(n)} {month}"), ("M d", f"{month} {n}"),
         ("M dth", f"{month} {ordinal(n)}"), ("dth of M", f"{ordinal(n)} of {month}"),
         ("the dth of M", f"the {ordinal(n)} of {month}"), ("M the dth", f"{month} the {ordinal(n)}"),
         ("d-M", f"{n}-{MONTHS[day.month - 1][:3]}"), ("dM", f"{n}{MONTHS[day.month - 1][:3]}"))
    )  # fmt: skip


def one(random: Random, day: date, today: date) -> Named:
    form, text = _spelt(random, day)
    dated = random.random() < 0.3
    if dated:
        form, text = form + " y", text + random.choice((" ", ", ")) + str(day.year)
    place = random.random()
    if place < 0.2:
        form, text = "w " + form, f"{_weekday(random, day)}{random.choice((' ', ', '))}{text}"
    elif place < 0.4:
        name = WEEK[day.weekday()]
        form, text = form + " w", text + random.choice((f" ({name[:3]})", f", {name}", f" {name}"))
    return Named(form, text, frozenset({day}), asks=not dated and passed(day, today))


def dated(random: Random, day: date, today: date) -> Named:
    text = random.choice(
        (
            f"{day}",
            f"{day:%Y/%m/%d}",
            f"{day:%Y.%m.%d}",
            f"{day:%Y%m%d}",
            f"{day.day}-{MONTHS[day.month - 1][:3]}-{day.year}",
        )
    )
    if random.random() < 0.3:
        text += f" ({WEEK[day.weekday()][:3]})"
    return Named("y-m-d", text, frozenset({day}))


def _swapped(day: date, year: int) -> date | None:
    try:
        return date(year, day.day, day.month)
    except ValueError:
        return None


def numeric(random: Random, day: date, today: date) -> Named:
    """Both orders: to be asked unless one number is more than 12 or they are equal."""
    a, b = random.choice(((day.day, day.month), (day.month, day.day)))
    year = random.choice(("", "", f"/{day.year}", f"/{day.year % 100}"))
    text = f"{a}/{b}{year}"
    if not year and random.random() < 0.4:
        text = text.replace("/", random.choice("./"))
    years = (day.year,) if year else (today.year, today.year + 1)
    other = {found for each in years if (found := _swapped(day, each))}
    open_ = bool(other - {day}) and day.day != day.month
    if open_ and random.random() < 0.2 and not year:
        text += f" ({WEEK[day.weekday()][:3]})"
        return Named("d/m w", text, frozenset({day}), asks=passed(day, today))
    asks = (not year and passed(day, today)) or open_
    return (
        Named(
            "d/m" + ("/y" if year else ""),
            text,
            frozenset({day}),
            either=frozenset(other),
            asks=asks,
        )
        if open_
        else Named("d/m" + ("/y" if year else ""), text, frozenset({day}), asks=asks)
    )


def contradicting(random: Random, day: date, today: date) -> Named:
    form, text = _spelt(random, day)
    other = WEEK[(day.weekday() + random.randint(1, 6)) % 7]
    text = random.choice((f"{other} {text}", f"{text} ({other[:3]})", f"{other[:3]}, {text}"))
    near = frozenset(day + timedelta(days=n) for n in range(-6, 7) if n)
    return Named("not w", text, frozenset({day}), either=near)


def near(random: Random, day: date, today: date) -> Named:
    words, n = random.choice(
        (
            ("today", 0),
            ("tomorrow", 1),
            ("the day after tomorrow", 2),
            ("tmr", 1),
            ("day after tomorrow", 2),
        )
    )
    found = today + timedelta(days=n)
    if random.random() < 0.2:
        words += f" ({WEEK[found.weekday()]})"
    return Named("near", words, frozenset({found}))


def later(random: Random, day: date, today: date) -> Named:
    n = random.randint(2, 10)
    words, days = random.choice(
        ((f"in {n} days", n), (f"in {COUNTS[n]} days", n), (f"in {n} weeks", 7 * n), ("in a week", 7),
         (f"{n} days from now", n), (f"{COUNTS[n]} weeks from now", 7 * n), ("in a fortnight", 14),
         (f"{n} days later", n), (f"a week from today", 7), (f"a week from tomorrow", 8), ("tomorrow week", 8))
    )  # fmt: skip
    return Named("later", words, frozenset({today + timedelta(days=days)}))


def weekday(random: Random, day: date, today: date) -> Named:
    k = random.randrange(7)
    found = today + timedelta(days=(k - today.weekday()) % 7)
    words = random.choice(("", "on ", "this ", "this coming ", "coming ")) + random.choice(
        (WEEK[k], WEEK[k].lower(), WEEK[k][:3])
    )
    either = {found, found + timedelta(weeks=1)} if found == today else {found}
    if "coming" in words and found == today:
        found, either = found + timedelta(weeks=1), {found + timedelta(weeks=1)}
    if words.startswith("this ") and found == today:
        either = {found}
    return Named("weekday", words, frozenset({found}), either=frozenset(either))


def of_week(random: Random, day: date, today: date) -> Named:
    k = random.randrange(7)
    coming = today + timedelta(days=(k - today.weekday()) % 7 or 7)
    next_week = monday(today, 1) + timedelta(days=k)
    name = WEEK[k]
    words, found, either = random.choice(
        ((f"next {name}", next_week, {coming, next_week}), (f"{name} next week", next_week, set()),
         (f"next week {name}", next_week, set()), (f"next week on {name}", next_week, set()),
         (f"{name} of next week", next_week, set()), (f"{name} this week", monday(today) + timedelta(days=k), set()),
         (f"{name} in two weeks", monday(today, 2) + timedelta(days=k), {monday(today, 2) + timedelta(days=k), today + timedelta(days=14 + (k - today.weekday()) % 7)}))
    )  # fmt: skip
    return Named("of week", words, frozenset({found}), either=frozenset(either))


def of_month(random: Random, day: date, today: date) -> Named:
    found = today + timedelta(days=random.randint(1, 27))
    words = random.choice((f"the {ordinal(found.day)}", f"on the {ordinal(found.day)}"))
    if random.random() < 0.3:
        words = f"{WEEK[found.weekday()]} the {ordinal(found.day)}"
    return Named("the dth", words, frozenset({found}), asks=found.month != today.month)


def of_next_month(random: Random, day: date, today: date) -> Named:
    first = month_end(today) + timedelta(days=1)
    found = first.replace(day=random.randint(1, 28))
    return Named("of next month", f"the {ordinal(found.day)} of next month", frozenset({found}))


def range_(random: Random, day: date, today: date) -> Named:
    last = day + timedelta(days=random.choice((1, 2, 3, 5, 8, 13, 25)))
    a, b = MONTHS[day.month - 1], MONTHS[last.month - 1]
    if random.random() < 0.5:
        a, b = a[:3], b[:3]
    d, e = day.day, last.day
    w, v = WEEK[day.weekday()][:3], WEEK[last.weekday()][:3]
    forms = [f"{d} {a} to {e} {b}", f"from {d} {a} to {e} {b}", f"{a} {d} - {b} {e}", f"{d} {a}-{e} {b}",
             f"{a} {ordinal(d)} through {b} {ordinal(e)}", f"{day} to {last}", f"{w} {d} {a} to {v} {e} {b}",
             f"from {a} {d} until {b} {e}", f"between {d} {a} and {e} {b}", f"{day}..{last}", f"{day}~{last}",
             f"{a} {d} to {b} {e}", f"from the {ordinal(d)} of {a} to the {ordinal(e)} of {b}"]  # fmt: skip
    if a == b and day.year == last.year:
        forms += [f"{d} to {e} {a}", f"{d}-{e} {a}", f"{a} {d}-{e}", f"{a} {d} to {e}", f"from {d} to {e} {a}",
                  f"from the {ordinal(d)} to the {ordinal(e)} of {a}", f"{a} {ordinal(d)} to {ordinal(e)}",
                  f"{w} {d} to {v} {e} {a}", f"{ordinal(d)} - {ordinal(e)} {a}", f"between {d} and {e} {a}",
                  f"{a} {ordinal(d)}-{ordinal(e)}", f"{d} through {e} {a}", f"{d}-{e} {a} {day.year}", f"{a} {d}-{e}, {day.year}"]  # fmt: skip
    words = random.choice(forms)
    return Named(
        "range", words, every(day, last), asks=passed(day, today) and str(day.year) not in words
    )


def listed(random: Random, day: date, today: date) -> Named:
    days = sorted({day, *(day + timedelta(days=random.randint(1, 9)) for _ in range(2))})
    spelt = [f"{each.day} {MONTHS[each.month - 1]}" for each in days]
    first = [f"{MONTHS[each.month - 1][:3]} {each.day}" for each in days]
    forms = [" and ".join(spelt), ", ".join(spelt), ", ".join(first), " or ".join(spelt) if False else " & ".join(spelt),
             ", ".join(spelt[:-1]) + " and " + spelt[-1], ", ".join(map(str, days)), " and ".join(first)]  # fmt: skip
    if len({each.month for each in days}) == 1:
        month, numbers = MONTHS[day.month - 1], [str(each.day) for each in days]
        th = [ordinal(each.day) for each in days]
        forms += [", ".join(numbers[:-1]) + f" and {numbers[-1]} {month}", f"{month} " + ", ".join(numbers),
                  f"{month} " + ", ".join(numbers[:-1]) + f" and {numbers[-1]}", ", ".join(th[:-1]) + f" and {th[-1]} {month}",
                  f"{month} " + ", ".join(th[:-1]) + f" and {th[-1]}", " and ".join(numbers) + f" {month}", ", ".join(numbers) + f" {month}",
                  "/".join(numbers) + f" {month}", f"the " + ", ".join(th[:-1]) + f" and {th[-1]} of {month}"]  # fmt: skip
    words = random.choice(forms)
    return Named(
        "list", words, frozenset(days), asks=passed(day, today) and str(day.year) not in words
    )


def weekly(random: Random, day: date, today: date) -> Named:
    some = sorted(random.sample(range(7), random.randint(1, 3)))
    names = [WEEK[k] for k in some]
    plural = [f"{name}s" for name in names]
    forms = [f"every {names[0]}", plural[0], f"on {plural[0]}", f"every {names[0][:3]}"] if len(some) == 1 else [
        "every " + " and ".join(names), " and ".join(plural), ", ".join(plural), "every " + ", ".join(name[:3] for name in names),
    ]  # fmt: skip
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
        ((f"weekdays {bounds}", working(day, last)), (f"{bounds} weekdays", working(day, last)),
         (f"{bounds} weekdays only", working(day, last)), (f"weekends {bounds}", every(day, last, frozenset({6, 7}))),
         (f"{bounds} except weekends", every(day, last, frozenset(range(1, 6)))), (f"{bounds} excluding {WEEK[k]}s", every(day, last, frozenset(range(1, 8)) - {k + 1})),
         (f"every {WEEK[k]} {bounds}", every(day, last, frozenset({k + 1}))), (f"{WEEK[k]}s {bounds}", every(day, last, frozenset({k + 1}))))
    )  # fmt: skip
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
        ((f"in {name}", every(first, last)), (f"all of {name}", every(first, last)), (f"weekdays in {name}", working(first, last)),
         (f"{WEEK[k]}s in {name}", every(first, last, frozenset({k + 1}))), (f"weekends in {name}", every(first, last, frozenset({6, 7}))),
         (f"every {WEEK[k]} in {name}", every(first, last, frozenset({k + 1}))), (f"{name} weekdays", working(first, last)))
    )  # fmt: skip
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


def nth(random: Random, day: date, today: date) -> Named:
    first = month_start(random, today)
    k, count = random.randrange(7), random.randint(1, 4)
    found = sorted(every(first, month_end(first), frozenset({k + 1})))[count - 1]
    name = ("first", "second", "third", "fourth")[count - 1]
    article = random.choice(("the ", ""))
    return Named(
        "nth",
        f"{article}{random.choice((name, ordinal(count)))} {WEEK[k]} {random.choice(('of', 'in'))} {MONTHS[first.month - 1]}",
        frozenset({found}),
        asks=passed(first, today),
    )


NAMED = (
    *[one] * 12, dated, *[numeric] * 4, contradicting, near, later, weekday, of_week, of_week, of_month,
    of_next_month, *[range_] * 5, *[listed] * 4, weekly, pattern, filtered, filtered, excluded, excluded,
    month, for_days, nth,
)  # fmt: skip


def line(random: Random, words: str, *, desk: bool) -> tuple[str, tuple[float, ...]]:
    """The words among those of a sentence, and the time that it names."""
    hospital = random.choice(("", "", *HOSPITALS))
    if desk:
        places = random.choice(PLACES[2:] if words.split()[-1] in MONTHS else PLACES)
        order = [hospital or "Hanbit Hospital", words, places]
        if random.random() < 0.3:
            order = ["open", words, "at", hospital or "Hanbit Hospital", random.choice(PLACES)]
        return " ".join(order), ()
    time = random.choice(("", *TIMES))
    parts = [words, time, f"at {hospital}" if hospital else ""]
    if hospital and random.random() < 0.3:
        return f"{hospital} {words} {time}".strip() + random.choice(ENDINGS), TIMES[time]
    said = " ".join(part for part in parts if part)
    return random.choice(OPENINGS) + said + random.choice(ENDINGS), TIMES[time]
