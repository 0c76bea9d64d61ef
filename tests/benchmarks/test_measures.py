"""Every measure at its smallest: what its result looks like, not how fast anything is."""

import math

import pytest

from benchmarks.measures import MEASURES
from benchmarks.report import Run, text
from benchmarks.results import Mark, Measurement, Result
from benchmarks.sizes import TINY

NEEDS = {"usual-stack": "greenlet"}
"""What only the lock of the benchmarks has."""
ON_A_SERVER = {"book-postgres", "race", "idle"}


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_finds_a_number_for_each_mark_that_its_size_can_judge(name, request, monkeypatch):
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])
    if name in ON_A_SERVER:
        monkeypatch.setenv("TEST_DATABASE_URL", request.getfixturevalue("server").url())

    found = MEASURES[name].measure(TINY)

    marks = [each.mark for each in found.readings]
    assert marks == list(MEASURES[name].MARKS[: len(marks)])
    assert marks
    assert all(math.isfinite(value) for each in found.readings for value in each.rounds)
    assert found.notes


def test_the_names_of_measures_and_marks_tell_them_apart():
    marks = [mark.what for each in MEASURES.values() for mark in each.MARKS]

    assert len(marks) == len(set(marks))
    assert list(MEASURES) == [each.NAME for each in MEASURES.values()]


@pytest.mark.parametrize(
    ("rounds", "verdict"),
    [((9, 1, 5), "met, also the stretch target"), ((3, 3, 1), "met"), ((9, 1, 1.9), "missed")],
)
def test_the_median_decides_whether_a_mark_is_met(rounds, verdict):
    assert Measurement(Mark("more is better", 2, 4), rounds).verdict == verdict


def test_of_what_should_be_little_a_low_value_meets_the_mark():
    mark = Mark("less is better", 10, 5, "ms", at_least=False)

    assert [Measurement(mark, [value]).verdict for value in (4, 7, 11)] == [
        "met, also the stretch target",
        "met",
        "missed",
    ]


@pytest.fixture
def run():
    mark = Mark("a booking / the same by hand", 2, 4)
    none = Mark("people not told", 0, None, "", at_least=False)
    readings = [Measurement(mark, [3.0, 2.5, 8.0]), Measurement(none, [0.0])]
    results = {"book-sqlite": Result(readings, ["by hand: 1,000 bookings/s"])}
    return Run("a processor, 2 cores", "quick", "0.1", results, failed=["race"])


def test_the_report_has_a_line_for_each_mark_and_says_what_failed(run):
    lines = text(run).splitlines()

    assert "| a booking / the same by hand | ≥ 2× | ≥ 4× | 3× | 2.5× – 8× | met |" in lines
    assert "| people not told | 0 |  | 0 | 0 | met |" in lines
    assert "**race** failed: nothing was measured." in lines
    assert "  - by hand: 1,000 bookings/s" in lines
