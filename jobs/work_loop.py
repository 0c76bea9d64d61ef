"""Turns taken one after another on the event loop, woken from any thread. What a turn does
is not known here."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context


class WorkLoop:
    """Takes turns as long as there is something to do, never two at once; sleeps until woken.

    A turn answers whether another may find work at once. One that fails ends the round, and is
    reported to the loop's exception handler; the next wake-up begins anew.
    """

    def __init__(self, turn: Callable[[], Awaitable[bool]]) -> None:
        self._turn = turn
        self._one_at_a_time = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._round: asyncio.Task[None] | None = None
        self._woken = False

    def open(self) -> None:
        """From now on wake-ups count; to be called on the event loop."""
        self._loop = asyncio.get_running_loop()

    def wake(self) -> None:
        """Begins a round soon, or has the running one look once more. Safe from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            # In a context of its own: a round is not part of the update that woke it.
            loop.call_soon_threadsafe(self._begin, context=Context())

    async def turn(self) -> bool:
        """One turn, after the one that is running if any."""
        async with self._one_at_a_time:
            return await self._turn()

    async def close(self) -> None:
        """No more turns; returns when the running one has ended."""
        self._loop = None
        if self._round is not None:
            await asyncio.wait([self._round])

    def _begin(self) -> None:
        self._woken = True
        if self._round is None and self._loop is not None:
            self._round = self._loop.create_task(self._take_turns())
            self._round.add_done_callback(self._ended)

    async def _take_turns(self) -> None:
        while self._woken and self._loop is not None:
            self._woken = False
            more = await self.turn()
            self._woken = self._woken or more

    def _ended(self, ended: asyncio.Task[None]) -> None:
        self._round = None
        error = None if ended.cancelled() else ended.exception()
        if error is not None:
            context = {"message": "a round failed", "exception": error, "task": ended}
            ended.get_loop().call_exception_handler(context)
        elif self._woken:
            self.wake()
