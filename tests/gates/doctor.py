"""How long a look at the databases takes for every 100,000 bookings, on both engines: a second is
wished for, four are refused. The control looks at a corrupted copy and must find it.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.ports.monitoring import CheckReport
from domain.storage.checks.run import run_checks
from domain.storage.engines.url import database, migrate
from tests import postgres
from tests.gates.load.many_bookings import NOW, VAULT, fill
from tests.gates.load.seed import RULES

BOOKINGS = 100_000
WISHED, MOST = 1.0, 4.0
"""Seconds for so many."""
LOOKS = 5
CORRUPTION = "UPDATE booking SET code = 'HS-000000' WHERE id = 7"


@contextmanager
def databases(engine: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Two empty ones."""
    if engine == "sqlite":
        urls = f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/mypage.db"
        _migrated(urls)
        yield urls
        return
    with postgres.running() as server:
        urls = server.create("many_main"), server.create("many_mypage")
        _migrated(urls)
        yield urls


def _migrated(urls: tuple[str, str]) -> None:
    for url, which in zip(urls, ("main", "mypage"), strict=True):
        migrate(url, which)


def looked(urls: tuple[str, str]) -> tuple[CheckReport, float]:
    """What was found, and after how many seconds."""
    began = time.perf_counter()
    asked = {"offset": "clock_offset", "vault": lambda: VAULT, "drained": True}
    found = run_checks(*urls, rules=RULES, wall=NOW, **asked)
    return found, time.perf_counter() - began


def run(engine: str, bookings: int) -> bool:
    """Whether it is quick enough, and finds only what is there."""
    with tempfile.TemporaryDirectory() as made, databases(engine, Path(made)) as urls:
        events = fill(*urls, bookings=bookings)
        looks = [looked(urls) for _ in range(LOOKS)]
        _spoil(urls[0])
        spoilt, _ = looked(urls)
    seconds = [took for _, took in looks]
    found = {each.invariant for examined, _ in looks for each in examined.findings}
    found -= OF_THE_TIME
    caught = {each.invariant for each in spoilt.findings} >= {"told-as-it-is"}
    per = min(seconds) * BOOKINGS / bookings
    print(
        f"{engine}: {bookings} bookings, {events} events, {looks[0][0].invariants} invariants:"
        f" {min(seconds):.2f} s at best, {statistics.median(seconds):.2f} s in the middle of"
        f" {LOOKS}, {per:.2f} s for {BOOKINGS} (wished for: {WISHED});"
        f" found {sorted(found) or 'nothing'};"
        f" the corrupted copy {'is' if caught else 'IS NOT'} found",
        flush=True,
    )
    return per <= MOST and not found and caught


OF_THE_TIME = {"nothing-left-to-tell", "old-keys-are-forgotten"}
"""A server has a clock of its own, and by that these databases may be old or of the future."""


def _spoil(url: str) -> None:
    connection = database(url).connect()
    connection.exec_driver_sql(CORRUPTION)
    connection.close()
    connection.engine.dispose()


def main(bookings: int = BOOKINGS) -> int:
    """Both engines."""
    fine = [run(engine, bookings) for engine in ("sqlite", "postgresql")]
    print("doctor:", "sound" if all(fine) else "TOO SLOW OR WRONG")
    return 0 if all(fine) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, help="more than 5: ten times as many bookings")
    asked = parser.parse_args().minutes
    sys.exit(main(BOOKINGS * 10 if asked is not None and asked > 5 else BOOKINGS))
