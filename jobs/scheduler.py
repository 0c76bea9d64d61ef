"""Scheduler of periodic jobs. The only module that uses APScheduler, which stores nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from domain.errors import Unavailable
from jobs.delivery import Deliverer
from jobs.dispatcher import Dispatcher
from jobs.housekeeping import AuditWitness, Housekeeping, Retention

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """A job that runs `every` so many seconds."""

    name: str
    every: float
    do: Callable[[], Awaitable[object]]


def timetable(
    *,
    dispatcher: Dispatcher,
    deliverer: Deliverer,
    housekeeping: Housekeeping,
    retention: Retention,
    audit: AuditWitness,
    more: Sequence[Tick] = (),
) -> tuple[Tick, ...]:
    """List all periodic jobs. Commits wake the first two; their ticks find what time made due."""

    async def poll() -> None:
        dispatcher.poll()
        deliverer.wake()

    return (
        Tick("poll", 1, poll),
        Tick("housekeeping", 60, housekeeping.tick),
        Tick("retention", 3600, retention.tick),
        Tick("audit", 60, audit.tick),
        *more,
    )


class Scheduler:
    """Runs ticks, each at most once at a time; one that is late or fails runs again all the same.

    APScheduler computes the next run by the wall clock: a clock that is set back would stop every
    tick until it has caught up. `_watch` reschedules them then.
    """

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._ticks = ticks
        self._running = 0
        self._idle = asyncio.Event()
        self._runs = 0
        self._watching: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Run each tick now, and then at its interval."""
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
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Start no more ticks; return when those that are running have ended."""
        self._scheduler.pause()
        if self._watching is not None:
            self._watching.cancel()
        await asyncio.sleep(0)  # a run that was started a moment ago counts from its first step on
        if self._running:
            await self._idle.wait()
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # the library shuts down by a callback

    async def _run(self, tick: Tick) -> None:
        self._runs += 1
        self._running += 1
        self._idle.clear()
        try:
            await tick.do()
        except Unavailable:
            log.warning("periodic job skipped: the store cannot be reached", job=tick.name)
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def _watch(self) -> None:
        stalled_s = 5 * min(tick.every for tick in self._ticks)
        while True:
            runs = self._runs
            await asyncio.sleep(stalled_s)
            if runs == self._runs:
                log.warning(
                    "scheduler stalled after a backward clock jump; rescheduling",
                    seconds=stalled_s,
                )
                for tick in self._ticks:
                    self._scheduler.modify_job(tick.name, next_run_time=datetime.now(UTC))
