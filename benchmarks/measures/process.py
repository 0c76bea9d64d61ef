"""The bot process: time to its first answer, memory.

Memory is measured under load, for `--minutes`.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import linear_regression

from benchmarks.load.bot_process import BotProcess, emulated, stage
from benchmarks.load.customer import Customer
from benchmarks.load.databases import on_files
from benchmarks.load.process_usage import memory_of
from benchmarks.results import Mark, Result, told
from benchmarks.sizes import Size

NAME = "process"
WHAT = "Start and memory of the bot's process"
MARKS = (
    Mark("start to first answer", 3, 1.5, "s", at_least=False),
    Mark("resident memory after load", 120, 80, "MiB", at_least=False),
    Mark(
        "slope of memory under load",
        1,
        None,
        "MiB/h",
        at_least=False,
        reason="what still grows was not traced: 3.1 MiB/h in minutes 15 to 30 at 50 taps/s",
    ),
)
PEOPLE, TAPS = 200, 50
"""People, and their taps per second in total: one each 4 s, as Telegram takes an edit each 3 s."""
MIN_SLOPE_MINUTES = 10.0
"""Minutes; in a shorter run warming up prevails, so that its slope is reported but not judged."""


def measure(size: Size) -> Result:
    """One start per round; the last process serves the rest."""
    return asyncio.run(_measure(size))


async def _measure(size: Size) -> Result:
    starts: list[float] = []
    found: tuple[float, ...] = ()
    with tempfile.TemporaryDirectory() as made:
        ground = on_files(Path(made, "files"), people=PEOPLE)
        async with emulated() as (telegram, url):
            for number in range(1, size.rounds + 1):
                began = time.perf_counter()
                async with stage(telegram, url, ground, Path(made)) as bot:
                    bot.meet(PEOPLE + 1)
                    await bot.first_answer(PEOPLE + 1)
                    starts.append(time.perf_counter() - began)
                    if number == size.rounds:
                        found = await _watched(bot, size)
    rounds = [starts, *([value] for value in found)]
    note = f"{TAPS} taps/s for {size.minutes:g} min"
    if size.minutes < MIN_SLOPE_MINUTES:
        note += f", too short to judge the slope ({rounds.pop()[0]:.0f} MiB/h)"
    return Result([told(*each) for each in zip(MARKS, rounds, strict=False)], [note])


async def _watched(bot: BotProcess, size: Size) -> tuple[float, float]:
    """Memory after the load in MiB, and its slope in MiB per hour."""
    people = [await Customer.met(bot, n, slot=n) for n in range(1, PEOPLE + 1)]
    end = time.monotonic() + size.minutes * 60
    load = [asyncio.create_task(_tap(each, end, after=n / TAPS)) for n, each in enumerate(people)]
    seen = await _resident(bot.program.pid, end)
    await asyncio.gather(*load)
    later = seen[len(seen) // 2 :]
    slope = linear_regression(*zip(*later, strict=True)).slope * 3600
    return seen[-1][1], slope


async def _tap(customer: Customer, end: float, *, after: float) -> None:
    await asyncio.sleep(after)
    while time.monotonic() < end:
        began = time.monotonic()
        await customer.tap()
        await asyncio.sleep(max(0.0, began + PEOPLE / TAPS - time.monotonic()))


async def _resident(pid: int, end: float) -> list[tuple[float, float]]:
    """Samples of time and memory in MiB, a few at least."""
    seen: list[tuple[float, float]] = []
    while time.monotonic() < end or len(seen) < 4:
        seen.append((time.monotonic(), memory_of(pid)))
        await asyncio.sleep(min(0.5, max(0.01, end - time.monotonic())))
    return seen
