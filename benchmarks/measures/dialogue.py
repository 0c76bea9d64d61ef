"""One dialogue step over HTTP: update, commit, two Bot API calls, acknowledgement.

The bot runs in its own process against the sandbox's emulator; people book and cancel in turn. Each
taps a few times only, because a chat gets twenty messages and edits at once. The overall limit is
off: replies do not keep to it.
"""

import asyncio
import itertools
import math
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from benchmarks.load.bot_process import BotProcess, emulated, stage
from benchmarks.load.customer import Customer
from benchmarks.load.databases import SLOTS, on_files
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
PEOPLE, TAPS = 64, 16
"""How many at once, and the taps of each of them, after which another person takes over."""


def measure(size: Size) -> Result:
    """Each round: one person alone, then all of them."""
    return asyncio.run(_measure(size))


async def _measure(size: Size) -> Result:
    p50, p99, rates = [], [], []
    bots, emulators = [], []
    together, alone = min(PEOPLE, size.updates), size.updates // 4 * 2
    each = max(2, size.updates // together)
    rounds = size.rounds * (_shifts(alone) + together * _shifts(each))
    with tempfile.TemporaryDirectory() as made:
        ground = on_files(Path(made, "files"), people=rounds)
        async with (
            emulated() as (telegram, url),
            stage(telegram, url, ground, Path(made)) as bot,
        ):
            bot.meet(rounds + 1)
            await bot.first_answer(rounds + 1)
            numbers = itertools.count(1)
            for _ in range(size.rounds):
                cuts = quantiles(await _tap(await _met(bot, numbers, alone), alone), n=100)
                p50.append(cuts[49] * 1000)
                p99.append(cuts[98] * 1000)
                people = [await _met(bot, numbers, each) for _ in range(together)]
                before = cpu_of(bot.program.pid), time.process_time()
                rates.append(await _together(people, each))
                done = each * together
                bots.append((cpu_of(bot.program.pid) - before[0]) / done * 1000)
                emulators.append((time.process_time() - before[1]) / done * 1000)
    used = (
        f"64 at once: {spread(bots)} ms of CPU an update in the bot, {spread(emulators)} ms in the"
        " emulator and who taps, which share the cores with it"
    )
    notes = [f"alone: p99 {spread(p99)} ms", used]
    return Result([told(MARKS[0], p50), told(MARKS[1], rates)], notes)


def _shifts(taps: int) -> int:
    """How many people so many taps in a row need."""
    return math.ceil(taps / TAPS)


async def _met(bot: BotProcess, numbers: Iterator[int], taps: int) -> list[Customer]:
    """People who have not tapped yet, enough for so many taps in a row."""
    some = itertools.islice(numbers, _shifts(taps))
    return [await Customer.met(bot, n, slot=(n - 1) % SLOTS + 1) for n in some]


async def _tap(people: list[Customer], taps: int) -> list[float]:
    """Seconds of each tap, one after the other."""
    took = []
    for number in range(taps):
        began = time.perf_counter()
        await people[number // TAPS].tap()
        took.append(time.perf_counter() - began)
    return took


async def _together(people: list[list[Customer]], each: int) -> float:
    """Taps per second."""
    began = time.perf_counter()
    await asyncio.gather(*(_tap(some, each) for some in people))
    return each * len(people) / (time.perf_counter() - began)
