"""The pause Telegram asks for with a 429: it holds for every call of this process.

Ends at a deadline, not with the call that met it; then one call goes first. Retries nothing.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import RetryAfter

from bot.telegram.send_errors import RateLimited, pause_of

SPACING = 1 / 25
"""Seconds between calls that waited for the same pause, lest they cause the next."""

R = TypeVar("R")


class FloodWait:
    """Lets every call through at once, unless there is a pause.

    `met` is told the seconds of each pause that a call met, `tried` that the call which went first
    has ended.
    """

    def __init__(self, *, met: Callable[[float], None], tried: Callable[[], None]) -> None:
        self._met = met
        self._tried = tried
        self._until = -math.inf
        self._open = True
        self._door = asyncio.Lock()

    def hold(self, seconds: float) -> None:
        """A pause from now on; of two the later end counts."""
        self._until = max(self._until, asyncio.get_running_loop().time() + seconds)
        self._open = False

    @property
    def trying(self) -> bool:
        """Whether the pause is over and a call finds out how things are."""
        return not self._open and self._door.locked() and self.remaining() <= 0

    def remaining(self) -> float:
        """Seconds until the pause ends; none are left below zero."""
        return self._until - asyncio.get_running_loop().time()

    def check(self, *, patience: float) -> None:
        """Paused if the pause is longer than `patience` (seconds)."""
        left = self.remaining()
        if left > max(0.0, patience):
            raise RateLimited(math.ceil(left))

    async def through(self, call: Callable[[], Awaitable[R]], *, patience: float) -> R:
        """Makes the call after the pause, if there is one. Raises what the call raises, and
        Paused without making it when the pause is longer than `patience`.
        """
        self.check(patience=patience)  # before it queues up at the door for all of a pause
        if not self._open:
            async with self._door:
                await self._end(patience=patience)
                if not self._open:
                    return await self._go_first(call)
                await asyncio.sleep(SPACING)
        return await self._make(call)

    async def _end(self, *, patience: float) -> None:
        while (left := self.remaining()) > 0:
            self.check(patience=patience)
            await asyncio.sleep(left)

    async def _go_first(self, call: Callable[[], Awaitable[R]]) -> R:
        try:
            return await self._make(call)
        finally:
            self._open = self.remaining() <= 0
            self._tried()

    async def _make(self, call: Callable[[], Awaitable[R]]) -> R:
        try:
            return await call()
        except RetryAfter as error:
            self.hold(pause_of(error))
            self._met(pause_of(error))
            raise
