"""The process's clock: the machine's, or that of a database which many machines share."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import OffsetClock
from bot.clock_sync import set_clock


def test_it_goes_like_the_clock_it_follows():
    clock = OffsetClock(timedelta(days=1))

    apart = clock.follow(datetime.now(UTC) + timedelta(minutes=5))

    assert abs(apart - timedelta(minutes=5)) < timedelta(seconds=1)
    assert abs(clock.wall() - datetime.now(UTC) - apart) < timedelta(seconds=1)
    assert clock.now() - clock.wall() >= timedelta(hours=23, minutes=59)


def test_people_are_never_taken_back_in_time():
    clock = OffsetClock(timedelta(hours=2))

    with pytest.raises(ValueError, match="forward"):
        clock.move_to(timedelta(hours=1))


class FarStore:
    """A database whose clock is five minutes ahead, a slow network away."""

    async def read(self, _query, _now):
        await asyncio.sleep(0.3)
        shown = datetime.now(UTC) + timedelta(minutes=5)
        await asyncio.sleep(0.3)
        return shown


async def test_of_the_way_to_the_database_and_back_half_is_taken_off():
    clock = OffsetClock()

    await set_clock(FarStore(), clock)

    off = clock.wall() - datetime.now(UTC) - timedelta(minutes=5)
    assert abs(off) < timedelta(seconds=0.1)
