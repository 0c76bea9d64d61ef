"""Types shared by the measures: marks, readings, results."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple, Protocol

from benchmarks.sizes import Size


class Mark(NamedTuple):
    """One line of the report: the promised value and the better one aimed for."""

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
class Measurement:
    """A mark with one value per round."""

    mark: Mark
    rounds: Sequence[float]

    @property
    def value(self) -> float:
        """Median."""
        return median(self.rounds)

    @property
    def is_met(self) -> bool:
        """Whether the median is as good as the mark."""
        return self.mark.met_by(self.value)

    @property
    def verdict(self) -> str:
        """Whether the mark is met; if not, the reason."""
        go_for = self.mark.go_for
        if go_for is not None and self.mark.met_by(self.value, wanted=go_for):
            return "met, also the stretch target"
        if self.is_met:
            return "met"
        return f"missed: {self.mark.reason}" if self.mark.reason else "missed"


@dataclass(frozen=True)
class Result:
    """Result of one measure; `notes` are sentences with the numbers behind the ratios."""

    readings: Sequence[Measurement]
    notes: Sequence[str] = ()


class Measure(Protocol):
    """Protocol of the modules in `benchmarks.measures`."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module's
        """Name on the command line and in the report."""
        ...

    @property
    def WHAT(self) -> str:  # noqa: N802
        """Title in the report."""
        ...

    @property
    def MARKS(self) -> Sequence[Mark]:  # noqa: N802
        """Marks, in the order of the readings."""
        ...

    def measure(self, size: Size) -> Result:
        """Measure for as many rounds as the size says."""
        ...


def told(mark: Mark, rounds: Sequence[float]) -> Measurement:
    """A reading with values rounded to what can be distinguished."""
    return Measurement(mark, [float(f"{each:.4g}") for each in rounds])


def spread(values: Sequence[float]) -> str:
    """Median and range of the rounds, for a note."""
    low, high = f"{min(values):,.4g}", f"{max(values):,.4g}"
    return f"{median(values):,.4g}" if low == high else f"{median(values):,.4g} ({low}-{high})"
