"""The read model's store fails or hangs: who notices, and for how long. Time is virtual where it
is waited for.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from domain.errors import NotFound, Unavailable
from domain.ports.mypage import MyPageTransaction
from domain.ports.store import Command
from jobs.circuit_breaker import READ_TIMEOUT_S, CircuitBreaker, CircuitBreakerStore
from jobs.dispatcher import Dispatcher
from tests.bot.virtual_time import in_virtual_time
from tests.jobs.world import DAY, World

NOW = datetime(2027, 3, 1, 3, tzinfo=UTC)


class Patient:
    """A store whose database hangs for `takes` seconds, or does as it is asked."""

    def __init__(self, *, takes: float = 0.0) -> None:
        self.takes = takes
        self.asked = 0

    async def run(self, operation: Callable[..., object], _: Command) -> object:
        return await self.read(operation, NOW)

    async def read(self, query: Callable[..., object], _: datetime) -> object:
        self.asked += 1
        await asyncio.sleep(self.takes)
        return query(None)


def shielded(
    store: object, *, after: int = 3
) -> tuple[CircuitBreakerStore[MyPageTransaction], CircuitBreaker]:
    breaker = CircuitBreaker(
        "mypage", after=after, monotonic=lambda: asyncio.get_running_loop().time()
    )
    return CircuitBreakerStore(store, breaker), breaker


def time_of_reads(*, after: int) -> tuple[list[float], int]:
    """How long each of ten reads of a database that hangs took, and how often it was asked."""

    async def play() -> tuple[list[float], int]:
        hanging = Patient(takes=3600)
        store, _ = shielded(hanging, after=after)
        loop, took = asyncio.get_running_loop(), []
        for _ in range(10):
            began = loop.time()
            with pytest.raises(Unavailable):
                await store.read(lambda _: 1, NOW)
            took.append(loop.time() - began)
        return took, hanging.asked

    return in_virtual_time(play())


def test_a_database_that_hangs_is_waited_for_three_times_and_then_left_alone():
    assert time_of_reads(after=3) == ([READ_TIMEOUT_S] * 3 + [0.0] * 7, 3)


def test_without_the_breaker_every_read_waits_its_whole_time():
    assert time_of_reads(after=1000) == ([READ_TIMEOUT_S] * 10, 10)


def test_a_refusal_and_a_bug_are_answers():
    def refuse(_: object) -> None:
        raise NotFound

    def fail(_: object) -> None:
        raise ValueError

    async def play() -> str:
        store, breaker = shielded(Patient())
        for _ in range(10):
            with pytest.raises(NotFound):
                await store.run(refuse, Command(NOW))
            with pytest.raises(ValueError):  # noqa: PT011 - there is nothing to match
                await store.run(fail, Command(NOW))
        return breaker.state

    assert in_virtual_time(play()) == "closed"


def test_a_read_that_is_broken_off_tells_nothing_of_the_database():
    async def play() -> tuple[str, str]:
        store, breaker = shielded(Patient(takes=3600))
        for _ in range(3):
            with pytest.raises(Unavailable):
                await store.read(lambda _: 1, NOW)
        await asyncio.sleep(1)
        before = breaker.state
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await store.read(lambda _: 1, NOW)
        return before, breaker.state

    assert in_virtual_time(play()) == ("open", "open")


async def test_a_read_model_that_is_away_lets_all_others_go_on_and_follows_when_it_is_back(
    world: World,
):
    store, breaker = shielded(world.mypage)
    dispatcher = Dispatcher(main=world.main, mypage=store, clock=world.clock)
    slot = await world.slot(day=DAY)
    await world.mypage.close()

    for _ in range(4):
        await world.book(slot)
        await dispatcher.drain()
    away, behind = breaker.state, await dispatcher.behind()
    world.mypage.start()
    while breaker.is_open:
        await asyncio.sleep(0.05)
    await dispatcher.drain()

    assert away == "open"
    assert behind.pop("mypage") > 0
    assert not any(behind.values())
    assert breaker.state == "closed"
    assert not any((await dispatcher.behind()).values())
