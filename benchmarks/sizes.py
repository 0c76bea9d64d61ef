"""Amount of work a measure does at each size: tiny (tests), quick, full."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """`limit`: timeout of a measure in seconds; `minutes`: how long memory is watched."""

    name: str
    rounds: int
    bookings: int
    """A round's, at 100 callers; fewer callers make fewer."""
    slow: int
    """A round's of whatever is an order of magnitude slower."""
    updates: int
    """A round's, through Telegram's library."""
    events: int
    pages: tuple[int, ...]
    """Bookings in the read model."""
    runners: int
    told: int
    """People who hear that their hospital is closed."""
    idle: float
    """Seconds of doing nothing."""
    minutes: float
    limit: float


TINY = Size("tiny", 1, 20, 10, 10, 60, (200,), 150, 6, 0.1, 0.005, 60)
QUICK = Size("quick", 3, 2_000, 300, 400, 100_000, (1_000_000,), 10_000, 500, 5, 0.5, 600)
NORMAL = Size("normal", 5, 6_000, 600, 2_000, 1_000_000, (1_000_000,), 10_000, 5_000, 20, 5, 1_800)
FULL = Size(
    "full", 5, 6_000, 600, 2_000, 1_000_000, (1_000_000, 10_000_000), 10_000, 5_000, 60, 60, 7_200
)
SIZES = {size.name: size for size in (TINY, QUICK, NORMAL, FULL)}
