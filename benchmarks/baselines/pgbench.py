"""Baseline: the writes of a booking on PostgreSQL, run statement by statement by pgbench.

pgbench comes with the server. No rules are checked and no consumer runs.
"""

import re
import subprocess
from pathlib import Path

from benchmarks.baselines.raw_sqlite import AT
from benchmarks.load.core import BOT
from benchmarks.load.databases import Databases

CLIENTS = 32
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([0-9]+)", re.MULTILINE)
# A person of a client's own for each transaction: pgbench keeps :n from one to the next.
_SCRIPT = rf"""
\set n :n + 1
\set person :client_id * :each + :n
\set slot :n * 7919 % :slots + 1
\set hospital (:slot - 1) / 40 + 1
BEGIN;
UPDATE slot SET taken = taken + 1 WHERE id = :slot AND taken < capacity AND state = 'open';
INSERT INTO booking (code, person, slot, hospital, day, status, version, made_at,
 patient, program, start, moves, source, hospital_version, program_version)
 VALUES ('HS-' || :person, :person, :slot, :hospital, '2027-02-01', 'booked', 1, {AT},
 :person, :hospital, '', 0, 'chat', 1, 1);
INSERT INTO event (at, kind, body) VALUES ({AT}, 'BookingMade', '{{"booking":1,"version":1,'
 '"code":"HS-000000","person":1000,"slot":1,"hospital":1,"day":"2027-02-01"}}');
INSERT INTO handled (bot, update_id, answer, at) VALUES ({BOT}, :person,
 '{{"name": "booked", "facts": {{"booking": 1}}, "refused": false}}', {AT});
COMMIT;
"""  # noqa: S608 - numbers of ours


class PgBench:
    """pgbench, the port of the server, and a folder for its script."""

    def __init__(self, program: Path, port: int, folder: Path) -> None:
        self._program = program
        self._where = ("-h", "127.0.0.1", "-p", str(port), "-U", "postgres")
        self._script = folder / "booking.sql"
        self._script.write_text(_SCRIPT)

    def book(self, ground: Databases, *, each: int, slots: int) -> float:
        """Bookings per second of 32 clients with `each` bookings."""
        told = {"n": 0, "each": each, "slots": slots}
        done = subprocess.run(  # noqa: S603 - the server's own program, without a shell
            [
                *(self._program, "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2"),
                *("-t", str(each), "-f", self._script, *self._where),
                *(part for name, value in told.items() for part in ("-D", f"{name}={value}")),
                ground.main.rpartition("/")[2],
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        rate, failed = _TPS.search(done.stdout), _FAILED.search(done.stdout)
        if rate is None or failed is None or failed[1] != "0":
            raise RuntimeError(f"pgbench: {done.stdout}{done.stderr}")
        return float(rate[1])
