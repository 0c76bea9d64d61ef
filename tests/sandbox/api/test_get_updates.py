"""getUpdates: waiting, confirming, and what the real server does to busy pollers."""

import asyncio
import time

import pytest
from telegram.error import BadRequest, Conflict, NetworkError

from sandbox.state.telegram import Telegram


def texts(updates):
    return [update.message.text for update in updates]


@pytest.fixture
def waiting(telegram):
    """Three messages that the bot has not seen."""
    return [telegram.say(1001, text)["update_id"] for text in ("하나", "둘", "셋")]


async def test_updates_wait_until_they_are_confirmed(bot, waiting):
    first = await bot.get_updates(timeout=0)
    rest = await bot.get_updates(offset=waiting[0] + 1)

    assert texts(first) == ["하나", "둘", "셋"]
    assert texts(rest) == ["둘", "셋"]
    assert [update.update_id for update in first] == waiting


async def test_a_confirmed_update_never_comes_back(bot, waiting):
    await bot.get_updates(offset=waiting[2])

    assert texts(await bot.get_updates(offset=-5)) == ["셋"]


async def test_a_negative_offset_keeps_the_last_ones(bot, waiting):
    assert texts(await bot.get_updates(offset=-2)) == ["둘", "셋"]


async def test_an_offset_far_ahead_confirms_nothing(bot, waiting):
    assert len(await bot.get_updates(offset=waiting[2] + 100)) == 3


@pytest.mark.parametrize(("limit", "given"), [(2, 2), (0, 1), (500, 100)])
async def test_a_poll_takes_a_hundred_at_most(bot, telegram, limit, given):
    for number in range(101):
        telegram.say(1001, str(number))

    assert len(await bot.get_updates(limit=limit)) == given


async def test_a_repeated_offset_is_answered_with_one_at_first(bot, clock, waiting):
    offset = waiting[0]
    await bot.get_updates(offset=offset)
    at_once = await bot.get_updates(offset=offset)
    clock.seconds += 0.5
    later = await bot.get_updates(offset=offset)

    assert texts(at_once) == ["하나"]
    assert texts(later) == ["하나", "둘", "셋"]


async def test_a_short_poll_with_a_repeated_offset_is_stretched(bot, telegram):
    await bot.get_updates(offset=5, timeout=0)
    asked = time.monotonic()

    poll = asyncio.create_task(bot.get_updates(offset=5, timeout=0))
    await asyncio.sleep(0.2)
    assert not poll.done()
    telegram.say(1001, "하나")

    assert texts(await poll) == ["하나"]
    assert time.monotonic() - asked < 3


async def test_a_waiting_poll_is_answered_at_once(bot, telegram):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)

    telegram.say(1001, "하나")

    assert texts(await asyncio.wait_for(poll, 1)) == ["하나"]


async def test_a_waiting_poll_ends_empty_after_its_time(bot):
    asked = time.monotonic()

    assert await bot.get_updates(offset=7, timeout=1) == ()
    assert 0.9 < time.monotonic() - asked < 2


async def test_the_second_poller_ends_the_first(bot, telegram):
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.get_updates(timeout=20))

    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first

    telegram.say(1001, "하나")
    assert texts(await second) == ["하나"]


async def test_nobody_polls_while_a_webhook_is_set(bot, telegram):
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    await bot.set_webhook("http://127.0.0.1:9/telegram")

    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await waiting
    telegram.monotonic.seconds += 3
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()


async def test_kinds_nobody_asked_for_are_never_made(bot, telegram):
    await bot.get_updates(allowed_updates=["callback_query"])

    ignored = telegram.say(1001, "하나")
    await bot.get_updates(offset=3, allowed_updates=[])
    telegram.say(1001, "둘")

    assert "update_id" not in ignored
    assert texts(await bot.get_updates(offset=4)) == ["둘"]


async def test_allowed_kinds_are_remembered_when_none_are_named(bot, telegram):
    await bot.get_updates(offset=1, allowed_updates=["message"])
    await bot.get_updates(offset=2, timeout=0)
    telegram.block(telegram.say(1001, "하나")["message"]["chat"]["id"], blocked=True)

    assert texts(await bot.get_updates(offset=3)) == ["하나"]


async def test_allowed_kinds_must_be_a_list(http):
    answer = await http.post(
        "/bot1000000001:SANDBOX/getUpdates", data={"allowed_updates": '"message"'}
    )

    assert answer.json()["description"] == "Bad Request: can't parse allowed_updates JSON object"


async def test_taps_expire_after_150_seconds_and_messages_after_a_day(
    bot, telegram, clock, started
):
    sent = telegram.say(started, "하나")["message"]["message_id"]
    telegram.tap(started, sent, "x", force=True)
    clock.seconds += 150
    kept = await bot.get_updates(offset=3)
    clock.seconds += 24 * 3600

    assert texts(kept) == ["하나"]
    assert await bot.get_updates(offset=4) == ()


async def test_update_ids_are_never_used_twice_by_a_later_start():
    now = 1_900_000_000.0
    first = Telegram(wall=lambda: now)
    for _ in range(9):
        last = first.say(1001, "x")["update_id"]

    later = Telegram(wall=lambda: now + 1)

    assert last < later.say(1001, "x")["update_id"] < 2**31


async def test_a_poll_that_nobody_waits_for_takes_nothing(app, bot, telegram):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)

    telegram.say(1001, "하나")

    assert texts(await bot.get_updates(offset=9)) == ["하나"]


async def test_nothing_comes_while_telegram_is_down(bot, telegram):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    telegram.set_down(down=True)

    with pytest.raises(NetworkError) as ended:
        await poll
    with pytest.raises(NetworkError) as refused:
        await bot.get_me()
    telegram.set_down(down=False)
    telegram.say(1001, "하나")

    assert not isinstance(ended.value, BadRequest)
    assert "502" in str(refused.value) or "Bad Gateway" in str(refused.value)
    assert texts(await bot.get_updates(offset=9)) == ["하나"]
