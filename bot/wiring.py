"""The composition root: the only file that knows every part, and which storage there is.

It puts parts together and takes them apart; when each begins to work is `bot.running`'s.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog
from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

from bot.allowance import Allowance
from bot.background import Background
from bot.clock import OffsetClock
from bot.clockwork import Clockwork
from bot.config import Config
from bot.outcome import classify
from bot.parts import OFFSET, Parts
from bot.relaying import outlet
from bot.sender import Sender
from bot.share import WHOLE, Share
from bot.updates import App, Updates
from domain.ports.store import Store, Transaction
from domain.storage import (
    KeyRefused,
    StorageUnusable,
    load_or_make_key,
    open_main,
    open_mypage,
    rotate,
    vault_for,
    verify_audit,
)
from domain.storage import migrate as migrate_database
from handlers import notices, register
from handlers.context import Context
from handlers.view import Services
from jobs.scheduler import Tick

__all__ = ["KeyRefused", "StorageUnusable", "migrate", "rotate", "verify_audit", "wipe", "wire"]

APART = 1.0
"""Seconds that a machine's clock may be off before it is worth a line."""
Transports = tuple[BaseRequest, BaseRequest]
log = structlog.stdlib.get_logger(__name__)


async def wire(
    config: Config,
    *,
    transports: Transports,
    on_fatal: Callable[[str], None],
    clock: OffsetClock | None = None,
    sender: Sender | None = None,
    share: Share = WHOLE,
) -> Parts:
    """Opens the stores and puts everything together; nothing works yet. Raises StorageUnusable.

    `on_fatal` is called, from any thread, when the main store must not be written any more.
    `share` is what of the work this process does, where others may do the rest.
    """
    works = Clockwork()
    sender = sender or Sender(met=works.paused)
    async with AsyncExitStack() as opened:
        ground = await _ground(
            config, opened, clock=clock or OffsetClock(), works=works, on_fatal=on_fatal
        )
        application = _application(config, transports=transports, sender=sender)
        opened.push_async_callback(_hang_up, application, transports)
        register(application, ground.services)
        works.wind_up(
            ground.services,
            send=notices.sender(application.bot, ground.services, classify=classify),
            hold=sender.pause,
            share=share if config.is_shared else None,
            more=[Tick("clock", 60, partial(_set_clock, ground.services.store, ground.clock))],
            outlet=outlet(config.relay, opened=opened),
        )
        return _parts(
            config, ground, works, application=application, sender=sender, opened=opened.pop_all()
        )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What everything stands on: stores, clock, background."""

    clock: OffsetClock
    synchronous: str
    background: Background
    services: Services


async def _ground(
    config: Config,
    opened: AsyncExitStack,
    *,
    clock: OffsetClock,
    works: Clockwork,
    on_fatal: Callable[[str], None],
) -> _Ground:
    background, rules = Background(), config.rules()
    old = config.privacy.old_key_bytes()
    vault = vault_for(config.database.url, key=_key(config), old=old)
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
        for step in store.start():
            log.info(step)
    await _set_clock(main, clock)
    clock.move_to(await _kept_offset(main, clock))
    services = Services(
        store=main,
        mypage=mypage,
        clock=clock,
        rules=rules,
        owners=frozenset(config.telegram.admins),
        keyed_hash=vault.keyed_hash,
        background=background.start,
    )
    return _Ground(clock, main.synchronous, background, services)


def _parts(
    config: Config,
    ground: _Ground,
    works: Clockwork,
    *,
    application: App,
    sender: Sender,
    opened: AsyncExitStack,
) -> Parts:
    updates = Updates(
        application,
        store=ground.services.store,
        clock=ground.clock,
        allowance=Allowance(burst=config.policy.burst),
        background=ground.background.start,
    )
    return Parts(
        clock=ground.clock,
        synchronous=ground.synchronous,
        background=ground.background,
        services=ground.services,
        application=application,
        updates=updates,
        sender=sender,
        dispatcher=works.dispatcher,
        deliverer=works.deliverer,
        duties=works.duties,
        pauses=works.pauses,
        scheduler=works.scheduler,
        opened=opened,
    )


def migrate(config: Config) -> list[str]:
    """Brings both databases to this release's schema; a line for each step. StorageUnusable."""
    main, mypage = config.database.url, config.mypage.url
    return [*migrate_database(main, "main"), *migrate_database(mypage, "mypage")]


def wipe(config: Config) -> None:
    """Removes both databases, for good; nobody may have them open."""
    for url in (config.database.url, config.mypage.url):
        path = _path(url)
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _application(config: Config, *, transports: Transports, sender: Sender) -> App:
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


async def _hang_up(application: App, transports: Transports) -> None:
    """The application leaves connections open if Telegram never answered."""
    await application.shutdown()
    for transport in transports:
        await transport.shutdown()


async def _set_clock(main: Store[Transaction], clock: OffsetClock) -> None:
    """Replicas go by one clock, the database's: leases, pauses, deadlines are the same to all."""
    shared = await main.read(lambda tx: tx.shared_clock(), clock.now())
    if shared is None:
        return
    apart = clock.follow(shared).total_seconds()
    if abs(apart) > APART:
        log.warning("this machine's clock is not the database's", seconds=round(apart, 1))


async def _kept_offset(main: Store[Transaction], clock: OffsetClock) -> timedelta:
    seconds = await main.read(lambda tx: tx.marks.get(OFFSET), clock.now())
    return timedelta(seconds=seconds or 0)


def _key(config: Config) -> bytes:
    """The master key: as set, or made once beside the database; the sandbox has its own."""
    key = config.privacy.key_bytes()
    if key is not None and config.telegram.mode != "sandbox":
        return key
    folder = _path(config.database.url).parent
    if config.telegram.mode == "sandbox":
        return load_or_make_key(folder / "sandbox.key")
    file = folder / "key"
    log.warning("privacy.key: not set, names are encrypted with a file's; keep it", file=str(file))
    return load_or_make_key(file)


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _read_model_gone(error: Exception) -> None:
    """Bookings go on; /mystatus answers from the write side until the next start."""
    log.error("the read model's database cannot be written any more", kind=type(error).__name__)
