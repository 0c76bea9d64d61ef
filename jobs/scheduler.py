"""What ticks how often. Only this file knows APScheduler, which ticks and remembers nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from domain.errors import Unavailable
from jobs.delivery import Deliverer
from jobs.dispatcher import Dispatcher
from jobs.housekeeping import Housekeeping, Retention

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to do every so many seconds."""

    name: str
    every: float
    do: Callable[[], Awaitable[object]]


def timetable(
    *,
    dispatcher: Dispatcher,
    deliverer: Deliverer,
    housekeeping: Housekeeping,
    retention: Retention,
    more: Sequence[Tick] = (),
) -> tuple[Tick, ...]:
    """All there is. The first two are woken by commits anyway; their ticks find what is due by
    time.
    """
    return (
        Tick("dispatch", 1, _waking(dispatcher.wake)),
        Tick("deliver", 1, _waking(deliverer.wake)),
        Tick("housekeeping", 60, housekeeping.tick),
        Tick("retention", 3600, retention.tick),
        *more,
    )


class Scheduler:
    """Ticks, one run of a tick at a time; a tick that is late or fails comes again all the same."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._ticks = ticks
        self._running = 0
        self._idle = asyncio.Event()
        self._beats = 0
        self._watching: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begins to tick; each tick at once for the first time."""
        for tick in self._ticks:
            self._scheduler.add_job(
                self._run,
                "interval",
                args=(tick,),
                id=tick.name,
                seconds=tick.every,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()
        self._watching = asyncio.create_task(self._keep_watch())

    async def stop(self) -> None:
        """No more ticks; returns when those that are running have ended."""
        self._scheduler.pause()
        if self._watching is not None:
            self._watching.cancel()
        await asyncio.sleep(0)  # a run that was begun a moment ago is known from its first step on
        if self._running:
            await self._idle.wait()
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # the library shuts down by a callback

    async def _run(self, tick: Tick) -> None:
        self._beats += 1
        self._running += 1
        self._idle.clear()
        try:
            await tick.do()
        except Unavailable:
            log.warning("%s: the store cannot be reached", tick.name)
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def _keep_watch(self) -> None:
        """A clock that is set back would freeze every interval until it has caught up."""
        patience = 5 * min(tick.every for tick in self._ticks)
        while True:
            beats = self._beats
            await asyncio.sleep(patience)
            if beats == self._beats:
                log.warning("no tick for %s s: the clock was set back", patience)
                for tick in self._ticks:
                    self._scheduler.modify_job(tick.name, next_run_time=datetime.now(UTC))


def _waking(wake: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def do() -> None:
        wake()

    return do
