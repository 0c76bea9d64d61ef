"""Lines of chance that name known days: the days are read as they are meant, or asked, or named as
unread, and never others.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import pytest

from handlers.parsing.calendar import figures, weeks
from tests.handlers.parsing.calendar_lines import (
    ASKED,
    CERTAIN,
    MISREAD,
    UNREAD,
    Typed,
    many,
    outcome,
)

LINES, MANY_LINES = 300, 20_000
"""Of a language."""
LEAST_CERTAIN = {"ko": 0.78, "en": 0.75}
"""The others are mostly lines that must be asked."""


def outcomes(lines: Iterable[Typed]) -> Counter[str]:
    return Counter(outcome(typed, typed.read()) for typed in lines)


def misread(lines: Iterable[Typed]) -> list[str]:
    return [typed.text for typed in lines if outcome(typed, typed.read()) == MISREAD]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_day_is_another_than_was_typed(language):
    assert misread(many(LINES, 0, language)) == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_most_lines_are_read_for_certain(language):
    found = outcomes(many(LINES, 1, language))

    assert found[CERTAIN] > LEAST_CERTAIN[language] * LINES
    assert found[ASKED] > 0
    assert found[UNREAD] < LINES / 30


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_day_of_many_lines_is_another_than_was_typed(language):
    assert misread(many(MANY_LINES, "many", language)) == []


def _swapped(monkeypatch):
    dated = figures.dated
    monkeypatch.setattr(
        figures, "dated", lambda context, number, day, **form: dated(context, day, number, **form)
    )


def _a_week_late(monkeypatch):
    week = weeks.week
    monkeypatch.setattr(weeks, "week", lambda day, weeks=0: week(day, weeks=weeks + 1))


def _a_day_late(monkeypatch):
    one_day = figures.one_day
    monkeypatch.setattr(
        figures, "one_day", lambda day, **other: one_day(day + timedelta(days=1), **other)
    )


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("fault", [_swapped, _a_week_late, _a_day_late])
def test_a_faulty_rule_is_found(monkeypatch, language, fault):
    fault(monkeypatch)

    assert len(misread(many(LINES, 0, language))) >= 3
