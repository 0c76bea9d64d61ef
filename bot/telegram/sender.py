"""Everything that leaves for Telegram passes here: order, pace, pauses. Knows no words."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from telegram.error import NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.pacing import Chat, ChatQueues
from bot.telegram.retry_after import FloodWait
from bot.telegram.send_errors import TelegramBreaker, to_people, was_not_sent

PUSH, REPLY = "push", "reply"
"""What a person did not just ask for (said by `rate_limit_args`), and what they did."""

PATIENCE = 30.0
"""Seconds a reply waits for a pause to end."""

RESTS = (0.2, 1.0)
"""Seconds before a reply that certainly did not leave, or met a pause, is tried again."""

EDIT = "editMessageText"
"""Telegram answers with the message. Nobody reads what is in it, but the library would make an
object of each button and each bold word, so it is told what Telegram says where it does not.
"""
Began = Callable[[], None]
"""`rate_limit_args` of a reply that wants to know when its turn has come."""
Result = bool | dict[str, Any] | list[dict[str, Any]]
Call = Callable[[], Awaitable[Result]]


class Sender(BaseRateLimiter[str | Began]):
    """The one way out. Messages of a chat leave in order; edits, answers to taps and questions to
    Telegram keep only to the pauses.

    A push has one attempt and does not wait for a pause: its row knows when to come again. A reply
    is tried again after a pause or when it certainly did not leave, never when it may have arrived.
    While Telegram does not answer (`reach`) neither is tried. `met` is told the seconds of each
    pause Telegram asks for; `counting` stands around each attempt to send.
    """

    def __init__(
        self,
        *,
        met: Callable[[float], None] = lambda _: None,
        counting: Callable[[str], AbstractContextManager[None]] = lambda _: nullcontext(),
        reach: TelegramBreaker | None = None,
    ) -> None:
        self._counting = counting
        self.reach = reach or TelegramBreaker.of_loop()
        self._lanes = ChatQueues(closed=lambda: self._gate.trying)
        self._gate = FloodWait(met=met, tried=self._lanes.admit)

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    def pause(self, seconds: float) -> None:
        """A pause that another process, or this one before a restart, was asked for."""
        self._gate.hold(seconds)

    async def process_request(  # noqa: PLR0917 (the library's signature)
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: tuple[object, ...],
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | Began | None,
    ) -> Result:
        """Makes the call when its turn has come. Raises what it raises at last, Paused when a
        pause is too long to wait for, or TelegramUnavailable.
        """
        reach = self.reach if to_people(endpoint, data) else TelegramBreaker(None)

        chat = _lane_of(endpoint, data)

        async def attempt() -> Result:
            if callable(rate_limit_args):
                rate_limit_args()
            if chat is not None:
                self._lanes.begin(chat)
            if "chat_id" not in data:
                return await callback(*args, **kwargs)
            with self._counting(PUSH if push else REPLY):
                return await callback(*args, **kwargs)

        async def call() -> Result:
            return await reach.through(attempt)

        push = rate_limit_args == PUSH
        reach.check()
        self._gate.check(patience=0.0 if push else PATIENCE)
        if chat is None:
            made = await self._make(call, push=push)
            return True if endpoint == EDIT else made
        await self._lanes.enter(chat, push=push)
        try:
            return await self._make(call, push=push)
        finally:
            self._lanes.leave(chat)

    async def _make(self, call: Call, *, push: bool) -> Result:
        patience = 0.0 if push else PATIENCE
        for rest in () if push else RESTS:
            try:
                return await self._gate.through(call, patience=patience)
            except RetryAfter:
                self._gate.check(patience=patience)
            except NetworkError as error:
                if not was_not_sent(error):
                    raise
                await asyncio.sleep(rest)
        return await self._gate.through(call, patience=patience)


def _lane_of(endpoint: str, data: dict[str, Any]) -> Chat | None:
    """The chat whose order and budget the call keeps to: messages only."""
    if not endpoint.startswith(("send", "copy", "forward")) or endpoint == "sendChatAction":
        return None
    chat: Chat | None = data.get("chat_id")
    return chat
