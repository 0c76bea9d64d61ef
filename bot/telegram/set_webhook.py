"""Registers the webhook with Telegram, once for all replicas.

To register the same webhook again is harmless: Telegram answers that it is already set.
"""

import asyncio

import structlog
from telegram import Bot
from telegram.error import RetryAfter

from bot.config.settings import TelegramSettings
from bot.telegram.identity import initialize
from bot.telegram.polling import ALLOWED_UPDATES
from bot.telegram.request import requests
from bot.telegram.send_errors import retry_after_s

MAX_CONNECTIONS = 40
MAX_TRIES = 5
MAX_PAUSE_S = 30.0
"""A longer pause is an error: a rollout waits for this, and may ask again later."""
log = structlog.stdlib.get_logger(__name__)


async def set_webhook(telegram: TelegramSettings, *, token: str, secret: str) -> None:
    """Calls setWebhook, again after a 429. Raises TelegramError and UnusableIdentity."""
    call, poll = requests(telegram.transport)
    root = telegram.api_root
    bot = Bot(token, f"{root}/bot", f"{root}/file/bot", call, poll)
    try:
        await initialize(bot)
        for left in reversed(range(MAX_TRIES)):
            try:
                await _set(bot, telegram.webhook_url, secret)
            except RetryAfter as asked:
                pause = retry_after_s(asked)
                if not left or pause > MAX_PAUSE_S:
                    raise
                log.info("rate limited by telegram, retrying", pause=pause)
                await asyncio.sleep(pause)
            else:
                return
    finally:
        await bot.shutdown()
        for transport in (call, poll):
            await transport.shutdown()


async def _set(bot: Bot, url: str, secret: str) -> None:
    await bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=ALLOWED_UPDATES,
        max_connections=MAX_CONNECTIONS,
        drop_pending_updates=False,
    )
