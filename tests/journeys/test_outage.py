"""A part is away for a while, under many people's taps: what succeeds, and what follows."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.telegram.sender import telegram_breaker
from tests.journeys.stage import Phone, Unpaced, World

MANY = 12


class Reached(Unpaced):
    """Unpaced, but with the real breaker before Telegram, unless it is taken away."""

    tried = 0

    async def process_request(self, **call: Any) -> Any:
        with self._reaching(to_people=True):
            self.tried += 1
            return await super().process_request(**call)


@pytest.fixture(params=[5, sys.maxsize], ids=["breaker", "none"])
async def stage(tmp_path: Path, request: Any) -> AsyncIterator[tuple[World, bool]]:
    """A world whose way to Telegram has a breaker, and one whose way has none."""
    world = World(tmp_path, sender=Reached(breaker=telegram_breaker(after=request.param)))
    await world.begin()
    yield world, request.param < sys.maxsize
    await world.end()


async def at_their_cards(world: World) -> list[Phone]:
    """Many people who have only to confirm."""
    await world.admin.says("/start")
    await world.admin.says(f"/addhospital 한빛병원 {world.day(10)} {MANY}")
    await world.admin.taps("✅ 등록")
    phones = [world.somebody() for _ in range(MANY)]
    for words in (f"/book 한빛병원 {world.day(10)}", "✅ 동의해요", "✅ 동의해요", "남궁민수"):
        act = Phone.taps if words.startswith("✅") else Phone.says
        for phone in phones:
            await act(phone, words, wait=False)
        await world.settle()
    return phones


async def all_confirm(world: World, phones: list[Phone]) -> int:
    """One after the other; how many updates were acknowledged."""
    handled = 0
    for phone in phones:
        await phone.taps("✅ 예약 확정", wait=False)
        handled += await world.handle_updates()
    await world.parts.background.settle()
    return handled


async def booked(world: World) -> int:
    store, now = world.parts.services.store, world.clock.now()
    (hospital,) = await store.read(lambda tx: tx.hospitals.live(), now)
    day = world.today.fromisoformat(world.day(10))
    slot = await store.read(lambda tx: tx.slots.on(hospital=hospital.id, day=day), now)
    return 0 if slot is None else slot.taken


def told(phone: Phone) -> int:
    return sum("예약이 확정됐어요" in heard for heard in phone.all_heard())


async def test_while_telegram_is_down_everybody_books_and_is_told_once_it_is_back(stage):
    world, has_breaker = stage
    phones = await at_their_cards(world)
    before = world.parts.sender.tried

    world.telegram.set_down(down=True)
    handled = await all_confirm(world, phones)
    await world.parts.dispatcher.drain()
    await world.parts.deliverer.drain()
    tried = world.parts.sender.tried - before
    world.telegram.set_down(down=False)
    while not all(map(told, phones)):
        await asyncio.sleep(0.05)
        await world.settle()

    assert handled == await booked(world) == MANY
    assert [told(phone) for phone in phones] == [1] * MANY
    assert (tried <= 6) is has_breaker


async def test_while_the_read_model_is_away_everybody_books_and_it_follows(world):
    phones = await at_their_cards(world)
    mypage = world.parts.services.mypage.store

    await mypage.close()
    handled = await all_confirm(world, phones)
    await world.settle()
    mypage.start()
    while any(breaker.is_open for breaker in world.parts.breakers):
        await asyncio.sleep(0.05)
    await world.settle()

    assert handled == await booked(world) == MANY
    assert not any((await world.parts.dispatcher.lag()).values())
    assert [told(phone) for phone in phones] == [1] * MANY
