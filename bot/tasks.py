"""Background tasks, debounced wake-ups, and blocking work that must not delay the end."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future
from contextvars import Context
from typing import ParamSpec, TypeVar

import structlog

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.stdlib.get_logger(__name__)


async def in_daemon_thread(work: Callable[[], R]) -> R:
    """The result of blocking work. Unlike a thread of asyncio's, one that is no longer waited for
    does not keep the process from ending: what it has opened ends with the process.
    """
    return await asyncio.get_running_loop().run_in_executor(_DaemonThreads(), work)


class _DaemonThreads(Executor):
    """A new daemon thread for each call."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        future: Future[R] = Future()
        future.set_running_or_notify_cancel()

        def run() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except Exception as error:
                future.set_exception(error)

        threading.Thread(target=run, name="blocking", daemon=True).start()
        return future


class BackgroundTasks:
    """Tasks that outlive the update they belong to. One that fails is logged and harms no other."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Start a task."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def settle(self) -> None:
        """Wait until all have ended, those started meanwhile included."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, *, within: float) -> None:
        """Wait `within` seconds, then cancel what is left."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("background task failed", kind=type(error).__name__)


MIN_INTERVAL_S = 0.02
"""Between two wake-ups: a round after a commit costs more than the commit."""


class Debounced:
    """A wake-up at most once in MIN_INTERVAL_S, so that background work does not delay users. The
    first goes through at once. Made on the event loop, called from any thread.
    """

    def __init__(self, wake: Callable[[], None], *, apart: float = MIN_INTERVAL_S) -> None:
        self._wake = wake
        self._apart = apart
        self._loop = asyncio.get_running_loop()
        self._next = self._loop.time()
        self._waits = False

    def __call__(self) -> None:
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
