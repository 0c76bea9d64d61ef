"""What is known after a call to Telegram failed: sent, never to be sent, not sent, or unknown."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
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

from domain.ports.notices import Delivery, SendResult
from jobs.circuit_breaker import CircuitBreaker

SLOW = 2.0
"""Seconds without an answer that tell something, also of a call which nobody waits for any more."""
LONGEST = 5.0
"""Seconds between two probes, at most: somebody may be waiting for a reply."""
ANSWERS = (RetryAfter, Forbidden, ChatMigrated, BadRequest, InvalidToken, Conflict)
"""What Telegram says itself, however little we like it."""
R = TypeVar("R")


class TelegramUnavailable(NetworkError):
    """Telegram does not answer at the moment: the call was not made."""

    def __init__(self) -> None:
        super().__init__("Telegram does not answer at the moment")


class TelegramBreaker:
    """Stands before every call that is addressed to people. Without a breaker it lets all pass."""

    def __init__(self, breaker: CircuitBreaker | None) -> None:
        self._breaker = breaker

    @classmethod
    def of_loop(cls, name: str = "telegram") -> "TelegramBreaker":
        """With a breaker that keeps the running loop's time."""
        return cls(CircuitBreaker(name, longest=LONGEST, monotonic=_now))

    @property
    def breakers(self) -> tuple[CircuitBreaker, ...]:
        """For whoever shows its state."""
        return () if self._breaker is None else (self._breaker,)

    def room(self, most: int) -> int:
        """How many calls, of so many, may be begun now: all, one to find out, or none."""
        breaker = self._breaker
        if breaker is None or breaker.state == "closed":
            return most
        return 0 if breaker.is_open else min(1, most)

    def check(self) -> None:
        """TelegramUnavailable if a call would not be made now: before it queues up for anything."""
        if self._breaker is not None and self._breaker.is_open:
            raise TelegramUnavailable

    async def through(self, call: Callable[[], Awaitable[R]]) -> R:
        """Makes the call. Raises what it raises, and TelegramUnavailable without making it."""
        if self._breaker is None:
            return await call()
        if not self._breaker.allow_request():
            raise TelegramUnavailable
        return await _watched(self._breaker, call)


async def _watched(breaker: CircuitBreaker, call: Callable[[], Awaitable[R]]) -> R:
    began, tell = _now(), breaker.record_success
    try:
        return await call()
    except ANSWERS as error:
        tell = breaker.record_failure if said_by_another(error) else tell
        raise
    except TelegramError:
        tell = breaker.record_failure
        raise
    except asyncio.CancelledError:
        tell = breaker.record_failure if _now() - began >= SLOW else breaker.record_cancelled
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


os.environ.setdefault("PTB_TIMEDELTA", "1")  # else the library warns at every 429 it meets

NEVER_LEFT = frozenset(
    {
        # httpx
        "ConnectError",
        "ConnectTimeout",
        "PoolTimeout",
        # aiohttp
        "ClientConnectorError",
        "ConnectionTimeoutError",
    }
)
"""What went wrong before a byte was sent, by class name, so that neither library is needed here."""

NOBODY_THERE = ("chat not found", "user is deactivated", "user not found")
UNCHANGED = "message is not modified"
TOO_LARGE = "entity too large"
REVOKED_PAUSE = 60.0
"""Seconds after which to look whether the token is good again."""


class RateLimited(RetryAfter):
    """Telegram wants quiet: the call was not made, and learnt nothing new of the pause."""


def classify_error(error: Exception) -> SendResult:
    """The outcome of a call that raised."""
    match error:
        case RateLimited():
            return SendResult(Delivery.NOT_SENT, tried=False)
        case RetryAfter():
            return SendResult(Delivery.NOT_SENT, retry_after=pause_of(error))
        case TelegramUnavailable():
            return SendResult(Delivery.NOT_SENT, tried=False)
        case InvalidToken() | Conflict():
            return SendResult(Delivery.NOT_SENT, retry_after=REVOKED_PAUSE)
        case _ if said_by_another(error):
            return SendResult(Delivery.UNKNOWN)
        case _:
            return SendResult(_without_pause(error))


def _without_pause(error: Exception) -> Delivery:
    """The order matters: a BadRequest is a NetworkError too."""
    match error:
        case Forbidden():
            return Delivery.BLOCKED
        case ChatMigrated():
            return Delivery.INVALID
        case BadRequest():
            return _refused(str(error).lower())
        case NetworkError() if TOO_LARGE in str(error).lower():
            return Delivery.INVALID  # as often as it is tried
        case NetworkError() if was_not_sent(error):
            return Delivery.NOT_SENT
        case _:
            return Delivery.UNKNOWN


def was_not_sent(error: NetworkError) -> bool:
    """Whether the call certainly never reached Telegram (TimedOut is a NetworkError too)."""
    cause = type(error.__cause__)
    return any(each.__name__ in NEVER_LEFT for each in cause.__mro__)


def pause_of(error: RetryAfter) -> float:
    """The seconds Telegram asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _refused(reason: str) -> Delivery:
    """Telegram's reasons come in the library's spelling: capitalised, else lower case."""
    if UNCHANGED in reason:
        return Delivery.SENT
    if any(each in reason for each in NOBODY_THERE):
        return Delivery.BLOCKED
    return Delivery.INVALID
