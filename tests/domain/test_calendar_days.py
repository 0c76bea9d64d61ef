"""Dates and deadlines on odd days and in odd zones; no store, no clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.rules import Deadline, Rules

ZONES = ["Asia/Seoul", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]
NOON, EVENING = Deadline(1, time(12)), Deadline(1, time(17))
FIRST, LAST = date(2024, 1, 1), date(2040, 12, 31)


@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        ("Asia/Seoul", "2026-12-31T14:59:59", "2026-12-31"),
        ("Asia/Seoul", "2026-12-31T15:00:00", "2027-01-01"),
        ("Asia/Seoul", "2028-02-28T15:00:00", "2028-02-29"),
        ("Asia/Seoul", "2028-02-29T15:00:00", "2028-03-01"),
        ("Asia/Seoul", "2027-02-28T15:00:00", "2027-03-01"),
        ("Europe/Berlin", "2027-03-27T22:59:59", "2027-03-27"),
        ("Europe/Berlin", "2027-03-27T23:00:00", "2027-03-28"),
        ("Europe/Berlin", "2027-03-28T21:59:59", "2027-03-28"),
        ("Europe/Berlin", "2027-03-28T22:00:00", "2027-03-29"),
        ("Europe/Berlin", "2027-10-31T22:59:59", "2027-10-31"),
        ("Europe/Berlin", "2027-10-31T23:00:00", "2027-11-01"),
        ("Pacific/Kiritimati", "2026-12-31T10:00:00", "2027-01-01"),
    ],
)
def test_a_day_begins_at_midnight_where_the_hospital_is(zone, now, today):
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert Rules(zone=ZoneInfo(zone)).today(at).isoformat() == today


@pytest.mark.parametrize(
    ("zone", "day", "passes"),
    [
        ("Asia/Seoul", "2028-03-01", "2028-02-29T08:00"),
        ("Asia/Seoul", "2028-02-29", "2028-02-28T08:00"),
        ("Asia/Seoul", "2027-01-01", "2026-12-31T08:00"),
        ("Asia/Seoul", "2024-12-30", "2024-12-29T08:00"),
        ("Europe/Berlin", "2027-03-28", "2027-03-27T16:00"),
        ("Europe/Berlin", "2027-03-29", "2027-03-28T15:00"),
        ("Europe/Berlin", "2027-10-31", "2027-10-30T15:00"),
        ("Europe/Berlin", "2027-11-01", "2027-10-31T16:00"),
        ("America/New_York", "2027-03-15", "2027-03-14T21:00"),
    ],
)
def test_until_five_the_day_before_is_five_where_the_hospital_is(zone, day, passes):
    found = EVENING.before(date.fromisoformat(day), ZoneInfo(zone))

    assert found == datetime.fromisoformat(passes).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_on_every_day_until_2040_deadlines_are_on_the_day_before_and_in_order(zone):
    rules, day, before = Rules(zone=ZoneInfo(zone)), FIRST, datetime.min.replace(tzinfo=UTC)

    while day <= LAST:
        noon, evening = (each.before(day, rules.zone) for each in (NOON, EVENING))
        assert rules.today(noon) == rules.today(evening) == day - timedelta(days=1)
        assert timedelta(hours=22) <= noon - before or day == FIRST
        assert evening - noon == timedelta(hours=5)
        before, day = noon, day + timedelta(days=1)


def test_a_date_is_written_with_its_own_year_not_with_its_weeks():
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

    odd = [day for day in days if f"{day:%G}" != f"{day:%Y}"]

    assert len(odd) > 20
    assert all(day.isoformat() == f"{day:%Y-%m-%d}" for day in days)
