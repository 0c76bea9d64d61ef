"""How long it takes to move 100,000 bookings that release 0.2.0 wrote to the newest schema, on both
engines, and whether all is there afterwards: every booking, every name, every place, those that had
not come back too; the integrity check finds nothing.

The control loses a booking, swaps names and takes a place on what was moved: each must be found.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

from domain.ports.store import Command
from domain.storage.checks.run import run_checks
from domain.storage.engines.url import migrate
from domain.storage.open import open_main, open_mypage
from domain.storage.vault import WrongKey
from tests import postgres
from tests.gates.doctor import OF_THE_TIME
from tests.gates.load.many_bookings import NOW, VAULT
from tests.gates.load.seed import RULES
from tests.gates.processes.mixed_replicas import Build, released
from tests.gates.processes.old_release import NoRelease, commit_of
from tests.storage.desk import Desk, HandClock
from tests.storage.raw import Run, raw

RELEASE, BOOKINGS = "0.2.0", 100_000
MAX_SECONDS = 60.0
"""For so many: the bot stands still for as long."""
NOT_BACK = 500
"""Among so many last bookings the places of the cancelled ones have not come back."""
NAME = "김가명{telegram}"
FILL = """
import sys
from sqlalchemy import text
from domain.storage import migrate
from domain.storage.opening import database
from domain.storage.vault import Vault
from tests.prove._many import fill

main, mypage, bookings, name = sys.argv[1:]
migrate(main, "main")
migrate(mypage, "mypage")
fill(main, mypage, bookings=int(bookings))
vault, named = Vault({1: bytes(32)}, 1), []
connection = database(main).connect()
for id_, telegram in connection.exec_driver_sql("SELECT id, telegram FROM person").all():
    key = vault.new_key(id_)
    sealed = vault.seal(name.format(telegram=telegram), person=id_, wrapped=key)
    named.append({"person": id_, "key": key, "sealed": sealed})
change = "UPDATE person SET wrapped_key = :key, sealed_name = :sealed WHERE id = :person"
connection.execute(text(change), named)
connection.commit()
"""
"""Run by the release itself: its tables, its rows, names as it seals them."""
TAKE_BACK = (
    "UPDATE booking SET returned = 0 WHERE status = 'cancelled' AND id > :last",
    """UPDATE slot SET booked = booked + (SELECT count(*) FROM booking b WHERE b.slot = slot.id
      AND b.status = 'cancelled' AND b.id > :last)""",
    "UPDATE position SET event = :event - 1 WHERE subscriber = 'places'",
    "DELETE FROM event WHERE kind = 'PlaceReturned' AND id > :event",
    "DELETE FROM ledger_entry WHERE kind = 'PlaceReturned' AND booking > :last",
)
BOOKED = """SELECT id, code, person, slot, hospital, day, status, version, made_at FROM booking
  ORDER BY id"""
NAMES = """SELECT b.patient, t.wrapped_key, b.sealed_name, t.sealed_name, p.telegram
  FROM booking b JOIN patient t ON t.id = b.patient JOIN person p ON p.id = b.person"""
SPOIL: dict[str, tuple[str, ...]] = {
    "bookings differ": ("UPDATE booking SET status = 'cancelled' WHERE id = 1",),
    "names differ": (
        """UPDATE booking SET sealed_name = (SELECT b.sealed_name FROM booking b WHERE b.id = 2)
          WHERE id = 1""",
    ),
    "places-add-up": ("UPDATE slot SET taken = taken + 1 WHERE id = 1",),
}
"""What the control does, by what must be found."""


Rows = list[tuple[object, ...]]


class Databases(NamedTuple):
    """URLs of the two."""

    main: str
    mypage: str


@contextmanager
def empty(engine: str, folder: Path) -> Iterator[Databases]:
    """Two without any table."""
    if engine == "sqlite":
        yield Databases(f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/mypage.db")
        return
    with postgres.running() as server:
        yield Databases(server.create("old_main"), server.create("old_mypage"))


def fill(old: Build, urls: Databases, bookings: int) -> None:
    """By the old release's own code; then some places are taken back, as if it had just stopped."""
    asked = [old.python, "-c", FILL, *urls, str(bookings), NAME]
    subprocess.run(asked, cwd=old.root, check=True)
    last = bookings - NOT_BACK
    with raw(urls.main) as run:
        made = {"made": f'%"booking":{last + 1},%'}
        [(event,)] = run(
            "SELECT id FROM event WHERE kind = 'BookingMade' AND body LIKE :made", **made
        )
        for each in TAKE_BACK:
            told = {"last": last, "event": event}
            run(each, **{name: value for name, value in told.items() if f":{name}" in each})
    with raw(urls.mypage) as run:
        run("DELETE FROM moment WHERE kind = 'PlaceReturned' AND booking > :last", last=last)


def wrong(urls: Databases, before: Rows) -> set[str]:
    """What is not as it was, and the invariants that are violated."""
    report = run_checks(
        *urls, rules=RULES, wall=NOW, offset="clock_offset", vault=lambda: VAULT, drained=False
    )
    found = {each.invariant for each in report.findings} - OF_THE_TIME
    with raw(urls.main) as run:
        found |= {"bookings differ"} if run(BOOKED) != before else set()
        found |= {"names differ"} if not _named(run) else set()
    return found


def _named(run: Run) -> bool:
    """Whether each booking and its patient have the name that its account had."""
    opened: set[tuple[object, object]] = set()
    for patient, key, booked, own, telegram in run(NAMES):
        assert isinstance(patient, int)
        for sealed in {booked, own}:
            if (patient, sealed) in opened:
                continue
            try:
                name = VAULT.open(sealed, person=patient, wrapped=key)
            except WrongKey:
                return False
            if name != NAME.format(telegram=telegram):
                return False
            opened.add((patient, sealed))
    return True


@asynccontextmanager
async def started(urls: Databases) -> AsyncIterator[Desk]:
    """The stores, with the audit's first key, which a bot makes when it starts."""
    main, mypage = open_main(urls.main, rules=RULES, vault=VAULT), open_mypage(urls.mypage)
    main.start()
    mypage.start()
    desk = Desk(main, mypage, HandClock())
    try:
        await main.run(lambda tx: tx.chain.seal(), Command(desk.clock.now()))
        yield desk
    finally:
        await main.close()
        await mypage.close()


async def wrong_before_and_after(urls: Databases, before: Rows) -> tuple[set[str], int]:
    """The same as soon as the bot has started, and when all reactions have come to rest; how many
    holds there were in between.
    """
    async with started(urls) as desk:
        found, holds = wrong(urls, before), held(urls)
        await desk.settle()
    return found | wrong(urls, before), holds


def caught(urls: Databases, before: Rows) -> bool:
    """Whether each thing that is spoilt is found."""
    for spoilt in SPOIL.values():
        with raw(urls.main) as run:
            for each in spoilt:
                run(each)
    return set(SPOIL) <= wrong(urls, before)


def moved(engine: str, old: Build, bookings: int) -> bool:
    """Whether all is there after a migration in time, before and after the places came back."""
    with tempfile.TemporaryDirectory() as folder, empty(engine, Path(folder)) as urls:
        fill(old, urls, bookings)
        with raw(urls.main) as run:
            before = run(BOOKED)
            [(names,)] = run("SELECT count(*) FROM person WHERE sealed_name IS NOT NULL")
        began = time.perf_counter()
        migrate(urls.main, "main")
        migrate(urls.mypage, "mypage")
        seconds = time.perf_counter() - began
        found, waiting = asyncio.run(wrong_before_and_after(urls, before))
        left, control = held(urls), caught(urls, before)
    print(
        f"{engine}: {len(before)} bookings and {names} names of release {RELEASE} moved in"
        f" {seconds:.1f} s; {waiting} places to come back, {left} left;"
        f" found {sorted(found) or 'nothing'}; what was spoilt {'is' if control else 'IS NOT'}"
        " found",
        flush=True,
    )
    whole = len(before) == bookings and waiting > left == 0
    return whole and not found and control and seconds <= MAX_SECONDS * bookings / BOOKINGS


def held(urls: Databases) -> int:
    """Holds that have not ended."""
    with raw(urls.main) as run:
        [(holds,)] = run("SELECT count(*) FROM hold WHERE ended_at IS NULL")
    assert isinstance(holds, int)
    return holds


def main(bookings: int = BOOKINGS) -> int:
    """Both engines."""
    try:
        with released(commit_of(RELEASE)) as old:
            fine = [moved(engine, old, bookings) for engine in ("sqlite", "postgresql")]
    except NoRelease as reason:
        print(f"migration: {reason}")
        return 1
    print("migration:", "nothing lost" if all(fine) else "TOO SLOW OR WRONG")
    return 0 if all(fine) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, help="more than 5: ten times as many bookings")
    asked = parser.parse_args().minutes
    sys.exit(main(BOOKINGS * 10 if asked is not None and asked > 5 else BOOKINGS))
