"""The real scheduler: what ticks goes on ticking."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from jobs.scheduler import Scheduler, Tick

OFTEN = 0.03


class Counter:
    """Something to do that counts how often it was done."""

    def __init__(self, *, takes: float = 0.0, fails: bool = False) -> None:
        self.times = 0
        self.at_once = 0
        self.most_at_once = 0
        self._takes = takes
        self._fails = fails

    async def do(self) -> None:
        self.times += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self._takes)
        self.at_once -= 1
        if self._fails:
            raise ValueError("this tick fails")


async def test_ticks_come_again_and_again():
    counter = Counter()
    scheduler = Scheduler([Tick("count", OFTEN, counter.do)])

    scheduler.start()
    await asyncio.sleep(10 * OFTEN)
    await scheduler.stop()
    times = counter.times
    await asyncio.sleep(3 * OFTEN)

    assert times >= 4
    assert counter.times == times


async def test_a_tick_that_fails_comes_again():
    counter = Counter(fails=True)
    scheduler = Scheduler([Tick("fail", OFTEN, counter.do)])

    scheduler.start()
    await asyncio.sleep(8 * OFTEN)
    await scheduler.stop()

    assert counter.times >= 3


async def test_a_slow_tick_never_runs_twice_at_once():
    counter = Counter(takes=4 * OFTEN)
    scheduler = Scheduler([Tick("slow", OFTEN, counter.do)])

    scheduler.start()
    await asyncio.sleep(15 * OFTEN)
    await scheduler.stop()

    assert counter.times >= 2
    assert counter.most_at_once == 1


async def test_a_tick_that_is_late_is_not_dropped():
    counter = Counter()
    scheduler = Scheduler([Tick("late", 1.5, counter.do)])
    scheduler.start()
    await asyncio.sleep(0.05)

    time.sleep(2.7)  # noqa: ASYNC251 (the loop is blocked on purpose, over the due time)
    await asyncio.sleep(0.05)
    await scheduler.stop()

    assert counter.times == 2


async def test_after_a_standstill_a_tick_comes_once_not_as_often_as_it_was_missed():
    counter = Counter()
    scheduler = Scheduler([Tick("count", OFTEN, counter.do)])
    scheduler.start()
    await asyncio.sleep(2.5 * OFTEN)  # between two ticks: a run under way would take their place
    before = counter.times

    time.sleep(15 * OFTEN)  # noqa: ASYNC251 (the loop is blocked on purpose)
    await asyncio.sleep(OFTEN)
    await scheduler.stop()

    assert 1 <= counter.times - before <= 4


async def test_stopping_lets_the_running_tick_finish():
    counter = Counter(takes=0.2)
    scheduler = Scheduler([Tick("slow", 60, counter.do)])
    scheduler.start()
    await asyncio.sleep(0.05)
    assert counter.at_once == 1

    await scheduler.stop()

    assert (counter.times, counter.at_once) == (1, 0)


async def test_a_clock_that_was_set_back_stops_nothing():
    counter = Counter()
    scheduler = Scheduler([Tick("count", OFTEN, counter.do)])
    scheduler.start()
    await asyncio.sleep(3 * OFTEN)
    before = counter.times

    an_hour_off = datetime.now(UTC) + timedelta(hours=1)
    scheduler._scheduler.modify_job("count", next_run_time=an_hour_off)
    await asyncio.sleep(20 * OFTEN)
    await scheduler.stop()

    assert counter.times >= before + 3
