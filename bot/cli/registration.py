"""Commands `set-webhook` and `set-profile`, with their failures as sentences and exit codes."""

import asyncio
from collections.abc import Callable, Coroutine

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.config.load import Config
from bot.process import NOT_OURS, REFUSED
from bot.sandbox_process import SandboxProcess
from bot.telegram import registration
from bot.telegram.identity import UnusableIdentity
from bot.telegram.send_errors import retry_after_s

UNREACHABLE = 1


class RegistrationFailed(Exception):
    """Telegram or the settings refused; the text says why, `code` is the exit code."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


def set_webhook(config: Config) -> str:
    """Register the webhook; a line that says so. Raises RegistrationFailed."""
    telegram = config.telegram
    if telegram.mode != "webhook" or telegram.token is None or telegram.secret_token is None:
        raise RegistrationFailed(REFUSED, "telegram.mode: set-webhook needs webhook mode")
    token, secret = telegram.token.get_secret_value(), telegram.secret_token.get_secret_value()
    _ask(registration.set_webhook(telegram, token=token, secret=secret), rest="nothing was set")
    return "The webhook is set."


def set_profile(config: Config, *, on_set: Callable[[str], None]) -> str:
    """Register the profile; `on_set` gets a line for each text. Raises RegistrationFailed.

    In sandbox mode it is the emulator's that runs at `sandbox.port`.
    """
    if config.telegram.mode == "sandbox":
        config = config.in_sandbox(token=SandboxProcess(config.sandbox.port).token)
    token = config.telegram.token
    if token is None:
        raise RegistrationFailed(REFUSED, "telegram.token: missing")
    setting = registration.set_profile(
        config.telegram,
        token=token.get_secret_value(),
        languages=config.policy.languages,
        on_set=on_set,
    )
    _ask(setting, rest="the rest was not set")
    return "The profile is set. Apps may show the old one for a while."


def _ask(call: Coroutine[object, object, None], *, rest: str) -> None:
    try:
        asyncio.run(call)
    except InvalidToken:
        raise RegistrationFailed(NOT_OURS, "telegram.token: Telegram refuses it") from None
    except UnusableIdentity as unusable:
        raise RegistrationFailed(NOT_OURS, str(unusable)) from None
    except RetryAfter as pause:
        why = f"Telegram: try again in {retry_after_s(pause):.0f} s, {rest}"
        raise RegistrationFailed(UNREACHABLE, why) from None
    except TelegramError as error:
        why = f"Telegram: {type(error).__name__}, {rest}"
        raise RegistrationFailed(UNREACHABLE, why) from None
