"""Long polling against the emulator: what is confirmed, and when."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from structlog.testing import capture_logs
from telegram import Bot, Update
from telegram.error import InvalidToken
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest, RequestData

from bot.config.settings import SANDBOX_TOKEN
from bot.telegram.polling import Backoff, Poller
from bot.telegram.request import StrictJsonRequest
from sandbox.app import create_app
from sandbox.state.telegram import Telegram
from tests.bot.virtual_time import in_virtual_time

CUSTOMER, ANOTHER = 1001, 1003
Handle = Callable[[Update], Awaitable[bool]]


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(flood_limit=0)


@asynccontextmanager
async def polled(telegram: Telegram, token: str = SANDBOX_TOKEN) -> AsyncIterator[ExtBot[None]]:
    app = create_app(telegram, token=SANDBOX_TOKEN)
    transport = httpx.ASGITransport(app)
    call, poll = (HTTPXRequest(httpx_kwargs={"transport": transport}) for _ in range(2))
    bot: ExtBot[None] = ExtBot(
        token, base_url="http://127.0.0.1/bot", request=call, get_updates_request=poll
    )
    await call.initialize()
    await poll.initialize()
    yield bot
    await app.close()
    await call.shutdown()
    await poll.shutdown()


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with polled(telegram) as bot:
        yield bot


class Counter:
    """Handles updates; those of `refusing` only once it is empty."""

    def __init__(self) -> None:
        self.handled: list[int] = []
        self.refusing: set[int] = set()
        self.refused = asyncio.Event()

    async def handle(self, update: Update) -> bool:
        assert update.effective_user is not None
        if update.effective_user.id in self.refusing:
            self.refused.set()
            return False
        self.handled.append(update.update_id)
        return True

    async def until(self, count: int) -> None:
        await until(lambda: len(self.handled) >= count)


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(500):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen within 5 s")


@asynccontextmanager
async def running(poller: Poller) -> AsyncIterator[None]:
    task = asyncio.create_task(poller.run())
    yield
    poller.stop()
    async with asyncio.timeout(5):
        await task


def waiting(telegram: Telegram) -> list[int]:
    return [update.id for update in telegram.updates.waiting()]


async def test_what_was_handled_is_confirmed_even_when_the_bot_stops_at_once(telegram, bot):
    counter = Counter()
    poller = Poller(bot, handle=counter.handle)
    for number in range(5):
        telegram.say(CUSTOMER, f"{number}")

    async with running(poller):
        await counter.until(5)

    assert counter.handled == sorted(counter.handled)
    assert waiting(telegram) == []
    assert poller.state == "reachable"


async def test_an_update_that_was_not_handled_comes_again_and_the_others_do_not(telegram, bot):
    counter = Counter()
    counter.refusing = {ANOTHER}
    before = telegram.say(CUSTOMER, "before")["update_id"]
    stuck = telegram.say(ANOTHER, "stuck")["update_id"]
    behind = telegram.say(CUSTOMER, "behind")["update_id"]

    async with running(Poller(bot, handle=counter.handle)):
        await counter.refused.wait()
        counter.refusing = set()
        await counter.until(3)

    assert counter.handled == [before, behind, stuck]
    assert waiting(telegram) == []


async def test_the_offset_never_passes_what_was_not_handled(telegram, bot):
    counter = Counter()
    counter.refusing = {ANOTHER}
    telegram.say(CUSTOMER, "before")
    stuck = telegram.say(ANOTHER, "stuck")["update_id"]
    telegram.say(CUSTOMER, "behind")

    async with running(Poller(bot, handle=counter.handle)):
        await counter.until(2)

    assert waiting(telegram)[0] == stuck


async def test_a_batch_in_hand_is_finished_before_the_bot_stops(telegram, bot):
    begun, release, handled = asyncio.Event(), asyncio.Event(), []

    async def slowly(update: Update) -> bool:
        begun.set()
        await release.wait()
        handled.append(update.update_id)
        return True

    poller = Poller(bot, handle=slowly)
    telegram.say(CUSTOMER, "slow")

    async with running(poller):
        await begun.wait()
        poller.stop()
        await asyncio.sleep(0.05)
        assert handled == []
        release.set()

    assert len(handled) == 1
    assert waiting(telegram) == []


async def test_a_handler_that_breaks_takes_nobody_with_it(telegram, bot):
    handled: list[int] = []

    async def break_once(update: Update) -> bool:
        if not handled and update.message is not None and update.message.text == "break":
            handled.append(0)
            raise LookupError
        handled.append(update.update_id)
        return True

    telegram.say(CUSTOMER, "break")
    telegram.say(ANOTHER, "fine")

    async with running(Poller(bot, handle=break_once)):
        await until(lambda: len(handled) == 3)

    assert waiting(telegram) == []


async def test_an_update_that_cannot_be_read_holds_up_nobody_and_is_not_written_down(
    telegram, bot, caplog
):
    counter = Counter()
    sender = {"id": CUSTOMER, "is_bot": False, "first_name": "민서(가명)"}
    chat = {"id": CUSTOMER, "type": "private"}
    broken = {"message_id": 1, "date": 2**80, "chat": chat, "from": sender, "text": "민서의 비밀"}
    telegram.say(CUSTOMER, "before")
    telegram.push({"message": broken})
    telegram.say(ANOTHER, "behind")

    async with running(Poller(bot, handle=counter.handle)):
        await counter.until(2)

    assert waiting(telegram) == []
    assert "민서" not in caplog.text


class OddServer(StrictJsonRequest):
    """Answers each getUpdates with the next of these, then with nothing, at once."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, object]] = []

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, request_data: RequestData | None = None, **_: object
    ) -> tuple[int, bytes]:
        assert url.lower().endswith("getupdates")
        assert request_data is not None
        self.asked.append(request_data.parameters)
        result = self.answers.pop(0) if self.answers else []
        return 200, json.dumps({"ok": True, "result": result}).encode()


def polled_for(seconds: float, server: OddServer, handled: list[int]) -> None:
    """In virtual time."""

    async def handle(update: Update) -> bool:
        handled.append(update.update_id)
        return True

    async def play() -> None:
        bot: ExtBot[None] = ExtBot("1:x", request=server, get_updates_request=server)
        async with running(Poller(bot, handle=handle)):
            await asyncio.sleep(seconds)

    in_virtual_time(play())


def test_a_server_that_does_not_wait_is_asked_once_a_second_and_named_once():
    server = OddServer()

    with capture_logs() as lines:
        polled_for(10.5, server, [])

    assert len(server.asked) == 11
    assert [line["event"] for line in lines] == ["getUpdates does not wait for updates"]


UPDATE = {"update_id": 5, "my_chat_member": None}


@pytest.mark.parametrize("odd", [[None], ["x", 5], [[]], [{}], [{"update_id": "5"}]])
def test_what_is_no_update_ends_nothing_and_holds_up_nobody(odd: list[object]):
    server, handled = OddServer([*odd, UPDATE], odd), []

    polled_for(5, server, handled)

    assert handled == [5]
    assert [asked.get("offset") for asked in server.asked][:3] == [None, 6, 6]
    assert len(server.asked) < 8


@pytest.mark.parametrize("odd", [None, {}, "updates", 5, True])
def test_an_answer_that_is_no_list_is_waited_out(odd: object):
    server, handled = OddServer(odd, [UPDATE]), []

    polled_for(5, server, handled)

    assert handled == [5]


async def test_only_kinds_the_bot_knows_are_asked_for(telegram, bot):
    counter = Counter()
    telegram.say(CUSTOMER, "one")

    async with running(Poller(bot, handle=counter.handle)):
        await counter.until(1)
        telegram.push({"inline_query": {"id": "1", "query": "two", "offset": ""}})
        telegram.say(CUSTOMER, "three")
        await counter.until(2)

    assert len(counter.handled) == 2


async def test_somebody_elses_webhook_is_a_conflict_to_wait_out(telegram, bot):
    await bot.set_webhook("https://elsewhere.example/hook")
    poller = Poller(bot, handle=Counter().handle)

    async with running(poller):
        await until(lambda: poller.state == "conflict")


async def test_while_telegram_is_down_the_bot_waits(telegram, bot):
    telegram.set_down(down=True)
    counter = Counter()
    poller = Poller(bot, handle=counter.handle)

    async with running(poller):
        await until(lambda: poller.state == "unreachable")
        telegram.set_down(down=False)
        telegram.say(CUSTOMER, "back")
        await counter.until(1)

    assert poller.state == "reachable"


async def test_a_token_that_telegram_refuses_ends_the_polling(telegram):
    async with polled(telegram, token="1000000001:WRONG") as bot:
        poller = Poller(bot, handle=Counter().handle)

        with pytest.raises(InvalidToken):
            await poller.run()


def test_pauses_grow_to_a_limit_and_begin_anew():
    backoff = Backoff(3, 30)

    pauses = [backoff.after_failure() for _ in range(6)]
    backoff.reset()

    assert pauses == [3, 6, 12, 24, 30, 30]
    assert backoff.after_failure() == 3
