"""One writing replica: `python -m benchmarks.load.replica_process MAIN MYPAGE`.

Prints when it is ready; for each input line FIRST COUNT SLOTS CALLERS REACTING it books and prints
when it began and ended.
"""

import asyncio
import sys
import time

from benchmarks.load.core import Core, core, crowd, requests
from benchmarks.load.databases import Databases
from benchmarks.load.subprocesses import say
from bot.monitoring.logs import configure_logging

MAX_BOOKING_S = 4.0
"""Seconds after which no further booking is started."""


async def main(ground: Databases) -> None:
    """Answer input lines until there are no more."""
    async with core(ground, reacting=False) as ours:
        say(ready=1)
        while line := await asyncio.to_thread(sys.stdin.readline):
            await _book(ours, *map(int, line.split()))


async def _book(ours: Core, *numbers: int) -> None:
    """Only a `reacting` replica runs the consumers, as a lease decides in the bot."""
    first, count, slots, callers, reacting = numbers
    if reacting:
        ours.dispatcher.open()
    began = time.monotonic()
    asked = requests(count, slots=slots, first=first)
    done = await crowd(ours.book, asked, callers=callers, within=MAX_BOOKING_S)
    ended = time.monotonic()
    lag = await ours.drain() if reacting else 0.0
    await ours.dispatcher.close()
    say(began=began, ended=ended, booked=done.answered, lag=lag)


if __name__ == "__main__":
    configure_logging(level="warning", format="console")  # stdout is for what is found
    asyncio.run(main(Databases(*sys.argv[1:3])))
