"""Tells Telegram where updates go, once for all replicas. It checks no settings and opens no port.

Set again as it is, a webhook stays undisturbed: Telegram says so itself.
"""

import asyncio

import structlog
from telegram import Bot
from telegram.error import RetryAfter

from bot.config.settings import TelegramSettings
from bot.telegram.polling import ALLOWED
from bot.telegram.request import requests
from bot.telegram.send_errors import retry_after_s

CONNECTIONS = 40
TRIES = 5
LONGEST = 30.0
"""Seconds waited for at once: a rollout waits for this, and may ask again later."""
log = structlog.stdlib.get_logger(__name__)


async def set_webhook(telegram: TelegramSettings, *, token: str, secret: str) -> None:
    """The call, again where Telegram only asks for patience. Raises TelegramError."""
    call, poll = requests(telegram.transport)
    root = telegram.api_root
    async with Bot(token, f"{root}/bot", f"{root}/file/bot", call, poll) as bot:
        for left in reversed(range(TRIES)):
            try:
                await _set(bot, telegram.webhook_url, secret)
            except RetryAfter as asked:
                pause = retry_after_s(asked)
                if not left or pause > LONGEST:
                    raise
                log.info("telegram asks for patience", pause=pause)
                await asyncio.sleep(pause)
            else:
                return


async def _set(bot: Bot, url: str, secret: str) -> None:
    await bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=ALLOWED,
        max_connections=CONNECTIONS,
        drop_pending_updates=False,
    )
