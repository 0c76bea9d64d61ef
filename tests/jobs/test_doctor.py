"""The databases are looked at beside the work, and the owners told once of what is found."""

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from functools import partial

import pytest
from structlog.testing import capture_logs

from domain.errors import Unavailable
from domain.ports.notices import NoticeKind
from domain.ports.store import Command
from domain.storage.checks.run import run_checks_confirmed
from jobs.doctor import CheckSchedule, Doctor
from tests.jobs.world import RULES, VAULT, World, add_person

pytestmark = pytest.mark.spoilt("places-add-up")

OWNER = 700
HOUR = 3600.0


class Nobodys:
    """Somebody else does all the work."""

    def guard_for(self, _part: str) -> None:
        return None


def examine(world: World):
    urls = (f"sqlite:///{world.folder / which}.db" for which in ("main", "mypage"))
    asked = {"offset": "clock_offset", "vault": lambda: VAULT}
    return partial(run_checks_confirmed, *urls, rules=RULES, **asked)


def doctor(world: World, look=None, *, every=HOUR, **more) -> Doctor:
    how = CheckSchedule(look or examine(world), every)
    return Doctor(how, store=world.main, clock=world.clock, owners=(OWNER,), **more)


def spoil(world: World) -> None:
    with closing(sqlite3.connect(world.folder / "main.db")) as database, database:
        database.execute("UPDATE slot SET taken = taken + 1")


async def told(world: World) -> list[tuple[int, dict[str, object]]]:
    later = world.clock.now()
    claimed = await world.main.run(
        lambda tx: tx.notices.claim(now=later, wall=later, limit=10), Command(later)
    )
    return [(each.person, dict(each.facts)) for each in claimed if each.kind is NoticeKind.FINDING]


async def test_where_all_is_well_nobody_is_told(world):
    await world.book(await world.slot())
    await world.run(add_person, telegram=OWNER)
    found = doctor(world)

    with capture_logs() as lines:
        await found.run_check()

    assert found.last is not None
    assert (found.last.findings, found.last.at) == (0, world.clock.now())
    assert await told(world) == []
    assert lines == []


async def test_an_owner_is_told_once_of_a_finding_and_the_log_each_time(world):
    slot = await world.slot()
    owner = await world.run(add_person, telegram=OWNER)
    spoil(world)
    found = doctor(world)

    with capture_logs() as lines:
        await found.run_check()
        await found.run_check()

    assert found.last is not None
    assert found.last.findings == 1
    facts = {"invariant": "places-add-up", "total": 1, "ids": str(slot)}
    assert await told(world) == [(owner, facts)]
    line = {"event": "integrity violation", "log_level": "error", "rows": 1, "ids": str(slot)}
    assert lines == [{**line, "invariant": "places-add-up"}] * 2


async def test_an_owner_who_never_wrote_is_told_as_well(world):
    await world.slot()
    spoil(world)

    await doctor(world).run_check()

    assert len(await told(world)) == 1


async def test_a_new_finding_is_told_again(world):
    await world.run(add_person, telegram=OWNER)
    await world.slot()
    spoil(world)
    await doctor(world).run_check()

    await world.slot()
    spoil(world)
    await doctor(world).run_check()

    kinds = await world.read(lambda tx: tx.notices.counts())
    assert kinds["pending"] == 2


async def test_a_look_that_takes_long_holds_up_nothing(world):
    begun, go_on = threading.Event(), threading.Event()

    def slow(*, wall):
        begun.set()
        assert go_on.wait(10)
        return examine(world)(wall=wall)

    found = doctor(world, slow, first=0)
    await found.tick()
    await asyncio.to_thread(begun.wait, 5)

    before = time.monotonic()
    await world.book(await world.slot())
    await found.tick()
    assert time.monotonic() - before < 5
    assert found.last is None

    go_on.set()
    while found.last is None:
        await asyncio.sleep(0.01)


async def test_it_waits_after_the_start_and_between_two_looks(world):
    looked = []

    def look(*, wall):
        looked.append(wall)
        raise Unavailable

    late, early = doctor(world, look), doctor(world, look, first=0)
    await late.tick()
    await early.tick()
    while early._check is not None:
        await asyncio.sleep(0.01)
    await early.tick()

    assert len(looked) == 1


@pytest.mark.parametrize("every", [0.0, HOUR])
async def test_it_is_left_to_whoever_does_the_upkeep(world, every):
    found = doctor(world, every=every, leadership=Nobodys(), first=0)

    await found.tick()
    await found.run_check()

    assert found.last is None


async def test_databases_that_do_not_answer_are_no_finding(world):
    def away(*, wall):
        raise Unavailable

    found = doctor(world, away)

    with capture_logs() as lines:
        await found.run_check()

    assert found.last is None
    assert [line["event"] for line in lines] == ["integrity check could not run"]
