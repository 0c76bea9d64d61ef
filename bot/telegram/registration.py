"""Registration with Telegram, once for all replicas: the webhook, and the profile that people see
before they press Start.

To register the same again is harmless: Telegram answers that it is already set.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import structlog
from telegram import Bot
from telegram.error import RetryAfter

from bot.config.settings import TelegramSettings
from bot.telegram.identity import initialize
from bot.telegram.polling import ALLOWED_UPDATES
from bot.telegram.request import requests
from bot.telegram.send_errors import retry_after_s
from handlers.command_menu import profile_text

MAX_CONNECTIONS = 40
MAX_TRIES = 5
MAX_PAUSE_S = 30.0
"""A longer pause is an error: a rollout waits for this, and may ask again later."""
log = structlog.stdlib.get_logger(__name__)


async def set_webhook(telegram: TelegramSettings, *, token: str, secret: str) -> None:
    """Call setWebhook, again after a 429. Raises TelegramError and UnusableIdentity."""
    async with _bot(telegram, token) as bot:
        await _patiently(
            partial(
                bot.set_webhook,
                telegram.webhook_url,
                secret_token=secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=MAX_CONNECTIONS,
                drop_pending_updates=False,
            )
        )


async def set_profile(
    telegram: TelegramSettings,
    *,
    token: str,
    languages: Sequence[str],
    on_set: Callable[[str], None],
) -> None:
    """Set the bot's name and descriptions in those languages; the first one's are the default, for
    every language without its own. `on_set` gets a line for each text that was set. The names come
    last: Telegram limits them to a few changes a day.

    Raises TelegramError and UnusableIdentity; what was set until then stays.
    """
    async with _bot(telegram, token) as bot:
        calls: dict[str, Callable[[str, str | None], Awaitable[bool]]] = {
            "description": bot.set_my_description,
            "short_description": bot.set_my_short_description,
            "name": bot.set_my_name,
        }
        for what, call in calls.items():
            for language in languages:
                default = language == languages[0]
                text = profile_text(what, language)
                await _patiently(partial(call, text, None if default else language))
                told = " ".join(text.split())
                on_set(f"{what} ({language}{', default' if default else ''}): {told}")


@asynccontextmanager
async def _bot(telegram: TelegramSettings, token: str) -> AsyncIterator[Bot]:
    call, poll = requests(telegram.transport)
    root = telegram.api_root
    bot = Bot(token, f"{root}/bot", f"{root}/file/bot", call, poll)
    try:
        await initialize(bot)
        yield bot
    finally:
        await bot.shutdown()
        for transport in (call, poll):
            await transport.shutdown()


async def _patiently(call: Callable[[], Awaitable[object]]) -> None:
    """Make the call, again after the pause that a 429 asks for. Raises TelegramError."""
    for left in reversed(range(MAX_TRIES)):
        try:
            await call()
        except RetryAfter as asked:
            pause = retry_after_s(asked)
            if not left or pause > MAX_PAUSE_S:
                raise
            log.info("rate limited by telegram, retrying", pause=pause)
            await asyncio.sleep(pause)
        else:
            return
