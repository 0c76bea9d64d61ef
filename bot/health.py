"""What /healthz tells of a bot at work: counts and states, nothing about anybody. No HTTP."""

import asyncio
from collections.abc import Mapping

from bot.running import Bot
from domain.errors import Unavailable

WITHIN = 2.0
"""Seconds: whoever asks is a watchdog, and a late answer is none."""


async def report(bot: Bot) -> Mapping[str, object]:
    """Telegram, the database and what is left to do; a database that does not answer is said so."""
    parts, known = bot.parts, {"telegram": bot.telegram}
    try:
        async with asyncio.timeout(WITHIN):
            return {
                **known,
                "database": "ok",
                "synchronous": parts.synchronous,
                "parts": parts.duties.held(),
                "parked": await parts.dispatcher.parked(),
                "behind": await parts.dispatcher.behind(),
                "notices": await parts.services.store.read(
                    lambda tx: tx.notices.counts(), parts.clock.now()
                ),
            }
    except (Unavailable, TimeoutError):
        return {**known, "database": "unavailable"}
