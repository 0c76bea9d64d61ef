"""A person who taps and taps: one edit for what is the same, no more than the chat's budget, and no
update that waits for it. With the real sender.
"""

import asyncio
from collections.abc import AsyncIterator
from itertools import cycle, islice
from pathlib import Path

import pytest
from telegram import Update

from bot.telegram.pacing import CHAT_BURST
from bot.telegram.sender import EDIT, Sender
from bot.telegram.sent_contents import SentContents
from domain.ports.notices import NoticeState
from tests.journeys.stage import Phone, World

TAPS = 60


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path, sender=Sender())
    await world.begin()
    yield world
    await world.end()


async def tap(world: World, phone: Phone, *labels: str, times: int) -> list[bool]:
    """Taps these in turn, faster than they are answered; whether each was acknowledged."""
    found = [phone._find(label) for label in labels]
    for message, data in islice(cycle(found), times):
        world.telegram.tap(phone.id, message.message_id, data)
    bot, handle = world.parts.application.bot, world.parts.updates.handle
    updates = [Update.de_json(each, bot) for each in world.telegram.take_updates()]
    return list(await asyncio.gather(*map(handle, updates)))


def edits(world: World) -> list[int]:
    """The status of each edit."""
    return [call.status for call in world.telegram.calls.since() if call.method == EDIT]


async def test_the_same_button_again_and_again_is_one_edit(world):
    await world.customer.says("/start")

    acknowledged = await tap(world, world.customer, "English", times=TAPS)

    assert acknowledged == [True] * TAPS
    assert edits(world) == [200]


async def test_without_a_memory_each_tap_is_an_edit(world, monkeypatch):
    monkeypatch.setattr(SentContents, "get", lambda *_: None)
    await world.customer.says("/start")

    await tap(world, world.customer, "English", times=15)

    assert edits(world) == [200, *[400] * 14]


async def test_taps_that_change_something_keep_to_the_budget_and_no_update_waits(world):
    await world.customer.says("/start")
    began = asyncio.get_running_loop().time()

    acknowledged = await tap(world, world.customer, "English", "도움말", times=TAPS)

    assert acknowledged == [True] * TAPS
    assert asyncio.get_running_loop().time() - began < 3  # of the dozen seconds a reply waits
    assert len(edits(world)) == CHAT_BURST - 1
    assert len(world.telegram.taps.pending(world.customer.id)) == 0


@pytest.mark.parametrize("seconds", [10, 200])
async def test_what_was_done_in_a_chat_that_waits_is_owed_at_once_and_comes(world, seconds):
    await world.admin.says("/start")
    await world.admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await world.admin.taps("✅ 등록")
    await world.customer.says(f"/book 한빛병원 {world.day(10)}")
    for label in ("✅ 동의해요", "✅ 동의해요"):
        await world.customer.taps(label)
    await world.customer.says("남궁민수")
    world.parts.sender.pause(seconds, world.customer.id)

    assert await tap(world, world.customer, "✅ 예약 확정", times=1) == [True]
    owed = await counts(world)
    await world.parts.deliverer.drain()
    put_off = await counts(world)
    world.parts.sender._queues._chats.clear()  # the pause is over
    world.clock._raised -= seconds + 2
    await world.settle()

    assert (owed, put_off) == (1, 1)
    world.customer.hears("예약이 확정됐어요")


async def counts(world: World) -> int:
    """Replies that are owed."""
    found = await world.parts.services.store.read(lambda tx: tx.notices.counts(), world.clock.now())
    return found[NoticeState.PENDING]
