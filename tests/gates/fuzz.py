"""20,000 whole updates of every kind: each answered, nothing broken, nobody beyond their rights.

Its controls plant one mistake each, which must be counted. A line names its seed: `--seed` runs it
again, and the seeds after it.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from handlers.responses import ANSWERS
from tests.gates.controls.fuzz_faults import PLANTS, plant
from tests.gates.fuzzer.fuzzer import KINDS, Tally, fuzz
from tests.memory import memory_folder

UPDATES, AT_ONCE, OF_CONTROL = 20_000, 2_500, 600
"""Updates in all, for one bot, and for a bot with a planted mistake."""
WORKERS, LOOKS = 2, 8
NEVER = {"running", "failed"}
"""Answers that nobody gets of a bot without mistakes."""
Job = tuple[int, int, str]


def one(job: Job) -> Tally:
    """A bot of its own with so many updates, with the mistake of that name."""
    seed, count, name = job
    with tempfile.TemporaryDirectory(dir=memory_folder()) as made:
        spoil = partial(plant, name) if name else None
        return asyncio.run(fuzz(Path(made), seed=seed, count=count, plant=spoil))


def control(job: Job) -> Tally:
    """The same, and with other seeds if chance never led to where the mistake is."""
    seed, count, name = job
    for more in range(LOOKS):
        tally = one((seed + more, count, name))
        if tally.found[_kind(name)]:
            break
    return tally


def main(minutes: float | None = None, *, seed: int | None = None, updates: int = UPDATES) -> int:
    """The run, again and again for so many minutes, then its controls."""
    seed = secrets.randbelow(10**6) if seed is None else seed
    print(f"seed {seed}", flush=True)
    until = time.monotonic() + (minutes or 0) * 60
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        clean = _run(pool.map, seed, updates, until)
        controls = pool.map(control, [(seed, OF_CONTROL, name) for name in PLANTS])
        blind = [
            name for name, tally in zip(PLANTS, controls, strict=True) if not _told(name, tally)
        ]
    print(f"fuzz: {'nothing found' if clean else 'FOUND SOMETHING'}; controls: {_seen(blind)}")
    return 0 if clean and not blind else 1


def _run(pool, seed: int, updates: int, until: float) -> bool:
    began, total, answers = time.monotonic(), Counter(), set()
    found: Counter[str] = Counter()
    while True:
        for tally in pool(one, _jobs(seed, updates)):
            total["updates"] += tally.updates
            total["slowed"] += tally.slowed
            total += tally.kinds
            found += tally.found
            answers |= tally.answers
            print(*tally.lines(), sep="\n", end="\n" if tally.found else "", flush=True)
        seed += -(-updates // AT_ONCE)
        if found or time.monotonic() >= until:
            break
    print(f"{total.pop('updates')} updates in {time.monotonic() - began:.0f} s, next seed {seed}:")
    slowed, unreadable = total.pop("slowed", 0), total.pop("unreadable", 0)
    print(f"  covered by a slow-down: {slowed}; not readable: {unreadable}")
    print("  " + ", ".join(f"{kind} {count}" for kind, count in total.most_common()))
    print("  " + ", ".join(f"{kind} {found[kind]}" for kind in KINDS))
    never = sorted(set(ANSWERS) - answers - NEVER)
    print(f"  {len(answers)} kinds of answers; never: {', '.join(never) or 'none'}")
    return not found


def _jobs(seed: int, updates: int) -> Iterator[Job]:
    for number, done in enumerate(range(0, updates, AT_ONCE)):
        yield seed + number, min(AT_ONCE, updates - done), ""


def _told(name: str, tally: Tally) -> bool:
    """Whether the planted mistake was counted as what it is."""
    kind = _kind(name)
    print(f"  planted «{name}»: {tally.found[kind]} in {tally.updates}", flush=True)
    return tally.found[kind] > 0


def _kind(name: str) -> str:
    return name.partition(" (")[0]


def _seen(blind: list[str]) -> str:
    return f"NOT SEEN: {', '.join(blind)}" if blind else "all seen"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float)
    parser.add_argument(
        "--seed",
        type=int,
    )
    parser.add_argument("--updates", type=int, default=UPDATES)
    asked = parser.parse_args()
    sys.exit(main(asked.minutes, seed=asked.seed, updates=asked.updates))
