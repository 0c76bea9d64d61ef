"""Updates that travel to the bot: settings, order, retries, and how many at once."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter

from sandbox.app import create_app
from sandbox.http_client import ELSEWHERE, Reply, UnreachableError
from sandbox.state.updates import Update
from sandbox.webhook_delivery import PendingUpdate
from tests.sandbox.conftest import TOKEN, client_of

URL = "http://127.0.0.1:9/telegram"


class Receiver:
    """A bot that answers as it is told and remembers what came."""

    def __init__(self):
        self.answers = []
        self.came = []
        self.headers = []
        self.busy = self.busiest = 0
        self.news = asyncio.Condition()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, _, body, headers):
        self.came.append(json.loads(body))
        self.headers.append(headers)
        async with self.news:
            self.news.notify_all()
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await self.gate.wait()
        self.busy -= 1
        answer = self.answers.pop(0) if self.answers else Reply(200)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def texts(self):
        return [update["message"]["text"] for update in self.came if "message" in update]

    async def until(self, count):
        async with asyncio.timeout(5), self.news:
            await self.news.wait_for(lambda: len(self.came) >= count)
        await asyncio.sleep(0.02)  # one too many would come now


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
async def app(telegram, receiver):
    app = create_app(telegram, token=TOKEN, post=receiver)
    yield app
    await app.close()


async def refused(call):
    with pytest.raises(BadRequest) as error:
        await call
    return str(error.value)


async def test_an_update_never_leaves_this_machine(telegram):
    app = create_app(telegram, token=TOKEN)
    async with client_of(app) as bot:
        await bot.set_webhook("https://elsewhere.example/hook")
        telegram.say(1001, "/start")
        await asyncio.sleep(0.05)
        told = await bot.get_webhook_info()
    await app.close()

    assert (told.last_error_message, told.pending_update_count) == (ELSEWHERE, 1)


async def test_an_update_is_delivered_with_the_secret(bot, telegram, receiver):
    await bot.set_webhook(URL, secret_token="s3cret_-")

    telegram.say(1001, "하나")
    await receiver.until(1)

    assert receiver.texts == ["하나"]
    assert receiver.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "s3cret_-"
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_updates_that_waited_are_delivered_first(bot, telegram, receiver):
    telegram.say(1001, "하나")

    await bot.set_webhook(URL)
    telegram.say(1001, "둘")
    await receiver.until(2)

    assert receiver.texts == ["하나", "둘"]


async def test_one_message_of_a_chat_is_in_flight_and_other_chats_do_not_wait(
    bot, telegram, receiver
):
    await bot.set_webhook(URL)
    receiver.gate.clear()
    for text in ("하나", "둘"):
        telegram.say(1001, text)
    telegram.say(1002, "one")

    await receiver.until(2)
    assert receiver.texts == ["하나", "one"]
    receiver.gate.set()
    await receiver.until(3)

    assert receiver.texts == ["하나", "one", "둘"]


async def test_taps_queue_beside_messages(bot, telegram, receiver):
    message = telegram.say(1001, "하나")["message"]["message_id"]
    telegram.take_updates()
    await bot.set_webhook(URL)
    receiver.gate.clear()

    telegram.say(1001, "둘")
    telegram.tap(1001, message, "a", force=True)
    telegram.tap(1001, message, "b", force=True)
    await receiver.until(2)
    receiver.gate.set()
    await receiver.until(3)

    taps = [one["callback_query"]["data"] for one in receiver.came if "callback_query" in one]
    assert taps == ["a", "b"]
    assert "callback_query" in receiver.came[1]


@pytest.mark.parametrize("answer", [Reply(500), Reply(302), UnreachableError("refused")])
async def test_a_failed_update_comes_again_at_once_and_before_the_next(
    bot, telegram, receiver, answer
):
    receiver.answers = [answer]
    await bot.set_webhook(URL)

    telegram.say(1001, "하나")
    telegram.say(1001, "둘")
    await receiver.until(3)

    assert receiver.texts == ["하나", "하나", "둘"]
    assert (await bot.get_webhook_info()).last_error_message


async def test_the_bot_may_ask_to_be_left_alone(bot, telegram, receiver):
    receiver.answers = [Reply(503, retry_after=1)]
    await bot.set_webhook(URL)

    telegram.say(1001, "하나")
    await receiver.until(1)
    await asyncio.sleep(0.7)
    assert receiver.texts == ["하나"]
    await receiver.until(2)

    assert receiver.texts == ["하나", "하나"]


def delivery():
    return PendingUpdate(Update(1, "message", 1, 1e9, {}, "{}"))


def test_retries_come_at_once_and_then_slower_and_slower_up_to_two_minutes():
    failing = delivery()

    waits = [failing.put_off(0) for _ in range(12)]

    assert waits[:6] == [0, 2, 4, 8, 16, 32]
    assert all(60 <= wait <= 120 for wait in waits[6:])


@given(st.floats(0.1, 1e6))
def test_a_wish_to_wait_is_honoured_up_to_an_hour(asked):
    assert delivery().put_off(asked) == min(asked, 3600)


async def test_an_update_too_old_is_dropped(bot, telegram, clock, receiver):
    message = telegram.say(1001, "하나")["message"]["message_id"]
    telegram.take_updates()
    receiver.answers = [Reply(500)]
    receiver.gate.clear()
    await bot.set_webhook(URL)

    telegram.tap(1001, message, "a", force=True)
    telegram.tap(1001, message, "b", force=True)
    await receiver.until(1)
    clock.seconds += 150
    receiver.gate.set()
    await asyncio.sleep(0.1)

    assert len(receiver.came) == 1
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_no_more_connections_than_the_bot_wants(bot, telegram, receiver):
    await bot.set_webhook(URL, max_connections=3)
    receiver.gate.clear()
    for number in range(10):
        telegram.say(telegram.add_person(str(number)).id, "x")

    await receiver.until(3)
    assert len(receiver.came) == 3
    receiver.gate.set()
    await receiver.until(10)

    assert receiver.busiest == 3


async def test_what_is_in_flight_when_the_webhook_goes_is_not_lost(bot, telegram, receiver):
    await bot.set_webhook(URL)
    receiver.gate.clear()
    telegram.say(1001, "하나")
    await receiver.until(1)

    await bot.delete_webhook()

    (update,) = await bot.get_updates(offset=1)
    assert update.message.text == "하나"


async def test_pending_updates_are_dropped_only_when_asked(bot, telegram, receiver):
    telegram.say(1001, "하나")
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).pending_update_count == 1

    await bot.delete_webhook(drop_pending_updates=True)

    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_deliveries_pause_while_telegram_is_down(bot, telegram, receiver):
    await bot.set_webhook(URL)
    telegram.set_down(down=True)
    telegram.say(1001, "하나")
    await asyncio.sleep(0.05)
    assert receiver.came == []

    telegram.set_down(down=False)
    await receiver.until(1)

    assert receiver.texts == ["하나"]


async def test_the_same_webhook_again_disturbs_nothing(bot, telegram, clock, receiver):
    await bot.set_webhook(URL)
    receiver.gate.clear()
    telegram.say(1001, "하나")
    await receiver.until(1)

    clock.seconds += 1
    await bot.set_webhook(URL)
    receiver.gate.set()
    await asyncio.sleep(0.1)

    assert receiver.texts == ["하나"]


async def test_a_webhook_is_set_once_a_second_at_most(bot):
    await bot.set_webhook(URL)

    with pytest.raises(RetryAfter):
        await bot.set_webhook(URL)


async def test_the_settings_are_told_back(bot):
    await bot.set_webhook(URL, max_connections=5, allowed_updates=["message"])

    told = await bot.get_webhook_info()

    assert (told.url, told.max_connections, told.allowed_updates) == (URL, 5, ("message",))


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("nowhere", "x", "Invalid webhook url specified"),
        ("ftp://x.example/", "x", "Invalid webhook url specified"),
        (URL, "비밀", "Secret token contains unallowed characters"),
        (URL, "x" * 257, "Secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(bot, url, secret, words):
    assert await refused(bot.set_webhook(url, secret_token=secret)) == words


async def test_an_empty_url_takes_the_webhook_away(app, telegram):
    async with client_of(app) as bot:
        await bot.set_webhook(URL)
        await bot.set_webhook("")

        assert (await bot.get_webhook_info()).url == ""
