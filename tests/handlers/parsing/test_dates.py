"""The bad-input table of dates: what is read, what is refused and why."""

from datetime import date, timedelta

import pytest

from handlers import parsing
from handlers.parsing import dates

TODAY = date(2026, 11, 22)  # a Sunday
CHRISTMAS_EVE = date(2026, 12, 24)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-24",
        "2026.12.24",
        "20261224",
        "2026년 12월 24일",
        "2026년12월24일",
        "2026/12/24",
        "2026. 12. 24.",
        "２０２６－１２－２４",
        "2026–12–24",
        "2026−12−24",
        " 2026-12-24\n",
        "2026-12-24\u200b",
        "12/24",
        "12월 24일",
        "12월24일",
        "2026-12-24 (목)",
        "2026-12-24 (Thu)",
        "12/24(목)",
        "24 Dec",
        "24 December 2026",
        "Dec 24",
        "Dec. 24th, 2026",
        "december 24 2026 (Thu)",
    ],
)
def test_one_day_has_many_spellings(typed):
    assert dates.day(typed, today=TODAY) == CHRISTMAS_EVE


def test_yesterday_has_passed_for_everything_else():
    with pytest.raises(parsing.ParseError) as refused:
        dates.day("어제", today=TODAY)

    assert refused.value.rule == "parse.day_past"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("오늘", TODAY),
        ("today", TODAY),
        ("내일", TODAY + timedelta(1)),
        ("Tomorrow", TODAY + timedelta(1)),
        ("11/22", TODAY),
        ("11/21", date(2027, 11, 21)),
        ("1/2", date(2027, 1, 2)),
        ("2026-11-22", TODAY),
        ("2027-11-22", date(2027, 11, 22)),
        ("2027-3-5", date(2027, 3, 5)),
    ],
)
def test_a_day_without_a_year_is_the_next_such_day(typed, expected):
    assert dates.day(typed, today=TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("2026-11-21", "parse.day_past"),
        ("2026-02-29", "parse.day_missing"),
        ("2028-02-29", "parse.day_far"),
        ("2027-11-23", "parse.day_far"),
        ("2026-13-01", "parse.day_missing"),
        ("2026-00-10", "parse.day_missing"),
        ("13/45", "parse.day_missing"),
        ("13월 1일", "parse.day_missing"),
        ("2/29", "parse.day_missing"),
        ("0000-01-01", "parse.day_missing"),
        ("24/12/2026", "parse.day_order"),
        ("12/11/2026", "parse.day_order"),
        ("1798070400", "parse.day"),
        ("9999-12-31", "parse.day_far"),
        ("12-24", "parse.day_year"),
        ("2026-W52-4", "parse.day"),
        ("2026-12/24", "parse.day"),
        ("٢٠٢٦-١٢-٢٤", "parse.day"),
        ("2026-12-2²", "parse.day"),
        ("0", "parse.day"),
        ("", "parse.day"),
        ("다음주 화", "parse.day"),
        ("24 Decembers", "parse.day"),
        ("24 Foo", "parse.day"),
        ("30 Feb", "parse.day_missing"),
        ("2026-12-24 (금)", "parse.day_weekday"),
        ("2026-12-24..2026-12-25", "parse.day"),
    ],
)
def test_what_is_no_day_to_come_is_refused_with_the_rule(typed, rule):
    with pytest.raises(parsing.ParseError) as refused:
        dates.day(typed, today=TODAY)

    assert refused.value.rule == rule


def test_the_29th_of_february_is_read_when_it_comes_within_a_year():
    assert dates.day("2/29", today=date(2027, 3, 1)) == date(2028, 2, 29)
    assert dates.day("2028-02-29", today=date(2027, 3, 1)) == date(2028, 2, 29)


def test_every_example_can_be_typed():
    for typed in ("x", "24/12/2026", "12-24", "2026-13-01", "2026-11-21", "2026-12-24 (금)"):
        with pytest.raises(parsing.ParseError) as refused:
            dates.day(typed, today=TODAY)

        assert dates.day(str(refused.value.values["example"]), today=TODAY) >= TODAY
