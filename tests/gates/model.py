"""Any order of commands, reactions, sends, deaths and hours leaves what simple books say.

Two people and an admin book, cancel, delete and register again around New Year; updates and events
come twice, reactions fail, the process dies after any commit or send. After each step the databases
are compared with a model in memory, and often searched by the SQL that must find nothing. Its
controls are the twelve mistakes of `_variants`, of which each must be found.
"""

import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.reporting import with_reporter
from hypothesis.stateful import run_state_machine_as_test

from domain.storage.engines.url import migrate
from tests.gates._arguments import minutes_asked
from tests.gates.controls.variants import VARIANTS, planted
from tests.gates.state_machine.databases import Files, Ground, Lent
from tests.gates.state_machine.machine import Machine
from tests.gates.state_machine.run import Found
from tests.pool import Pool
from tests.postgres import running

SEED = 20
CLEAN, SERVED, MOST = 50, 6, 150
"""Runs: on files, on PostgreSQL, and at most until a mistake is found."""
A_SEED, STEPS = 25, 30
"""Runs of a seed, because later ones resemble the first; steps of a run, at most."""
WORKERS = 2


class Job(NamedTuple):
    """What to play."""

    seed: int
    runs: int
    variant: str | None = None
    server: bool = False


class Played(NamedTuple):
    """How it went. `trace`: the steps of a run in which something was found."""

    job: Job
    runs: int
    steps: int
    found: Found | None
    happened: Counter[str]
    trace: str
    seconds: float


def play(job: Job) -> Played:
    """So many runs, or until something is found."""
    began, said, machine = time.monotonic(), list[str](), Machine
    with _silence(), _lent() if job.server else _files() as ground, planted(job.variant):
        machine.begin_anew(ground)
        with with_reporter(said.append):
            for part in range(-(-job.runs // A_SEED)):
                hypothesis.seed(job.seed + part)(Machine)
                _search(min(A_SEED, job.runs))
    seconds, trace = time.monotonic() - began, "\n".join(said)
    return Played(job, machine.runs, machine.steps, machine.found, machine.happened, trace, seconds)


def _search(runs: int) -> None:
    """Nothing, if something was found before; what Hypothesis says of it is not raised."""
    if Machine.found is not None:
        return
    wanted = settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Machine, settings=wanted)
    except Exception:
        if Machine.found is None:
            raise


@contextmanager
def _silence() -> Iterator[None]:
    """Reactions fail on purpose, and say so."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _files() -> Iterator[Ground]:
    with closing(Files()) as files:
        yield files


@contextmanager
def _lent() -> Iterator[Ground]:
    with running() as server, tempfile.TemporaryDirectory() as folder, Pool.of(server) as pool:
        for which in ("main", "mypage"):
            migrate(server.create(f"made_{which}"), which)
        lent = Lent(pool, Path(folder))
        yield lent
        lent.end()


def main(minutes: float | None = None) -> int:
    """The clean runs, again with other seeds for so many minutes, and the twelve mistakes."""
    until = time.monotonic() + (minutes or 0) * 60
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        clean, seed = _is_clean(pool, SEED), SEED
        while clean and time.monotonic() < until:
            seed += 10
            clean = _is_clean(pool, seed)
        variants = pool.map(play, [Job(SEED, MOST, name) for name in VARIANTS])
        seen = [_told_variant(each) for each in variants]
    print(f"model: {'as the books say' if clean else 'NOT AS THE BOOKS SAY'}; ", end="")
    print(f"mistakes found: {sum(seen)} of {len(seen)}")
    return 0 if clean and all(seen) else 1


def _is_clean(pool: ProcessPoolExecutor, seed: int) -> bool:
    halves = [Job(seed + half, CLEAN // 2) for half in range(2)]
    told = [_told(each) for each in pool.map(play, [Job(seed, SERVED, server=True), *halves])]
    return all(told)


def _told(played: Played) -> bool:
    engine = "PostgreSQL" if played.job.server else "SQLite"
    print(
        f"{engine}: seed {played.job.seed}, {played.runs} runs, {played.steps} steps,"
        f" {played.seconds:.0f} s: {played.found or 'nothing found'}",
        flush=True,
    )
    print("  " + ", ".join(f"{what} {n}" for what, n in played.happened.most_common()))
    if played.found:
        print(played.trace)
    return played.found is None


def _told_variant(played: Played) -> bool:
    found = played.found
    how = f"run {found.run:3}, step {found.steps:5}: {found.what[:110]}" if found else "NOT FOUND"
    print(f"  {played.job.variant:68} {how}", flush=True)
    return found is not None


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
