"""A life without updates: the process of `work --only`, which does some parts and talks to nobody.

It needs Telegram only to deliver what is owed.
"""

from bot.components import Parts
from bot.lifecycle import Bot
from bot.telegram.webhook import Door


class Worker(Bot):
    """Begins and ends as a bot does. `delivers`: whether it may send."""

    def __init__(self, parts: Parts, *, delivers: bool) -> None:
        super().__init__(parts, mode="webhook")
        self._delivers = delivers
        self._state = "connecting" if delivers else "not needed"

    def door(self) -> Door | None:
        """No update comes in here."""
        return None

    async def _serve(self) -> None:
        if self._delivers:
            await self._connect()
            await self._deliver()
        self._open = True
        await self._ending.wait()

    async def _check_webhook(self) -> None:
        """Where updates go is the concern of those who take them."""
