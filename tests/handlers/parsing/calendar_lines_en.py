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
)

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
COUNTS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
OPENINGS = (
    "",
    "",
    "",
    "Hello, ",
    "hi ",
    "I'd like to book ",
    "please book ",
    "Can I come on ",
    "well, ",
    "is there anything on ",
    "book ",
    "could I get ",
    "I would like ",
    "sorry, ",
)
ENDINGS = ("", "", "", " please", " thanks", "?", ".", " if possible", ", thank you")
HOSPITALS = ("Hanbit Hospital", "Saebom Clinic", "Gaon Internal Medicine", "Oneul Clinic")
PLACES = ("30 places", "30", "capacity 30", "30 people", "15 spots")
TIMES = {
    "": (),
    "at 9am": (9,),
    "9:30": (9.5,),
    "in the morning": (),
    "at half past nine": (9.5,),
    "2pm": (14,),
    "9am-11am": (9, 11),
    "at 10": (10,),
    "at 2.30 pm": (14.5,),
    "9 to 11am": (9, 11),
    "from 9am to 11am": (9, 11),
    "at ten o'clock": (10,),
    "at quarter to ten": (9.75,),
    "14:00": (14,),
    "at 3 in the afternoon": (15,),
    "between 9am and 11am": (9, 11),
}
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
        (
            ("d M", f"{n} {month}"),
            ("dth M", f"{ordinal(n)} {month}"),
            ("M d", f"{month} {n}"),
            ("M dth", f"{month} {ordinal(n)}"),
            ("dth of M", f"{ordinal(n)} of {month}"),
            ("the dth of M", f"the {ordinal(n)} of {month}"),
            ("M the dth", f"{month} the {ordinal(n)}"),
            ("d-M", f"{n}-{MONTHS[day.month - 1][:3]}"),
            ("dM", f"{n}{MONTHS[day.month - 1][:3]}"),
        )
    )


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
    _form, text = _spelt(random, day)
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
        (
            (f"in {n} days", n),
            (f"in {COUNTS[n]} days", n),
            (f"in {n} weeks", 7 * n),
            ("in a week", 7),
            (f"{n} days from now", n),
            (f"{COUNTS[n]} weeks from now", 7 * n),
            ("in a fortnight", 14),
            (f"{n} days later", n),
            ("a week from today", 7),
            ("a week from tomorrow", 8),
            ("tomorrow week", 8),
        )
    )
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
        (
            (f"next {name}", next_week, {coming, next_week}),
            (f"{name} next week", next_week, set()),
            (f"next week {name}", next_week, set()),
            (f"next week on {name}", next_week, set()),
            (f"{name} of next week", next_week, set()),
            (f"{name} this week", monday(today) + timedelta(days=k), set()),
            (
                f"{name} in two weeks",
                monday(today, 2) + timedelta(days=k),
                {
                    monday(today, 2) + timedelta(days=k),
                    today + timedelta(days=14 + (k - today.weekday()) % 7),
                },
            ),
        )
    )
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


def nth(random: Random, day: date, today: date) -> Named:
    first = month_start(random, today)
    k, count = random.randrange(7), random.randint(1, 4)
    found = sorted(every(first, month_end(first), frozenset({k + 1})))[count - 1]
    name = ("first", "second", "third", "fourth")[count - 1]
    count_word = random.choice(("the ", "")) + random.choice((name, ordinal(count)))
    return Named(
        "nth",
        f"{count_word} {WEEK[k]} {random.choice(('of', 'in'))} {MONTHS[first.month - 1]}",
        frozenset({found}),
        asks=passed(first, today),
    )


DAYS = (
    *[one] * 12,
    dated,
    *[numeric] * 4,
    contradicting,
    near,
    later,
    weekday,
    of_week,
    of_week,
    of_month,
    of_next_month,
    nth,
)


def line(random: Random, words: str, *, desk: bool) -> tuple[str, tuple[float, ...]]:
    """The words among those of a sentence, and the time that it names."""
    hospital = random.choice(("", "", *HOSPITALS))
    if desk:
        places = random.choice(PLACES[2:] if words.rsplit(maxsplit=1)[-1] in MONTHS else PLACES)
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
