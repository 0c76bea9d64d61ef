"""Whole lines: names may hold spaces, dates and numbers are read from the end."""

from datetime import date

import pytest

from handlers import parsing
from handlers.parsing import AddHospitalLine, CapacityLine, PartialHospital

TODAY = date(2026, 11, 22)
FRIDAY = date(2027, 3, 5)
WEEK = tuple(date(2027, 3, n) for n in range(1, 6))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("한빛병원 2027-03-05 30", ("한빛병원", (FRIDAY,), 30, None)),
        ("한빛병원 2027-03-05 30 02-123-4567", ("한빛병원", (FRIDAY,), 30, "02-123-4567")),
        ("한빛병원 2027-03-05 30 02 123 4567", ("한빛병원", (FRIDAY,), 30, "02-123-4567")),
        ("한빛 병원 2관 20270305 30명", ("한빛 병원 2관", (FRIDAY,), 30, None)),
        ("한빛병원 3월 5일 30 명", ("한빛병원", (FRIDAY,), 30, None)),
        ("한빛병원 2027년 3월 5일 (금) 30", ("한빛병원", (FRIDAY,), 30, None)),
        ("한빛병원 2027. 3. 5. 30", ("한빛병원", (FRIDAY,), 30, None)),
        ('"한빛 병원 12/3" 3/5 30', ("한빛 병원 12/3", (FRIDAY,), 30, None)),
        ("“오늘 의원” 3/5 30", ("오늘 의원", (FRIDAY,), 30, None)),
        ("O'Brien's Clinic 3/5 30", ("O'Brien's Clinic", (FRIDAY,), 30, None)),
        ("서울 12/3 병원 3/5 30", ("서울 12/3 병원", (FRIDAY,), 30, None)),
        ("한빛~병원 3/5 30", ("한빛~병원", (FRIDAY,), 30, None)),
        ("한빛병원 2027-03-01..2027-03-07 weekdays 30", ("한빛병원", WEEK, 30, None)),
        ("한빛병원 2027-03-01..2027-03-07 평일 30 1588-1234", ("한빛병원", WEEK, 30, "1588-1234")),
        ("한빛병원 3월 1일 ~ 3월 5일 30", ("한빛병원", WEEK, 30, None)),
        ("한빛병원 3/1 3/2, 3/3..3/5 30", ("한빛병원", WEEK, 30, None)),
        ("한빛병원 3/1,3/2,2027-03-03,3월 4일,20270305 30", ("한빛병원", WEEK, 30, None)),
        ("1,2호점 3/5 30", ("1,2호점", (FRIDAY,), 30, None)),
        ("Hanbit 5 Mar 30", ("Hanbit", (FRIDAY,), 30, None)),
        ("Hanbit Mar 5 30 02-123-4567", ("Hanbit", (FRIDAY,), 30, "02-123-4567")),
        ("Hanbit 5 March 2027 30", ("Hanbit", (FRIDAY,), 30, None)),
        ("Hanbit 1 Mar..7 Mar weekdays 30", ("Hanbit", WEEK, 30, None)),
        ("Hanbit 1 Mar, 2 Mar 3 Mar 4 Mar, 5 Mar 30", ("Hanbit", WEEK, 30, None)),
        ("한빛병원 3/5 3/5 010", ("한빛병원", (FRIDAY,), 10, None)),
        ("ｓｅｏｕｌ 3/5 ３０", ("seoul", (FRIDAY,), 30, None)),
    ],
)
def test_a_complete_line_registers_at_once(typed, expected):
    assert parsing.add_hospital_line(typed, today=TODAY) == AddHospitalLine(*expected)


@pytest.mark.parametrize(
    ("typed", "held", "missing"),
    [
        ("", (None, (), None, None), ["part.name", "part.days", "part.capacity"]),
        ("한빛병원", ("한빛병원", (), None, None), ["part.days", "part.capacity"]),
        ("한빛 병원 3/5", ("한빛 병원", (FRIDAY,), None, None), ["part.capacity"]),
        ("한빛병원 30", ("한빛병원", (), 30, None), ["part.days"]),
        ("한빛병원 30 02-123-4567", ("한빛병원", (), 30, "02-123-4567"), ["part.days"]),
        ("3/5 30", (None, (FRIDAY,), 30, None), ["part.name"]),
        ("3/5", (None, (FRIDAY,), None, None), ["part.name", "part.capacity"]),
        ("한빛 3/5 02-123-4567", ("한빛", (FRIDAY,), None, "02-123-4567"), ["part.capacity"]),
        ("한빛 3/5 010 1234 5678", ("한빛", (FRIDAY,), None, "010-1234-5678"), ["part.capacity"]),
        ('"강남 365"', ("강남 365", (), None, None), ["part.days", "part.capacity"]),
    ],
)
def test_an_incomplete_line_names_exactly_what_is_missing(typed, held, missing):
    read = parsing.add_hospital_line(typed, today=TODAY)

    assert read == PartialHospital(*held)
    assert isinstance(read, PartialHospital)
    assert list(read.missing) == missing


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("한빛병원 2026-11-21 30", "parse.day_past"),
        ("한빛병원 2026-13-01 30", "parse.day_missing"),
        ("한빛병원 24/12/2026 30", "parse.day_order"),
        ("한빛병원 12-24 30", "parse.day_year"),
        ("한빛병원 3/7..3/1 30", "parse.range_order"),
        ("한빛병원 3/5 0", "parse.capacity"),
        ("한빛병원 3/5 1001", "parse.capacity"),
        ("한빛병원 3/5 -1", "parse.capacity"),
        ("한빛병원 3/5 1_000", "parse.capacity"),
        ("한빛병원 3/5 10.5", "parse.capacity"),
        ("한빛병원 3/5 ²", "parse.capacity"),
        ("한빛병원 3/5 2147483648", "parse.capacity"),
        ("한빛병원 3/5 열 명", "parse.capacity"),
        ("한빛병원 3/5 30 전화", "parse.phone"),
        ("한빛병원 3/5 30 40", "parse.phone"),
        ("*** 3/5 30", "parse.hospital_name"),
        ("가" * 51 + " 3/5 30", "parse.hospital_name"),
        ("\u202e원병 3/5 30", "parse.hidden"),
        ("병\x00원 3/5 30", "parse.hidden"),
        ("병원\ud83d 3/5 30", "parse.broken"),
    ],
)
def test_a_wrong_part_is_refused_with_its_own_rule(typed, rule):
    with pytest.raises(parsing.ParseError) as refused:
        parsing.add_hospital_line(typed, today=TODAY)

    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("3/1..2027-11-20 30", 265),
        ("3/1..2027-11-20 3/1..2027-11-20 30", 265),
        ("11/22..2027-11-22 2/1 30", 366),
        ("3/1 " * 31 + "30", 1),
    ],
)
def test_days_are_counted_once_however_often_they_are_named(typed, days):
    line = parsing.add_hospital_line(f"한빛병원 {typed}", today=TODAY)

    assert len(line.days) == days


@pytest.mark.parametrize(
    "typed",
    ["3/1..2027-11-20 3/2..2027-11-20", "11/22..2027-11-22 2/1..3/31", "3/1 " * 32],
)
def test_more_than_400_days_or_31_ranges_in_a_line_are_refused(typed):
    with pytest.raises(parsing.ParseError, match=r"parse\.days_many"):
        parsing.add_hospital_line(f"한빛병원 {typed} 30", today=TODAY)


@pytest.mark.parametrize(
    "line", ["한빛 3/1 3/2", "3/1 " * 5, "3/1 3/2 한빛", "한빛 내일 12월 5일", "3/1,3/2"]
)
def test_a_second_day_is_refused_where_one_is_wanted(line):
    for read in (parsing.name_and_day, parsing.capacity_line):
        with pytest.raises(parsing.ParseError, match=r"parse\.one_day"):
            read(line, today=TODAY)


def test_one_day_may_be_told_twice():
    read = parsing.name_and_day("한빛 내일 11월 23일", today=TODAY)

    assert read == ("한빛", date(2026, 11, 23))


def test_a_line_of_more_than_200_characters_is_not_read():
    longest = "한빛 3/5".ljust(200)

    assert parsing.name_and_day(longest, today=TODAY) == ("한빛", FRIDAY)
    for read in (parsing.name_and_day, parsing.capacity_line):
        with pytest.raises(parsing.ParseError, match=r"parse\.too_long"):
            read(longest + " ", today=TODAY)


def test_a_capacity_line_is_read_from_the_end():
    line = parsing.capacity_line("한빛 병원 2027-03-05 40", today=TODAY)

    assert line == CapacityLine("한빛 병원", FRIDAY, 40)


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("", ["part.name", "part.day", "part.capacity"]),
        ("한빛병원", ["part.day", "part.capacity"]),
        ("한빛병원 40", ["part.day"]),
        ("한빛병원 3/5", ["part.capacity"]),
        ("3/5 40", ["part.name"]),
    ],
)
def test_an_incomplete_capacity_line_names_what_is_missing(typed, missing):
    with pytest.raises(parsing.ParseError, match=r"parse\.capacity_missing") as refused:
        parsing.capacity_line(typed, today=TODAY)

    assert refused.value.values["missing"] == tuple(missing)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("한빛병원 3/5 40 50", "parse.capacity"),
        ("한빛병원 3/5 0", "parse.capacity"),
        ("한빛병원 3/1..3/5 40", "parse.one_day"),
        ("abc|-1|3 3|all 3/5 x", "parse.capacity"),
    ],
)
def test_a_wrong_capacity_line_is_refused_with_its_rule(typed, rule):
    with pytest.raises(parsing.ParseError) as refused:
        parsing.capacity_line(typed, today=TODAY)

    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", (None, None)),
        ("한빛 병원", ("한빛 병원", None)),
        ("3/5", (None, FRIDAY)),
        ("한빛 3월 5일", ("한빛", FRIDAY)),
        ("3/5 한빛 병원", ("한빛 병원", FRIDAY)),
        ('"강남 365" 3/5', ("강남 365", FRIDAY)),
        ("강남 365", ("강남 365", None)),
        ("-1", ("-1", None)),
        ("999999999", ("999999999", None)),
        ("3 3", ("3 3", None)),
        ("all", ("all", None)),
    ],
)
def test_a_name_and_a_day_come_either_way_round(typed, expected):
    assert parsing.name_and_day(typed, today=TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("한빛 3/5 30", "parse.name_and_day"),
        ("한빛 3/1..3/5", "parse.one_day"),
        ("한빛 13/45", "parse.day_missing"),
        ("*", "parse.hospital_name"),
        ("%", "parse.hospital_name"),
    ],
)
def test_more_than_a_name_and_a_day_is_refused(typed, rule):
    with pytest.raises(parsing.ParseError) as refused:
        parsing.name_and_day(typed, today=TODAY)

    assert refused.value.rule == rule
