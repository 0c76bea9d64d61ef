"""Lifecycle of the bot: connect, receive updates, shut down in order."""

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
UPDATES_TIMEOUT_S = 4.0
"""For updates in progress at the end; Telegram sends again what is not handled by then."""
LEASES_TIMEOUT_S = 1.0
"""For giving up our leases at the end."""


class WebhookSet(Exception):
    """A webhook gets the updates; polling would remove it."""


class Bot:
    """The running bot with its components: `start`, then `run` until `stop`."""

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
        """State of the connection to Telegram."""
        return self._poller.state if self._poller and self._open else self._state

    @property
    def open(self) -> bool:
        """Whether Telegram has accepted our token, so that updates can be handled."""
        return self._open

    @property
    def ending(self) -> bool:
        """Whether it takes no more updates and finishes those in progress."""
        return self._ending.is_set()

    async def start(self) -> None:
        """Start the background jobs; needs no Telegram. Raises Unavailable."""
        await self.parts.leadership.renew()
        await self.parts.deliverer.take_over()
        self.parts.dispatcher.open()
        self.parts.pauses.open()
        self.parts.scheduler.start()
        self._begun = True

    async def run(self) -> None:
        """Connect and receive updates until `stop`. Raises InvalidToken, UnusableIdentity
        and WebhookSet.
        """
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
        """Begin to deliver notices: Telegram has accepted our token."""
        await self.parts.pauses.refresh()
        self.parts.leadership.enable(DELIVER)
        self.parts.deliverer.open()

    def door(self) -> UpdateHandler | None:
        """Handler of webhook requests; None before Telegram has answered and while we stop."""
        if not self.open or self.ending:
            return None
        return UpdateHandler(self.parts.application.bot, self.parts.updates.handle)

    async def stop(self) -> None:
        """Take no more updates, finish those in progress, close everything. Idempotent."""
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
        """Release our leases, so that others go on at once instead of in a few seconds."""
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(LEASES_TIMEOUT_S):
                await self.parts.leadership.release_all()

    async def _finish_updates(self) -> None:
        if self._working is not None:
            if not self._open:
                self._working.cancel()
            _, late = await asyncio.wait({self._working}, timeout=UPDATES_TIMEOUT_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.parts.updates.settle(within=UPDATES_TIMEOUT_S)

    async def _connect(self) -> None:
        """Retry until Telegram has answered getMe and getWebhookInfo."""
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
                log.warning("telegram unreachable", kind=type(error).__name__, pause_s=pause)
                await asyncio.sleep(pause)
            else:
                self._state = "reachable"
                self._warn_of_groups()
                return

    async def _check_webhook(self) -> None:
        bot = self.parts.application.bot
        found = (await bot.get_webhook_info()).url
        if self._mode == "webhook":
            if found != self._webhook_url:
                log.warning("webhook not set: run python -m bot set-webhook")
        elif found and not self._force:
            raise WebhookSet
        elif found:
            await bot.delete_webhook(drop_pending_updates=False)
            log.warning("webhook removed (--force)")

    def _warn_of_groups(self) -> None:
        """In a group the bot is of no use, and each member can make it talk."""
        leaves = self.parts.services.leave_groups
        if self._mode != "sandbox" and self.parts.application.bot.can_join_groups and not leaves:
            log.warning("anyone may add the bot to groups: send /setjoingroups to @BotFather")

    async def _menus(self) -> None:
        """Set the command menus; without them the bot works all the same."""
        try:
            await set_menus(self.parts.application.bot, self.parts.services)
        except TelegramError as error:
            log.warning("command menus not set", kind=type(error).__name__)


class Worker(Bot):
    """Bot without updates: background workers only. `delivers`: whether it may send."""

    def __init__(self, parts: Components, *, delivers: bool) -> None:
        super().__init__(parts, mode="webhook")
        self._delivers = delivers
        self._state = "connecting" if delivers else "not needed"

    def door(self) -> UpdateHandler | None:
        """None: it handles no updates."""
        return None

    async def _serve(self) -> None:
        if self._delivers:
            await self._connect()
            await self._deliver()
        self._open = True
        await self._ending.wait()

    async def _check_webhook(self) -> None:
        """Nothing: it handles no updates."""
