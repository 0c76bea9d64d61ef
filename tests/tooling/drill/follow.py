"""Follow a row of "To add ..., touch ..." of ARCHITECTURE.md in a copy of the tree.

A feature is added in the files that its row names and in no others. A file that the row leaves out
stays as it was, so that tests or linters fail there, as they would for a contributor.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from tests.tooling.drill.edits import Edit
from tests.tooling.source_tree import ROOT

PAGE = "ARCHITECTURE.md"
HEADING = "## To add"
TEXTS = ("handlers/texts/ko.toml", "handlers/texts/en.toml")
"""What the word `texts` in a row stands for; the page says so above the table."""
NOT_COPIED = shutil.ignore_patterns(".*", "var", "build", "__pycache__", "node_modules")
CONTRACTS = "from importlinter.cli import lint_imports_command as go; go()"
MYPY = ("--strict", "bot", "handlers", "domain", "jobs", "sandbox", "benchmarks", "run.py")


@dataclass(frozen=True)
class Feature:
    """Something to add: `row` of the table, what to change in which file, and how it is tested.

    `edits` of files that do not exist begin with an empty text. `printed` are files that a command
    of the bot prints. `test` is new: it shows that the feature works.
    """

    row: str
    edits: Mapping[str, Edit]
    test: tuple[str, str]
    tests: tuple[str, ...]
    printed: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Followed:
    """What came of it: files that the row does not name, and what failed."""

    left_out: tuple[str, ...]
    failed: tuple[str, ...]
    output: str


def table(page: str) -> dict[str, str]:
    """Row -> where to touch."""
    _, _, below = page.partition(HEADING)
    rows = re.findall(r"^\| ([^|]+?) \| (.+) \|$", below.partition("\n## ")[0], re.MULTILINE)
    return dict(rows[1:])


def places(row: str, page: str) -> list[str]:
    """Patterns of the paths that a row names, with those of the row it points to."""
    rows = table(page)
    names = list(rows)
    touch = rows[row]
    for word, step in (("(next row)", 1), ("the row above", -1)):
        if word in touch:
            touch = f"{touch} {rows[names[names.index(row) + step]]}"
    spans = re.findall(r"`([^`]+)`", touch)
    found = [re.sub(r"<\w+>", "*", word) for span in spans for word in span.split()]
    return [*(TEXTS if re.search(r"\btexts\b", touch) else ()), *filter(_is_path, found)]


def _is_path(word: str) -> bool:
    return "/" in word or word.endswith((".py", ".md", ".toml"))


def is_named(path: str, patterns: Iterable[str]) -> bool:
    """Whether a file is one of them, or in a folder that is."""
    return any(
        path.startswith(pattern)
        if pattern.endswith("/") and "*" not in pattern
        else fnmatchcase(path, f"{pattern}*" if pattern.endswith("/") else pattern)
        or ("/" not in pattern and fnmatchcase(PurePosixPath(path).name, pattern))
        for pattern in patterns
    )


def follow(feature: Feature, tree: Path) -> Followed:
    """Add the feature to the tree, in the files that its row names there."""
    patterns = places(feature.row, (tree / PAGE).read_text("utf-8"))
    touched = [*feature.edits, *(feature.printed or ())]
    left_out = [path for path in touched if not is_named(path, patterns)]
    for path, edit in feature.edits.items():
        if path not in left_out:
            change(tree / path, edit)
    name, text = feature.test
    change(tree / name, lambda _: text)
    for path, verb in (feature.printed or {}).items():
        if path not in left_out:
            (tree / path).write_text(python(tree, "-m", "bot", verb).stdout, "utf-8")
    return Followed(tuple(left_out), *checked(feature, tree))


def change(path: Path, edit: Edit) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(edit(path.read_text("utf-8") if path.exists() else ""), "utf-8")


def checked(feature: Feature, tree: Path) -> tuple[tuple[str, ...], str]:
    """The names of the checks that fail, and what the first of them prints."""
    checks = {
        "tests": ("-m", "pytest", "-q", "-p", "no:cacheprovider", feature.test[0], *feature.tests),
        "style": ("-m", "ruff", "check", "--no-cache", "."),
        "imports": ("-c", CONTRACTS, "--no-logo", "--no-cache"),
        "types": ("-m", "mypy", *MYPY),
    }
    for name, arguments in checks.items():
        done = python(tree, *arguments)
        if done.returncode:
            return (name,), done.stdout + done.stderr
    return (), ""


def python(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=tree, capture_output=True, text=True, check=False
    )


def copy_to(tree: Path) -> None:
    """The source tree, without what is generated."""
    shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
