"""The composition root: the only file that knows every part, and which storage there is.

It puts parts together and takes them apart; when each begins to work is `bot.running`'s.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import structlog

from bot.allowance import Allowance
from bot.application import Transports, build, hang_up
from bot.background import Background
from bot.clock import OffsetClock
from bot.config import Config
from bot.metrics import Metrics
from bot.outcome import classify
from bot.parts import OFFSET, Parts, Vitals
from bot.sender import Sender
from bot.updates import App, Counted, Updates
from domain.ports.store import Store, Transaction
from domain.storage import (
    KeyRefused,
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
from jobs.deliver import Deliverer
from jobs.dispatch import Dispatcher
from jobs.housekeeping import Housekeeping
from jobs.retention import Retention
from jobs.scheduler import Scheduler, timetable
from jobs.shield import Shielded

__all__ = ["KeyRefused", "StorageUnusable", "migrate", "rotate", "verify_audit", "wipe", "wire"]

log = structlog.stdlib.get_logger(__name__)


class _Clockwork:
    """Parts that others must reach which are made before them."""

    dispatcher: Dispatcher
    deliverer: Deliverer
    scheduler: Scheduler

    def committed(self) -> None:
        """Something happened. From any thread."""
        self.dispatcher.wake()

    def reacted(self) -> None:
        """Something may be owed."""
        self.deliverer.wake()

    def paused(self, seconds: float) -> None:
        """Telegram wants quiet."""
        self.deliverer.pause(seconds)


async def wire(
    config: Config,
    *,
    transports: Transports,
    on_fatal: Callable[[str], None],
    clock: OffsetClock | None = None,
    sender: Sender | None = None,
    metrics: Metrics | None = None,
) -> Parts:
    """Opens the stores and puts everything together; nothing works yet. Raises StorageUnusable.

    `on_fatal` is called, from any thread, when the main store must not be written any more.
    """
    works, metrics = _Clockwork(), metrics or Metrics()
    sender = sender or Sender(met=works.paused, counting=metrics.send)
    async with AsyncExitStack() as opened:
        ground = await _ground(
            config, opened, clock=clock or OffsetClock(), works=works, on_fatal=on_fatal
        )
        services = replace(ground.services, counting=metrics.booking)
        application = build(config, transports=transports, sender=sender)
        opened.push_async_callback(hang_up, application, transports)
        _wind_up(works, application=application, services=services, sender=sender)
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
    works: _Clockwork,
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


def _wind_up(works: _Clockwork, *, application: App, services: Services, sender: Sender) -> None:
    register(application, services)
    store, clock = services.store, services.clock
    works.dispatcher = Dispatcher(
        main=store, mypage=services.mypage, clock=clock, handled=works.reacted
    )
    send = notices.sender(application.bot, services, classify=classify)
    works.deliverer = Deliverer(store=store, send=send, clock=clock, room=sender.reach.room)
    housekeeping = Housekeeping(store=store, clock=clock)
    works.scheduler = Scheduler(
        timetable(
            dispatcher=works.dispatcher,
            deliverer=works.deliverer,
            housekeeping=housekeeping,
            retention=Retention(store=store, clock=clock),
        )
    )


async def _kept_offset(main: Store[Transaction], clock: OffsetClock) -> timedelta:
    seconds = await main.read(lambda tx: tx.marks.get(OFFSET), clock.now())
    return timedelta(seconds=seconds or 0)


def _key(config: Config) -> bytes:
    """The master key: as set, or made once beside the database; the sandbox has its own."""
    folder = _path(config.database.url).parent
    if config.telegram.mode == "sandbox":
        return load_or_make_key(folder / "sandbox.key")
    key, file = config.privacy.key_bytes(), folder / "key"
    if key is None:
        log.warning(
            "privacy.key: not set, names are encrypted with a file's; keep it", file=str(file)
        )
    return key or load_or_make_key(file)


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _read_model_gone(error: Exception) -> None:
    """Bookings go on; /mystatus answers from the write side until the next start."""
    log.error("the read model's database cannot be written any more", kind=type(error).__name__)
