"""What is known after a call to Telegram failed: sent, not sent, never to be sent, or unknown."""

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
    TelegramError,
)

from domain.ports.notices import Delivery, SendResult

os.environ.setdefault("PTB_TIMEDELTA", "1")  # else the library warns at every 429 it meets

ANSWERS = (RetryAfter, Forbidden, ChatMigrated, BadRequest, InvalidToken, Conflict)
"""Errors that are Telegram's own answers."""
NOT_SENT = frozenset(
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
"""What fails before a byte is sent, by class name, so that neither library is needed here."""
NO_SUCH_PERSON = ("chat not found", "user is deactivated", "user not found")
UNCHANGED = "message is not modified"
TOO_LARGE = "entity too large"
REVOKED_TOKEN_PAUSE_S = 60.0
"""After which to find out whether the token is good again."""


class TelegramUnavailable(NetworkError):
    """Telegram does not answer at the moment: the call was not made."""

    def __init__(self) -> None:
        super().__init__("Telegram does not answer at the moment")


class RateLimited(RetryAfter):
    """A pause is not over or a chat's budget is spent: the call was not made, and nothing new was
    learnt of Telegram's limits.
    """


def is_outage(error: TelegramError) -> bool:
    """Whether the error means that Telegram did not answer."""
    return not isinstance(error, ANSWERS) or is_not_from_telegram(error)


def is_not_from_telegram(error: Exception) -> bool:
    """Whether something in between answered: a page, which the library takes for Telegram's answer
    because of its status.
    """
    return isinstance(error.__cause__, TelegramError)


def classify_error(error: Exception) -> SendResult:
    """The outcome of a call that raised."""
    match error:
        case RateLimited():
            return SendResult(Delivery.NOT_SENT, retry_after=retry_after_s(error), tried=False)
        case RetryAfter():
            return SendResult(Delivery.NOT_SENT, retry_after=retry_after_s(error))
        case TelegramUnavailable():
            return SendResult(Delivery.NOT_SENT, tried=False)
        case InvalidToken() | Conflict():
            return SendResult(Delivery.NOT_SENT, retry_after=REVOKED_TOKEN_PAUSE_S, pauses_all=True)
        case _ if is_not_from_telegram(error):
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
    return any(each.__name__ in NOT_SENT for each in type(error.__cause__).__mro__)


def retry_after_s(error: RetryAfter) -> float:
    """The seconds that Telegram asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _refused(reason: str) -> Delivery:
    """Telegram's reasons come in the library's spelling: capitalised, else lower case."""
    if UNCHANGED in reason:
        return Delivery.SENT
    if any(each in reason for each in NO_SUCH_PERSON):
        return Delivery.BLOCKED
    return Delivery.INVALID
