"""What one life of the bot consists of, put together by the wiring. Begins nothing itself."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import OffsetClock
from bot.tasks import BackgroundTasks
from bot.telegram.sender import Sender
from bot.telegram.update_processor import App, UpdateProcessor
from domain.ports.store import Command
from handlers.view import Services
from jobs.circuit_breaker import CircuitBreaker
from jobs.delivery import Deliverer
from jobs.dispatcher import Dispatcher
from jobs.doctor import Doctor
from jobs.flood_wait import SharedFloodWait
from jobs.leadership import Leadership
from jobs.scheduler import Scheduler

OFFSET = "clock_offset"
"""The mark under which the clock's offset is kept, in seconds."""


@dataclass(frozen=True, slots=True)
class StorageHealth:
    """What is asked of the main store from outside: how safe an acknowledged command is, how many
    wait for the writer, and whether this release can serve the schema that is there.
    """

    synchronous: str
    waiting: Callable[[], int]
    servable: Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Components:
    """Parts of one life."""

    clock: OffsetClock
    vitals: StorageHealth
    application: App
    services: Services
    updates: UpdateProcessor
    sender: Sender
    dispatcher: Dispatcher
    deliverer: Deliverer
    leadership: Leadership
    pauses: SharedFloodWait
    scheduler: Scheduler
    breakers: tuple[CircuitBreaker, ...]
    background: BackgroundTasks
    doctor: Doctor | None
    opened: AsyncExitStack

    async def advance(self, by: timedelta) -> timedelta:
        """Moves people's clock forward, for good; the new offset. Raises Unavailable."""
        offset = self.clock.offset + by
        seconds = int(offset.total_seconds())
        await self.services.store.run(
            lambda tx: tx.marks.put(OFFSET, seconds), Command(self.clock.now())
        )
        self.clock.move_to(offset)
        self.dispatcher.wake()
        self.deliverer.wake()
        return offset

    async def close(self) -> None:
        """Closes connections and stores, the last opened first."""
        await self.opened.aclose()
