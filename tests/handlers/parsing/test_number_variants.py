"""Resident registration numbers in all the ways they are typed, and lines that contain none."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

from handlers import parsing

TODAY = date(2027, 3, 1)
FRONTS = [
    "{y}{m}{d}",
    *("{y} {m} {d}", "{y}.{m}.{d}", "{y}. {m}. {d}", "{y}-{m}-{d}", "{y}/{m}/{d}"),
    *("{y}{m} {d}", "{y} {m}{d}", "{y}년{m}월{d}일", "{y}년 {m}월 {d}일생", "{c}{y}{m}{d}"),
    *("{c}{y}-{m}-{d}", "{c}{y}.{m}.{d}", "{c}{y}년 {m}월 {d}일", "{y}.{sm}.{sd}", "{y}-{sm}-{sd}"),
    "생일 {y}년 {sm}월 {sd}일",
]
BETWEEN = ["", "-", " ", " - ", "–", "\n", " / ", ".", ", ", "_", "\t", "\u3000", "―", ":", "~"]
WORDED = [" 뒷자리 ", ", 뒷번호는 ", " 뒤 ", " 주민번호 뒷자리: ", " and the last part ", " back "]
SPOKEN = ["다시", " 다시 ", "-다시-", " 빼기 ", "대시", " 대시 ", " dash ", " minus ", " (남) "]
SPOKEN += [" (여자) ", "ㅡ", " ㅡ ", "ー", "一", "ㅣ"]
UNDIVIDED = [*SPOKEN, "에", " 하고 ", "+", " + ", "l", "I", "|", " = ", " M ", " 그리고 ", "……"]
"""Between a birth date of one group and a back part of one."""
BACKS = ["{s}{n}", "{s} {n}", "{s}-{n}", "{s} - {n}"]
WHOLE = [
    "{y}{m}{d} {s}{n2} {n4}",
    "{y}{m}{d}-{s}{n2}-{n4}",
    "{y}{m}{d} {s}{n3} {n6}",
    "{y} {m} {d} {s} {n3} {n6}",
    "{y}{m}{d}-{s}-{n3}-{n6}",
    "{y}{m}{d}{s} {n}",
    "{y}{m}{d}{s}-{n}",
    "{y}{m}{d}-{s}{n1}-{n5}",
    "{y} {m} {d} {s}{n2} {n4}",
    "{c}{y}{m}{d}{s}{n}",
]
DIGITS = [
    "".join(chr(zero + n) for n in range(10)) for zero in (0x30, 0xFF10, 0x660, 0x6F0, 0x1D7CE)
]
"""ASCII, full-width, Arabic, Persian, mathematical."""
TYPED = ["Ol23456789", "oI23456789", "공일이삼사오육칠팔구", "영일이삼사오륙칠팔구"]
"""Letters and words that are typed for digits."""
DIVIDED = {"{y}{m}{d}" + sign + "{s}{n}" for sign in ("-", " ", " - ", "–", "ㅡ", " 다시 ")}
HIDDEN = ["\u200b", "\u2060", "\u00ad", "\ufeff", "\u200d"]
AROUND = ["{}", "제 번호는 {}이에요", "홍길동({})", "id: {}.", "\n{}\n", "한빛병원 2027-03-05 {}"]


def numbers(count: int) -> Iterator[tuple[str, str]]:
    """Made-up numbers with a valid birth date, in some spelling; and that spelling."""
    chance = random.Random(20270301)
    for _ in range(count):
        born = date(1930, 1, 1) + timedelta(days=chance.randrange(34_000))
        n = "".join(chance.choices("0123456789", k=6))
        parts = {"c": f"{born:%Y}"[:2], "y": f"{born:%y}", "m": f"{born:%m}", "d": f"{born:%d}"}
        parts |= {"sm": str(born.month), "sd": str(born.day), "n": n}
        parts |= {"s": chance.choice("1256" if born.year < 2000 else "3478")}
        parts |= {"n2": n[:2], "n1": n[:1], "n5": n[1:], "n3": n[:3], "n4": n[2:], "n6": n[3:]}
        yield _spelt(chance, parts)


def _spelt(chance: random.Random, parts: dict[str, str]) -> tuple[str, str]:
    between = chance.choice(BETWEEN + WORDED)
    shape = chance.choice(FRONTS) + between + chance.choice(BACKS)
    if not between:
        shape = FRONTS[0] + chance.choice(BACKS)
    elif between in WORDED:
        shape = chance.choice([*FRONTS[:6], *FRONTS[8:]]) + between + chance.choice(BACKS[:2])
    if chance.random() < 0.2:
        shape = chance.choice([*FRONTS[:6], *FRONTS[8:]]) + chance.choice(SPOKEN) + BACKS[0]
    elif chance.random() < 0.2:
        shape = chance.choice([FRONTS[0], "{c}{y}{m}{d}"]) + chance.choice(UNDIVIDED) + BACKS[0]
    elif chance.random() < 0.25:
        shape = chance.choice(WHOLE)
    typed = shape.format(**parts)
    if chance.random() < 0.1:
        shape = "{y}{m}{d}{s}{n}"
        typed = chance.choice([" ", "-", ".", "  "]).join(shape.format(**parts))
    digits = chance.choice([*DIGITS, *(TYPED if shape in DIVIDED else ())])
    typed = "".join(digits[int(c)] if c.isdigit() else c for c in typed)
    if chance.random() < 0.3:
        typed = chance.choice(HIDDEN).join(typed)
    return chance.choice(AROUND).format(typed), shape


def test_a_number_is_found_in_every_spelling():
    missed = [
        (shape, ascii(typed))
        for typed, shape in numbers(4000)
        if not parsing.looks_like_resident_number(typed)
    ]

    assert missed == []


def test_a_pattern_of_six_and_seven_digits_would_miss_many():
    simple = re.compile(r"(?<!\d)\d{6}\W?\d{7}(?!\d)")

    assert sum(simple.search(typed) is None for typed, _ in numbers(400)) > 200


DATES = [
    *("{0:%Y-%m-%d}", "{0:%Y.%m.%d}", "{0:%Y/%m/%d}", "{0:%Y%m%d}", "{0:%d-%m-%Y}", "{0:%m/%d}"),
    *("{0:%y-%m-%d}", "{0:%y.%m.%d}", "{0:%y/%m/%d}", "{0:%m-%d-%y}", "{0.month}/{0.day}"),
    *("{0.month}월 {0.day}일", "{0.year}년 {0.month}월 {0.day}일", "{0:%d %b %Y}", "{0:%y%m%d}"),
    "{0.year}. {0.month}. {0.day}.",
]
BETWEEN_DATES = ["..", "~", " ~ ", " - ", ", ", " ", "·", " 및 ", "\n"]
PLACES = ["{}", "{}명", "{} 명", "정원 {}", "{}/{}"]
PHONES = [
    *("02-123-4567", "010-1234-5678", "01012345678", "1588-1234", "+82 10 1234 5678", "0212345678"),
    *("+82-2-123-4567", "031.123.4567", "(02) 123 4567", "+8801311234567", "234-5678"),
]
TIMES = ["08:30", "08:30-09:30", "10-12시", "10:00~12:00", "오전 9시"]
OTHERS = ["HS-7K3QX2", "HS-880101", "4111 1111 1111 1111", "30,000원", "1층 101호", "06236"]


def ordinary(count: int) -> Iterator[str]:
    """Lines of the front desk and of customers: dates, capacities, phones, codes in any order."""
    chance = random.Random(20270301)
    for _ in range(count):
        style, days = chance.choice(DATES), sorted(chance.sample(range(-365, 366), 3))
        shown = [style.format(TODAY + timedelta(days=n)) for n in days[: chance.randint(1, 3)]]
        dates = chance.choice(BETWEEN_DATES).join(shown)
        places = chance.choice(PLACES).format(chance.randint(1, 1000), chance.randint(1, 1000))
        rest = [places, chance.choice(PHONES), chance.choice(TIMES), chance.choice(OTHERS)]
        chosen = rest[: chance.randint(0, 2)] if chance.random() < 0.7 else chance.sample(rest, 2)
        yield " ".join(["/addhospital 한빛병원", dates, *chosen])


FIXED = [
    "2026-12-05 12-07-2026",
    "26-12-05 26-12-06 3",
    "261205~261212 3",
    "12/05, 12/12, 12/19 3",
    "26.12.05 10-12 100",
    "26-12-05 234-5678",
    "12/05 30 2345678",
    "2026-12-05 1234567",
    "1 2 3 4 5 6 7 8 9 10 11 12 13",
    "+8801311234567",
    "+82 10 1234 5678 30",
    "270703 254 1588-1234",
    "HS-880101 234-5678",
    "261205-261212-3",
    "261205에 30명",
    "261205에 1500000원",
    "270305 30 06236",
    "이일이삼 원장 010-1234-5678",
]


def test_an_ordinary_line_contains_none():
    found = [line for line in (*ordinary(6000), *FIXED) if parsing.looks_like_resident_number(line)]

    assert found == []


def test_any_birth_date_before_seven_digits_would_find_many_in_ordinary_lines():
    careless = re.compile(r"[0-9]{6}[^0-9]{0,12}[1-8][0-9]{3}-?[0-9]{3}")

    assert sum(careless.search(line) is not None for line in (*ordinary(6000), *FIXED)) > 20


def test_an_ordinary_line_with_a_number_in_it_contains_one():
    chance = random.Random(20270301)
    typed = ["880101-1234567", "88.01.01-1234567", "880101 1 234567"]
    lines = [f"{line} / {chance.choice(typed)}" for line in ordinary(300)]

    assert [line for line in lines if not parsing.looks_like_resident_number(line)] == []


def test_any_thirteen_digits_would_find_many_in_ordinary_lines():
    careless = re.compile(r"[0-9](?:[^0-9a-z]{0,3}[0-9]){12}")

    assert sum(careless.search(line) is not None for line in ordinary(600)) > 100
