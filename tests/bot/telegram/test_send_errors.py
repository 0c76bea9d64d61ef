"""What each failure of a call tells about the message."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.send_errors import REVOKED_TOKEN_PAUSE_S, RateLimited, classify_error
from domain.ports.notices import Delivery, SendResult


class ConnectError(Exception):
    """Bears the name of httpx's."""


class PoolTimeout(Exception):
    """Bears the name of httpx's."""


class ReadTimeout(Exception):
    """Bears the name of httpx's."""


class ClientConnectorError(OSError):
    """Bears the name of aiohttp's."""


class ClientConnectorDNSError(ClientConnectorError):
    """Bears the name of aiohttp's."""


class ServerDisconnectedError(Exception):
    """Bears the name of aiohttp's."""


def because_of(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "known"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Delivery.BLOCKED),
        (BadRequest("Bad Request: chat not found"), Delivery.BLOCKED),
        (BadRequest("Bad Request: USER IS DEACTIVATED"), Delivery.BLOCKED),
        (BadRequest("Bad Request: message is not modified: same content"), Delivery.SENT),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Delivery.INVALID),
        (BadRequest("Bad Request: can't parse entities"), Delivery.INVALID),
        (ChatMigrated(-100), Delivery.INVALID),
        (because_of(NetworkError("x"), ConnectError()), Delivery.NOT_SENT),
        (because_of(TimedOut(), PoolTimeout()), Delivery.NOT_SENT),
        (because_of(NetworkError("x"), ClientConnectorDNSError()), Delivery.NOT_SENT),
        (because_of(TimedOut(), ReadTimeout()), Delivery.UNKNOWN),
        (because_of(NetworkError("x"), ServerDisconnectedError()), Delivery.UNKNOWN),
        (TimedOut(), Delivery.UNKNOWN),
        (NetworkError("Bad Gateway"), Delivery.UNKNOWN),
        (TelegramError("Invalid server response"), Delivery.UNKNOWN),
    ],
)
def test_a_failure_tells_what_became_of_the_message(error: TelegramError, known: Delivery):
    assert classify_error(error) == SendResult(known)


def test_a_flood_answer_says_how_long_to_wait():
    assert classify_error(RetryAfter(7)) == SendResult(Delivery.NOT_SENT, retry_after=7.0)


def test_what_our_own_quiet_held_back_is_no_pause_of_its_own():
    told = SendResult(Delivery.NOT_SENT, retry_after=3.0, tried=False)
    assert classify_error(RateLimited(3)) == told


@pytest.mark.parametrize("error", [InvalidToken(), Conflict("terminated by other getUpdates")])
def test_a_refused_token_keeps_the_rows_and_pauses(error: TelegramError):
    told = SendResult(Delivery.NOT_SENT, retry_after=REVOKED_TOKEN_PAUSE_S, pauses_all=True)
    assert classify_error(error) == told
