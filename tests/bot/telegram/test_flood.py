"""Somebody who sends more than can be answered: dropped at the door, told, and in nobody's way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import TypeHandler

from bot.telegram.update_processor import UpdateProcessor
from bot.telegram.user_rate_limit import (
    TAP_ANSWER_INTERVAL_S,
    WARNING_INTERVAL_S,
    UserRateLimiter,
)
from domain.errors import Unavailable
from handlers.texts import Wording
from tests.journeys.stage import Phone, World

TOLD = Wording("ko").plain("frame.slow_down")


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    await world.begin()
    yield world
    await world.end()


def door(world: World, clock: Hand, *, burst: int) -> UpdateProcessor:
    services = world.parts.services
    return UpdateProcessor(
        world.parts.application,
        store=services.store,
        clock=services.clock,
        limiter=UserRateLimiter(burst=burst, monotonic=clock),
        background=services.background,
    )


@pytest.fixture
def updates(world: World, clock: Hand) -> UpdateProcessor:
    return door(world, clock, burst=20)


async def arrive(world: World, updates: UpdateProcessor) -> list[bool]:
    """Everything that was sent comes in at once."""
    bot = world.parts.application.bot
    waiting = [Update.de_json(raw, bot) for raw in world.telegram.take_updates()]
    acknowledged = await asyncio.gather(*map(updates.handle, waiting))
    await world.parts.background.settle()
    return acknowledged


async def say(
    world: World, updates: UpdateProcessor, phone: Phone, text: str, *, times: int
) -> list[bool]:
    for _ in range(times):
        world.telegram.say(phone.id, text)
    return await arrive(world, updates)


async def test_a_flood_is_acknowledged_answered_as_far_as_it_goes_and_told_once(world, updates):
    acknowledged = await say(world, updates, world.customer, "/help", times=100)

    heard = world.customer.all_heard()
    assert acknowledged == [True] * 100
    assert heard.count(TOLD) == 1
    assert len(heard) == 8 + 1


async def test_without_a_limit_everything_of_a_flood_is_answered(world, clock):
    await say(world, door(world, clock, burst=1_000_000), world.customer, "/help", times=30)

    assert world.customer.all_heard().count(TOLD) == 0
    assert len(world.customer.all_heard()) == 30


async def test_after_a_minute_of_flood_one_is_told_again(world, updates, clock):
    for _ in range(3):
        await say(world, updates, world.customer, "/help", times=50)
        clock.at += WARNING_INTERVAL_S / 2

    assert world.customer.all_heard().count(TOLD) == 2


async def test_after_a_pause_one_is_answered_again(world, updates, clock):
    await say(world, updates, world.customer, "/help", times=50)
    clock.at += 1

    await say(world, updates, world.customer, "/start", times=1)

    assert TOLD not in world.customer.hears()


async def test_a_flooder_reads_it_in_the_language_of_their_telegram(world, updates):
    await say(world, updates, world.english, "/help", times=9)

    assert Wording("en").plain("frame.slow_down") in world.english.all_heard()


def dropped(world: World) -> list[str | None]:
    """The answers to the customer's taps that were too many."""
    texts = [alert.text for alert in world.telegram.alerts(world.customer.id)]
    return [text for text in texts if text in (TOLD, Wording("en").plain("frame.slow_down"))]


async def test_nobody_else_is_refused(world, updates):
    for _ in range(50):
        world.telegram.say(world.customer.id, "/help")
    world.telegram.say(world.another.id, "/help")

    await arrive(world, updates)

    assert TOLD not in world.another.hears()


async def test_of_the_dropped_taps_of_a_flood_one_a_second_is_answered(world, updates, clock):
    await say(world, updates, world.customer, "/start", times=1)
    card, data = world.customer._find("English")
    for _ in range(50):
        world.telegram.tap(world.customer.id, card.message_id, data)

    acknowledged = await arrive(world, updates)
    before = len(dropped(world))
    for _ in range(2):
        clock.at += TAP_ANSWER_INTERVAL_S / 2
        button = world.customer._messages()[-1].buttons[0]
        assert button.data is not None
        for _ in range(10):
            world.telegram.tap(world.customer.id, card.message_id, button.data)
        await arrive(world, updates)

    assert acknowledged == [True] * 50
    # The buttons of somebody not known yet say the language they are drawn in.
    assert (before, len(dropped(world))) == (1, 2)


async def test_in_a_group_a_flood_is_dropped_in_silence(world, updates):
    chat = {"id": -5, "type": "supergroup", "title": "모임"}
    sender = {"id": world.customer.id, "is_bot": False, "first_name": "x"}
    text = "/help@checkup_sandbox_bot"
    for number in range(1, 51):
        message = {"message_id": number, "date": 1, "chat": chat, "from": sender, "text": text}
        world.telegram.push({"message": message})

    await arrive(world, updates)

    assert world.customer.all_heard() == []
    assert len(world.telegram.messages(-5)) == 1
    await say(world, updates, world.customer, "/help", times=1)
    assert world.customer.sees() == TOLD


async def test_what_was_not_handled_comes_again_without_being_a_flood(world, updates):
    broken = [True]

    async def fail(_: Update, __: object) -> None:
        if broken[0]:
            raise Unavailable

    world.parts.application.add_handler(TypeHandler(Update, fail), group=-9)
    world.telegram.say(world.customer.id, "/help")
    (raw,) = world.telegram.take_updates()
    update = Update.de_json(raw, world.parts.application.bot)

    refused = [await updates.handle(update) for _ in range(50)]
    broken[0] = False

    assert refused == [False] * 50
    assert await updates.handle(update)
    assert TOLD not in world.customer.hears()


async def test_blocking_and_unblocking_is_never_dropped(world, updates):
    await say(world, updates, world.customer, "/help", times=50)
    world.telegram.block(world.customer.id, blocked=True)
    seen = []

    async def see(update: Update, _: object) -> None:
        seen.append(update.my_chat_member)

    world.parts.application.add_handler(TypeHandler(Update, see), group=-9)
    await arrive(world, updates)

    assert len(seen) == 1


async def test_who_could_not_be_told_is_told_with_the_next_one(world, updates):
    await say(world, updates, world.customer, "/help", times=8)
    world.telegram.set_down(down=True)
    await say(world, updates, world.customer, "/help", times=1)
    world.telegram.set_down(down=False)

    await say(world, updates, world.customer, "/help", times=1)

    assert world.customer.sees() == TOLD
