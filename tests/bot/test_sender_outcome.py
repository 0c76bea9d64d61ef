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

from bot.telegram.send_errors import REVOKED_PAUSE, Paused, classify
from domain.ports.notices import Outcome, Sending


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
        (Forbidden("Forbidden: bot was blocked by the user"), Sending.BLOCKED),
        (BadRequest("Bad Request: chat not found"), Sending.BLOCKED),
        (BadRequest("Bad Request: USER IS DEACTIVATED"), Sending.BLOCKED),
        (BadRequest("Bad Request: message is not modified: same content"), Sending.SENT),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Sending.INVALID),
        (BadRequest("Bad Request: can't parse entities"), Sending.INVALID),
        (ChatMigrated(-100), Sending.INVALID),
        (because_of(NetworkError("x"), ConnectError()), Sending.NOT_SENT),
        (because_of(TimedOut(), PoolTimeout()), Sending.NOT_SENT),
        (because_of(NetworkError("x"), ClientConnectorDNSError()), Sending.NOT_SENT),
        (because_of(TimedOut(), ReadTimeout()), Sending.UNKNOWN),
        (because_of(NetworkError("x"), ServerDisconnectedError()), Sending.UNKNOWN),
        (TimedOut(), Sending.UNKNOWN),
        (NetworkError("Bad Gateway"), Sending.UNKNOWN),
        (TelegramError("Invalid server response"), Sending.UNKNOWN),
    ],
)
def test_a_failure_tells_what_became_of_the_message(error: TelegramError, known: Sending):
    assert classify(error) == Outcome(known)


def test_a_flood_answer_says_how_long_to_wait():
    assert classify(RetryAfter(7)) == Outcome(Sending.NOT_SENT, retry_after=7.0)


def test_what_our_own_quiet_held_back_is_no_pause_of_its_own():
    assert classify(Paused(3)) == Outcome(Sending.NOT_SENT, tried=False)


@pytest.mark.parametrize("error", [InvalidToken(), Conflict("terminated by other getUpdates")])
def test_a_refused_token_keeps_the_rows_and_pauses(error: TelegramError):
    assert classify(error) == Outcome(Sending.NOT_SENT, retry_after=REVOKED_PAUSE)
