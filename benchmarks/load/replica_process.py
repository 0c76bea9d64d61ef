"""One writing replica: `python -m benchmarks.load.replica_process MAIN MYPAGE`.

Prints when it is ready; for each input line FIRST COUNT SLOTS CALLERS REACTING it books and prints
when it began and ended.
"""

import asyncio
import sys
import time

from benchmarks.load.core import Core, core, crowd, wishes
from benchmarks.load.databases import Ground
from benchmarks.load.subprocesses import say

LONGEST = 4.0
"""Seconds after which nobody begins another booking."""


async def main(ground: Ground) -> None:
    """Until nothing more is asked."""
    async with core(ground, reacting=False) as ours:
        say(ready=1)
        while line := await asyncio.to_thread(sys.stdin.readline):
            await _book(ours, *map(int, line.split()))


async def _book(ours: Core, *numbers: int) -> None:
    """Only a replica that is `reacting` follows the events, as a lease has it in the bot."""
    first, count, slots, callers, reacting = numbers
    if reacting:
        ours.dispatcher.open()
    began = time.monotonic()
    asked = wishes(count, slots=slots, first=first)
    done = await crowd(ours.book, asked, callers=callers, within=LONGEST)
    ended = time.monotonic()
    lag = await ours.drain() if reacting else 0.0
    await ours.dispatcher.close()
    say(began=began, ended=ended, booked=done.answered, lag=lag)


if __name__ == "__main__":
    asyncio.run(main(Ground(*sys.argv[1:3])))
