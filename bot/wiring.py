"""Composition root: opens the databases, connects all components; `bot.lifecycle` starts them."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from telegram import LinkPreviewOptions
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults
from telegram.request import BaseRequest

from bot.background_jobs import BackgroundJobs, RelayConnection, open_outlet
from bot.clock import OffsetClock
from bot.clock_sync import kept_offset, set_clock
from bot.components import Components, StorageHealth
from bot.config.conflicts import key_file, sqlite_path
from bot.config.fields import decode_key, role_in
from bot.config.load import Config
from bot.config.worker_roles import ALL_WORKERS, WorkerRoles
from bot.doctor import schedule
from bot.monitoring.metrics import Metrics
from bot.tasks import BackgroundTasks, in_daemon_thread
from bot.telegram.send_errors import classify_error
from bot.telegram.sender import Sender
from bot.telegram.update_processor import App, Counted, UpdateProcessor
from bot.telegram.user_rate_limit import (
    EDIT_HINT_INTERVAL_S,
    HINT_INTERVAL_S,
    ChatHintLimiter,
    UserRateLimiter,
)
from domain.ports.store import AuditHead, Command
from domain.storage.audit_check import CHANGEABLE, can_be_changed
from domain.storage.checks.run import run_checks_confirmed
from domain.storage.engines.sqlite_files import delete_database
from domain.storage.engines.url import migrate as migrate_database
from domain.storage.errors import StorageAway, StorageUnusable
from domain.storage.keys.key_file import load_or_make_key
from domain.storage.keys.keyring import vault_for
from domain.storage.open import open_main, open_mypage
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from domain.storage.vault import AuditKey, Vault
from handlers import notices
from handlers.context import Context
from handlers.menu import register
from handlers.view import Services
from jobs.circuit_breaker import CircuitBreaker, CircuitBreakerStore
from jobs.scheduler import Tick

log = structlog.stdlib.get_logger(__name__)


def connect_jobs(
    jobs: BackgroundJobs,
    services: Services,
    clock: OffsetClock,
    *,
    app: App,
    sender: Sender,
    share: WorkerRoles | None,
    outlet: RelayConnection | None,
) -> None:
    """Connect handlers, sender and background jobs; nothing is running yet."""
    register(app, services)
    jobs.attach(
        services,
        send=notices.sender(app.bot, services, classify=classify_error),
        hold=sender.pause,
        room=sender.available_slots,
        divide=sender.divide,
        share=share,
        more=[Tick("clock", 60, partial(set_clock, services.store, clock))],
        outlet=outlet,
    )


Transports = tuple[BaseRequest, BaseRequest]
"""One for calls, one for the long poll."""


NO_LINK_PREVIEWS = Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True))
"""No message shows a picture or a text of another site, whatever a name or note in it says."""


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
        .defaults(NO_LINK_PREVIEWS)
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


REOPEN_INTERVAL_S = 5.0
"""Between two tries to open a read model that could not be reached."""


async def wire(
    config: Config,
    *,
    transports: Transports,
    on_fatal: Callable[[Exception], None],
    clock: OffsetClock | None = None,
    sender: Sender | None = None,
    share: WorkerRoles = ALL_WORKERS,
    metrics: Metrics | None = None,
) -> Components:
    """Open the databases and connect all components; nothing runs yet. Raises StorageUnusable.

    `on_fatal` is called, from any thread, when the main database must not be written any more.
    `share`: the workers of this process, where others may run the rest.
    """
    check = partial(run_checks_confirmed, vault=partial(vault_of, config))
    jobs, metrics = BackgroundJobs(schedule(config, check)), metrics or Metrics()
    replicas = 2 if config.is_shared else 1
    sender = sender or Sender(met=jobs.paused, counted=metrics.sent, replicas=replicas)
    async with AsyncExitStack() as opened:
        clock = clock or OffsetClock()
        infra = await _open_infrastructure(
            config, opened, clock=clock, jobs=jobs, on_fatal=on_fatal
        )
        services = replace(infra.services, counting=metrics.booking)
        app = build(config, transports=transports, sender=sender)
        opened.push_async_callback(shut_down, app, transports)
        updates = _updates(config, app, infra, sender=sender, counted=metrics.update)
        among = share if config.is_shared else None
        outlet = open_outlet(config.relay, opened=opened)
        connect_jobs(jobs, services, clock, app=app, sender=sender, share=among, outlet=outlet)
        held = opened.pop_all()
        return _parts(infra, jobs, services, updates, app=app, sender=sender, opened=held)


@dataclass(frozen=True, slots=True)
class _Infrastructure:
    """What the components need: databases, clock, background tasks."""

    clock: OffsetClock
    background: BackgroundTasks
    services: Services
    vitals: StorageHealth
    mypage_breaker: CircuitBreaker


async def _open_infrastructure(
    config: Config,
    opened: AsyncExitStack,
    *,
    clock: OffsetClock,
    jobs: BackgroundJobs,
    on_fatal: Callable[[Exception], None],
) -> _Infrastructure:
    background, rules = BackgroundTasks(), config.rules()
    # In threads: checking a large file takes minutes, and /healthz and SIGTERM are answered then.
    main = await in_daemon_thread(partial(_open_main, config, jobs, on_fatal))
    opened.push_async_callback(main.close)
    mypage = open_mypage(config.mypage.url, on_fatal=_read_model_gone)
    opened.push_async_callback(mypage.close)
    await _start_or_later(mypage, background)
    await set_clock(main, clock)
    clock.move_to(await kept_offset(main, clock))
    audit_key = await _audit_key(main, clock)
    if await main.read(lambda tx: can_be_changed(tx.driver), clock.now()):
        log.warning("audit not protected from the bot", why=CHANGEABLE)
    breaker = CircuitBreaker("mypage", after=3, longest=10.0)
    services = Services(
        store=main,
        mypage=CircuitBreakerStore(mypage, breaker),
        clock=clock,
        rules=rules,
        owners=frozenset(config.telegram.admins),
        keyed_hash=audit_key.keyed_hash,
        background=background.start,
        leave_groups=config.telegram.leave_groups,
        may_hint=ChatHintLimiter(interval_s=HINT_INTERVAL_S).take,
        may_tell_of_edits=ChatHintLimiter(interval_s=EDIT_HINT_INTERVAL_S).take,
    )
    return _Infrastructure(clock, background, services, _health(main, clock), breaker)


async def _audit_key(main: SqlStore[SqlTransaction], clock: OffsetClock) -> AuditKey:
    """The audit's key, made at the first start. The log says so, lest another be made unseen."""

    def seal(tx: SqlTransaction) -> tuple[AuditHead | None, AuditKey, AuditHead | None]:
        return tx.audit.head(), tx.chain.seal(), tx.audit.head()

    before, key, after = await main.run(seal, Command(clock.now()))
    if before != after:
        log.info("audit begun under a new key", rows=before.row if before else 0, head=str(after))
    return key


def _health(main: SqlStore[SqlTransaction], clock: OffsetClock) -> StorageHealth:
    return StorageHealth(
        main.synchronous,
        lambda: main.waiting,
        lambda: main.read(SqlTransaction.is_servable, clock.now()),
    )


def _parts(
    infra: _Infrastructure,
    jobs: BackgroundJobs,
    services: Services,
    updates: UpdateProcessor,
    *,
    app: App,
    sender: Sender,
    opened: AsyncExitStack,
) -> Components:
    return Components(
        clock=infra.clock,
        vitals=infra.vitals,
        background=infra.background,
        services=services,
        application=app,
        updates=updates,
        sender=sender,
        dispatcher=jobs.dispatcher,
        deliverer=jobs.deliverer,
        leadership=jobs.leadership,
        pauses=jobs.pauses,
        scheduler=jobs.scheduler,
        audit=jobs.audit,
        doctor=jobs.doctor,
        breakers=(sender.breaker, infra.mypage_breaker, *jobs.breakers),
        opened=opened,
    )


def _open_main(
    config: Config, jobs: BackgroundJobs, on_fatal: Callable[[Exception], None]
) -> SqlStore[SqlTransaction]:
    main = open_main(
        config.database.url,
        rules=config.rules(),
        vault=vault_of(config),
        on_commit=jobs.committed,
        on_fatal=on_fatal,
    )
    _start(main)
    return main


def _start(store: SqlStore[Any]) -> None:
    for step in store.start():
        log.info("schema upgraded", step=step)


async def _start_or_later(mypage: SqlStore[Any], background: BackgroundTasks) -> None:
    try:
        await in_daemon_thread(partial(_start, mypage))
    except StorageAway as away:
        log.warning("read model unreachable, retrying", why=str(away), pause_s=REOPEN_INTERVAL_S)
        background.start(_start_later(mypage))


async def _start_later(mypage: SqlStore[Any]) -> None:
    """Retry; meanwhile bookings go on, and /mystatus answers from the write side."""
    while True:
        await asyncio.sleep(REOPEN_INTERVAL_S)
        with suppress(StorageAway):
            await in_daemon_thread(partial(_start, mypage))
            return


def _updates(
    config: Config, application: App, infra: _Infrastructure, *, sender: Sender, counted: Counted
) -> UpdateProcessor:
    return UpdateProcessor(
        application,
        store=infra.services.store,
        clock=infra.clock,
        limiter=UserRateLimiter(burst=config.policy.burst),
        is_behind=sender.is_behind,
        background=infra.background.start,
        counted=counted,
    )


def migrate(config: Config) -> list[str]:
    """Upgrade both databases to this release's schema; a line for each step. StorageUnusable."""
    main, owner, mypage = config.database.url, config.database.owner_url, config.mypage.url
    steps = migrate_database(owner or main, "main", role=role_in(main) if owner else None)
    return [*steps, *migrate_database(mypage, "mypage")]


def delete_databases(config: Config) -> None:
    """Remove both database files, for good; they must be closed. For the sandbox's start over."""
    for url in (config.database.url, config.mypage.url):
        delete_database(sqlite_path(url))


def key_of(config: Config, *, may_make: bool = True) -> bytes:
    """The master key: as set, or made once beside the database; the sandbox has its own. Raises
    StorageUnusable.
    """
    key = config.privacy.key_bytes()
    if key is not None and config.telegram.mode != "sandbox":
        return key
    file = key_file(config)
    if not may_make and not file.exists():
        raise StorageUnusable(
            f"key file {file} not found: restore it, or names cannot be decrypted"
        )
    return load_or_make_key(file, decode=decode_key)


def vault_of(config: Config, *, may_make: bool = True) -> Vault:
    """The keys of the main database. Raises StorageUnusable."""
    key, old = key_of(config, may_make=may_make), config.privacy.old_key_bytes()
    return vault_for(config.database.url, key=key, old=old)


def _read_model_gone(error: Exception) -> None:
    """Bookings go on; /mystatus answers from the write side until the next start."""
    kind, cause = type(error).__name__, error.__cause__
    log.error("read model failed, not written any more", kind=kind, exc_info=cause)
