"""The race in its own process, so that its memory can be measured.

`python -m benchmarks.load.race_process MAIN MYPAGE`; each input line PEOPLE SLOT starts that many
people at once for that slot.
"""

import asyncio
import resource
import sys
import time
from collections import Counter

from benchmarks.load.core import BookingRequest, Core, core
from benchmarks.load.databases import NOW, Databases
from benchmarks.load.subprocesses import say
from bot.monitoring.logs import configure_logging
from bot.telegram.update_processor import MAX_CONCURRENT
from domain.errors import SoldOut


async def main(ground: Databases) -> None:
    """Answer input lines until there are no more."""
    async with core(ground) as ours:
        say(ready=1)
        while line := await asyncio.to_thread(sys.stdin.readline):
            await _race(ours, *map(int, line.split()))


async def _race(ours: Core, people: int, slot: int) -> None:
    """All requests exist at once; as many as in the bot are admitted to the store."""
    doors = asyncio.Semaphore(MAX_CONCURRENT)
    before, began = _now_resident(), time.perf_counter()

    async def runner(person: int) -> str:
        async with doors:
            try:
                await ours.book(BookingRequest(slot * people + person, person, slot))
            except SoldOut:
                return "sold out"
        return "booked"

    ends = Counter(await asyncio.gather(*map(runner, _in_line(people, slot))))
    seconds, most = time.perf_counter() - began, _most_resident()
    await ours.drain()
    kept = len(await ours.main.read(lambda tx: tx.bookings.guests(slot), NOW))
    told, sold_out = ends["booked"], ends["sold out"]
    say(seconds=seconds, more=most - before, booked=told, sold_out=sold_out, kept=kept)


def _in_line(people: int, slot: int) -> list[int]:
    """Rotate who is first, so that people have only a few bookings each."""
    first = slot * people // 10
    return [(first + n) % people + 1 for n in range(people)]


def _now_resident() -> float:
    """Resident memory in MB."""
    with open("/proc/self/statm") as statm:  # noqa: PTH123 - no file of ours
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


def _most_resident() -> float:
    """Peak resident memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    configure_logging(level="warning", format="console")  # stdout is for what is found
    asyncio.run(main(Databases(*sys.argv[1:3])))
