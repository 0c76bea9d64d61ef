"""Process: HTTP port, databases, emulator and bot from start to stop, and the exit code.

Settings are read and signal handlers are installed by `bot.cli.commands`.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from telegram.error import InvalidToken
from telegram.request import BaseRequest

from bot import wiring
from bot.components import Components
from bot.config.fields import url_host
from bot.config.load import Config
from bot.config.worker_roles import ALL_WORKERS, WorkerRoles
from bot.http_server import HealthHandlers, HttpListener, PortTaken, SandboxControls, create_app
from bot.lifecycle import Bot, WebhookSet, Worker
from bot.monitoring import gauges, health
from bot.monitoring.metrics import Metrics
from bot.sandbox_process import SandboxProcess, SandboxUnusable, free_port
from bot.telegram.identity import UnusableIdentity
from bot.telegram.request import requests
from bot.telegram.webhook import UpdateHandler, Webhook
from bot.version import VERSION
from domain.errors import Unavailable
from domain.storage.errors import StorageUnusable, WriterCrashed

AS_ASKED, BROKEN, REFUSED, UNUSABLE, NOT_OURS = range(5)
"""Exit codes: stopped as asked; a bug; settings or port; storage; Telegram's token or webhook."""
STOP_TIMEOUT_S = 9.0
DRAIN_S = 1.2
"""Between /readyz turning 503 and the port closing, so that a proxy that looks once a second sends
nothing more by then: a request on a connection that is reset has to come from Telegram again.
"""
Transports = Callable[[], tuple[BaseRequest, BaseRequest]]
log = structlog.stdlib.get_logger(__name__)


class Ended(NamedTuple):
    """The exit code, and why the process ended if it was not asked to."""

    code: int
    why: str = ""


STOPPED = Ended(AS_ASKED)


class Process:
    """`start`, wait for `stop_requested`, `stop`."""

    def __init__(
        self,
        config: Config,
        *,
        force: bool = False,
        share: WorkerRoles = ALL_WORKERS,
        transports: Transports | None = None,
    ) -> None:
        self._config = config
        self._force = force
        self._share = share
        self._transports = transports
        self._ended: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self._bot: Bot | None = None
        self._working: asyncio.Task[None] | None = None
        self._emulator: SandboxProcess | None = None
        self._changing = asyncio.Lock()
        self._listener: HttpListener | None = None
        self._metrics = Metrics()

    @property
    def port(self) -> int:
        """The port it listens on, 0 before `start`."""
        return self._listener.port if self._listener is not None else 0

    @property
    def page(self) -> str | None:
        """The sandbox's page, if there is one and nothing has gone wrong."""
        return self._emulator.url if self._emulator and not self._ended.done() else None

    async def start(self) -> None:
        """Serve /healthz, open the databases, start the bot; `stop_requested` says what failed.

        It is done before Telegram has answered, which may take long.
        """
        try:
            http = self._config.http
            if self._config.telegram.mode == "sandbox" and self._transports is None:
                self._emulator = SandboxProcess(self._config.sandbox.port or free_port())
            self._listener = HttpListener(host=http.host, port=http.port)
            self._listener.start(self._app())
            await self._begin(started=False)
            mode = self._config.telegram.mode if self._share.updates else "work"
            log.info("bot started", version=VERSION, mode=mode, http=f"{http.host}:{self.port}")
        except PortTaken as taken:
            self.request_stop(Ended(REFUSED, f"http.port: {taken}"))
        except SandboxUnusable as unusable:
            self.request_stop(Ended(REFUSED, str(unusable)))
        except StorageUnusable as unusable:
            self.request_stop(Ended(UNUSABLE, str(unusable)))
        except Unavailable:
            self.request_stop(Ended(UNUSABLE, "database.url: database is read-only or full"))

    def request_stop(self, ended: Ended = STOPPED) -> None:
        """Request shutdown; only the first reason is kept. On the event loop only."""
        if not self._ended.done():
            self._ended.set_result(ended)

    async def stop_requested(self) -> Ended:
        """Wait until shutdown is requested."""
        return await asyncio.shield(self._ended)

    async def stop(self) -> None:
        """Finish updates in progress and close everything, in less than ten seconds."""
        self.request_stop()
        behind_proxy = self._config.telegram.mode == "webhook" and self._bot is not None
        drained = asyncio.create_task(asyncio.sleep(DRAIN_S if behind_proxy else 0))
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S), self._changing:
                await self._end_bot()
                await drained
                if self._listener is not None:
                    await self._listener.stop()
        except TimeoutError:
            log.warning("shutdown timed out, unfinished work will be redelivered")
        finally:
            if self._emulator is not None:
                await self._emulator.stop()

    async def _begin(self, *, started: bool) -> None:
        """Open the databases and start the bot; `started`: the emulator runs, this is a new start
        with empty databases.
        """
        config, emulator = self._config, self._emulator
        if emulator is not None:
            config = config.in_sandbox(port=emulator.port, token=emulator.token)
        transports = self._transports or (lambda: requests(config.telegram.transport))
        parts = await wiring.wire(
            config,
            transports=transports(),
            on_fatal=self._fatal,
            share=self._share,
            metrics=self._metrics,
        )
        self._bot = self._life(parts, config)
        if emulator is not None:
            if not started:
                await emulator.start(bot_url=f"http://{url_host(config.http.host)}:{self.port}")
            await emulator.tell_offset(parts.clock.offset)
        await self._bot.start()
        self._working = asyncio.create_task(self._work(self._bot))
        self._working.add_done_callback(self._worked)

    def _life(self, parts: Components, config: Config) -> Bot:
        if not self._share.updates:
            return Worker(parts, delivers=self._share.delivers)
        mode, url = config.telegram.mode, config.telegram.webhook_url
        return Bot(parts, mode=mode, force=self._force, webhook_url=url)

    async def _work(self, bot: Bot) -> None:
        try:
            await bot.run()
        except InvalidToken:
            self.request_stop(Ended(NOT_OURS, "telegram.token: Telegram refuses it"))
        except UnusableIdentity as unusable:
            self.request_stop(Ended(NOT_OURS, str(unusable)))
        except WebhookSet:
            why = "a webhook is set, polling would take its updates: run --force removes it"
            self.request_stop(Ended(NOT_OURS, f"telegram.mode: {why}"))

    def _worked(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("unexpected error", kind=type(error).__name__, exc_info=error)
            self.request_stop(Ended(BROKEN, "unexpected error, see the log"))

    async def _end_bot(self) -> None:
        bot, self._bot = self._bot, None
        if bot is not None:
            await bot.stop()

    def _fatal(self, error: Exception) -> None:
        """End because the database must not be used any more. From any thread."""
        ended = Ended(UNUSABLE, f"database.url: {error}")
        if isinstance(error, WriterCrashed):
            log.error("the writer broke", kind=str(error), exc_info=error.__cause__)
            ended = Ended(BROKEN, "a bug ended the bot, see the log")
        self._ended.get_loop().call_soon_threadsafe(self.request_stop, ended)

    def _app(self) -> Starlette:
        config = self._config.telegram
        webhook = wishes = None
        if config.mode == "webhook" and config.secret_token is not None:
            webhook = Webhook(secret=config.secret_token.get_secret_value(), handler=self._door)
        if self._emulator is not None:
            wishes = SandboxControls(self._emulator.token, self._advance, self._start_over)
        watch = HealthHandlers(self._report, self._readiness, self._scrape)
        return create_app(health=watch, webhook=webhook, sandbox=wishes)

    def _door(self) -> UpdateHandler | None:
        return self._bot.door() if self._bot is not None else None

    async def _report(self) -> Mapping[str, object]:
        bot = self._bot
        mode = self._config.telegram.mode if self._share.updates else "work"
        if bot is None:
            status = "stopping" if self._ended.done() else "starting"
            return {"status": status, "version": VERSION, "mode": mode}
        return {"status": "ok", "version": VERSION, "mode": mode, **await health.report(bot)}

    async def _readiness(self) -> Mapping[str, object]:
        return await health.readiness(self._bot, stopping=self._ended.done())

    async def _scrape(self) -> bytes:
        found = await gauges.text(self._bot.parts if self._bot is not None else None)
        return self._metrics.text() + found

    async def _advance(self, by: timedelta) -> timedelta:
        async with self._changing:
            if self._bot is None:
                raise HTTPException(503)
            return await self._bot.parts.advance(by)

    async def _start_over(self) -> None:
        async with self._changing:
            if self._ended.done():
                raise HTTPException(503)
            await self._end_bot()
            wiring.delete_databases(self._config)
            try:
                await self._begin(started=True)
            except StorageUnusable as unusable:
                self.request_stop(Ended(UNUSABLE, str(unusable)))
