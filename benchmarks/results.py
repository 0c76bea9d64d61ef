"""Types shared by the measures: marks, readings, results."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple, Protocol

from benchmarks.sizes import Size


class Mark(NamedTuple):
    """One line of the report: what is promised, and what would be better still."""

    what: str
    mark: float
    go_for: float | None = None
    unit: str = "x"
    at_least: bool = True
    """Whether more is better."""
    reason: str = ""
    """Why a known miss misses, in one line; printed only beside a value that does."""

    def met_by(self, value: float, *, wanted: float | None = None) -> bool:
        """Whether the value is as good as the mark, or as `wanted`."""
        bound = self.mark if wanted is None else wanted
        return value >= bound if self.at_least else value <= bound


@dataclass(frozen=True)
class Reading:
    """A mark, and a value for each round."""

    mark: Mark
    rounds: Sequence[float]

    @property
    def value(self) -> float:
        """The median."""
        return median(self.rounds)

    @property
    def is_met(self) -> bool:
        """Whether the median is as good as the mark."""
        return self.mark.met_by(self.value)

    @property
    def verdict(self) -> str:
        """Whether the mark is met; if not, why."""
        go_for = self.mark.go_for
        if go_for is not None and self.mark.met_by(self.value, wanted=go_for):
            return "met, and the go-for"
        if self.is_met:
            return "met"
        return f"missed: {self.mark.reason}" if self.mark.reason else "missed"


@dataclass(frozen=True)
class Result:
    """What one measure found; `notes` are sentences with the numbers behind the ratios."""

    readings: Sequence[Reading]
    notes: Sequence[str] = ()


class Measure(Protocol):
    """The shape of a module in `benchmarks.measures`."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module's
        """By which it is asked for."""
        ...

    @property
    def WHAT(self) -> str:  # noqa: N802
        """In a few words."""
        ...

    @property
    def MARKS(self) -> Sequence[Mark]:  # noqa: N802
        """What it is held to, in the order of its readings."""
        ...

    def measure(self, size: Size) -> Result:
        """Takes as many rounds as the size says."""
        ...


def told(mark: Mark, rounds: Sequence[float]) -> Reading:
    """A reading, each round's value rounded to what can be told apart."""
    return Reading(mark, [float(f"{each:.4g}") for each in rounds])


def spread(values: Sequence[float]) -> str:
    """The rounds' median, and between what they lie, for a note."""
    low, high = f"{min(values):,.4g}", f"{max(values):,.4g}"
    return f"{median(values):,.4g}" if low == high else f"{median(values):,.4g} ({low}-{high})"
