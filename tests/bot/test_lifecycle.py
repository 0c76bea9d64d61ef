"""One life of the bot, from the first call to Telegram to the last closed file."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from telegram.error import InvalidToken

from bot.components import Components
from bot.lifecycle import Bot, Mode, WebhookSet
from sandbox.api.methods import accounts
from tests.journeys.stage import World


@asynccontextmanager
async def alive(
    world: World, *, mode: Mode = "polling", parts: Components | None = None
) -> AsyncIterator[Bot]:
    bot = Bot(parts or await world.wire(), mode=mode)
    await bot.start()
    working = asyncio.create_task(bot.run())
    try:
        yield bot
    finally:
        async with asyncio.timeout(10):
            await bot.stop()
        await asyncio.gather(working, return_exceptions=True)


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(500):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen within 5 s")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


async def test_somebody_who_writes_is_answered(world):
    async with alive(world) as bot:
        world.telegram.say(world.customer.id, "/start")

        await until(lambda: len(world.customer.all_heard()) == 1)
        assert bot.telegram == "reachable"


async def test_the_command_menus_are_set(world):
    async with alive(world):
        await until(
            lambda: any(call.method == "setMyCommands" for call in world.telegram.calls.since())
        )


async def test_before_telegram_answers_the_webhook_leads_nowhere(world):
    world.telegram.set_down(down=True)

    async with alive(world, mode="webhook") as bot:
        await until(lambda: bot.telegram == "unreachable")
        assert bot.door() is None

        world.telegram.set_down(down=False)
        await until(lambda: bot.door() is not None)


async def test_a_bot_that_ends_lets_no_more_updates_in(world):
    async with alive(world, mode="webhook") as bot:
        await until(lambda: bot.door() is not None)

        await bot.stop()

        assert bot.door() is None


async def test_a_webhook_that_is_set_stops_the_polling_before_it_begins(world):
    elsewhere = "https://elsewhere.example/hook"
    world.telegram.webhook = replace(world.telegram.webhook, url=elsewhere)
    bot = Bot(await world.wire(), mode="polling")

    with pytest.raises(WebhookSet):
        await bot.run()

    await bot.stop()


async def test_a_refused_token_is_not_tried_again(world):
    bot = Bot(await world.wire(token="1000000001:WRONG"), mode="polling")

    with pytest.raises(InvalidToken):
        await bot.run()

    await bot.stop()


@pytest.mark.parametrize(
    ("joins", "leaves", "warned"), [(True, False, True), (True, True, False), (False, False, False)]
)
async def test_a_bot_that_may_be_added_to_groups_says_so(world, joins, leaves, warned, monkeypatch):
    monkeypatch.setitem(accounts.ABILITIES, "can_join_groups", joins)
    parts = await world.wire()
    parts = replace(parts, services=replace(parts.services, leave_groups=leaves))

    with capture_logs() as lines:
        async with alive(world, parts=parts) as bot:
            await until(lambda: bot.open)

    assert any("/setjoingroups" in line["event"] for line in lines) == warned
