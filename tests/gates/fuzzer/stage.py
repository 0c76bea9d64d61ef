"""The bot and Telegram in this process, for updates one after the other; time is made up."""

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from telegram import Update

from bot.clock import OffsetClock
from bot.components import Components
from bot.config.load import Config
from bot.config.settings import (
    SANDBOX_ADMIN,
    SANDBOX_TOKEN,
    DatabaseSettings,
    MyPageSettings,
    PolicySettings,
)
from bot.monitoring.logs import configure_logging
from bot.telegram.update_processor import UpdateProcessor
from bot.telegram.user_rate_limit import UserRateLimiter
from bot.wiring import wire
from domain.errors import Refused
from domain.operations.bookings import book
from domain.operations.hospitals import register_hospital
from domain.ports.store import Command, Transaction
from sandbox.state.chats import Chat
from sandbox.state.people import Account
from sandbox.state.telegram import Telegram
from tests.gates.fuzzer.texts import NAMES
from tests.gates.fuzzer.updates import Shown
from tests.gates.load.seed import PRIVACY_KEY, RULES, Files, _meet
from tests.gates.oracles.touched_rows import Watch, watched
from tests.gates.processes.direct_transport import Direct
from tests.journeys.stage import Unpaced

SEOUL = ZoneInfo("Asia/Seoul")
CURTAIN = datetime(2027, 3, 1, 10, 0, tzinfo=SEOUL).astimezone(UTC)
GROUPS = (-5, -1001234567890)
KEPT_MESSAGES = 5


class MadeUpClock(OffsetClock):
    """Moves only when it is told to; it is the bot's time, its machine's and its stopwatch."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def wall(self) -> datetime:
        return CURTAIN + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Watched(UpdateProcessor):
    """Keeps what went wrong, also when the second try went well."""

    failures: list[Exception]

    async def _process(self, update: Update) -> Exception | None:
        failure = await super()._process(update)
        if failure is not None:
            self.failures.append(failure)
        return failure


@dataclass
class Stage:
    """Everything an update meets, and what can be seen of it afterwards."""

    files: Files
    clock: MadeUpClock
    telegram: Telegram
    wire: Direct
    parts: Components
    updates: Watched
    watch: Watch
    log: StringIO
    failures: list[Exception] = field(default_factory=list)

    def meet(self, person: int) -> None:
        """Somebody opens a chat with the bot."""
        if person not in self.telegram.people.by_id:
            self.telegram.people.by_id[person] = Account(person, "x")
        account = self.telegram.people.by_id[person]
        account.started, account.blocked = True, False
        self.telegram.open_private(account)

    def shown(self, person: int) -> Sequence[Shown]:
        """What stands on their phone: the bot's last messages that have buttons."""
        chat = self.telegram.chats.get(person)
        messages = list(chat.messages.values())[-KEPT_MESSAGES:] if chat is not None else []
        found = []
        for each in messages:
            keys = [button.data for button in each.buttons if button.data is not None]
            if keys:
                found.append(Shown(person, self.telegram.wire(each), keys))
        return found

    async def furnish(self) -> None:
        """Hospitals with few places in the next days, as far as they are not there."""
        today = RULES.today(self.clock.now())
        for number, name in enumerate(NAMES[:3]):
            for ahead in range(2, 7):
                days = [today + timedelta(days=ahead)]
                opened = partial(register_hospital, name=name, days=days, capacity=1 + number)
                with suppress(Refused):
                    await self._run(opened)

    async def introduce(self, people: Sequence[int]) -> None:
        """People who have agreed to everything and have a name."""
        await self._run(lambda tx: _meet(tx, accounts=people))

    async def book(self, account: int) -> None:
        """A booking for one of them."""
        person = self.watch.person(account)
        await self._run(lambda tx: book(tx, person=person, slot=1))

    async def _run(self, operation: Callable[[Transaction], object]) -> None:
        await self.parts.services.store.run(operation, Command(self.clock.now()))

    async def react(self) -> None:
        """All that follows from what was committed."""
        await self.parts.background.settle()
        await self.parts.dispatcher.drain()
        await self.parts.deliverer.drain()


@asynccontextmanager
async def open_stage(folder: Path, seed: int) -> AsyncIterator[Stage]:
    """A bot that has just started, with the same numbers for the same seed."""
    made_up = Random(seed)
    secrets.choice, secrets.randbits = made_up.choice, made_up.getrandbits
    secrets.token_urlsafe = lambda _: f"{made_up.getrandbits(132):022x}"[:22]
    log, clock, files = StringIO(), MadeUpClock(), Files(folder)
    (folder / "sandbox.key").write_text(PRIVACY_KEY, encoding="utf-8")  # that of the oracles
    # No limits: its sender keeps no pace, and thousands of updates come in no time.
    telegram = Telegram(flood_limit=0, chat_limits=False, wall=lambda: clock.wall().timestamp())
    wire_to = Direct(telegram)
    parts = await wire(
        _config(files),
        transports=(wire_to, Direct(telegram)),
        on_fatal=_fail,
        clock=clock,
        sender=Unpaced(),
    )
    configure_logging(level="debug", format="console", secrets=(SANDBOX_TOKEN,), stream=log)
    for group in GROUPS:
        telegram.chats[group] = Chat(group, {"id": group, "type": "supergroup", "title": "x"})
    await parts.application.initialize()
    allowance = UserRateLimiter(burst=PolicySettings().burst, monotonic=clock.monotonic)
    services = parts.services
    updates = Watched(
        parts.application,
        store=services.store,
        clock=clock,
        limiter=allowance,
        background=services.background,
    )
    updates.failures = []
    with watched(files.main) as watch:
        yield Stage(files, clock, telegram, wire_to, parts, updates, watch, log)
    await parts.background.close(within=1)
    await parts.close()


def _config(files: Files) -> Config:
    config = Config().in_sandbox()
    change: dict[str, Any] = {
        "telegram": config.telegram.model_copy(
            update={"token": SecretStr(SANDBOX_TOKEN), "admins": (SANDBOX_ADMIN,)}
        ),
        "database": DatabaseSettings(url=f"sqlite:///{files.main}"),
        "mypage": MyPageSettings(url=f"sqlite:///{files.mypage}"),
    }
    return config.model_copy(update=change)


def _fail(why: str) -> None:
    raise AssertionError(why)
