"""Each promise of SECURITY.md and docs/privacy.md names a test that exists."""

import ast
import re
from functools import cache

import pytest

from tests.tooling.source_tree import ROOT

TABLES = [
    ("SECURITY.md", "Promises"),
    ("docs/privacy.md", "Promises"),
    ("docs/privacy.md", "Retention"),
]
TEST_ID = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def functions_in(path: str) -> frozenset[str]:
    """The names of a file's functions; empty if there is no such file."""
    file = ROOT / path
    tree = ast.parse(file.read_text("utf-8") if file.exists() else "")
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def promises(text: str, heading: str) -> list[str]:
    """The rows of the table below a heading."""
    _, _, below = text.partition(f"## {heading}\n")
    rows = re.findall(r"^\| .+ \|$", below.partition("\n## ")[0], re.MULTILINE)
    return rows[1:]


def unfounded(rows: list[str]) -> list[str]:
    """The rows that name no test, or one that does not exist."""
    return [
        row
        for row in rows
        if not TEST_ID.search(row)
        or any(name not in functions_in(path) for path, name in TEST_ID.findall(row))
    ]


@pytest.mark.parametrize(("page", "heading"), TABLES)
def test_every_promise_is_held_by_a_test(page, heading):
    rows = promises((ROOT / page).read_text("utf-8"), heading)

    assert len(rows) >= 5
    assert unfounded(rows) == []


@pytest.mark.parametrize(
    "row",
    [
        "| Nothing is lost | we are careful | a byte search |",
        "| Nothing is lost | we are careful | `tests/tooling/test_promises.py::test_no_such` |",
        "| Nothing is lost | we are careful | `tests/tooling/test_gone.py::test_it` |",
    ],
)
def test_a_promise_without_a_test_is_noticed(row):
    held = f"| it | is | `tests/tooling/test_promises.py::{unfounded.__name__}` |"
    page = f"## Promises\n\n| a | b | c |\n|---|---|---|\n{held}\n{row}\n\n## Roles\n"

    assert unfounded(promises(page, "Promises")) == [row]
