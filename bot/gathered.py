"""Wake-ups that come close together, as one: those who are woken do not hold up people who wait.

It does nothing itself; whoever is woken looks for all there is to do.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context

APART = 0.02
"""Seconds between two wake-ups, at least. A round after a commit costs more than the commit."""


class Gathered:
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
