"""The month: what stands on a key, what it does, where the arrows stop."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.texts import Wording
from handlers.ui.calendar import DayMark, Row, month
from handlers.ui.callback_data import NoOp

FIRST, LAST = date(2026, 12, 3), date(2027, 2, 10)
NOOP = NoOp().pack()


def grid(year: int, number: int, days: dict[date, DayMark], language: str = "ko") -> list[Row]:
    return month(
        year=year,
        month=number,
        days=days,
        words=Wording(language),
        on_day=lambda day: f"day {day}",
        on_month=lambda year, month: f"month {year}-{month}",
        first=FIRST,
        last=LAST,
    )


def labels(row: Row) -> list[str]:
    return [key.text for key in row]


def test_weeks_start_on_sunday():
    rows = grid(2026, 12, {date(2026, 12, n): DayMark() for n in range(1, 32)})

    assert labels(rows[1]) == ["일", "월", "화", "수", "목", "금", "토"]
    assert labels(rows[2]) == [" ", " ", "1", "2", "3", "4", "5"]
    assert labels(rows[-1]) == ["27", "28", "29", "30", "31", " ", " "]
    assert labels(grid(2026, 12, {}, "en")[1])[:2] == ["Sun", "Mon"]


@pytest.mark.parametrize(
    ("mark", "label"),
    [
        (DayMark(free=4), "3"),
        (DayMark(free=3), "3·3"),
        (DayMark(free=1), "3·1"),
        (DayMark(free=0), "✕"),
        (DayMark(free=-2), "✕"),
        (DayMark(), "3"),
        (DayMark(mark="✓"), "✓3"),
        (DayMark(free=0, mark="●"), "●3"),
    ],
)
def test_a_day_says_how_full_it_is(mark, label):
    [key] = [key for row in grid(2026, 12, {FIRST: mark})[2:] for key in row if key.text != " "]

    assert (key.text, key.callback_data) == (label, "day 2026-12-03")


def test_every_other_day_is_blank_and_does_nothing():
    rows = grid(2026, 12, {FIRST: DayMark(free=9)})

    silent = [key for row in rows[2:] for key in row if key.text == " "]
    assert len(silent) == 6
    assert {key.callback_data for key in silent} == {NOOP}


def test_a_week_without_any_day_is_left_out():
    rows = grid(2026, 12, {FIRST: DayMark(free=9), date(2026, 12, 22): DayMark(free=0)})

    assert [labels(row) for row in rows[2:]] == [
        [" ", " ", " ", " ", "3", " ", " "],
        [" ", " ", "✕", " ", " ", " ", " "],
    ]


@pytest.mark.parametrize(
    ("shown", "head", "presses"),
    [
        ((2026, 12), [" ", "2026년 12월", "▶"], [NOOP, NOOP, "month 2027-1"]),
        ((2027, 1), ["◀", "2027년 1월", "▶"], ["month 2026-12", NOOP, "month 2027-2"]),
        ((2027, 2), ["◀", "2027년 2월", " "], ["month 2027-1", NOOP, NOOP]),
    ],
)
def test_arrows_stop_at_the_first_and_last_month_with_dates(shown, head, presses):
    top = grid(*shown, {})[0]

    assert labels(top) == head
    assert [key.callback_data for key in top] == presses


@pytest.mark.parametrize(
    ("asked", "title"),
    [((1, 1), "December 2026"), ((2026, 11), "December 2026"), ((9999, 99), "February 2027")],
)
def test_a_month_out_of_reach_shows_the_nearest(asked, title):
    assert grid(*asked, {}, "en")[0][1].text == title


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_month_is_too_large_for_telegram(day):
    rows = month(
        year=day.year,
        month=day.month,
        days={day: DayMark(free=2)},
        words=Wording("en"),
        on_day=str,
        on_month=lambda year, month: f"{year}-{month}",
        first=day,
        last=day + timedelta(365),
    )

    assert sum(map(len, rows)) <= 100
    assert max(map(len, rows)) <= 8
    assert all(key.text and key.callback_data for row in rows for key in row)
    assert [key.callback_data for row in rows[2:] for key in row].count(str(day)) == 1
