"""The query behind /mystatus: one person's bookings with history, among a million and more.

Through the read connection, as the screen does it, with a warm cache; ten bookings a person.
"""

import asyncio
import random
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from benchmarks.load.core import core
from benchmarks.load.databases import NOW, Databases, on_files
from benchmarks.load.history import write_pages
from benchmarks.results import Mark, Measurement, Result, spread, told
from benchmarks.sizes import Size
from domain.queries import my_pages

NAME = "mystatus"
WHAT = "The query behind /mystatus among a million bookings"
MARKS = (
    Mark("/mystatus query among 1 M bookings, p99", 1, 0.2, "ms", at_least=False),
    Mark("/mystatus query among 10 M bookings, p99", 5, 1, "ms", at_least=False),
)

QUERIES = 10


def measure(size: Size) -> Result:
    """Each size of the read model in its own file."""
    readings: list[Measurement] = []
    notes: list[str] = []
    for mark, bookings in zip(MARKS, size.pages, strict=False):
        with tempfile.TemporaryDirectory() as made:
            ground = on_files(Path(made, "files"), people=1)
            people = write_pages(ground.mypage, bookings)
            p50, p99 = asyncio.run(_asked(ground, people, size))
        readings.append(told(mark, p99))
        asked = f"{size.updates * QUERIES:,} queries a round"
        notes.append(f"{bookings:,} bookings: p50 {spread(p50)} ms, {asked}")
    return Result(readings, notes)


async def _asked(ground: Databases, people: int, size: Size) -> tuple[list[float], list[float]]:
    """p50 and p99 of each round in milliseconds."""
    choice, p50, p99 = random.Random(1), [], []  # noqa: S311 - no secret
    async with core(ground, reacting=False) as ours:
        for number in range(size.rounds + 1):
            took = []
            for _ in range(size.updates * QUERIES):
                began = time.perf_counter()
                await ours.mypage.read(my_pages, NOW, person=choice.randint(1, people))
                took.append((time.perf_counter() - began) * 1000)
            if number:  # the first only warms the cache
                p50.append(median(took))
                p99.append(quantiles(took, n=100)[98])
    return p50, p99
