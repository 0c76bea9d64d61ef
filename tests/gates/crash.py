"""The core is killed with SIGKILL again and again, 2 to 50 ms after it began to work or while it
opens its databases, with people booking and cancelling, dates deleted and notices sent.

On SQLite and on PostgreSQL, where now and then the server itself is stopped without ado. The same
database goes on; what was not acknowledged comes again. The controls publish events after the
commit, and take the place in a transaction of its own: each must be caught on each engine.
"""

import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.gates._arguments import minutes_asked
from tests.gates.controls.broken_stores import AfterCommit, PlaceFirst
from tests.gates.crashes.core import Spoil
from tests.gates.crashes.databases import Ground, OnFiles, OnServer
from tests.gates.crashes.kills import Outcome, run
from tests.postgres import running

KILLS, LEAST, OF_CONTROL = 100, 40, 300
SHORT = 12.0
"""Seconds an engine, after which the short form is content with the least."""
CONTROLS: dict[str, Spoil] = {
    "events published after the commit": AfterCommit,
    "two transactions, the place first": PlaceFirst,
}


@contextmanager
def grounds() -> Iterator[list[Ground]]:
    """Both engines; the server keeps what it has committed, as at home."""
    with tempfile.TemporaryDirectory() as made, running(settings=()) as server:
        (Path(made) / "copies").mkdir()
        yield [OnFiles(Path(made)), OnServer(Path(made) / "copies", server)]


def as_it_is(ground: Ground, *, seed: int, minutes: float | None) -> bool:
    """Whether nothing is wrong after the kills."""
    began = time.monotonic()

    def more(kills: int) -> bool:
        gone = time.monotonic() - began
        within = gone < SHORT and kills < KILLS if minutes is None else gone < minutes * 60
        return within or kills < LEAST

    outcome = run(ground, seed=seed, more=more)
    print(f"{ground.name}, seed {seed}: {outcome}; {time.monotonic() - began:.0f} s", flush=True)
    return not outcome.wrong and acknowledges(outcome)


def acknowledges(outcome: Outcome) -> bool:
    """Nothing can be lost where nothing is done."""
    return outcome.acknowledged > 0 and outcome.unheard > 0 and outcome.arrived > 0


def caught(ground: Ground, name: str, *, seed: int) -> bool:
    """Whether the mistake is seen."""
    outcome = run(ground, seed=seed, more=lambda n: n < OF_CONTROL, spoil=CONTROLS[name])
    found = f"caught after {outcome.kills} kills: {outcome.wrong[0]}" if outcome.wrong else "MISSED"
    print(f"{ground.name}, control, {name}: {found[:150]}", flush=True)
    return bool(outcome.wrong)


def main(minutes: float | None = None) -> int:
    """Both engines (`minutes` for the two together), and each control on both."""
    seed = secrets.randbelow(10**6)
    half = None if minutes is None else minutes / 2
    with grounds() as both:
        kept = [as_it_is(ground, seed=seed, minutes=half) for ground in both]
        for ground in both:
            ground.look_often()
        seen = [caught(ground, name, seed=seed) for ground in both for name in CONTROLS]
    print("crash:", "nothing lost;" if all(kept) else "BROKEN;", end=" ")
    print("controls", "caught" if all(seen) else "NOT ALL CAUGHT")
    return 0 if all(kept) and all(seen) else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
