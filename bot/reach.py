"""Whether Telegram can be reached: while it cannot, nothing is sent to people at all.

It says what counts as a failure. Order, pace and pauses are the sender's; it retries nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from jobs.circuit_breaker import Breaker

SLOW = 2.0
"""Seconds without an answer that tell something, also of a call which nobody waits for any more."""
LONGEST = 5.0
"""Seconds between two probes, at most: somebody may be waiting for a reply."""
ANSWERS = (RetryAfter, Forbidden, ChatMigrated, BadRequest, InvalidToken, Conflict)
"""What Telegram says itself, however little we like it."""
R = TypeVar("R")


class LeftAlone(NetworkError):
    """Telegram does not answer at the moment: the call was not made."""

    def __init__(self) -> None:
        super().__init__("Telegram does not answer at the moment")


class Reach:
    """Stands before every call that is addressed to people. Without a breaker it lets all pass."""

    def __init__(self, breaker: Breaker | None) -> None:
        self._breaker = breaker

    @classmethod
    def of_loop(cls, name: str = "telegram") -> "Reach":
        """With a breaker that keeps the running loop's time."""
        return cls(Breaker(name, longest=LONGEST, monotonic=_now))

    @property
    def breakers(self) -> tuple[Breaker, ...]:
        """For whoever shows its state."""
        return () if self._breaker is None else (self._breaker,)

    def room(self, most: int) -> int:
        """How many calls, of so many, may be begun now: all, one to find out, or none."""
        breaker = self._breaker
        if breaker is None or breaker.state == "closed":
            return most
        return 0 if breaker.resting else min(1, most)

    def check(self) -> None:
        """LeftAlone if a call would not be made now: before it queues up for anything."""
        if self._breaker is not None and self._breaker.resting:
            raise LeftAlone

    async def through(self, call: Callable[[], Awaitable[R]]) -> R:
        """Makes the call. Raises what it raises, and LeftAlone without making it."""
        if self._breaker is None:
            return await call()
        if not self._breaker.allows():
            raise LeftAlone
        return await _watched(self._breaker, call)


async def _watched(breaker: Breaker, call: Callable[[], Awaitable[R]]) -> R:
    began, tell = _now(), breaker.succeeded
    try:
        return await call()
    except ANSWERS as error:
        tell = breaker.failed if said_by_another(error) else tell
        raise
    except TelegramError:
        tell = breaker.failed
        raise
    except asyncio.CancelledError:
        tell = breaker.failed if _now() - began >= SLOW else breaker.gave_up
        raise
    finally:
        tell()


def said_by_another(error: Exception) -> bool:
    """Whether something in between answered: a page, which the library takes for Telegram's word
    because of its status.
    """
    return isinstance(error.__cause__, TelegramError)


def to_people(endpoint: str, data: Mapping[str, object]) -> bool:
    """Whether a call is addressed to somebody; questions about ourselves are not."""
    return "chat_id" in data or endpoint == "answerCallbackQuery"


def _now() -> float:
    return asyncio.get_running_loop().time()
