"""The speed table of the README: a missed mark says "missed", and why."""

import re

import pytest

from benchmarks.measures import MEASURES
from benchmarks.report import Run, bound, short
from benchmarks.results import Mark, Measurement, Result
from tests.tooling.source_tree import ROOT

README = (ROOT / "README.md").read_text("utf-8")
REPORT = (ROOT / "benchmarks/report.md").read_text("utf-8")
MARKS = {mark.what: mark for measure in MEASURES.values() for mark in measure.MARKS}


def rows(page: str) -> dict[str, dict[str, str]]:
    """Measure -> column -> cell, of every table that has a verdict."""
    found, head = {}, []
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            head = []
        elif "verdict" in cells:
            head = cells
        elif head and cells[0] != "---":
            found[cells[0]] = dict(zip(head, cells, strict=True))
    return found


def value(cell: str) -> float:
    """The number of a cell such as `≥ 20,000 events/s`."""
    (number,) = re.findall(r"\d[\d,]*\.?\d*", cell)
    return float(number.replace(",", ""))


def wrong(page: str) -> list[str]:
    """Rows whose mark or verdict is not what the measures and the measured value say."""
    found = []
    for what, cells in rows(page).items():
        mark = MARKS[what]
        verdict = Measurement(mark, [value(cells["measured"])]).verdict
        if cells["mark"] != bound(mark, mark.mark) or cells["verdict"] != verdict:
            found.append(what)
        elif verdict == "missed":
            found.append(f"{what}: missed without a reason")
    return found


@pytest.mark.parametrize("page", [README, REPORT], ids=["README.md", "benchmarks/report.md"])
def test_each_row_says_whether_its_mark_is_met(page):
    assert len(rows(page)) >= len(MEASURES)
    assert wrong(page) == []


def test_the_readme_has_every_missed_mark_of_the_report():
    missed = {what for what, cells in rows(REPORT).items() if cells["verdict"].startswith("missed")}

    assert missed
    assert missed <= rows(README).keys()


@pytest.mark.parametrize(
    ("cell", "planted"),
    [
        (r"\| missed: [^|]+\|", "| met |"),
        (r"\| missed: [^|]+\|", "| |"),
        (r"\| missed: [^|]+\|", "| missed |"),
        (r"\| met \|", "| missed: too slow |"),
        (r"\| ≥ 2× \|", "| ≥ 1× |"),
    ],
)
def test_a_wrong_verdict_is_noticed(cell, planted):
    spoilt = re.sub(cell, planted, README, count=1)

    assert spoilt != README
    assert len(wrong(spoilt)) == 1


def test_the_generated_table_has_the_first_mark_and_every_missed_one():
    slow = Mark("slow", 2, reason="it sleeps")
    first, met = Measurement(Mark("first", 2), [3.0]), Measurement(Mark("met", 2), [3.0])
    results = {"one": Result([first, met, Measurement(slow, [1.0])]), "two": Result([met])}

    table = short(Run("a processor", "quick", "0.1", results, failed=[])).splitlines()

    assert [line for line in table if line.startswith("|")] == [
        "| measure | mark | measured | verdict |",
        "| --- | --- | --- | --- |",
        "| first | ≥ 2× | 3× | met |",
        "| slow | ≥ 2× | 1× | missed: it sleeps |",
        "| met | ≥ 2× | 3× | met |",
    ]
