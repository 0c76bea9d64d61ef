"""Passes a rate limit (429) that any process met to the sender of this one.

What this process met itself is stored by `jobs.delivery`.
"""

from collections.abc import Callable
from contextlib import suppress

from domain.errors import Unavailable
from domain.ports.clock import Clock
from domain.ports.notices import LONGEST_WAIT
from domain.ports.store import Store, Transaction
from jobs.work_loop import WorkLoop


class SharedFloodWait:
    """Calls `hold` with the seconds that are left; repeated calls do no harm."""

    def __init__(
        self, *, store: Store[Transaction], clock: Clock, hold: Callable[[float], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._hold = hold
        self._loop = WorkLoop(self._step)

    def open(self) -> None:
        """Accept wake-ups from now on; to be called on the event loop."""
        self._loop.open()

    def wake(self) -> None:
        """Read the stored rate limit soon. Thread-safe."""
        self._loop.wake()

    async def close(self) -> None:
        """Stop after the running step."""
        await self._loop.close()

    async def left(self) -> float:
        """Return the seconds until the stored rate limit ends, or 0.0. Raises Unavailable."""
        until = await self._store.read(lambda tx: tx.notices.paused_until(), self._clock.now())
        wall = self._clock.wall()
        if until is None or not wall < until <= wall + LONGEST_WAIT:
            return 0.0
        return (until - wall).total_seconds()

    async def refresh(self) -> None:
        """Pass on the stored rate limit, whichever process met it. Raises Unavailable."""
        if (left := await self.left()) > 0:
            self._hold(left)

    async def _step(self) -> bool:
        with suppress(Unavailable):
            await self.refresh()
        return False
