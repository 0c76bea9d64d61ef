"""Reminders around midnight, New Year, 29 February and where clocks change: once, at their hour."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.ports.notices import NoticeState
from jobs.dispatcher import Dispatcher
from tests.jobs.phones import Phones, deliverer, states
from tests.jobs.world import RULES, World, open_world

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
SEOUL, BERLIN, NEW_YORK = "Asia/Seoul", "Europe/Berlin", "America/New_York"
LORD_HOWE, KIRITIMATI = "Australia/Lord_Howe", "Pacific/Kiritimati"
CASES = [  # where, the screening, reminded at and until (UTC); each line says what is odd about it
    (SEOUL, "2028-02-29", "2028-02-28T03:00", "2028-02-28T21:00"),  # a leap day
    (SEOUL, "2028-03-01", "2028-02-29T03:00", "2028-02-29T21:00"),  # reminded on it
    (SEOUL, "2027-03-01", "2027-02-28T03:00", "2027-02-28T21:00"),  # there is none
    (SEOUL, "2027-01-01", "2026-12-31T03:00", "2026-12-31T21:00"),  # its week is of the old year
    (SEOUL, "2024-12-30", "2024-12-29T03:00", "2024-12-29T21:00"),  # its week is of the new year
    (BERLIN, "2027-03-28", "2027-03-27T11:00", "2027-03-28T04:00"),  # the clocks go forward
    (BERLIN, "2027-03-29", "2027-03-28T10:00", "2027-03-29T04:00"),  # they did the day before
    (BERLIN, "2027-10-31", "2027-10-30T10:00", "2027-10-31T05:00"),  # the clocks go back
    (BERLIN, "2027-11-01", "2027-10-31T11:00", "2027-11-01T05:00"),  # they did the day before
    (NEW_YORK, "2027-03-14", "2027-03-13T17:00", "2027-03-14T10:00"),
    (NEW_YORK, "2027-11-07", "2027-11-06T16:00", "2027-11-07T11:00"),
    (LORD_HOWE, "2027-04-04", "2027-04-03T01:00", "2027-04-03T19:30"),  # by half an hour
    (KIRITIMATI, "2027-01-01", "2026-12-30T22:00", "2026-12-31T16:00"),  # 14 hours ahead
]


@pytest.fixture
async def in_zone(made: Path, tmp_path: Path) -> AsyncIterator[Callable[[str, datetime], World]]:
    opened = []

    def begin(zone: str, at: datetime) -> World:
        for name in ("main.db", "mypage.db"):
            (tmp_path / name).write_bytes((made / name).read_bytes())
        world = open_world(tmp_path, rules=replace(RULES, zone=ZoneInfo(zone)))
        world.clock.at = at
        opened.append(world)
        return world

    yield begin
    for world in opened:
        await world.main.close()
        await world.mypage.close()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def booked(world: World, day: str) -> None:
    await world.book(await world.slot(day=date.fromisoformat(day)))
    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()


@pytest.mark.parametrize(("zone", "day", "due", "until"), CASES)
async def test_a_reminder_comes_once_and_at_its_hour(in_zone, zone, day, due, until):
    begins, ends = instant(due), instant(until)
    world, phones = in_zone(zone, begins - timedelta(days=3)), Phones(takes=0)
    await booked(world, day)
    told = []

    for at in (begins - HOUR, begins - SECOND, begins, begins + HOUR, ends - SECOND, ends + HOUR):
        world.clock.at = at
        await deliverer(world, phones).drain()
        told.append(len(phones.tried))

    assert told == [0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("late", "state"), [(-SECOND, NoticeState.SENT), (SECOND, NoticeState.SUPERSEDED)]
)
@pytest.mark.parametrize(("zone", "day", "due", "until"), [CASES[3], CASES[5], CASES[7]])
async def test_one_that_could_not_come_in_time_does_not_come(
    in_zone, zone, day, due, until, late, state
):
    world = in_zone(zone, instant(due) - timedelta(days=3))
    await booked(world, day)

    world.clock.at = instant(until) + late
    await deliverer(world, Phones(takes=0)).drain()

    assert await states(world) == {state: 1}
