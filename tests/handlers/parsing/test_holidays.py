"""The table of public holidays beside the package that is kept up to date."""

from datetime import date

import holidays
import pytest

from handlers.parsing.calendar.holidays import HOLIDAYS, NAMED

YEARS = range(2026, 2032)


def published(year: int) -> set[date]:
    return set(holidays.country_holidays("KR", years=year))


@pytest.mark.parametrize("year", YEARS)
def test_public_holidays_are_those_that_are_published(year):
    assert {day for day in HOLIDAYS if day.year == year} == published(year)


def test_no_other_year_is_in_the_table():
    assert {day.year for day in HOLIDAYS} == set(YEARS)


def test_a_day_that_is_wrong_or_missing_is_found():
    christmas, substitute = date(2027, 12, 25), date(2027, 12, 27)

    assert {christmas, substitute} <= published(2027)
    assert date(2027, 12, 28) not in published(2027)
    assert HOLIDAYS - {substitute} != HOLIDAYS


@pytest.mark.parametrize(("name", "day"), NAMED.items())
def test_holidays_that_are_said_by_name_are_public(name, day):
    assert all(date(year, *day) in published(year) for year in YEARS), name
