"""Each promise about the databases finds nothing in healthy ones, and finds its own corruption."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from domain.operations.erasure import erase_person
from domain.ports.notices import Notice, Outcome, Sending
from jobs.deliver import Deliverer
from jobs.dispatch import Dispatcher
from tests.jobs.world import World, open_world
from tests.prove import _invariants as invariants

EVERY = {**invariants.ALWAYS, **invariants.DRAINED, **invariants.SHOWN}

VIEWS = (
    "booked AS SELECT * FROM main.booking WHERE status = 'booked' ORDER BY id LIMIT 1",
    "cancelled AS SELECT * FROM main.booking WHERE status = 'cancelled' ORDER BY id LIMIT 1",
    "forced AS SELECT * FROM main.booking WHERE status = 'force_cancelled' ORDER BY id LIMIT 1",
    "told AS SELECT * FROM main.notice WHERE kind = 'force_cancelled' ORDER BY id LIMIT 1",
    "made AS SELECT * FROM main.event WHERE kind = 'BookingMade' ORDER BY id LIMIT 1",
    "back AS SELECT * FROM main.event WHERE kind = 'PlaceReturned' ORDER BY id LIMIT 1",
    "gone AS SELECT body ->> 'person' AS id FROM main.event WHERE kind = 'PersonErased'",
)
"""One booking of each status, one notice, two events, one person: what the corruptions name."""

CORRUPTIONS = {
    "a slot's places are its active, force-cancelled and not yet returned bookings": [
        "UPDATE slot SET booked = booked + 1 WHERE id = (SELECT slot FROM booked)",
        "UPDATE slot SET booked = booked - 1 WHERE id = (SELECT slot FROM forced)",
        "UPDATE booking SET returned = 0 WHERE id = (SELECT id FROM cancelled)",
    ],
    "a place comes back for cancelled bookings only": [
        "UPDATE booking SET returned = 1 WHERE id = (SELECT id FROM booked)",
        "UPDATE booking SET returned = 1 WHERE id = (SELECT id FROM forced)",
    ],
    "no more active bookings than places": ["UPDATE slot SET capacity = 1"],
    "a slot's count stays between nothing and its capacity": [
        "UPDATE slot SET booked = -1",
        "UPDATE slot SET capacity = booked - 1",
    ],
    "one active booking a person and day": [
        (
            "INSERT INTO booking SELECT 999, 'HS-000000', person, slot, hospital, day,"
            " status, version, returned, made_at FROM booked"
        ),
    ],
    "a booking is of somebody, at its slot's hospital and day": [
        "UPDATE booking SET person = 5 WHERE id = (SELECT id FROM booked)",
        "UPDATE booking SET day = '2027-12-31' WHERE id = (SELECT id FROM booked)",
        "UPDATE booking SET hospital = 99 WHERE id = (SELECT id FROM booked)",
    ],
    "a booking is force-cancelled only where a date was deleted": [
        "UPDATE slot SET deleted = 0",
    ],
    "a booking's version is the number of its events": [
        "UPDATE booking SET version = 2 WHERE id = (SELECT id FROM booked)",
        "DELETE FROM event WHERE id = (SELECT id FROM made)",
        "INSERT INTO event (at, kind, body) SELECT at, kind, body FROM made",
    ],
    "a booking's status is what its last event says": [
        "UPDATE booking SET status = 'booked' WHERE id = (SELECT id FROM cancelled)",
        "UPDATE booking SET status = 'cancelled' WHERE id = (SELECT id FROM forced)",
    ],
    "no event without its booking": [
        "DELETE FROM booking WHERE id = (SELECT id FROM booked)",
        "UPDATE event SET body = json_set(body, '$.person', 5) WHERE id = (SELECT id FROM made)",
        "UPDATE event SET body = json_set(body, '$.version', 9) WHERE id = (SELECT id FROM made)",
    ],
    "a place comes back exactly once": [
        "INSERT INTO event (at, kind, body) SELECT at, kind, body FROM back",
        "DELETE FROM event WHERE kind = 'PlaceReturned'",
    ],
    "a notice is for the booking's person, and of a booking there is": [
        ("UPDATE notice SET person = (SELECT person FROM booked) WHERE id = (SELECT id FROM told)"),
        (
            "UPDATE notice SET facts = json_set(facts, '$.booking', 999) WHERE id = (SELECT id"
            " FROM told)"
        ),
    ],
    "a deletion's sum goes to the admin who deleted": [
        ("UPDATE notice SET person = (SELECT person FROM booked) WHERE kind = 'deletion_sum'"),
    ],
    "a notice that was sent has a message": [
        "UPDATE notice SET message = NULL WHERE id = (SELECT id FROM told)",
        "UPDATE notice SET attempts = 0 WHERE id = (SELECT id FROM told)",
    ],
    "the ledger never invents anything": [
        "INSERT INTO ledger_entry VALUES ((SELECT id FROM booked), 2, 'BookingCancelled', 0)",
    ],
    "nothing tells who somebody erased was": [
        "UPDATE person SET telegram = 500 WHERE id = (SELECT id FROM gone)",
        "UPDATE person SET wrapped_key = x'01' WHERE id = (SELECT id FROM gone)",
        ("INSERT INTO consent (person, consent, version, at) SELECT id, 'basic', 1, 0 FROM gone"),
    ],
    "a booking is cancelled by one update only": [
        (
            "INSERT INTO handled SELECT 7, column1, json_object('name', 'cancelled', 'refused', 0,"
            " 'facts', json_object('booking', id)), 0 FROM cancelled, (VALUES (1), (2))"
        ),
    ],
    "no active booking at a deleted date": [
        "UPDATE slot SET deleted = 1 WHERE id = (SELECT slot FROM booked)",
    ],
    "every cancelled place came back": [
        "UPDATE booking SET returned = 0 WHERE id = (SELECT id FROM cancelled)",
    ],
    "each force-cancelled booking owes one notice": [
        "DELETE FROM notice WHERE id = (SELECT id FROM told)",
        (
            "INSERT INTO notice SELECT 999, 'again', person, kind, facts, due_at, expires_at,"
            " deletion, state, attempts, ambiguous, not_before, message, settled_at FROM told"
        ),
    ],
    "the ledger equals the bookings": [
        "UPDATE ledger SET status = 'cancelled' WHERE booking = (SELECT id FROM booked)",
        "DELETE FROM ledger WHERE booking = (SELECT id FROM cancelled)",
        (
            "INSERT INTO ledger SELECT 999, 'HS-000000', person, slot, hospital, day,"
            " status, version FROM booked"
        ),
    ],
    "the ledger has every event of a booking": [
        "DELETE FROM ledger_entry WHERE booking = (SELECT id FROM booked)",
    ],
    "every subscriber has come to the end, and nothing is parked": [
        "UPDATE position SET event = event - 1 WHERE subscriber = 'notices'",
        "INSERT INTO parked VALUES ('ledger', 1, 'booking:1', 8, 'KeyError', NULL)",
    ],
    "every subscriber has begun": ["DELETE FROM position WHERE subscriber = 'places'"],
    "the read model equals the bookings": [
        "UPDATE mypage.shown_booking SET person = 5 WHERE booking = (SELECT id FROM booked)",
        "DELETE FROM mypage.shown_booking WHERE booking = (SELECT id FROM forced)",
        "DELETE FROM booking WHERE id = (SELECT id FROM booked)",
        (
            "INSERT INTO mypage.shown_booking SELECT id, code, person, hospital, day, status,"
            " version FROM booking WHERE person = (SELECT id FROM gone)"
        ),
    ],
    "the read model has every event of a booking, and no other": [
        "DELETE FROM mypage.moment WHERE booking = (SELECT id FROM forced)",
        "INSERT INTO mypage.moment VALUES ((SELECT id FROM booked), 2, 'BookingCancelled', 0)",
    ],
    "the read model knows every hospital as it is": [
        "UPDATE mypage.shown_hospital SET name = '다른병원'",
        "DELETE FROM mypage.shown_hospital",
    ],
    "the read model has come to the end, and nothing is parked": [
        "UPDATE mypage.position SET event = event - 1",
        "INSERT INTO mypage.parked VALUES ('mypage', 1, 'booking:1', 8, 'KeyError', NULL)",
    ],
}


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with databases in which everything has happened that can."""
    folder = tmp_path_factory.mktemp("healthy")
    asyncio.run(_live(folder))
    return folder


async def _live(folder: Path) -> None:
    world = open_world(folder)
    kept, deleted = await world.slot(capacity=5), await world.slot(capacity=5)
    admin = await world.person()
    for _ in range(2):
        await world.book(kept)
        await world.book(deleted)
    await world.cancel(await world.book(kept))
    await world.cancel(await world.book(deleted))
    await world.delete(deleted, by=admin, expected=2)
    await world.run(erase_person, person=(await world.book(kept)).person)
    await _drain(world)
    await world.main.close()
    await world.mypage.close()


async def _drain(world: World) -> None:
    messages = count(1)

    async def send(_: Notice) -> Outcome:
        return Outcome(Sending.SENT, message=next(messages))

    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()
    await Deliverer(store=world.main, send=send, clock=world.clock).drain()


@pytest.fixture
def folder(healthy: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of them that may be spoiled."""
    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True)
    yield tmp_path
    shutil.rmtree(tmp_path)


def broken(folder: Path, *, drained: bool = True) -> set[str]:
    found = invariants.broken(folder / "main.db", folder / "mypage.db", drained=drained)
    return {finding.promise for finding in found}


def spoil(folder: Path, sql: str) -> int:
    """Makes the change past every guard of the database; how many rows it hit."""
    with closing(sqlite3.connect(folder / "main.db")) as database, database:
        database.execute("ATTACH ? AS mypage", (str(folder / "mypage.db"),))
        database.execute("PRAGMA ignore_check_constraints = ON")
        for view in VIEWS:
            database.execute(f"CREATE TEMP VIEW {view}")
        database.execute("DROP INDEX uq_booking_active_day")
        return database.execute(sql).rowcount


def test_healthy_databases_break_no_promise(folder):
    assert broken(folder) == set()


def test_every_promise_has_a_corruption():
    assert set(CORRUPTIONS) == set(EVERY)


@pytest.mark.parametrize(
    ("promise", "sql"), [(promise, sql) for promise, many in CORRUPTIONS.items() for sql in many]
)
def test_the_promise_finds_its_corruption(folder, promise, sql):
    hit = spoil(folder, sql)

    assert hit > 0
    assert promise in broken(folder)


def test_what_need_not_hold_yet_is_not_asked_of_a_store_at_work(folder):
    spoil(folder, "UPDATE position SET event = event - 1")

    assert broken(folder, drained=False) == set()
