"""The core is killed at every system call by which it writes: each step of its work is done again
and again, killed at the first, the second ... of each kind of call, until it comes through.

After each kill the databases are opened again, what was not acknowledged comes again, everything
drains and is judged. The short form takes every few calls only. The control does a step in two
transactions, which must be caught.
"""

import math
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.gates._arguments import minutes_asked
from tests.gates.controls.broken_stores import PlaceFirst
from tests.gates.crashes import strace
from tests.gates.crashes.database_copies import Copies, OfFiles, OfServer
from tests.gates.crashes.kill_points import (
    STEPS,
    Prepared,
    Step,
    again,
    live,
    prepare,
    put_right,
    wrong,
)
from tests.postgres import QUICK, running

FIRST = 8
"""Every step makes more calls than that."""
MOST = 5000
SIGKILL = 9


def kill_at(copies: Copies, prepared: Prepared, *, call: str, nth: int) -> list[str] | None:
    """What is wrong after that kill; None: it made fewer such calls."""
    place, one = copies.fresh(), again(prepared)
    death, lines = live(one, place, partial(strace.killing, call=call, nth=nth))
    if death == (0, 0):
        return None
    if death.signal != SIGKILL:
        return [f"it ended by itself: {death}"]
    put_right(one, place, lines)
    return [f"killed at {call} {nth}: {each}" for each in wrong(one, copies.files())]


def sweep(copies: Copies, step: Step, *, stride: int, first: int) -> tuple[int, list[str]]:
    """How many points there were, and what was wrong at the first that was not well."""
    migrates = step.does == "migrate"
    place = copies.first(migrated=not migrates)
    prepared = Prepared(step) if migrates else prepare(step, place)
    points = 0
    for call in copies.calls:
        for nth in range(first, MOST, stride):
            found = kill_at(copies, prepared, call=call, nth=nth)
            if found is None:
                break
            points += 1
            if found:
                return points, found
    return points, []


def all_steps(copies: Copies, *, every: bool, seed: int, end: float) -> list[str]:
    """Each step at `every` call, or at some from another one on each time; what is wrong. Until the
    time is over, if ever.
    """
    for step in STEPS:
        if time.monotonic() > end:
            print(f"{copies.name}: the time is over before: {step.name}", flush=True)
            break
        began, apart = time.monotonic(), 1 if every else copies.apart * step.alike
        points, found = sweep(copies, step, stride=apart, first=1 + seed % min(apart, FIRST))
        print(
            f"{copies.name}, {step.name}: {points} kills, every {apart}. call; wrong:"
            f" {'; '.join(found[:3]) or 'nothing'}; {time.monotonic() - began:.0f} s",
            flush=True,
        )
        if found or not points:
            return found or ["nothing was killed"]
    return []


def caught(copies: Copies) -> bool:
    """Whether two transactions are seen."""
    step = next(each for each in STEPS if each.name == "book")
    prepared = prepare(step, copies.first(migrated=True))
    prepared.spoil = PlaceFirst
    for call in copies.calls[:1]:
        for nth in range(1, MOST):
            found = kill_at(copies, prepared, call=call, nth=nth)
            if found is None:
                break
            if found:
                print(f"{copies.name}, control, two transactions: {found[0][:150]}", flush=True)
                return True
    print(f"{copies.name}, control, two transactions: MISSED", flush=True)
    return False


@contextmanager
def engines() -> Iterator[Sequence[Copies]]:
    """Both; the server itself is not killed, so it need not wait for its disk."""
    with tempfile.TemporaryDirectory() as made, running(QUICK) as server:
        yield OfFiles(Path(made)), OfServer(Path(made), server)


def main(minutes: float | None = None) -> int:
    """A sample of the calls; with `minutes` every one, for no longer than that an engine."""
    strace.needed()
    seed = secrets.randbelow(10**6)
    print(f"seed {seed}", flush=True)
    kept, seen = True, True
    with engines() as both:
        for copies in both:
            end = math.inf if minutes is None else time.monotonic() + minutes * 60
            kept &= not all_steps(copies, every=minutes is not None, seed=seed, end=end)
            seen &= caught(copies)
    print("syscalls:", "nothing lost;" if kept else "BROKEN;", end=" ")
    print("controls", "caught" if seen else "NOT CAUGHT")
    return 0 if kept and seen else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
