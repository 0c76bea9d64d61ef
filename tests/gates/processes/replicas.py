"""Many bots on one PostgreSQL behind one balancer, as real processes, with Telegram in front."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.storage.engines.url import migrate
from tests import postgres
from tests.gates.load.phone import Exchange, exchange
from tests.gates.oracles.sqlite_copy import Shared
from tests.gates.processes.balancer import Balancer
from tests.gates.processes.bot import BotProcess, emulator

ASKED = 40
"""Requests that Telegram has in flight at once."""


@dataclass
class Stage:
    """What is there while it runs."""

    telegram: Exchange
    balancer: Balancer
    bots: list[BotProcess]
    shared: Shared

    async def restart(self, replica: int) -> None:
        """As a roll-out does: asked to stop, started again, and on with it when it is ready."""
        code = await asyncio.to_thread(self.bots[replica].stop)
        assert code == 0, f"asked to stop, a replica ended with {code}"
        self.bots[replica].start()
        while replica in self.balancer.ready:  # it has not been looked at since
            await asyncio.sleep(0.02)
        await self.bots[replica].work(self.telegram.session)
        await self.balancer.until_ready(replica)

    async def drained(self) -> None:
        """Until nothing is left to do, as one of those sees it that are ready."""
        await self.bots[min(self.balancer.ready)].drained(self.telegram.session)

    async def stop(self) -> None:
        """All of them, as asked."""
        codes = await asyncio.gather(*(asyncio.to_thread(bot.stop) for bot in self.bots))
        assert not any(codes), f"asked to stop, replicas ended with {codes}"


@contextmanager
def databases(settings: tuple[str, ...] = ()) -> Iterator[tuple[Shared, postgres.Server]]:
    """Two empty ones of a server that keeps what it has committed."""
    with tempfile.TemporaryDirectory() as folder, postgres.running(settings) as server:
        shared = Shared(Path(folder), server.create("main"), server.create("mypage"))
        migrate(shared.main_url, "main")
        migrate(shared.mypage_url, "mypage")
        yield shared, server


@asynccontextmanager
async def replicas(
    shared: Shared,
    telegram: Exchange,
    *,
    users: Sequence[str] = ("postgres", "postgres"),
    twice: bool = False,
    module: str = "bot",
    verb: tuple[str, ...] = ("run",),
    more: Mapping[str, str] | None = None,
    alone: Callable[[], bool] = lambda: True,
) -> AsyncIterator[Stage]:
    """All of them at work, and Telegram delivers to the balancer.

    Each comes to the database as a user; the first one works by itself until it is `alone`.
    """
    bots = [
        BotProcess(
            telegram.url,
            shared.by(user),
            webhook=True,
            module=module,
            name=f"bot-{n}",
            verb=verb,
            more=more or {},
        )
        for n, user in enumerate(users)
    ]
    balancer = Balancer([bot.url for bot in bots], twice=twice)
    async with AsyncExitStack() as held:
        await held.enter_async_context(balancer.running())
        for bot in bots:
            bot.front = balancer.url
            bot.start()
            held.push_async_callback(asyncio.to_thread, bot.end)
            while not alone():
                await asyncio.sleep(0.05)
        for n, bot in enumerate(bots):
            await bot.work(telegram.session)
            await balancer.until_ready(n)
        await asyncio.to_thread(bots[0].set_webhook)
        yield Stage(telegram, balancer, bots, shared)


@asynccontextmanager
async def telegram(*limits: str, flood_limit: int = 0) -> AsyncIterator[Exchange]:
    """The emulator and the phones of all.

    Without an overall limit if it is not named: many people are answered faster than 30 messages a
    second, and replies keep no overall pace. `limits` are further options of the emulator.
    """
    asked = ("--flood-limit", str(flood_limit), *limits)
    async with emulator(*asked) as url, exchange(url) as phones:
        yield phones
