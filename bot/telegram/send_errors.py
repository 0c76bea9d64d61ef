"""What is known after a call to Telegram failed: sent, never to be sent, not sent, or unknown."""

import os
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.reach import LeftAlone, said_by_another
from domain.ports.notices import Outcome, Sending

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


class Paused(RetryAfter):
    """Telegram wants quiet: the call was not made, and learnt nothing new of the pause."""


def classify(error: Exception) -> Outcome:
    """The outcome of a call that raised."""
    match error:
        case Paused():
            return Outcome(Sending.NOT_SENT, tried=False)
        case RetryAfter():
            return Outcome(Sending.NOT_SENT, retry_after=pause_of(error))
        case LeftAlone():
            return Outcome(Sending.NOT_SENT, tried=False)
        case InvalidToken() | Conflict():
            return Outcome(Sending.NOT_SENT, retry_after=REVOKED_PAUSE)
        case _ if said_by_another(error):
            return Outcome(Sending.UNKNOWN)
        case _:
            return Outcome(_without_pause(error))


def _without_pause(error: Exception) -> Sending:
    """The order matters: a BadRequest is a NetworkError too."""
    match error:
        case Forbidden():
            return Sending.BLOCKED
        case ChatMigrated():
            return Sending.INVALID
        case BadRequest():
            return _refused(str(error).lower())
        case NetworkError() if TOO_LARGE in str(error).lower():
            return Sending.INVALID  # as often as it is tried
        case NetworkError() if never_left(error):
            return Sending.NOT_SENT
        case _:
            return Sending.UNKNOWN


def never_left(error: NetworkError) -> bool:
    """Whether the call certainly never reached Telegram (TimedOut is a NetworkError too)."""
    cause = type(error.__cause__)
    return any(each.__name__ in NEVER_LEFT for each in cause.__mro__)


def pause_of(error: RetryAfter) -> float:
    """The seconds Telegram asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _refused(reason: str) -> Sending:
    """Telegram's reasons come in the library's spelling: capitalised, else lower case."""
    if UNCHANGED in reason:
        return Sending.SENT
    if any(each in reason for each in NOBODY_THERE):
        return Sending.BLOCKED
    return Sending.INVALID
