"""Consumer throughput on a backlog, and a rebuild of the read model from nothing.

With the real consumers: batches of a hundred, effect and offset in one FULL commit each.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.load.core import core
from benchmarks.load.databases import StandingClock, on_files
from benchmarks.load.history import write_events
from benchmarks.results import Mark, Result, told
from benchmarks.sizes import Size
from domain.policies import MYPAGE, SUBSCRIBERS
from jobs.consumer import Consumer

NAME = "catching-up"
WHAT = "A subscriber catching up, and the read model built anew"
MARKS = (
    Mark("a consumer (the ledger) catching up", 20_000, 50_000, "events/s"),
    Mark(
        "rebuilding the read model from 1 M events",
        40_000,
        100_000,
        "events/s",
        reason="each event is validated with pydantic as it is read",
    ),
)
LEDGER = next(each for each in SUBSCRIBERS if each.name == "ledger")
PART = 5
"""The ledger processes a fifth of what the read model does."""


def measure(size: Size) -> Result:
    """One pass each, divided into as many parts as there are rounds."""
    return asyncio.run(_measure(size))


async def _measure(size: Size) -> Result:
    clock = StandingClock()
    with tempfile.TemporaryDirectory() as made:
        ground = on_files(Path(made, "files"), people=1)
        write_events(ground.main, size.events)
        async with core(ground, reacting=False) as ours:
            main, mypage = ours.main, ours.mypage
            ledger = Consumer(LEDGER, store=main, outbox=main, clock=clock)
            caught_up = await _walk(ledger, size.events // PART, rounds=size.rounds)
            shown = Consumer(
                MYPAGE, store=mypage, outbox=main, clock=clock, clear=lambda tx: tx.view.clear()
            )
            rebuilt = await _walk(shown, size.events, rounds=size.rounds)
    scaled = "" if size.events == 1_000_000 else "scaled: "
    note = (
        f"{scaled}the ledger walked {size.events // PART:,} events, the read model"
        f" {size.events:,}; each round is a stretch of one walk"
    )
    return Result([told(MARKS[0], caught_up), told(MARKS[1], rebuilt)], [note])


async def _walk(follower: Consumer[Any], events: int, *, rounds: int) -> list[float]:
    """Events per second of each part."""
    rates = []
    for number in range(1, rounds + 1):
        first, last = follower.position.id, events * number // rounds
        began = time.perf_counter()
        while (await follower.load_state()).position.id < last:
            await follower.run_once()
        rates.append((follower.position.id - first) / (time.perf_counter() - began))
    return rates
