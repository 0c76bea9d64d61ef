"""Every relative link, anchor and repository path in the Markdown pages leads somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tooling.source_tree import ROOT

FOLDERS = ("bot", "handlers", "domain", "jobs", "sandbox", "benchmarks", "deploy", "docs", "tests")
PAGES = [
    page
    for page in sorted(ROOT.rglob("*.md"))
    if not {".venv", "node_modules", "var", ".pytest_cache"} & set(page.relative_to(ROOT).parts)
]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)
PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[^\s`]*|[\w.-]+\.(?:md|toml|lock))`")
MODULE = re.compile(rf"(?<![\w/.-])((?:{'|'.join(FOLDERS)})/[\w/]+\.py)\b")
"""Also in a picture or a command."""
PLACEHOLDERS = (("<topic>", "*"), ("<language>", "*"), ("NAME", "*"), ("VERSION", "*"))
MADE_LATER = {"CHANGELOG.md", "deploy/.env"}
"""What a reader makes, or a page of another folder names."""


def anchors(page: str) -> set[str]:
    """The headings of a page, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path, text: str) -> Iterator[str]:
    for target in LINK.findall(CODE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = page.parent / file
        if file and not there.exists():
            yield target
            continue
        headings = anchors(there.read_text("utf-8") if file and anchor else text)
        if anchor and anchor not in headings:
            yield target


def missing_paths(page: Path, text: str) -> Iterator[str]:
    for path in dict.fromkeys([*PATH.findall(text), *MODULE.findall(text)]):
        pattern = path.partition("::")[0].removesuffix("/")
        for placeholder, wild in PLACEHOLDERS:
            pattern = pattern.replace(placeholder, wild)
        found = any(any(root.glob(pattern)) for root in (ROOT, page.parent))
        if not found and path not in MADE_LATER:
            yield path


def test_the_pages_are_found():
    names = {page.relative_to(ROOT).as_posix() for page in PAGES}

    assert {"README.md", "README.ko.md", "docs/operations.md", "deploy/README.md"} <= names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_path_leads_somewhere(page):
    text = page.read_text("utf-8")

    assert [*broken_links(page, text), *missing_paths(page, text)] == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("[x](docs/nowhere.md)", "docs/nowhere.md"),
        ("[x](README.md#nowhere)", "README.md#nowhere"),
        ("[x](#nowhere)", "#nowhere"),
        ("`bot/nowhere.py`", "bot/nowhere.py"),
        ("```\nbot/nowhere.py  a picture\n```", "bot/nowhere.py"),
        ("`tests/nowhere/`", "tests/nowhere/"),
        ("`docs/nowhere_*.md`", "docs/nowhere_*.md"),
        ("`nowhere.toml`", "nowhere.toml"),
    ],
)
def test_what_leads_nowhere_is_noticed(planted, found):
    page = ROOT / "PLANTED.md"

    assert [*broken_links(page, planted), *missing_paths(page, planted)] == [found]


def test_links_that_lead_somewhere_pass():
    text = (
        "# A heading, twice\n[x](#a-heading-twice) [y](https://example.org) `tests/*/test_newer.py`"
    )

    assert [*broken_links(ROOT / "PLANTED.md", text), *missing_paths(ROOT, text)] == []
