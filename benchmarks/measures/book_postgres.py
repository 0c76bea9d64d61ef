"""Bookings per second on PostgreSQL: two writing processes with 100 callers, against pgbench.

pgbench does the four writes of a booking with 32 clients; the bot checks every rule, and one of the
two processes runs all consumers. The server keeps its defaults: fsync on, synchronous_commit on.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.baselines.pgbench import CLIENTS, PgBench
from benchmarks.load.databases import SLOTS, Databases, emptied, on_server
from benchmarks.load.subprocesses import LineProcess, programs
from benchmarks.results import Mark, Result, spread, told
from benchmarks.sizes import Size
from tests.postgres import QUICK as UNSAFE
from tests.postgres import programs_folder, running

NAME = "book-postgres"
WHAT = "Booking on PostgreSQL, two processes, against pgbench with 32 clients"
MARKS = (
    Mark(
        "book, PostgreSQL, one hot slot, two processes, 100 callers / pgbench",
        3,
        6,
        reason="rounds vary between 1.8 and 2.8 on two cores that pgbench and the server share",
    ),
    Mark("book, PostgreSQL, 1,000 slots, two processes, 100 callers / pgbench", 0.4, 0.7),
)
PLACES = {"one hot slot": 1, "1,000 slots": SLOTS}
PROCESSES, CALLERS = 2, 100


def measure(size: Size) -> Result:
    """Each round and kind: pgbench, the bot, the bot without consumers, all on emptied tables."""
    readings, notes = [], []
    count = size.bookings // 2
    with (
        tempfile.TemporaryDirectory() as made,
        running(_settings(size)) as server,
        on_server(server, people=count + 2 * CLIENTS) as ground,
    ):
        by_hand = PgBench(programs_folder() / "pgbench", server.port, Path(made))
        with programs("benchmarks.load.replica_process", *[ground] * PROCESSES) as replicas:
            for replica in replicas:
                replica.found()
            for mark, (name, slots) in zip(MARKS, PLACES.items(), strict=True):
                arena = Arena(ground, by_hand, replicas, count, slots)
                raw, live, lags, alone = zip(
                    *[arena.round() for _ in range(size.rounds)], strict=True
                )
                readings.append(told(mark, [a / b for a, b in zip(live, raw, strict=True)]))
                notes.append(
                    f"{name}: pgbench {spread(raw)} bookings/s; ours {spread(live)}, the last"
                    f" reaction {spread(lags)} s after; ours without reactions {spread(alone)}"
                )
    return Result(readings, notes)


def _settings(size: Size) -> Sequence[str]:
    return UNSAFE if size.name == "tiny" else ()


@dataclass(frozen=True)
class Arena:
    """Databases for pgbench and the bot in turn; `count` bookings on so many slots."""

    ground: Databases
    by_hand: PgBench
    replicas: Sequence[LineProcess]
    count: int
    slots: int

    def round(self) -> tuple[float, float, float, float]:
        """Bookings per second of pgbench and the bot, consumer lag, and bookings per second without
        consumers.
        """
        emptied(self.ground)
        raw = self.by_hand.book(self.ground, each=max(2, self.count // CLIENTS), slots=self.slots)
        live, lag = self._booked(reacting=True)
        alone, _ = self._booked(reacting=False)
        return raw, live, lag, alone

    def _booked(self, *, reacting: bool) -> tuple[float, float]:
        """Bookings per second of all replicas; seconds from the last answer until the consumers
        caught up.
        """
        emptied(self.ground)
        share, callers = self.count // PROCESSES, CALLERS // PROCESSES
        for n, replica in enumerate(self.replicas):
            replica.ask(n * share, share, self.slots, callers, int(reacting and n == 0))
        found = [replica.found() for replica in self.replicas]
        seconds = max(f["ended"] for f in found) - min(f["began"] for f in found)
        return sum(f["booked"] for f in found) / seconds, found[0]["lag"]
