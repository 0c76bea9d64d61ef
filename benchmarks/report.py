"""Markdown report: a table of marks and measured values, then the numbers behind it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measures import MEASURES
from benchmarks.results import Mark, Measurement, Result

HEAD = ("measure", "mark", "stretch target", "measured", "rounds", "verdict")


@dataclass(frozen=True)
class Run:
    """Results of a run; `load` is the load average before it."""

    machine: str
    size: str
    load: str
    results: dict[str, Result]
    failed: list[str]


def text(run: Run) -> str:
    """Text of report.md."""
    flags = {"normal": "", "quick": " --quick", "full": " --full"}.get(run.size, "")
    return "\n".join(
        (
            "# Measured",
            "",
            f"`python3 run.py bench{flags}` on: {run.machine}.",
            "Medians over rounds in which contender and baseline take turns; beside each the",
            f"lowest and the highest round. Load average when it began: {run.load}.",
            *_quickly(run),
            "",
            *table(run.results),
            *(f"\n**{name}** failed: nothing was measured." for name in run.failed),
            "",
            "## Behind the numbers",
            "",
            *_notes(run.results),
            "",
        )
    )


def short(run: Run) -> str:
    """The README's table: the first mark of each measure, and every mark that is missed."""
    told = [
        reading
        for result in run.results.values()
        for position, reading in enumerate(result.readings)
        if position == 0 or not reading.is_met
    ]
    head = ("measure", "mark", "measured", "verdict")
    lines = (_row(each) for each in (head, ("---",) * len(head), *map(_short_cells, told)))
    where = f"Measured on {run.machine} (size `{run.size}`, load average {run.load}):"
    more = "All marks, with the spread: [benchmarks/report.md](benchmarks/report.md)."
    return "\n".join([where, "", *lines, "", more])


def table(results: Mapping[str, Result]) -> Iterator[str]:
    """Lines of the table."""
    yield _row(HEAD)
    yield _row(["---"] * len(HEAD))
    for result in results.values():
        for reading in result.readings:
            yield _row(_cells(reading))


def bound(mark: Mark, value: float | None) -> str:
    """A mark with its side and unit."""
    if value is None:
        return ""
    if value == 0:
        return "0"
    return f"{'≥' if mark.at_least else '≤'} {amount(mark, value)}"


def amount(mark: Mark, value: float) -> str:
    """A value with its unit."""
    shown = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{shown}×" if mark.unit == "x" else f"{shown} {mark.unit}".strip()


def _short_cells(reading: Measurement) -> list[str]:
    mark = reading.mark
    measured = amount(mark, reading.value)
    return [mark.what, bound(mark, mark.mark), measured, reading.verdict]


def _cells(reading: Measurement) -> list[str]:
    mark, rounds = reading.mark, reading.rounds
    low, high = amount(mark, min(rounds)), amount(mark, max(rounds))
    return [
        mark.what,
        bound(mark, mark.mark),
        bound(mark, mark.go_for),
        amount(mark, reading.value),
        low if low == high else f"{low} – {high}",
        reading.verdict,
    ]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _quickly(run: Run) -> Iterator[str]:
    if run.size not in {"normal", "full"}:
        yield "Quick: fewer rounds and fewer of everything; what was scaled says so below."


def _notes(results: Mapping[str, Result]) -> Iterator[str]:
    for name, result in results.items():
        yield f"- **{name}** ({MEASURES[name].WHAT})"
        yield from (f"  - {note}" for note in result.notes)
