"""A house that is backed up and brought back: databases under load, the verbs, what people get."""

import argparse
import asyncio
import base64
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from bot import doctor
from bot.cli import backup
from bot.config.load import Config, load_config
from bot.wiring import vault_of
from domain.ports.monitoring import CheckReport
from domain.ports.notices import NewNotice, NoticeKind
from domain.ports.store import Command, Transaction
from domain.storage.checks.run import run_checks
from jobs.dispatcher import Dispatcher
from tests.bot.bot_process import ROOT
from tests.jobs.phones import Phones, deliverer
from tests.jobs.world import World, open_world

TOKEN = "123456:canary-token"
KEY = base64.b64encode(bytes(32)).decode()
"""The one that `tests.jobs.world` uses."""
NUMBERS = count(1)
"""Of people and hospitals: none comes twice, also in another life."""


def settings(folder: Path, **more: str) -> Config:
    """For the databases in the folder, or elsewhere."""
    given = {
        "DATABASE__URL": f"sqlite:///{folder}/main.db",
        "MYPAGE__URL": f"sqlite:///{folder}/mypage.db",
        "TELEGRAM__TOKEN": TOKEN,
        "PRIVACY__KEY": KEY,
    }
    environ = {f"CHECKUP_{name}": value for name, value in (given | more).items()}
    return load_config(ROOT / "config.toml", environ)


def restore(
    config: Config, file: Path | None = None, *, after: bool = False, pending: str | None = None
) -> list[str]:
    """`python -m bot restore`."""
    return [*backup.restore(config, argparse.Namespace(file=file, after=after, pending=pending))]


def back_up(config: Config, file: Path) -> list[str]:
    """`python -m bot backup`."""
    return [*backup.back_up(config, file)]


def examine(config: Config, *, drained: bool | None = None) -> CheckReport:
    """`python -m bot doctor`."""
    checked = partial(run_checks, vault=partial(vault_of, config), drained=drained)
    return doctor.schedule(config, checked).examine(wall=datetime.now(UTC))


def names(examined: CheckReport) -> set[str]:
    """Of what was found."""
    return {each.invariant for each in examined.findings}


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[World]:
    """The house at the present time."""
    world = open_world(folder)
    world.clock.at, world._numbers = datetime.now(UTC), NUMBERS
    try:
        yield world
    finally:
        await world.main.close()
        await world.mypage.close()


def dispatcher(world: World) -> Dispatcher:
    return Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock)


async def busy_day(world: World, phones: Phones, *, rounds: int = 1) -> None:
    """Places are opened, booked, given back; a date is closed, and its people are told."""
    day = (world.clock.now() + timedelta(days=10)).date()
    for _ in range(rounds):
        slot = await world.slot(day=day)
        made = [await world.book(slot) for _ in range(4)]
        await world.cancel(made[0])
        await world.delete(slot, by=made[0].person, expected=3)
        await dispatcher(world).drain()
        await deliverer(world, phones).drain()


async def furnished(world: World, keep: Callable[[], object]) -> tuple[Phones, Phones]:
    """A backup, as `keep` makes it, in which messages have been sent, one is just being sent and
    some are pending, and of a deletion nothing has come yet; then all of that goes on. Whom was
    written to before and after.
    """
    sent = Phones()
    await busy_day(world, sent)
    for number, minutes in enumerate((0, 0, 60)):
        booking = await world.book(await world.slot())
        due = world.clock.now() + timedelta(minutes=minutes)
        owed = NewNotice(f"update:1:{number}", booking.person, NoticeKind.REPLY, {"update": 1}, due)
        await world.run(partial(_owe, owed=owed))
    await world.run(lambda tx: tx.notices.claim(now=tx.now, wall=tx.now, limit=1))
    slot = await world.slot()
    booking = await world.book(slot)
    await world.delete(slot, by=booking.person, expected=1)
    await asyncio.to_thread(keep)
    after = await work_off(world)
    await busy_day(world, after)
    return sent, after


def _owe(tx: Transaction, *, owed: NewNotice) -> None:
    tx.notices.enqueue(owed)


async def work_off(world: World) -> Phones:
    """What a bot does that begins now: all that is left; whom it writes to."""
    phones = Phones()
    await world.run(lambda tx: tx.notices.release())
    for _ in range(3):  # what is told leads to sums, and these are owed as well
        await dispatcher(world).drain()
        await deliverer(world, phones).drain()
    return phones


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    """What a file says, read as it is."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def now_command() -> Command:
    """Of this moment."""
    return Command(datetime.now(UTC))
