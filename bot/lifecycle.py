"""The bot at work: from the first call to Telegram to the last closed file, in which order.

It decides no exit code, opens no port and no store.
"""

import asyncio
from contextlib import suppress
from typing import Literal

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.components import Components
from bot.telegram import identity
from bot.telegram.polling import Backoff, Poller
from bot.telegram.webhook import UpdateHandler
from domain.errors import Unavailable
from handlers.command_menu import set_menus
from jobs.leadership import DELIVER

log = structlog.stdlib.get_logger(__name__)


Mode = Literal["polling", "webhook", "sandbox"]
IN_HAND = 4.0
"""Seconds that updates in hand get at the end; Telegram sends again what is not handled by then."""
LEAVING = 1.0
"""Seconds for giving up the parts done here."""


class WebhookSet(Exception):
    """Somebody's webhook gets the updates; polling would take it away."""


class Bot:
    """One life of the bot with its parts. `begin`, then `work` until `end`."""

    def __init__(
        self, parts: Components, *, mode: Mode, force: bool = False, webhook_url: str = ""
    ) -> None:
        self.parts = parts
        self._mode = mode
        self._force = force
        self._webhook_url = webhook_url
        self._state = "connecting"
        self._begun = self._open = False
        self._ending = asyncio.Event()
        self._working: asyncio.Task[None] | None = None
        bot, handle = parts.application.bot, parts.updates.handle
        self._poller = None if mode == "webhook" else Poller(bot, handle=handle)

    @property
    def telegram(self) -> str:
        """How the way to Telegram looked last."""
        return self._poller.state if self._poller and self._open else self._state

    @property
    def open(self) -> bool:
        """Whether Telegram knows us, so that updates can be handled."""
        return self._open

    @property
    def ending(self) -> bool:
        """Whether it finishes what is in hand and takes nothing more."""
        return self._ending.is_set()

    async def begin(self) -> None:
        """Goes on with what was owed; needs no Telegram. Raises Unavailable."""
        await self.parts.duties.renew()
        await self.parts.deliverer.take_over()
        self.parts.dispatcher.open()
        self.parts.pauses.open()
        self.parts.scheduler.start()
        self._begun = True

    async def work(self) -> None:
        """Until `end`. Raises InvalidToken, UnusableIdentity and WebhookSet."""
        self._working = asyncio.current_task()
        try:
            await self._serve()
        finally:
            self._working = None

    async def _serve(self) -> None:
        await self._connect()
        await self._deliver()
        self.parts.background.start(self._menus())
        self._open = True
        if self._poller is not None:
            await self._poller.run()
        else:
            await self._ending.wait()

    async def _deliver(self) -> None:
        """Telegram knows us: what is owed may be ours to send."""
        await self.parts.pauses.hear()
        self.parts.duties.ready_for(DELIVER)
        self.parts.deliverer.open()

    def door(self) -> UpdateHandler | None:
        """Where the webhook leads; None before Telegram knows us and while we stop."""
        if not self.open or self.ending:
            return None
        return UpdateHandler(self.parts.application.bot, self.parts.updates.handle)

    async def end(self) -> None:
        """Takes no more updates, finishes what is in hand, closes everything. Once is enough."""
        if self._ending.is_set():
            return
        self._ending.set()
        if self._poller is not None:
            self._poller.stop()
        await self._finish_updates()
        if self._begun:
            await self.parts.scheduler.stop()
        await self.parts.dispatcher.close()
        await self.parts.deliverer.close(within=1.5)
        await self.parts.pauses.close()
        await self._leave()
        await self.parts.background.close(within=1)
        await self.parts.close()

    async def _leave(self) -> None:
        """Others go on at once; without this, in a few seconds."""
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(LEAVING):
                await self.parts.duties.give_up()

    async def _finish_updates(self) -> None:
        if self._working is not None:
            if not self._open:
                self._working.cancel()
            _, late = await asyncio.wait({self._working}, timeout=IN_HAND)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.parts.updates.settle(within=IN_HAND)

    async def _connect(self) -> None:
        """Until Telegram has answered who we are and where our updates go."""
        backoff = Backoff(1, 30)
        while True:
            try:
                await identity.initialize(self.parts.application.bot)
                await self.parts.application.initialize()
                await self._check_webhook()
            except InvalidToken:
                raise
            except TelegramError as error:
                self._state, pause = "unreachable", backoff.after_failure()
                log.warning("telegram unreachable", why=type(error).__name__, pause=pause)
                await asyncio.sleep(pause)
            else:
                self._state = "reachable"
                return

    async def _check_webhook(self) -> None:
        bot = self.parts.application.bot
        found = (await bot.get_webhook_info()).url
        if self._mode == "webhook":
            if found != self._webhook_url:
                log.warning("no webhook leads here yet: python -m bot set-webhook")
        elif found and not self._force:
            raise WebhookSet
        elif found:
            await bot.delete_webhook(drop_pending_updates=False)
            log.warning("the webhook that was set is removed")

    async def _menus(self) -> None:
        """The command menus are a help, not a must."""
        try:
            await set_menus(self.parts.application.bot, self.parts.services)
        except TelegramError as error:
            log.warning("command menus not set", why=type(error).__name__)


class Worker(Bot):
    """Begins and ends as a bot does. `delivers`: whether it may send."""

    def __init__(self, parts: Components, *, delivers: bool) -> None:
        super().__init__(parts, mode="webhook")
        self._delivers = delivers
        self._state = "connecting" if delivers else "not needed"

    def door(self) -> UpdateHandler | None:
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
