"""Work that outlives the update it belongs to: kept until it ends, waited for at the stop."""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context

import structlog

log = structlog.stdlib.get_logger(__name__)


class BackgroundTasks:
    """A set of tasks. One that fails is reported and harms no other."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Begins it soon."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def settle(self) -> None:
        """Until all of it has ended, what it began included."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, *, within: float) -> None:
        """Gives it `within` seconds, then ends it."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("background work failed", kind=type(error).__name__)


APART = 0.02
"""Seconds between two wake-ups, at least. A round after a commit costs more than the commit."""


class Debounced:
    """The first wake-up goes through at once, those soon after it together. Made on the event
    loop, called from any thread.
    """

    def __init__(self, wake: Callable[[], None], *, apart: float = APART) -> None:
        self._wake = wake
        self._apart = apart
        self._loop = asyncio.get_running_loop()
        self._next = self._loop.time()
        self._waits = False

    def __call__(self) -> None:
        """To be woken soon."""
        if not self._loop.is_closed():
            # In a context of its own: what is done then is not part of what it was called from.
            self._loop.call_soon_threadsafe(self._begin, context=Context())

    def _begin(self) -> None:
        if not self._waits:
            self._waits = True
            self._loop.call_at(max(self._loop.time(), self._next), self._go)

    def _go(self) -> None:
        self._waits = False
        self._next = self._loop.time() + self._apart
        self._wake()
