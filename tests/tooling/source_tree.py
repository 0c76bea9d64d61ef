"""What the rules about our own source are asked of: files, functions, their lengths.

Standard library only, so that `run.py sizes` works before anything is installed.
"""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APART = {"tests", "var", "build", "node_modules"}

TYPE_IGNORE = "# type: " + "ignore"


@dataclass(frozen=True)
class Source:
    """One file of ours: where it is (as written from the root) and what it says."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text, self.path)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@dataclass(frozen=True)
class Function:
    """One function: its name with the file and line, and how many lines it has."""

    name: str
    lines: int


@functools.cache
def _parsed(text: str, path: str) -> ast.Module:
    return ast.parse(text, path)


def sources(root: Path = ROOT) -> list[Source]:
    """Every Python file outside the tests, empty ones left out."""
    found = (Source(path, (root / path).read_text("utf-8")) for path in sorted(_paths(root)))
    return [source for source in found if source.text.strip()]


def functions(source: Source) -> list[Function]:
    """Every function of the file, from `def` to its last line."""
    return [
        Function(
            f"{source.path}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1
        )
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def type_ignores(source: Source) -> int:
    return sum(TYPE_IGNORE in line for line in source.text.splitlines())


def _paths(root: Path) -> Iterator[str]:
    for path in root.rglob("*.py"):
        relative = path.relative_to(root)
        if not any(part in APART or part.startswith(".") for part in relative.parts):
            yield relative.as_posix()
