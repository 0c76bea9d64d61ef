"""The process's clock: the machine's, or that of a database which many machines share."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import OffsetClock


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
