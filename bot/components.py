"""Components of a running bot, as the wiring puts them together; starts none of them."""

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
from jobs.housekeeping import AuditWitness
from jobs.leadership import Leadership
from jobs.scheduler import Scheduler

OFFSET = "clock_offset"
"""Name of the meta value that keeps the clock's offset, in seconds."""


@dataclass(frozen=True, slots=True)
class StorageHealth:
    """Figures of the main database for monitoring: how safe a commit is, how many commands wait for
    the writer, and whether this release can serve the schema.
    """

    synchronous: str
    waiting: Callable[[], int]
    servable: Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Components:
    """All components, from the wiring to `close`."""

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
    audit: AuditWitness
    breakers: tuple[CircuitBreaker, ...]
    background: BackgroundTasks
    doctor: Doctor | None
    opened: AsyncExitStack

    async def advance(self, by: timedelta) -> timedelta:
        """Move the sandbox's clock forward, for good; the new offset. Raises Unavailable."""
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
        """Close connections and databases, the last opened first."""
        await self.opened.aclose()
