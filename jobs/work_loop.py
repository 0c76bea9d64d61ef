"""Event-loop worker: runs `run_once` repeatedly until idle; `wake` is thread-safe."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context


class WorkLoop:
    """Runs a step until it finds nothing more to do, never two at once; then sleeps until woken.

    The step returns whether another one may find work at once. An exception ends the run and is
    reported to the loop's exception handler; the next wake-up starts again.
    """

    def __init__(self, step: Callable[[], Awaitable[bool]]) -> None:
        self._step = step
        self._one_at_a_time = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: asyncio.Task[None] | None = None
        self._woken = False

    def open(self) -> None:
        """Accept wake-ups from now on; to be called on the event loop."""
        self._loop = asyncio.get_running_loop()

    def wake(self) -> None:
        """Start soon, or have the running one look once more. Thread-safe."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            # In a context of its own: the work is not part of the update that woke it.
            loop.call_soon_threadsafe(self._start, context=Context())

    async def run_once(self) -> bool:
        """Run one step, after the one that is running if any."""
        async with self._one_at_a_time:
            return await self._step()

    async def close(self) -> None:
        """Start no more steps; return when the running one has ended."""
        self._loop = None
        if self._running is not None:
            await asyncio.wait([self._running])

    def _start(self) -> None:
        self._woken = True
        if self._running is None and self._loop is not None:
            self._running = self._loop.create_task(self._run_until_idle())
            self._running.add_done_callback(self._ended)

    async def _run_until_idle(self) -> None:
        while self._woken and self._loop is not None:
            self._woken = False
            more = await self.run_once()
            self._woken = self._woken or more

    def _ended(self, ended: asyncio.Task[None]) -> None:
        self._running = None
        error = None if ended.cancelled() else ended.exception()
        if error is not None:
            context = {"message": "background work failed", "exception": error, "task": ended}
            ended.get_loop().call_exception_handler(context)
        elif self._woken:
            self.wake()
