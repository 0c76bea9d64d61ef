"""Bookings per second, against SQLAlchemy's async ORM over aiosqlite.

The baseline does only the writes of a booking; the bot checks every rule and runs its consumers.
"""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.load.core import BookingRequest, core, crowd, requests
from benchmarks.load.databases import SLOTS, Databases, copied, on_files
from benchmarks.results import Mark, Result, spread, told
from benchmarks.sizes import Size

NAME = "usual-stack"
WHAT = "The same against SQLAlchemy's async ORM and aiosqlite"
MARKS = (
    Mark(
        "the same, 100 callers / SQLAlchemy async ORM + aiosqlite",
        30,
        80,
        reason="three fifths of the CPU goes to the consumers, which the baseline does not have",
    ),
)
CALLERS = 100


def measure(size: Size) -> Result:
    """Each round: the baseline, then the bot, each on a fresh copy."""
    usual, ours, ratios = [], [], []
    with tempfile.TemporaryDirectory() as made:
        prepared = Path(made, "prepared")
        on_files(prepared, people=size.bookings)
        for _ in range(size.rounds):
            usual.append(asyncio.run(_usual(copied(prepared, Path(made, "round")), size)))
            ours.append(asyncio.run(_ours(copied(prepared, Path(made, "round")), size)))
            ratios.append(ours[-1] / usual[-1])
    notes = [
        f"SQLAlchemy async ORM + aiosqlite: {spread(usual)} bookings/s",
        f"ours: {spread(ours)} bookings/s",
    ]
    return Result([told(MARKS[0], ratios)], notes)


async def _usual(ground: Databases, size: Size) -> float:
    from benchmarks.baselines.async_orm import book, usual_stack  # noqa: PLC0415 - an extra

    async with usual_stack(ground) as sessions:

        async def act(wish: BookingRequest) -> None:
            await book(sessions, wish)

        asked = requests(size.slow, slots=SLOTS)
        return (await crowd(act, asked, callers=CALLERS)).rate


async def _ours(ground: Databases, size: Size) -> float:
    asked = requests(size.bookings, slots=SLOTS)
    async with core(ground) as ours:
        done = await crowd(ours.book, asked, callers=CALLERS)
        await ours.drain()
    return done.rate
