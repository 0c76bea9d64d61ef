"""Every call to Telegram passes here: circuit breaker, order and rate, 429 pauses, retries.

The order, from the outside in: a message or an edit waits for its turn, by its chat's budget and
pause (`ChatQueues`), then for the pause of everything (`FloodWait`), then passes the breaker.
What has no chance is refused before it waits for anything. Retries are here and nowhere below.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from telegram.error import NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.telegram.chat_queues import ChatQueues
from bot.telegram.flood_control import RELEASE_INTERVAL_S, FloodWait
from bot.telegram.pacing import Chat
from bot.telegram.send_errors import (
    RateLimited,
    TelegramUnavailable,
    classify_error,
    is_outage,
    retry_after_s,
    was_not_sent,
)
from bot.telegram.sent_contents import MAX_MESSAGES, SentContents, digest
from bot.telegram.update_parsing import MAX_ID
from domain.ports.notices import PUSH, Delivery
from jobs.circuit_breaker import CircuitBreaker

REPLY = "reply"
"""The kind of a message that its recipient just asked for; others are PUSH by `rate_limit_args`."""
LAST_SECOND = 253_402_300_799
"""The last second of the year 9999, in seconds since 1970; a later date cannot be made."""
REPLY_PATIENCE_S = 30.0
"""A reply waits so long for its chat's turn and for a pause to end; a push does not wait, its row
knows when to retry.
"""
REPLY_RETRIES_S = (0.2, 1.0)
"""Seconds before a reply that was certainly not sent, or met a pause, is tried again."""
PROBE_INTERVAL_S = 5.0
"""Between two probes in an outage, at most: people may be waiting for a reply."""
SLOW_CALL_S = 2.0
"""A cancelled call counts as unanswered only after this time."""
SEND, EDIT, ANSWER_TAP = "sendMessage", "editMessageText", "answerCallbackQuery"
IN_TURN = ("send", "copy", "forward", "edit")

RateLimitArgs = str | int | Callable[[], None]
"""PUSH; of an answer to a tap, the chat of the person who tapped; of a reply, what its caller wants
to be told when the call begins.
"""
Result = bool | dict[str, Any] | list[dict[str, Any]]


def telegram_breaker(*, after: int = 5) -> CircuitBreaker:
    """Opens after so many calls in a row without an answer of Telegram's; keeps the loop's time."""
    return CircuitBreaker("telegram", after=after, longest=PROBE_INTERVAL_S, monotonic=_now)


class Sender(BaseRateLimiter[RateLimitArgs]):
    """PTB's rate limiter: it stands around each call of the bot.

    Messages and edits of a chat leave in order and within its budget; of edits of one message that
    wait only the newest, and none that changes nothing. Other calls wait only for pauses, answers
    to taps for none: they live for seconds. A push has one attempt. A reply is retried after a
    pause or when it was certainly not sent, never when it may have arrived. `met` is told the
    seconds of each 429 and the chat that it holds, None for all; `counted` the kind and outcome of
    each attempt to send or edit. `replicas`: how many processes are taken to send for this bot
    until `divide` tells.
    """

    def __init__(
        self,
        *,
        met: Callable[[float, int | None], None] = lambda *_: None,
        counted: Callable[[str, str], None] = lambda *_: None,
        breaker: CircuitBreaker | None = None,
        replicas: int = 1,
    ) -> None:
        self.breaker = breaker or telegram_breaker()
        self._met = met
        self._counted = counted
        self._queues = ChatQueues(closed=lambda: self._flood.probing, replicas=replicas)
        self._flood = FloodWait(
            met=lambda seconds: met(seconds, None),
            probed=self._queues.resume,
            release_s=RELEASE_INTERVAL_S * replicas,
        )
        self._contents = SentContents(size=MAX_MESSAGES if replicas == 1 else 0)

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    def pause(self, seconds: float, chat: int | None = None) -> None:
        """A pause that another process, or this one before a restart, was asked for: for that chat,
        or for all.
        """
        if chat is None:
            self._flood.pause_for(seconds)
        else:
            self._queues.hold(chat, seconds)

    def divide(self, replicas: int) -> None:
        """So many processes send for this bot now: each takes its share of a chat's budget."""
        self._queues.divide(replicas)

    def is_behind(self, chat: int) -> bool:
        """Whether a reply to the chat would have to wait for its budget or its pause."""
        return self._queues.is_behind(chat)

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
        rate_limit_args: RateLimitArgs | None,
    ) -> Result:
        """Makes the call when its turn has come; True for an edit that needs not be made. Raises
        what its last attempt raised, RateLimited when there is too long to wait, or
        TelegramUnavailable.
        """
        push, queue = rate_limit_args == PUSH, _queue_of(endpoint, data)
        chat = _chat_of(data, rate_limit_args)
        to_people = "chat_id" in data or endpoint == ANSWER_TAP
        patience_s = 0.0 if push or endpoint == ANSWER_TAP else REPLY_PATIENCE_S

        async def attempt() -> Result:
            with self._reaching(to_people=to_people), self._counting(data, push=push):
                if callable(rate_limit_args):
                    rate_limit_args()
                if queue is not None:
                    self._queues.start(queue)
                return await self._limited(callback(*args, **kwargs), chat)

        if to_people and self.breaker.is_open:
            raise TelegramUnavailable
        self._flood.check(patience_s=patience_s)
        retries_s = () if push else REPLY_RETRIES_S
        call = partial(
            self._retried, attempt, chat=chat, patience_s=patience_s, retries_s=retries_s
        )
        if queue is not None:
            return await self._in_turn(call, queue, endpoint, data, push=push)
        if patience_s <= 0 and self._flood.probing:
            raise RateLimited(1)  # the turn is worth more to a message
        await self._end_of_hold(chat, patience_s=patience_s)
        return await call()

    async def _in_turn(
        self,
        call: Callable[[], Awaitable[Result]],
        chat: Chat,
        endpoint: str,
        data: dict[str, Any],
        *,
        push: bool,
    ) -> Result:
        edits = data.get("message_id") if endpoint == EDIT else None
        patience_s = REPLY_PATIENCE_S
        if not await self._queues.acquire(chat, push=push, edits=edits, patience_s=patience_s):
            return True
        try:
            if edits is not None:
                return await self._edited(call, (chat, edits), digest(data))
            result = receipt(endpoint, data, await call())
            if endpoint == SEND and isinstance(result, dict):
                self._contents.put((chat, result["message_id"]), digest(data))
            return result
        finally:
            self._queues.release(chat)

    async def _edited(
        self, edit: Callable[[], Awaitable[Result]], message: tuple[Chat, int], content: bytes
    ) -> Result:
        """Makes the edit unless the message shows that already, and notes what it shows then."""
        before, after = self._contents.get(message), None
        if before == content:
            return True
        try:
            await edit()
            after = content
        except TelegramError as error:
            known = {Delivery.SENT: content, Delivery.NOT_SENT: before}
            after = known.get(classify_error(error).sending)
            raise
        finally:
            self._contents.put(message, after)
        return True

    async def _retried(
        self,
        attempt: Callable[[], Awaitable[Result]],
        *,
        chat: Chat | None,
        patience_s: float,
        retries_s: tuple[float, ...],
    ) -> Result:
        for rest_s in retries_s:
            try:
                return await self._flood.run(attempt, patience_s=patience_s)
            except RetryAfter:
                self._flood.check(patience_s=patience_s)
                await self._end_of_hold(chat, patience_s=patience_s)
            except NetworkError as error:
                if not was_not_sent(error):
                    raise
                await asyncio.sleep(rest_s)
        return await self._flood.run(attempt, patience_s=patience_s)

    async def _end_of_hold(self, chat: Chat | None, *, patience_s: float) -> None:
        """Raises RateLimited if the pause of the chat is longer than `patience_s`."""
        while (left := self._queues.held_s(chat)) > 0:
            if left > patience_s:
                raise RateLimited(math.ceil(left))
            await asyncio.sleep(left)

    async def _limited(self, call: Awaitable[Result], chat: Chat | None) -> Result:
        """Notes a 429: it holds the chat, and perhaps everything."""
        try:
            return await call
        except RetryAfter as error:
            seconds = retry_after_s(error)
            self._flood.refuse(chat, seconds)
            if chat is not None:
                self._queues.hold(chat, seconds)
            if isinstance(chat, int):
                self._met(seconds, chat)
            raise

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


def _chat_of(data: dict[str, Any], rate_limit_args: RateLimitArgs | None) -> Chat | None:
    """The chat that a 429 holds: a tap whose chat is not known is one of its own."""
    if isinstance(rate_limit_args, int):
        return rate_limit_args
    chat: Chat | None = data.get("chat_id", data.get("callback_query_id"))
    return chat


def _queue_of(endpoint: str, data: dict[str, Any]) -> Chat | None:
    """The chat whose order and budget the call keeps to: messages and edits only."""
    if not endpoint.startswith(IN_TURN) or endpoint == "sendChatAction":
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
    chat = _queue_of(endpoint, data)
    if chat is None or isinstance(result, list):
        return result
    said = result if isinstance(result, dict) else {}
    return {
        "message_id": _number(said.get("message_id"), most=MAX_ID),
        "date": _number(said.get("date"), most=LAST_SECOND),
        "chat": {"id": chat, "type": "private" if _number(chat, most=MAX_ID) > 0 else "group"},
    }


def _number(value: object, *, most: int) -> int:
    return value if type(value) is int and abs(value) <= most else 0
