"""One dialogue step over HTTP: update, commit, two Bot API calls, acknowledgement.

The bot runs in its own process against the sandbox's emulator without a flood limit; people book
and cancel in turn.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from benchmarks.load.bot_process import emulated, stage
from benchmarks.load.customer import Customer
from benchmarks.load.databases import on_files
from benchmarks.load.process_usage import cpu_of
from benchmarks.results import Mark, Result, spread, told
from benchmarks.sizes import Size

NAME = "dialogue"
WHAT = "One dialogue step over HTTP against the sandbox"
MARKS = (
    Mark("one dialogue step over HTTP, one person, p50", 10, 5, "ms", at_least=False),
    Mark(
        "dialogue steps over HTTP, 64 people at once",
        400,
        800,
        "updates/s",
        reason="two calls to the Bot API an update, and the emulator shares both cores",
    ),
)
PEOPLE = 64


def measure(size: Size) -> Result:
    """Each round: one person alone, then all of them."""
    return asyncio.run(_measure(size))


async def _measure(size: Size) -> Result:
    p50, p99, rates = [], [], []
    bots, emulators = [], []
    crowd = min(PEOPLE, size.updates)
    with tempfile.TemporaryDirectory() as made:
        ground = on_files(Path(made, "files"), people=PEOPLE)
        async with (
            emulated() as (telegram, url),
            stage(telegram, url, ground, Path(made)) as bot,
        ):
            bot.meet(PEOPLE + 1)
            await bot.first_answer(PEOPLE + 1)
            people = [await Customer.met(bot, n, slot=n) for n in range(1, crowd + 1)]
            for _ in range(size.rounds):
                cuts = quantiles(await _alone(people[0], size.updates // 4 * 2), n=100)
                p50.append(cuts[49] * 1000)
                p99.append(cuts[98] * 1000)
                before = cpu_of(bot.program.pid), time.process_time()
                rates.append(await _together(people, size.updates))
                done = max(2, size.updates // crowd) * crowd
                bots.append((cpu_of(bot.program.pid) - before[0]) / done * 1000)
                emulators.append((time.process_time() - before[1]) / done * 1000)
    used = (
        f"64 at once: {spread(bots)} ms of CPU an update in the bot, {spread(emulators)} ms in the"
        " emulator and who taps, which share the cores with it"
    )
    notes = [f"alone: p99 {spread(p99)} ms", used]
    return Result([told(MARKS[0], p50), told(MARKS[1], rates)], notes)


async def _alone(customer: Customer, taps: int) -> list[float]:
    took = []
    for _ in range(taps):
        began = time.perf_counter()
        await customer.tap()
        took.append(time.perf_counter() - began)
    return took


async def _together(people: list[Customer], taps: int) -> float:
    """Taps per second."""
    each = max(2, taps // len(people))

    async def tapping(customer: Customer) -> None:
        for _ in range(each):
            await customer.tap()

    began = time.perf_counter()
    await asyncio.gather(*map(tapping, people))
    return each * len(people) / (time.perf_counter() - began)
