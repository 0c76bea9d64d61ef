"""The pause of everything that Telegram asks for with a 429, and how it is told from one chat's."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import RetryAfter

from bot.telegram.pacing import Chat
from bot.telegram.send_errors import RateLimited, retry_after_s

TOGETHER_S = 1.0
"""Two chats refused within this time: the limit may be that of all chats."""
FIRST_DOUBT_S = 0.05
"""The longest pause of everything because of refused probes, doubled by each further round of them:
those that probed first may be chats that have exceeded their own limits.
"""
MAX_DOUBT_S = 4.0
"""So much of that pause a reply waits; a push waits for all of it."""
MAX_PROBES = 16
"""Replies that probe in a row before the next pause: one first, doubled with the pause. So the wait
behind many refused chats grows far slower than their number.
"""
RELEASE_INTERVAL_S = 1 / 12
"""Between calls that waited for the same pause, lest they cause the next."""

R = TypeVar("R")


class FloodWait:
    """The pause of everything: it holds for every call of this process.

    It ends at a deadline; then one call probes Telegram before the others are released one by one
    (half-open). Two chats that are refused at once only make it doubtful whether all are: the next
    call probes without a pause. What is refused to a chat never holds replies to others for longer
    than `MAX_DOUBT_S` at a time. `met` is told the seconds of each pause that begins here, `probed`
    that a probe has ended. Does not retry.
    """

    def __init__(
        self,
        *,
        met: Callable[[float], None],
        probed: Callable[[], None],
        release_s: float = RELEASE_INTERVAL_S,
    ) -> None:
        self._met = met
        self._probed = probed
        self._release_s = release_s
        self._until = -math.inf
        self._replies_until = -math.inf
        self._open = True
        self._trust()
        self._turn = asyncio.Lock()
        self._refused: Chat | None = None
        self._refused_at = -math.inf

    def refuse(self, chat: Chat | None, seconds: float) -> None:
        """A call met a 429; one to no chat shows that it holds for all."""
        now = _now()
        if chat is None:
            self.pause_for(seconds)
            self._met(seconds)
        elif self._refused not in (None, chat) and now - self._refused_at <= TOGETHER_S:
            self._open = False
        self._refused, self._refused_at = chat, now

    def pause_for(self, seconds: float) -> None:
        """A pause from now on; of two the later end counts."""
        self._hold(seconds, replies_s=seconds)

    @property
    def probing(self) -> bool:
        """Whether the pause is over and one call finds out how things are."""
        return not self._open and self._turn.locked() and self.remaining_s() <= 0

    def remaining_s(self) -> float:
        """Seconds until the pause ends; negative after it."""
        return self._until - _now()

    def check(self, *, patience_s: float) -> None:
        """Raises RateLimited if the pause is longer than `patience_s`; a push has none."""
        left = self._left_s(patience_s)
        if left > max(0.0, patience_s):
            raise RateLimited(math.ceil(left))

    async def run(self, call: Callable[[], Awaitable[R]], *, patience_s: float) -> R:
        """Makes the call after the pause, if there is one. Raises what the call raises, or
        RateLimited without making it.
        """
        self.check(patience_s=patience_s)  # before it waits for its turn through all of a pause
        if not self._open:
            came = _now()
            async with self._turn:
                await self._end(patience_s=patience_s)
                if not self._open:
                    return await self._probe(call, push=patience_s <= 0)
                if came < self._until:
                    await asyncio.sleep(self._release_s)
        return await call()

    async def _end(self, *, patience_s: float) -> None:
        while (left := self._left_s(patience_s)) > 0:
            self.check(patience_s=patience_s)
            await asyncio.sleep(left)

    async def _probe(self, call: Callable[[], Awaitable[R]], *, push: bool) -> R:
        refused = False
        try:
            result = await call()
        except RetryAfter as error:
            refused = True
            if self._left_s(math.inf) <= 0:  # else it was refused to all
                self._doubt(retry_after_s(error), push=push)
            raise
        else:
            self._trust()
            self._until = self._replies_until
            return result
        finally:
            self._open = not refused and self._left_s(math.inf) <= 0
            self._probed()

    def _trust(self) -> None:
        """A chat was served: the limit is not one of all."""
        self._doubt_s, self._probes, self._refused_probes = FIRST_DOUBT_S, 1, 0

    def _doubt(self, seconds: float, *, push: bool) -> None:
        """A chat was refused: after a round of these, or of one push, comes a pause."""
        self._refused_probes += 1
        if self._refused_probes < self._probes and not push:
            return
        pause_s = min(seconds, self._doubt_s)
        self._doubt_s *= 2
        self._probes, self._refused_probes = min(2 * self._probes, MAX_PROBES), 0
        self._hold(pause_s, replies_s=min(pause_s, MAX_DOUBT_S))
        self._met(min(pause_s, MAX_DOUBT_S))

    def _hold(self, seconds: float, *, replies_s: float) -> None:
        now = _now()
        self._until = max(self._until, now + seconds)
        self._replies_until = max(self._replies_until, now + replies_s)
        self._open = False

    def _left_s(self, patience_s: float) -> float:
        until = self._replies_until if patience_s > 0 else self._until
        return until - _now()


def _now() -> float:
    return asyncio.get_running_loop().time()
