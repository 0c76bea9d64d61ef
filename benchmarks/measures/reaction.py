"""Delay from a commit to the committed effects of its consumers.

One booking at a time, 50 a second, on SQLite; each of the five consumers counts.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from benchmarks.load.core import core, requests
from benchmarks.load.databases import SLOTS, Databases, on_files
from benchmarks.results import Mark, Result, told
from benchmarks.sizes import Size
from domain.policies import SUBSCRIBERS

NAME = "reaction"
WHAT = "From the commit to a subscriber's effect"
MARKS = (
    Mark("commit to a consumer's effect, p50", 5, 1, "ms", at_least=False),
    Mark("commit to a consumer's effect, p99", 50, 10, "ms", at_least=False),
)
INTERVAL_S = 0.02
FOLLOWING = len(SUBSCRIBERS) + 1


def measure(size: Size) -> Result:
    """All rounds on one database."""
    p50, p99 = [], []
    with tempfile.TemporaryDirectory() as made:
        ground = on_files(Path(made, "files"), people=size.slow * size.rounds)
        for number in range(size.rounds):
            took = asyncio.run(_reactions(ground, size.slow, first=number * size.slow))
            cuts = quantiles(took, n=100)
            p50.append(cuts[49] * 1000)
            p99.append(cuts[98] * 1000)
    note = f"each of {FOLLOWING} subscribers, {size.slow} bookings a round, one every 20 ms"
    return Result([told(MARKS[0], p50), told(MARKS[1], p99)], [note])


async def _reactions(ground: Databases, count: int, *, first: int) -> list[float]:
    """Seconds from each commit to the end of each batch."""
    committed, took = 0.0, []
    done = asyncio.Event()

    def on_commit() -> None:
        nonlocal committed
        committed = time.perf_counter()

    def on_turn() -> None:
        took.append(time.perf_counter() - committed)
        if len(took) % FOLLOWING == 0:
            done.set()

    async with core(ground, committed=on_commit, handled=on_turn) as ours:
        for wish in requests(count, slots=SLOTS, first=first):
            next_at = time.perf_counter() + INTERVAL_S
            await ours.book(wish)
            await done.wait()
            done.clear()
            await asyncio.sleep(max(0.0, next_at - time.perf_counter()))
    return took
