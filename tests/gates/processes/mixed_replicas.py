"""Replicas of two releases on one database behind a balancer, replaced while they work."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.gates.load.phone import Exchange
from tests.gates.oracles.sqlite_copy import Shared
from tests.gates.processes.balancer import Balancer
from tests.gates.processes.bot import ADMIN, ROOT, BotProcess
from tests.gates.processes.old_release import python_for, unpacked
from tests.gates.processes.replicas import Stage


@dataclass(frozen=True)
class Build:
    """Something that can be run as the bot: whose files, by which Python, started by what."""

    name: str
    root: Path
    python: Path
    module: str = "bot"

    def take_over(self, bot: BotProcess) -> None:
        """The bot's next life is of this build."""
        bot.root, bot.python, bot.module = self.root, self.python, self.module


def this_one(*, module: str = "bot") -> Build:
    """The files at hand."""
    return Build("this one", ROOT, BotProcess.python, module)


@contextmanager
def released(commit: str) -> Iterator[Build]:
    """A release, as long as it is needed. Raises NoRelease."""
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        root = unpacked(commit, Path(folder))
        yield Build("the release", root, python_for(root))


@contextmanager
def empty_databases() -> Iterator[Shared]:
    """Two without any table."""
    with tempfile.TemporaryDirectory() as folder, postgres.running(()) as server:
        yield Shared(Path(folder), server.create("main"), server.create("mypage"))


@dataclass
class Fleet:
    """The stage, and what stands on it now."""

    stage: Stage
    builds: list[Build]

    async def replace(self, replica: int, build: Build) -> None:
        """As a roll-out does: the one that is there is asked to stop, and the next one begins."""
        build.take_over(self.stage.bots[replica])
        self.builds[replica] = build
        await self.stage.restart(replica)

    async def migrate(self, build: Build) -> None:
        """As an operator does before a roll-out, while everybody works."""
        await asyncio.to_thread(do, build, self.stage.shared, self.stage.telegram, "migrate")


def do(build: Build, shared: Shared, telegram: Exchange, *verb: str) -> None:
    """A verb of that build; it must succeed."""
    bot = BotProcess(telegram.url, shared, webhook=True, name=f"{build.name} {verb[0]}")
    build.take_over(bot)
    bot.do(*verb)


@dataclass(frozen=True)
class Ended:
    """The exit code of a command, and the lines that it wrote."""

    code: int
    lines: Sequence[str]

    def refuses(self, why: str) -> bool:
        """Exit code 3 with one line, and these words in it."""
        return self.code == 3 and len(self.lines) == 1 and why in self.lines[0]

    def __str__(self) -> str:
        return f"{self.code}, «{' | '.join(self.lines)}»"


def ended(build: Build, shared: Shared, telegram: Exchange, *command: str) -> Ended:
    """A command of that build, which ends by itself."""
    name = f"{build.name} {' '.join(command)}"
    bot = BotProcess(telegram.url, shared, webhook=True, name=name, verb=command)
    build.take_over(bot)
    before = bot.log.read_text("utf-8") if bot.log.exists() else ""
    bot.start()
    code = bot.wait(within=60)
    return Ended(code, bot.log.read_text("utf-8").removeprefix(before).splitlines())


@asynccontextmanager
async def fleet(
    shared: Shared,
    telegram: Exchange,
    builds: Sequence[Build],
    *,
    admins: Sequence[int] = (),
    twice: bool = False,
) -> AsyncIterator[Fleet]:
    """A replica of each build, at work on migrated databases."""
    owners = ",".join(map(str, (ADMIN, *admins)))
    bots = [
        BotProcess(
            telegram.url,
            shared,
            webhook=True,
            name=f"bot-{n}",
            more={"CHECKUP_TELEGRAM__ADMINS": owners},
        )
        for n, _ in enumerate(builds)
    ]
    balancer = Balancer([bot.url for bot in bots], twice=twice)
    async with AsyncExitStack() as held:
        await held.enter_async_context(balancer.running())
        for bot, build in zip(bots, builds, strict=True):
            build.take_over(bot)
            bot.front = balancer.url
            bot.start()
            held.push_async_callback(asyncio.to_thread, bot.end)
        for n, bot in enumerate(bots):
            await bot.work(telegram.session)
            await balancer.until_ready(n)
        await asyncio.to_thread(bots[0].set_webhook)
        yield Fleet(Stage(telegram, balancer, bots, shared), list(builds))
