"""The composition root: the only file that knows every part, and which storage there is.

It puts parts together and takes them apart; when each begins to work is `bot.running`'s.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from bot.allowance import Allowance
from bot.application import Transports, build, hang_up
from bot.background import Background
from bot.clock import OffsetClock
from bot.clockwork import Clockwork
from bot.config import Config
from bot.metrics import Metrics
from bot.outcome import classify
from bot.parts import OFFSET, Parts, Vitals
from bot.sender import Sender
from bot.share import WHOLE, Share
from bot.updates import App, Counted, Updates
from domain.ports.store import Store, Transaction
from domain.storage import (
    KeyRefused,
    SqlStore,
    StorageAway,
    StorageUnusable,
    load_or_make_key,
    open_main,
    open_mypage,
    rotate,
    servable,
    vault_for,
    verify_audit,
)
from domain.storage import migrate as migrate_database
from handlers import notices, register
from handlers.view import Services
from jobs.breaker import Breaker
from jobs.scheduler import Tick
from jobs.shield import Shielded

__all__ = ["KeyRefused", "StorageUnusable", "migrate", "rotate", "verify_audit", "wipe", "wire"]

AGAIN = 5.0
"""Seconds between two tries to open a read model that could not be reached."""
APART = 1.0
"""Seconds that a machine's clock may be off before it is worth a line."""
log = structlog.stdlib.get_logger(__name__)


async def wire(
    config: Config,
    *,
    transports: Transports,
    on_fatal: Callable[[str], None],
    clock: OffsetClock | None = None,
    sender: Sender | None = None,
    share: Share = WHOLE,
    metrics: Metrics | None = None,
) -> Parts:
    """Opens the stores and puts everything together; nothing works yet. Raises StorageUnusable.

    `on_fatal` is called, from any thread, when the main store must not be written any more.
    `share` is what of the work this process does, where others may do the rest.
    """
    works, metrics = Clockwork(), metrics or Metrics()
    sender = sender or Sender(met=works.paused, counting=metrics.send)
    async with AsyncExitStack() as opened:
        clock = clock or OffsetClock()
        ground = await _ground(config, opened, clock=clock, works=works, on_fatal=on_fatal)
        services = replace(ground.services, counting=metrics.booking)
        application = build(config, transports=transports, sender=sender)
        opened.push_async_callback(hang_up, application, transports)
        among = share if config.is_shared else None
        _wind_up(works, services, clock, application=application, sender=sender, share=among)
        return Parts(
            clock=ground.clock,
            vitals=ground.vitals,
            background=ground.background,
            services=services,
            application=application,
            updates=_updates(config, application, ground, counted=metrics.update),
            sender=sender,
            dispatcher=works.dispatcher,
            deliverer=works.deliverer,
            duties=works.duties,
            pauses=works.pauses,
            scheduler=works.scheduler,
            breakers=(*sender.reach.breakers, ground.mypage_breaker),
            opened=opened.pop_all(),
        )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What everything stands on: stores, clock, background."""

    clock: OffsetClock
    background: Background
    services: Services
    vitals: Vitals
    mypage_breaker: Breaker


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
    _start(main)
    try:
        _start(mypage)
    except StorageAway as away:
        log.warning("the read model cannot be reached, it is tried again", why=str(away))
        background.start(_start_later(mypage))
    await _set_clock(main, clock)
    clock.move_to(await _kept_offset(main, clock))
    breaker = Breaker("mypage", after=3, longest=10.0)
    services = Services(
        store=main,
        mypage=Shielded(mypage, breaker),
        clock=clock,
        rules=rules,
        owners=frozenset(config.telegram.admins),
        keyed_hash=vault.keyed_hash,
        background=background.start,
    )
    vitals = Vitals(
        main.synchronous, lambda: main.waiting, lambda: main.read(servable, clock.now())
    )
    return _Ground(clock, background, services, vitals, breaker)


def _wind_up(
    works: Clockwork,
    services: Services,
    clock: OffsetClock,
    *,
    application: App,
    sender: Sender,
    share: Share | None,
) -> None:
    register(application, services)
    works.wind_up(
        services,
        send=notices.sender(application.bot, services, classify=classify),
        hold=sender.pause,
        room=sender.reach.room,
        share=share,
        more=[Tick("clock", 60, partial(_set_clock, services.store, clock))],
    )


def _start(store: SqlStore[Any]) -> None:
    for step in store.start():
        log.info(step)


async def _start_later(mypage: SqlStore[Any]) -> None:
    """Until then it is unavailable: bookings go on, /mystatus answers from the write side."""
    while True:
        await asyncio.sleep(AGAIN)
        with suppress(StorageAway):
            await asyncio.to_thread(_start, mypage)
            return


def _updates(config: Config, application: App, ground: _Ground, *, counted: Counted) -> Updates:
    return Updates(
        application,
        store=ground.services.store,
        clock=ground.clock,
        allowance=Allowance(burst=config.policy.burst),
        background=ground.background.start,
        counted=counted,
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
