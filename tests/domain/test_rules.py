"""Deadlines and the civil date; what the deadlines are for is tested with the operations."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.rules import Deadline, Rules

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("D-1 17:00", Deadline(1, time(17))),
        ("D-0 00:00", Deadline(0, time(0))),
        ("D-14 23:59", Deadline(14, time(23, 59))),
    ],
)
def test_a_deadline_is_read_and_written_the_same_way(text, deadline):
    assert Deadline.parse(text) == deadline
    assert str(deadline) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "17:00", "D-1", "D1 17:00", "D+1 17:00", "d-1 17:00", "D--1 17:00", "D-1000 17:00"),
        *("D-1 24:00", "D-1 17:60", "D-1 7:00", "D-1  17:00", "D-1 17:00 ", "D-1 17:00\n"),
        *("D-1 17:00:00", "D-１ 17:00", "D-1 １７:00", "D-1.5 17:00"),
    ],
)
def test_anything_else_is_refused_with_the_grammar_and_an_example(text):
    with pytest.raises(ValueError, match=r"D-<days> HH:MM, for example D-1 17:00"):
        Deadline.parse(text)


def test_a_deadline_is_a_civil_time_where_the_hospital_is():
    passes = Deadline.parse("D-1 17:00").before(date(2027, 3, 1), SEOUL)

    assert passes == datetime(2027, 2, 28, 8, 0, tzinfo=UTC)
    assert passes.tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "hour_in_utc"),
    [(date(2027, 3, 14), 22), (date(2027, 3, 15), 21), (date(2027, 11, 8), 22)],
)
def test_the_clock_on_the_wall_decides_on_both_sides_of_a_clock_change(day, hour_in_utc):
    passes = Deadline.parse("D-1 17:00").before(day, NEW_YORK)

    assert passes.hour == hour_in_utc
    assert passes.astimezone(NEW_YORK).time() == time(17)


def test_a_time_that_comes_twice_means_its_first_coming():
    passes = Deadline.parse("D-0 01:30").before(date(2027, 11, 7), NEW_YORK)

    assert passes == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


def test_a_skipped_time_is_read_on_the_clock_before_the_jump():
    passes = Deadline.parse("D-0 02:30").before(date(2027, 3, 14), NEW_YORK)

    assert passes == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert passes.astimezone(NEW_YORK).time() == time(3, 30)


@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2027, 3, 4, 14, 59, 59, tzinfo=UTC), date(2027, 3, 4)),
        (datetime(2027, 3, 4, 15, 0, tzinfo=UTC), date(2027, 3, 5)),
    ],
)
def test_today_is_the_date_at_the_hospital(now, today):
    assert Rules(zone=SEOUL).today(now) == today


def test_a_time_without_a_zone_has_no_date():
    with pytest.raises(ValueError, match="zone"):
        Rules(zone=SEOUL).today(datetime(2027, 3, 4, 12, 0))  # noqa: DTZ001 - the point of it
