"""Pauses that Telegram asks for with a 429: for whom one holds, and the pause of everything."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.telegram.pacing import Chat
from bot.telegram.send_errors import RateLimited

TOGETHER_S = 1.0
"""Two chats refused within this time, and nobody served between them: it is not about a chat."""
MAX_SUSPECTED_S = 5.0
"""The longest pause of everything on that ground alone; then one call finds out."""
RELEASE_INTERVAL_S = 1 / 12
"""Between calls that waited for the same pause, lest they cause the next."""

R = TypeVar("R")


class FloodScope:
    """Tells a limit of all chats from that of one: a chat's own 429 must stop no other chat."""

    def __init__(self) -> None:
        self._refused: Chat | None = None
        self._at = -math.inf

    def is_for_all(self, chat: Chat | None, now: float) -> bool:
        """Whether the 429 that a call to `chat` (None: to no chat) met is likely to be for all."""
        if chat is None:
            return True
        other = self._refused not in (None, chat)
        together = other and now - self._at <= TOGETHER_S
        self._refused, self._at = chat, now
        return together

    def served(self, chat: Chat | None, *, began: float) -> None:
        """A call that `began` then was answered well: so far only one chat is refused."""
        if chat not in (None, self._refused) and began >= self._at:
            self._refused = None


class FloodWait:
    """The pause of everything: it holds for every call of this process.

    It ends at a deadline; then one call probes Telegram before the others are released one by one
    (half-open). `probed` is told that a probe has ended. Does not retry.
    """

    def __init__(
        self, *, probed: Callable[[], None], release_s: float = RELEASE_INTERVAL_S
    ) -> None:
        self._probed = probed
        self._release_s = release_s
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
                await asyncio.sleep(self._release_s)
        return await call()

    async def _end(self, *, patience_s: float) -> None:
        while (left := self.remaining_s()) > 0:
            self.check(patience_s=patience_s)
            await asyncio.sleep(left)

    async def _probe(self, call: Callable[[], Awaitable[R]]) -> R:
        try:
            return await call()
        finally:
            self._open = self.remaining_s() <= 0
            self._probed()


def _now() -> float:
    return asyncio.get_running_loop().time()
