"""docs/doctor.md tells of each invariant, and of no other."""

import re
from fnmatch import fnmatch

from domain.storage.checks.run import ALL_INVARIANTS
from tests.tooling.source_tree import ROOT

TABLE = re.compile(r"^\| (`[^|]+) \|", re.MULTILINE)
NAMES = {each.name for each in ALL_INVARIANTS}


def told(page: str) -> set[str]:
    """Names and patterns of the table's first column."""
    return {name for row in TABLE.findall(page) for name in re.findall(r"`([^`]+)`", row)}


def untold(page: str) -> set[str]:
    return {name for name in NAMES if not any(fnmatch(name, each) for each in told(page))}


def test_each_invariant_is_told_of_and_no_other():
    page = (ROOT / "docs" / "doctor.md").read_text("utf-8")

    assert untold(page) == set()
    assert [each for each in told(page) if not any(fnmatch(n, each) for n in NAMES)] == []


def test_an_invariant_without_a_row_is_noticed():
    page = (ROOT / "docs" / "doctor.md").read_text("utf-8")

    assert untold(page.replace("`one-life`", "")) == {"one-life"}
