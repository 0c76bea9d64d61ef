"""Every call to Telegram passes here: circuit breaker, order and rate, 429 pauses, retries.

The order, from the outside in: a message waits for its turn in its chat and for the rate
(`ChatQueues`), then for the pause that Telegram asked for (`FloodWait`), then passes the breaker.
What has no chance is refused before it waits for anything. Retries are here and nowhere below.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from telegram.error import NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.telegram.pacing import Chat, ChatQueues
from bot.telegram.send_errors import (
    RateLimited,
    TelegramUnavailable,
    classify_error,
    is_outage,
    retry_after_s,
    was_not_sent,
)
from domain.ports.notices import PUSH
from jobs.circuit_breaker import CircuitBreaker

REPLY = "reply"
"""The kind of a message that its recipient just asked for; others are PUSH by `rate_limit_args`."""
REPLY_PATIENCE_S = 30.0
"""A reply waits so long for a pause to end; a push does not wait, its row knows when to retry."""
REPLY_RETRIES_S = (0.2, 1.0)
"""Seconds before a reply that was certainly not sent, or met a pause, is tried again."""
PROBE_INTERVAL_S = 5.0
"""Between two probes in an outage, at most: people may be waiting for a reply."""
SLOW_CALL_S = 2.0
"""A cancelled call counts as unanswered only after this time."""
RELEASE_INTERVAL_S = 1 / 25
"""Between calls that waited for the same pause, lest they cause the next."""
EDIT = "editMessageText"
SENDS = ("send", "copy", "forward")

R = TypeVar("R")
Result = bool | dict[str, Any] | list[dict[str, Any]]
OnStart = Callable[[], None]
"""`rate_limit_args` of a reply whose caller wants to know when the call begins."""


def telegram_breaker(*, after: int = 5) -> CircuitBreaker:
    """Opens after so many calls in a row without an answer of Telegram's; keeps the loop's time."""
    return CircuitBreaker("telegram", after=after, longest=PROBE_INTERVAL_S, monotonic=_now)


class FloodWait:
    """The pause that Telegram asks for with a 429: it holds for every call of this process.

    It ends at a deadline; then one call probes Telegram before the others are released one by one
    (half-open). `met` is told the seconds of each 429, `probed` that a probe has ended. Does not
    retry.
    """

    def __init__(self, *, met: Callable[[float], None], probed: Callable[[], None]) -> None:
        self._met = met
        self._probed = probed
        self._until = -math.inf
        self._open = True
        self._turn = asyncio.Lock()

    def pause_for(self, seconds: float) -> None:
        """A pause from now on; of two the later end counts."""
        self._until = max(self._until, _now() + seconds)
        self._open = False

    @property
    def probing(self) -> bool:
        """Whether the pause is over and one call finds out how things are."""
        return not self._open and self._turn.locked() and self.remaining_s() <= 0

    def remaining_s(self) -> float:
        """Seconds until the pause ends; negative after it."""
        return self._until - _now()

    def check(self, *, patience_s: float) -> None:
        """Raises RateLimited if the pause is longer than `patience_s`."""
        left = self.remaining_s()
        if left > max(0.0, patience_s):
            raise RateLimited(math.ceil(left))

    async def run(self, call: Callable[[], Awaitable[R]], *, patience_s: float) -> R:
        """Makes the call after the pause, if there is one. Raises what the call raises, or
        RateLimited without making it.
        """
        self.check(patience_s=patience_s)  # before it waits for its turn through all of a pause
        if not self._open:
            async with self._turn:
                await self._end(patience_s=patience_s)
                if not self._open:
                    return await self._probe(call)
                await asyncio.sleep(RELEASE_INTERVAL_S)
        return await self._make(call)

    async def _end(self, *, patience_s: float) -> None:
        while (left := self.remaining_s()) > 0:
            self.check(patience_s=patience_s)
            await asyncio.sleep(left)

    async def _probe(self, call: Callable[[], Awaitable[R]]) -> R:
        try:
            return await self._make(call)
        finally:
            self._open = self.remaining_s() <= 0
            self._probed()

    async def _make(self, call: Callable[[], Awaitable[R]]) -> R:
        try:
            return await call()
        except RetryAfter as error:
            self.pause_for(retry_after_s(error))
            self._met(retry_after_s(error))
            raise


class Sender(BaseRateLimiter[str | OnStart]):
    """PTB's rate limiter: it stands around each call of the bot.

    Messages to a chat leave in order; edits, answers to taps and questions about ourselves wait
    only for pauses. A push has one attempt. A reply is retried after a pause or when it was
    certainly not sent, never when it may have arrived. `met` is told the seconds of each 429;
    `counted` the kind and outcome of each attempt to send or edit.
    """

    def __init__(
        self,
        *,
        met: Callable[[float], None] = lambda _: None,
        counted: Callable[[str, str], None] = lambda *_: None,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        self.breaker = breaker or telegram_breaker()
        self._counted = counted
        self._queues = ChatQueues(closed=lambda: self._flood.probing)
        self._flood = FloodWait(met=met, probed=self._queues.admit)

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    def pause(self, seconds: float) -> None:
        """A pause that another process, or this one before a restart, was asked for."""
        self._flood.pause_for(seconds)

    def available_slots(self, most: int) -> int:
        """How many messages, of so many, may begin now: all, one to probe Telegram, or none."""
        if self.breaker.state == "closed":
            return most
        return 0 if self.breaker.is_open else min(1, most)

    async def process_request(  # noqa: PLR0917 (the library's signature)
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: tuple[object, ...],
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | OnStart | None,
    ) -> Result:
        """Makes the call when its turn has come. Raises what its last attempt raised, RateLimited
        when a pause is too long to wait for, or TelegramUnavailable.
        """
        push, chat = rate_limit_args == PUSH, _queue_of(endpoint, data)
        to_people = "chat_id" in data or endpoint == "answerCallbackQuery"

        async def attempt() -> Result:
            with self._reaching(to_people=to_people), self._counting(data, push=push):
                if callable(rate_limit_args):
                    rate_limit_args()
                if chat is not None:
                    self._queues.start(chat)
                return await callback(*args, **kwargs)

        if to_people and self.breaker.is_open:
            raise TelegramUnavailable
        self._flood.check(patience_s=_patience_s(push=push))
        if chat is None:
            return receipt(endpoint, data, await self._retried(attempt, push=push))
        await self._queues.acquire(chat, push=push)
        try:
            return receipt(endpoint, data, await self._retried(attempt, push=push))
        finally:
            self._queues.release(chat)

    async def _retried(self, attempt: Callable[[], Awaitable[Result]], *, push: bool) -> Result:
        patience_s = _patience_s(push=push)
        for rest_s in () if push else REPLY_RETRIES_S:
            try:
                return await self._flood.run(attempt, patience_s=patience_s)
            except RetryAfter:
                self._flood.check(patience_s=patience_s)
            except NetworkError as error:
                if not was_not_sent(error):
                    raise
                await asyncio.sleep(rest_s)
        return await self._flood.run(attempt, patience_s=patience_s)

    @contextmanager
    def _reaching(self, *, to_people: bool) -> Iterator[None]:
        """Questions about ourselves are asked in an outage, too, and tell nothing about it."""
        if not to_people:
            yield
            return
        if not self.breaker.allow_request():
            raise TelegramUnavailable
        began, record = _now(), self.breaker.record_success
        try:
            yield
        except asyncio.CancelledError:
            slow = _now() - began >= SLOW_CALL_S
            record = self.breaker.record_failure if slow else self.breaker.record_cancelled
            raise
        except TelegramError as error:
            record = self.breaker.record_failure if is_outage(error) else record
            raise
        finally:
            record()

    @contextmanager
    def _counting(self, data: dict[str, Any], *, push: bool) -> Iterator[None]:
        outcome = "unknown"  # an attempt that is cancelled may have arrived
        try:
            yield
            outcome = "sent"
        except RetryAfter:
            outcome = "429"
            raise
        except TelegramError as error:
            outcome = classify_error(error).sending.value
            raise
        finally:
            if "chat_id" in data:
                self._counted(PUSH if push else REPLY, outcome)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _patience_s(*, push: bool) -> float:
    return 0.0 if push else REPLY_PATIENCE_S


def _queue_of(endpoint: str, data: dict[str, Any]) -> Chat | None:
    """The chat whose order and rate the call keeps to: messages only."""
    if not endpoint.startswith(SENDS) or endpoint == "sendChatAction":
        return None
    chat: Chat | None = data.get("chat_id")
    return chat


def receipt(endpoint: str, data: dict[str, Any], result: Result) -> Result:
    """Of an answer to a send, what is used: the message's id, date and chat; of an edit, nothing.

    The library would make an object of each button and each bold word, and fail on what it does not
    know. Telegram said `ok`: the message was sent, however it is described.
    """
    if endpoint == EDIT:
        return True
    if _queue_of(endpoint, data) is None or isinstance(result, list):
        return result
    said = result if isinstance(result, dict) else {}
    return {
        "message_id": _number(said.get("message_id")),
        "date": _number(said.get("date")),
        "chat": {"id": data["chat_id"], "type": "private"},
    }


def _number(value: object) -> int:
    return value if type(value) is int else 0
