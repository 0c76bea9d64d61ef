"""The composition root: the only file that knows every part, and which storage there is.

It puts parts together and takes them apart; when each begins to work is `bot.lifecycle`'s.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

from bot.background_jobs import BackgroundJobs, RelayConnection, open_outlet
from bot.clock import OffsetClock
from bot.clock_sync import kept_offset, set_clock
from bot.components import Components, StorageHealth
from bot.config.load import Config
from bot.config.worker_roles import ALL_WORKERS, WorkerRoles
from bot.doctor import schedule
from bot.monitoring.metrics import Metrics
from bot.sandbox_process import sqlite_path
from bot.tasks import BackgroundTasks
from bot.telegram.send_errors import classify_error
from bot.telegram.sender import Sender
from bot.telegram.update_processor import App, Counted, UpdateProcessor
from bot.telegram.user_rate_limit import UserRateLimiter
from domain.storage.checks.run import run_checks_confirmed
from domain.storage.engines.url import migrate as migrate_database
from domain.storage.errors import StorageAway, StorageUnusable
from domain.storage.keys.key_file import load_or_make_key
from domain.storage.keys.keyring import vault_for
from domain.storage.open import open_main, open_mypage
from domain.storage.schema.version import servable
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from handlers import notices
from handlers.context import Context
from handlers.menu import register
from handlers.view import Services
from jobs.circuit_breaker import CircuitBreaker, CircuitBreakerStore
from jobs.scheduler import Tick

log = structlog.stdlib.get_logger(__name__)


def connect_jobs(
    works: BackgroundJobs,
    services: Services,
    clock: OffsetClock,
    *,
    app: App,
    sender: Sender,
    share: WorkerRoles | None,
    outlet: RelayConnection | None,
) -> None:
    """Everybody knows of everybody afterwards; nothing works yet."""
    register(app, services)
    works.wind_up(
        services,
        send=notices.sender(app.bot, services, classify=classify_error),
        hold=sender.pause,
        room=sender.reach.room,
        share=share,
        more=[Tick("clock", 60, partial(set_clock, services.store, clock))],
        outlet=outlet,
    )


Transports = tuple[BaseRequest, BaseRequest]
"""One for calls, one for the long poll."""


def build(config: Config, *, transports: Transports, sender: Sender) -> App:
    """Without the library's updater, which confirms too early, and its job queue, which forgets."""
    root, token = config.telegram.api_root, config.telegram.token
    call, poll = transports
    return (
        ApplicationBuilder()
        .token(token.get_secret_value() if token is not None else "")
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .request(call)
        .get_updates_request(poll)
        .rate_limiter(sender)
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .build()
    )


async def shut_down(application: App, transports: Transports) -> None:
    """The application leaves connections open if Telegram never answered."""
    await application.shutdown()
    for transport in transports:
        await transport.shutdown()


AGAIN = 5.0
"""Seconds between two tries to open a read model that could not be reached."""


async def wire(
    config: Config,
    *,
    transports: Transports,
    on_fatal: Callable[[str], None],
    clock: OffsetClock | None = None,
    sender: Sender | None = None,
    share: WorkerRoles = ALL_WORKERS,
    metrics: Metrics | None = None,
) -> Components:
    """Opens the stores and puts everything together; nothing works yet. Raises StorageUnusable.

    `on_fatal` is called, from any thread, when the main store must not be written any more. `share`
    is what of the work this process does, where others may do the rest.
    """
    works, metrics = BackgroundJobs(schedule(config, run_checks_confirmed)), metrics or Metrics()
    sender = sender or Sender(met=works.paused, counting=metrics.send)
    async with AsyncExitStack() as opened:
        clock = clock or OffsetClock()
        ground = await _ground(config, opened, clock=clock, works=works, on_fatal=on_fatal)
        services = replace(ground.services, counting=metrics.booking)
        app = build(config, transports=transports, sender=sender)
        opened.push_async_callback(shut_down, app, transports)
        updates = _updates(config, app, ground, counted=metrics.update)
        among = share if config.is_shared else None
        outlet = open_outlet(config.relay, opened=opened)
        connect_jobs(works, services, clock, app=app, sender=sender, share=among, outlet=outlet)
        held = opened.pop_all()
        return _parts(ground, works, services, updates, app=app, sender=sender, opened=held)


@dataclass(frozen=True, slots=True)
class _Infrastructure:
    """What everything stands on: stores, clock, background."""

    clock: OffsetClock
    background: BackgroundTasks
    services: Services
    vitals: StorageHealth
    mypage_breaker: CircuitBreaker


async def _ground(
    config: Config,
    opened: AsyncExitStack,
    *,
    clock: OffsetClock,
    works: BackgroundJobs,
    on_fatal: Callable[[str], None],
) -> _Infrastructure:
    background, rules = BackgroundTasks(), config.rules()
    old = config.privacy.old_key_bytes()
    vault = vault_for(config.database.url, key=key_of(config), old=old)
    main = open_main(
        config.database.url,
        rules=rules,
        vault=vault,
        on_commit=works.committed,
        on_fatal=lambda error: on_fatal(f"database.url: {error}"),
    )
    mypage = open_mypage(config.mypage.url, on_fatal=_read_model_gone)
    for store in (main, mypage):
        opened.push_async_callback(store.close)
    _start(main)
    _start_or_later(mypage, background)
    await set_clock(main, clock)
    clock.move_to(await kept_offset(main, clock))
    breaker = CircuitBreaker("mypage", after=3, longest=10.0)
    services = Services(
        store=main,
        mypage=CircuitBreakerStore(mypage, breaker),
        clock=clock,
        rules=rules,
        owners=frozenset(config.telegram.admins),
        keyed_hash=vault.keyed_hash,
        background=background.start,
    )
    return _Infrastructure(clock, background, services, _health(main, clock), breaker)


def _health(main: SqlStore[SqlTransaction], clock: OffsetClock) -> StorageHealth:
    return StorageHealth(
        main.synchronous,
        lambda: main.waiting,
        lambda: main.read(lambda tx: servable(tx.driver), clock.now()),
    )


def _parts(
    ground: _Infrastructure,
    works: BackgroundJobs,
    services: Services,
    updates: UpdateProcessor,
    *,
    app: App,
    sender: Sender,
    opened: AsyncExitStack,
) -> Components:
    return Components(
        clock=ground.clock,
        vitals=ground.vitals,
        background=ground.background,
        services=services,
        application=app,
        updates=updates,
        sender=sender,
        dispatcher=works.dispatcher,
        deliverer=works.deliverer,
        duties=works.duties,
        pauses=works.pauses,
        scheduler=works.scheduler,
        doctor=works.doctor,
        breakers=(*sender.reach.breakers, ground.mypage_breaker, *works.breakers),
        opened=opened,
    )


def _start(store: SqlStore[Any]) -> None:
    for step in store.start():
        log.info(step)


def _start_or_later(mypage: SqlStore[Any], background: BackgroundTasks) -> None:
    try:
        _start(mypage)
    except StorageAway as away:
        log.warning("the read model cannot be reached, it is tried again", why=str(away))
        background.start(_start_later(mypage))


async def _start_later(mypage: SqlStore[Any]) -> None:
    """Until then it is unavailable: bookings go on, /mystatus answers from the write side."""
    while True:
        await asyncio.sleep(AGAIN)
        with suppress(StorageAway):
            await asyncio.to_thread(_start, mypage)
            return


def _updates(
    config: Config, application: App, ground: _Infrastructure, *, counted: Counted
) -> UpdateProcessor:
    return UpdateProcessor(
        application,
        store=ground.services.store,
        clock=ground.clock,
        allowance=UserRateLimiter(burst=config.policy.burst),
        background=ground.background.start,
        counted=counted,
    )


def migrate(config: Config) -> list[str]:
    """Brings both databases to this release's schema; a line for each step. StorageUnusable."""
    main, mypage = config.database.url, config.mypage.url
    return [*migrate_database(main, "main"), *migrate_database(mypage, "mypage")]


def key_of(config: Config, *, may_make: bool = True) -> bytes:
    """The master key: as set, or made once beside the database; the sandbox has its own. Raises
    StorageUnusable.
    """
    key, sandboxed = config.privacy.key_bytes(), config.telegram.mode == "sandbox"
    if key is not None and not sandboxed:
        return key
    file = sqlite_path(config.database.url).parent / ("sandbox.key" if sandboxed else "key")
    if not sandboxed:
        log.warning(
            "privacy.key: not set, names are encrypted with a file's; keep it", file=str(file)
        )
    if not may_make and not file.exists():
        raise StorageUnusable(f"{file} is missing: no name can be read without it, put it back")
    return load_or_make_key(file)


def _read_model_gone(error: Exception) -> None:
    """Bookings go on; /mystatus answers from the write side until the next start."""
    log.error("the read model's database cannot be written any more", kind=type(error).__name__)
