"""Bookings per second on SQLite with all consumers running, against the raw driver.

The raw driver does the four writes of a booking in one commit; the bot checks every rule and stores
the idempotency key, and the commits of its read model, a database of its own, count too.
"""

import asyncio
import tempfile
from collections import defaultdict
from pathlib import Path

from benchmarks.baselines.raw_sqlite import book_by_hand
from benchmarks.load.core import core, crowd, requests
from benchmarks.load.databases import SLOTS, Databases, copied, on_files
from benchmarks.results import Mark, Result, spread, told
from benchmarks.sizes import Size

NAME = "book-sqlite"
WHAT = "Booking on SQLite (FULL), every subscriber live, against the raw driver"
MARKS = tuple(
    Mark(
        f"book, SQLite FULL, all consumers live, {callers} callers / raw driver",
        mark,
        go_for,
        reason="three fifths of the CPU goes to the consumers, which the baseline does not have",
    )
    for callers, mark, go_for in ((100, 2, 4), (16, 1.2, 2.5), (1, 0.15, 0.3))
)
CALLERS = (100, 16, 1)


def measure(size: Size) -> Result:
    """Each round: the raw driver, then 100, 16 and 1 callers, each on a fresh copy."""
    rates: dict[str, list[float]] = defaultdict(list)
    ratios: list[list[float]] = [[] for _ in MARKS]
    with tempfile.TemporaryDirectory() as made:
        prepared = Path(made, "prepared")
        on_files(prepared, people=size.bookings)
        for _ in range(size.rounds):
            raw = _by_hand(copied(prepared, Path(made, "round")), size)
            rates["raw driver"].append(raw)
            for callers, ratio in zip(CALLERS, ratios, strict=True):
                ground = copied(prepared, Path(made, "round"))
                rate, lag = asyncio.run(_booked(ground, size, callers=callers))
                ratio.append(rate / raw)
                rates[f"{callers} callers"].append(rate)
                rates[f"{callers} callers, the last reaction after"].append(lag)
    notes = [
        f"{name}: {spread(values)} {'s' if 'after' in name else 'bookings/s'}"
        for name, values in rates.items()
    ]
    return Result([told(*each) for each in zip(MARKS, ratios, strict=True)], notes)


def _by_hand(ground: Databases, size: Size) -> float:
    asked = requests(size.bookings // 2, slots=SLOTS)
    return len(asked) / book_by_hand(ground, asked)


async def _booked(ground: Databases, size: Size, *, callers: int) -> tuple[float, float]:
    """Bookings per second until the last answer; seconds until the consumers caught up."""
    count = size.bookings if callers == CALLERS[0] else size.bookings // (2 if callers > 1 else 6)
    asked = requests(count, slots=SLOTS)
    async with core(ground) as ours:
        done = await crowd(ours.book, asked, callers=callers)
        lag = await ours.drain()
    return done.rate, lag
