"""CPU per booking, against what python-telegram-bot needs for an update without effect.

CPU of the whole process, 100 callers, SQLite: for the command alone, and with all consumers.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.baselines.no_op_update import no_op_cpu
from benchmarks.load.core import core, crowd, requests
from benchmarks.load.databases import SLOTS, Databases, copied, on_files
from benchmarks.results import Mark, Result, spread, told
from benchmarks.sizes import Size

NAME = "cpu"
WHAT = "CPU of the core a booking, against the library's no-op update"
MARKS = (
    Mark("CPU of a booking, the command / PTB's no-op update", 1.0, 0.4, at_least=False),
    Mark(
        "CPU of a booking, with all consumers / PTB's no-op update",
        1.0,
        0.4,
        at_least=False,
        reason="five consumers each read every event from the outbox on their own",
    ),
)
CALLERS = 100


def measure(size: Size) -> Result:
    """Each round: the library, the command alone, the command with all consumers."""
    library: list[float] = []
    alone: list[float] = []
    whole: list[float] = []
    with tempfile.TemporaryDirectory() as made:
        prepared = Path(made, "prepared")
        on_files(prepared, people=size.bookings)
        for _ in range(size.rounds):
            library.append(asyncio.run(no_op_cpu(size.bookings)))
            for reacting, found in ((False, alone), (True, whole)):
                ground = copied(prepared, Path(made, "round"))
                found.append(asyncio.run(_cpu(ground, size, reacting=reacting)))
    ratios = [
        [ours / theirs for ours, theirs in zip(each, library, strict=True)]
        for each in (alone, whole)
    ]
    named = (("PTB's no-op update", library), ("the command", alone), ("with reactions", whole))
    notes = [f"{name}: {spread([s * 1e6 for s in each])} us of CPU" for name, each in named]
    return Result([told(*each) for each in zip(MARKS, ratios, strict=True)], notes)


async def _cpu(ground: Databases, size: Size, *, reacting: bool) -> float:
    asked = requests(size.bookings, slots=SLOTS)
    async with core(ground, reacting=reacting) as ours:
        began = time.process_time()
        await crowd(ours.book, asked, callers=CALLERS)
        if reacting:
            await ours.drain()
        return (time.process_time() - began) / len(asked)
