"""Korean lines that name known days."""

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

WEEK = "월화수목금토일"
UNITS = ("", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
LENGTHS = ("", "하루", "이틀", "사흘", "나흘", "닷새", "엿새", "이레", "여드레", "아흐레", "열흘")
PARTICLES = (
    "",
    "",
    "",
    "에",
    "로",
    "은",
    "요",
    "이요",
    "이에요",
    "입니다",
    "날",
    "으로",
    "에요",
    "도",
)
WISHES = (
    "예약할게요",
    "예약하고 싶어요",
    "예약해 주세요",
    "예약 부탁드립니다",
    "예약돼요?",
    "예약 가능할까요",
    "예약하고 싶은데요",
    "검진 예약",
    "예약이요",
    "",
)
OPENINGS = (
    "",
    "",
    "",
    "안녕하세요 ",
    "저기요 ",
    "혹시 ",
    "음 ",
    "네 ",
    "죄송한데요, ",
    "그럼 ",
    "아 ",
)
HOSPITALS = ("한빛병원", "새봄의원", "가온내과", "강남한빛병원", "오늘내과")
PLACES = ("30명", "정원 30", "30자리", "30", "20명씩", "15")
TIMES = {
    "": (),
    "오전 9시": (9,),
    "9시": (9,),
    "오후 2시 반": (14.5,),
    "09:30": (9.5,),
    "9:30~11:00": (9.5, 11),
    "10시쯤": (10,),
    "14시": (14,),
    "두 시": (14,),
    "오전 10시 30분에": (10.5,),
    "11시반": (11.5,),
    "9시~11시": (9, 11),
    "오후 1시부터 3시까지": (13, 15),
    "３시": (15,),
    "오후 네 시": (16,),
    "아침": (),
}
"""First and last time as hours."""


def sino(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (UNITS[tens] if tens > 1 else "") + ("십" if tens else "") + UNITS[ones]


def _weekday(random: Random, day: date) -> str:
    name = WEEK[day.weekday()]
    forms = (
        f"({name})",
        f" ({name})",
        f" {name}요일",
        f"({name}요일)",
        f" {name}욜",
        f", {name}요일",
    )
    return random.choice(forms)


def _written(random: Random, day: date) -> tuple[str, str, bool]:
    """A form's name, the day in it, and whether it has its year."""
    y, yy, m, d = day.year, day.year % 100, day.month, day.day
    forms = (
        ("y-m-d", f"{y}-{m:02}-{d:02}"),
        ("y.m.d", f"{y}.{m}.{d}"),
        ("y. m. d.", f"{y}. {m}. {d}."),
        ("y/m/d", f"{y}/{m}/{d}"),
        ("yy.m.d", f"{yy}.{m}.{d}"),
        ("'yy.m.d", f"'{yy}.{m}.{d}"),
        ("ymd", f"{y}{m:02}{d:02}"),
        ("y년", f"{y}년 {m}월 {d}일"),
        ("yy년", f"{yy}년{m}월{d}일"),
        ("yy/m/d", f"{yy}/{m:02}/{d:02}"),
        ("y-m-d", f"{y} - {m:02} - {d:02}"),
        ("y.m.d", f"{y}.{m:02}.{d:02}."),
    )
    short = (
        ("m/d", f"{m}/{d}"),
        ("m/d", f"{m:02}/{d:02}"),
        ("m.d", f"{m}.{d}"),
        ("m.d.", f"{m}.{d}."),
        ("m-d", f"{m}-{d}"),
        ("m월 d일", f"{m}월 {d}일"),
        ("m월d일", f"{m}월{d}일"),
        ("m월 d", f"{m}월 {d}"),
        ("m 월 d 일", f"{m} 월 {d} 일"),
        ("m월d일", f"{m}월{d}일"),
        ("sino", f"{'유' if m == 6 else '시' if m == 10 else sino(m)}월 {sino(d)}일"),
        ("m. d.", f"{m}. {d}."),
        ("m / d", f"{m} / {d}"),
        ("m월달 d일", f"{m}월달 {d}일"),
    )
    dated = random.random() < 0.35
    form, text = random.choice(forms if dated else short)
    return form, text, dated


def one(random: Random, day: date, today: date) -> Named:
    form, text, dated = _written(random, day)
    if random.random() < 0.4:
        text += _weekday(random, day)
        form += " w"
    return Named(
        form,
        text + random.choice(PARTICLES),
        frozenset({day}),
        asks=not dated and passed(day, today),
    )


def weekday_first(random: Random, day: date, today: date) -> Named:
    form, text, dated = _written(random, day)
    words = f"{WEEK[day.weekday()]}요일 {text}{random.choice(PARTICLES)}"
    return Named("w " + form, words, frozenset({day}), asks=not dated and passed(day, today))


def contradicting(random: Random, day: date, today: date) -> Named:
    form, text, _ = _written(random, day)
    other = day + timedelta(days=random.randint(1, 6))
    near = frozenset(day + timedelta(days=n) for n in range(-6, 7) if n)
    return Named("not " + form, text + _weekday(random, other), frozenset({day}), either=near)


def next_year(random: Random, day: date, today: date) -> Named:
    if day.year == today.year:
        return one(random, day, today)
    words = f"내년 {day.month}월 {day.day}일{random.choice(PARTICLES)}"
    return Named("내년", words, frozenset({day}))


def near(random: Random, day: date, today: date) -> Named:
    name, ahead = random.choice(
        (("오늘", 0), ("내일", 1), ("모레", 2), ("내일모레", 2), ("글피", 3), ("낼", 1))
    )
    found = today + timedelta(days=ahead)
    if random.random() < 0.3:
        name += random.choice((f" {WEEK[found.weekday()]}요일", f"({WEEK[found.weekday()]})"))
    return Named("near", name + random.choice(PARTICLES), frozenset({found}))


def later(random: Random, day: date, today: date) -> Named:
    n = random.randint(1, 10)
    days, words = random.choice(
        (
            (n, f"{n}일 {random.choice(('뒤', '후'))}"),
            (n, f"{LENGTHS[n]} {random.choice(('뒤', '후'))}"),
            (7 * n, f"{n}주 {random.choice(('뒤', '후'))}"),
            (7, "일주일 뒤"),
            (14, "이주 뒤"),
            (14, "2주일 후"),
            (n, f"{n}일뒤"),
            (n, f"지금부터 {n}일 뒤"),
            (n, f"오늘부터 {n}일 뒤"),
        )
    )
    suffix = random.choice(("", "에", "로", "요"))
    return Named("later", words + suffix, frozenset({today + timedelta(days=days)}))


def of_week(random: Random, day: date, today: date) -> Named:
    weekday = random.randrange(7)
    name = WEEK[weekday] + random.choice(("요일", "욜"))
    weeks, words = random.choice(
        (
            (0, "이번 주"),
            (0, "이번주"),
            (0, "금주"),
            (1, "다음 주"),
            (1, "다음주"),
            (1, "담주"),
            (1, "차주"),
            (2, "다다음 주"),
            (2, "다다음주"),
        )
    )
    found = monday(today, weeks) + timedelta(days=weekday)
    gap = random.choice((" ", ""))
    return Named("of week", f"{words}{gap}{name}{random.choice(PARTICLES)}", frozenset({found}))


def weekday(random: Random, day: date, today: date) -> Named:
    number = random.randrange(7)
    coming = today + timedelta(days=(number - today.weekday()) % 7)
    words = WEEK[number] + random.choice(("요일", "욜")) + random.choice(PARTICLES)
    both = {coming, coming + timedelta(weeks=1)} if coming == today else {coming}
    return Named("weekday", words, frozenset({coming}), either=frozenset(both))


def coming(random: Random, day: date, today: date) -> Named:
    number = random.randrange(7)
    found = today + timedelta(days=(number - today.weekday()) % 7 or 7)
    return Named(
        "오는", f"{random.choice(('오는', '돌아오는'))} {WEEK[number]}요일", frozenset({found})
    )


def of_month(random: Random, day: date, today: date) -> Named:
    near = today + timedelta(days=random.randint(1, 27))
    words = f"{near.day}일{random.choice(PARTICLES)}"
    both = frozenset({near} if near.month == today.month else {near, near.replace(day=near.day)})
    return Named("d일", words, frozenset({near}), either=both, asks=near.month != today.month)


def of_next_month(random: Random, day: date, today: date) -> Named:
    first = month_end(today) + timedelta(days=1)
    found = first.replace(day=random.randint(1, 28))
    name = random.choice(("다음 달", "다음달", "내달"))
    return Named("다음 달", f"{name} {found.day}일{random.choice(PARTICLES)}", frozenset({found}))


def nth(random: Random, day: date, today: date) -> Named:
    first = month_start(random, today)
    k, count = random.randrange(7), random.randint(1, 4)
    found = sorted(every(first, month_end(first), frozenset({k + 1})))[count - 1]
    row = monday(first, count - 1) + timedelta(days=k)
    name = ("첫째", "둘째", "셋째", "넷째")[count - 1]
    words = f"{first.month}월 {name} {random.choice(('', '주 '))}{WEEK[k]}요일"
    either = frozenset({found, row}) if "주 " in words else frozenset()
    return Named("nth", words, frozenset({found}), either=either, asks=passed(first, today))


DAYS = (
    *[one] * 12,
    weekday_first,
    contradicting,
    next_year,
    near,
    later,
    of_week,
    of_week,
    weekday,
    coming,
    of_month,
    of_next_month,
    nth,
)


def line(random: Random, words: str, *, desk: bool) -> tuple[str, tuple[float, ...]]:
    """The words among those of a sentence, and the time that it names."""
    hospital = random.choice(("", "", *HOSPITALS))
    if desk:
        bare = words.endswith(("월", "/")) or words[-1].isdecimal()
        places = random.choice(PLACES[:3] if bare else PLACES)
        order = [hospital or "한빛병원", words, places]
        if random.random() < 0.3:
            order = [words, hospital or "한빛병원", places]
        return " ".join(order), ()
    time = random.choice(("", *TIMES))
    parts = [words, time, hospital] if random.random() < 0.3 else [hospital, words, time]
    said = " ".join(part for part in [*parts, random.choice(WISHES)] if part)
    return random.choice(OPENINGS) + said, TIMES[time]
