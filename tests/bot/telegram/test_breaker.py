"""An outage of Telegram: what is still tried, and how long it takes to say no. Time is virtual."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.send_errors import TelegramUnavailable, classify_error
from bot.telegram.sender import Result, Sender, telegram_breaker
from domain.ports.notices import PUSH, Delivery, SendResult
from jobs.circuit_breaker import CircuitBreaker
from tests.bot.virtual_time import in_virtual_time

TIMEOUT = 10.0
AT_ONCE = 30


class Telegram:
    """Hangs until the call times out, as long as it is down."""

    def __init__(self, *, breaker: CircuitBreaker | None = None, down: bool = True) -> None:
        self.sender = Sender(breaker=breaker)
        self.down = down
        self.tried = 0
        self.says: TelegramError | None = None
        self._chat = 0

    async def call(self, *, push: bool = False, endpoint: str = "sendMessage") -> Result:
        async def callback() -> Result:
            self.tried += 1
            if self.down:
                await asyncio.sleep(TIMEOUT)
                raise TimedOut
            if self.says is not None:
                raise self.says
            return True

        self._chat += 1
        data = {} if endpoint.startswith("get") else {"chat_id": self._chat}
        limits = PUSH if push else None
        return await self.sender.process_request(callback, (), {}, endpoint, data, limits)

    async def fail(self, times: int, *, push: bool = True) -> None:
        calls = (self.call(push=push) for _ in range(times))
        await asyncio.gather(*calls, return_exceptions=True)


async def pushed(telegram: Telegram, many: int) -> list[SendResult]:
    """So many pushes, a few at once, as the deliverer sends them."""
    places, outcomes = asyncio.Semaphore(AT_ONCE), []

    async def push() -> None:
        async with places:
            try:
                await telegram.call(push=True)
            except TelegramError as error:
                outcomes.append(classify_error(error))

    await asyncio.gather(*(push() for _ in range(many)))
    return outcomes


def outage(breaker: Callable[[], CircuitBreaker | None]) -> tuple[int, float, list[SendResult]]:
    """Calls tried, seconds taken and what came of 600 pushes to a Telegram that hangs."""

    async def play() -> tuple[int, float, list[SendResult]]:
        telegram = Telegram(breaker=breaker())
        outcomes = await pushed(telegram, 600)
        return telegram.tried, asyncio.get_running_loop().time(), outcomes

    return in_virtual_time(play())


def test_in_an_outage_pushes_do_not_wait_for_a_timeout_each():
    tried, seconds, outcomes = outage(lambda: None)

    untried = [outcome for outcome in outcomes if not outcome.tried]
    assert tried < AT_ONCE + 5
    assert seconds < 3 * TIMEOUT
    assert len(untried) == 600 - tried
    assert {outcome.sending for outcome in untried} == {Delivery.NOT_SENT}


def test_without_the_breaker_every_push_waits_for_its_timeout():
    tried, seconds, outcomes = outage(lambda: telegram_breaker(after=sys.maxsize))

    assert tried == 600
    assert seconds >= 600 / AT_ONCE * TIMEOUT
    assert all(outcome.tried for outcome in outcomes)


@pytest.mark.parametrize(("after", "held"), [(5, 0.0), (sys.maxsize, TIMEOUT)])
def test_a_reply_in_an_outage_fails_at_once(after: int, held: float):
    async def play() -> float:
        telegram = Telegram(breaker=telegram_breaker(after=after))
        await telegram.fail(5)
        began = asyncio.get_running_loop().time()
        with pytest.raises(NetworkError):
            await telegram.call()
        return asyncio.get_running_loop().time() - began

    assert in_virtual_time(play()) == pytest.approx(held)


def test_one_call_finds_out_whether_telegram_is_back_and_then_all_pass():
    async def play() -> tuple[int, int, str]:
        telegram = Telegram()
        await telegram.fail(5)
        await asyncio.sleep(1)
        before = telegram.tried
        await telegram.fail(10)
        probes, telegram.down = telegram.tried - before, False
        await asyncio.sleep(2)
        await telegram.call()
        before = telegram.tried
        await telegram.fail(10)
        breaker = telegram.sender.breaker
        return probes, telegram.tried - before, breaker.state

    assert in_virtual_time(play()) == (1, 10, "closed")


@pytest.mark.parametrize("answer", [Forbidden("blocked"), BadRequest("wrong")])
def test_what_telegram_says_itself_is_no_outage(answer: TelegramError):
    async def play() -> str:
        telegram = Telegram(down=False)
        telegram.says = answer
        await telegram.fail(20)
        breaker = telegram.sender.breaker
        return breaker.state

    assert in_virtual_time(play()) == "closed"


def test_a_pause_is_no_outage():
    async def play() -> str:
        telegram = Telegram(down=False)
        telegram.says = RetryAfter(1)
        for _ in range(10):
            await telegram.fail(1)
            await asyncio.sleep(1)
        breaker = telegram.sender.breaker
        return breaker.state

    assert in_virtual_time(play()) == "closed"


@pytest.mark.parametrize("endpoint", ["getMe", "getWebhookInfo"])
def test_questions_about_ourselves_are_always_asked(endpoint: str):
    async def play() -> Result:
        telegram = Telegram()
        await telegram.fail(5)
        telegram.down = False
        return await telegram.call(endpoint=endpoint)

    assert in_virtual_time(play()) is True


async def given_up(telegram: Telegram, *, after: float) -> None:
    """A reply that nobody waits for any more."""
    with suppress(TimeoutError):
        async with asyncio.timeout(after):
            await telegram.call()


@pytest.mark.parametrize(("after", "state"), [(3.0, "open"), (0.1, "closed")])
def test_replies_nobody_waits_for_tell_of_an_outage_only_if_they_were_given_time(
    after: float, state: str
):
    async def play() -> str:
        telegram = Telegram()
        for _ in range(5):
            await given_up(telegram, after=after)
        breaker = telegram.sender.breaker
        return breaker.state

    assert in_virtual_time(play()) == state


def test_a_probe_that_is_broken_off_leaves_the_next_call_to_find_out():
    async def play() -> Result:
        telegram = Telegram()
        await telegram.fail(5)
        await asyncio.sleep(1)
        await given_up(telegram, after=0.1)
        telegram.down = False
        return await telegram.call()

    assert in_virtual_time(play())


def test_a_push_that_was_not_tried_waits_without_a_count():
    assert classify_error(TelegramUnavailable()) == SendResult(Delivery.NOT_SENT, tried=False)


def test_how_many_sends_may_begin_follows_the_breaker():
    async def play() -> list[int]:
        telegram = Telegram()
        slots = telegram.sender.available_slots
        seen = [slots(30)]
        await telegram.fail(5)
        seen.append(slots(30))
        await asyncio.sleep(1)
        seen.append(slots(30))
        telegram.down = False
        await telegram.call()
        return [*seen, slots(30)]

    assert in_virtual_time(play()) == [30, 0, 1, 30]
