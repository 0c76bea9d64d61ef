"""Sizes of source files and functions: `python3 run.py sizes`."""

import statistics
from collections.abc import Sequence

from tests.tooling.source_tree import Function, Source, functions, sources, type_ignores

SOFT_FILE_LIMIT = 250
"""A longer file is named as a note; the hard limit is in `tests.tooling.rules`."""


def ninetieth(lengths: Sequence[int]) -> int:
    """The length that nine of ten do not exceed."""
    return sorted(lengths)[(len(lengths) * 9 + 9) // 10 - 1]


def line(kind: str, things: dict[str, int]) -> str:
    """One line of the table; `things` is name -> length."""
    if not things:
        return f"{kind:<10} none"
    lengths = list(things.values())
    largest = max(things, key=things.__getitem__)
    return (
        f"{kind:<10} {len(lengths):>5}   median {statistics.median(lengths):>5.1f}   "
        f"p90 {ninetieth(lengths):>4}   largest {things[largest]:>4}  {largest}"
    )


def table(files: Sequence[Source]) -> str:
    every: list[Function] = [function for file in files for function in functions(file)]
    return "\n".join(
        (
            line("files", {file.path: file.lines for file in files}),
            line("functions", {function.name: function.lines for function in every}),
            f"type-ignores {sum(map(type_ignores, files))}",
            *notes(files),
        )
    )


def notes(files: Sequence[Source]) -> list[str]:
    """One line for each file beyond the soft limit, the longest first."""
    long = sorted((f for f in files if f.lines > SOFT_FILE_LIMIT), key=lambda f: -f.lines)
    return [f"note: {f.path} has {f.lines} lines, more than {SOFT_FILE_LIMIT}" for f in long]


if __name__ == "__main__":
    print(table(sources()))
