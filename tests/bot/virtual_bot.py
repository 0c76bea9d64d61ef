"""The bot's parts on real files, wired to a far end that is a script, in patient virtual time.

Nothing ticks but what `live` does each second or so, as the scheduler would. No updates come.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.components import Components
from bot.config.load import Config
from bot.config.settings import SANDBOX_TOKEN, DatabaseSettings, MyPageSettings
from bot.wiring import wire
from domain.ports.store import Command
from tests.bot.far_end import FarEnd
from tests.bot.virtual_stores import LoopClock

ADMIN = 9001


@dataclass
class Life:
    """One process. `end` in order or not: what was under way then is just gone."""

    parts: Components
    _ticking: "asyncio.Task[None]"

    async def run(self, operation: Any, **facts: Any) -> Any:
        clock = self.parts.clock
        return await self.parts.services.store.run(operation, Command(clock.now()), **facts)

    async def read(self, query: Any) -> Any:
        return await self.parts.services.store.read(query, self.parts.clock.now())

    async def counts(self) -> dict[str, int]:
        found = await self.read(lambda tx: tx.notices.counts())
        return {state: count for state, count in found.items() if count}

    async def until_settled(self, *, within: float, every: float = 0.5) -> float:
        """Seconds until nothing is owed any more that is due."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while await self.read(_in_hand):
            assert loop.time() - began < within, await self.counts()
            await asyncio.sleep(every)
        return loop.time() - began

    async def die(self) -> None:
        """As by a kill: nobody is told anything."""
        self._ticking.cancel()
        self.parts.dispatcher._loops.clear()
        self.parts.deliverer._loop._loop = None
        await self.parts.deliverer._cancel_sends()
        await self.parts.close()


def _in_hand(tx: Any) -> int:
    sql = "SELECT count(*) FROM notice WHERE state IN ('pending', 'sending') AND due_at <= :now"
    tx.driver._cursor.execute(sql, {"now": int(tx.now.timestamp() * 1000)})
    return int(tx.driver._cursor.fetchall()[0][0])


@asynccontextmanager
async def live(
    folder: Path, far: FarEnd, *, clock: LoopClock | None = None, every: float = 1.0
) -> AsyncIterator[Life]:
    """A process from its start on, ticking `every` so many seconds; it dies at the block's end."""
    parts = await wire(
        _config(folder),
        transports=(far, FarEnd()),
        on_fatal=_fail,
        clock=clock or LoopClock(),
    )
    await parts.deliverer.take_over()
    parts.dispatcher.open()
    parts.pauses.open()
    await parts.pauses.refresh()
    parts.deliverer.open()
    life = Life(parts, asyncio.create_task(_tick(parts, every)))
    try:
        yield life
    finally:
        await life.die()


async def _tick(parts: Components, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        parts.dispatcher.wake()
        parts.deliverer.wake()


def _config(folder: Path) -> Config:
    config = Config().in_sandbox()
    changed = {"token": SecretStr(SANDBOX_TOKEN), "admins": (ADMIN,)}
    return config.model_copy(
        update={
            "telegram": config.telegram.model_copy(update=changed),
            "database": DatabaseSettings(url=f"sqlite:///{folder}/main.db"),
            "mypage": MyPageSettings(url=f"sqlite:///{folder}/mypage.db"),
        }
    )


def _fail(why: str) -> None:
    raise AssertionError(why)
