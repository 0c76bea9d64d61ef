"""Turns: one at a time, as long as there is something to do, woken from anywhere."""

import asyncio
import threading
import time

import pytest

from jobs.work_loop import WorkLoop


class Work:
    """Counts its turns; `more` of them find something."""

    def __init__(self, *, more: int = 0) -> None:
        self.more = more
        self.turns = 0
        self.at_once = 0
        self.most_at_once = 0

    async def turn(self) -> bool:
        self.turns += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.05)
        self.at_once -= 1
        self.more -= 1
        return self.more >= 0


async def test_a_wake_up_takes_turns_until_nothing_is_left():
    work = Work(more=3)
    rounds = WorkLoop(work.turn)
    rounds.open()

    rounds.wake()
    await asyncio.sleep(0.5)

    assert work.turns == 4


async def test_many_wake_ups_in_a_turn_mean_one_more():
    work = Work()
    rounds = WorkLoop(work.turn)
    rounds.open()

    rounds.wake()
    await asyncio.sleep(0.005)
    for _ in range(50):
        rounds.wake()
    await asyncio.sleep(0.3)

    assert (work.turns, work.most_at_once) == (2, 1)


async def test_turns_asked_for_and_turns_woken_never_meet():
    work = Work(more=5)
    rounds = WorkLoop(work.turn)
    rounds.open()

    rounds.wake()
    await asyncio.gather(rounds.run_once(), rounds.run_once())

    assert work.most_at_once == 1


async def test_a_thread_wakes_it_within_milliseconds():
    begun: list[float] = []
    took_a_turn = asyncio.Event()

    async def turn() -> bool:
        begun.append(time.perf_counter())
        took_a_turn.set()
        return False

    rounds = WorkLoop(turn)
    rounds.open()
    woken: list[float] = []

    def commit() -> None:
        woken.append(time.perf_counter())
        rounds.wake()

    for _ in range(20):
        thread = threading.Thread(target=commit)
        thread.start()
        thread.join()
        await took_a_turn.wait()
        took_a_turn.clear()

    late = sorted(b - w for b, w in zip(begun, woken, strict=True))
    assert late[10] < 0.01


async def test_before_opening_and_after_closing_nothing_begins():
    work = Work()
    rounds = WorkLoop(work.turn)

    rounds.wake()
    rounds.open()
    await rounds.close()
    rounds.wake()
    await asyncio.sleep(0.02)

    assert work.turns == 0


async def test_closing_waits_for_the_turn_in_hand():
    work = Work(more=1000)
    rounds = WorkLoop(work.turn)
    rounds.open()
    rounds.wake()
    await asyncio.sleep(0.005)

    await rounds.close()

    assert (work.at_once, work.turns) == (0, 1)


async def test_a_turn_that_fails_is_reported_and_the_next_wake_up_begins_anew():
    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    failing = [ValueError("once")]

    async def turn() -> bool:
        if failing:
            raise failing.pop()
        return False

    rounds = WorkLoop(turn)
    rounds.open()

    rounds.wake()
    await asyncio.sleep(0.01)
    rounds.wake()
    await asyncio.sleep(0.01)

    assert len(reported) == 1
    with pytest.raises(IndexError):
        failing.pop()
