"""Work that outlives the update it belongs to: kept until it ends, waited for at the stop."""

import asyncio
from collections.abc import Coroutine

import structlog

log = structlog.stdlib.get_logger(__name__)


class Background:
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
