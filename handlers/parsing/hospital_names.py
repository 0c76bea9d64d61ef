"""Names of hospitals inside a line: as they are registered, or similar."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.parsing.reading import HospitalName


@dataclass(frozen=True, slots=True)
class Candidates:
    """Hospitals that a stretch of a line may mean; `certain`: the one there is, is meant."""

    hospitals: tuple[HospitalName, ...]
    certain: bool
    start: int
    end: int


def exact(text: str, hospitals: Sequence[HospitalName]) -> tuple[HospitalName, int, int] | None:
    """Find the longest name as it is registered, without regard to spaces and case."""
    return None


def similar(text: str, hospitals: Sequence[HospitalName], *, desk: bool) -> Candidates | None:
    """Find the hospitals whose names a stretch of the line resembles."""
    return None
