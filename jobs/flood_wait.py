"""The pause that Telegram asked some process for, told to the sender of this one. Sends nothing.

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
    """`hold` is told how many seconds are left; to be told again does it no harm."""

    def __init__(
        self, *, store: Store[Transaction], clock: Clock, hold: Callable[[float], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._hold = hold
        self._rounds = WorkLoop(self._turn)

    def open(self) -> None:
        """From now on wake-ups count; to be called on the event loop."""
        self._rounds.open()

    def wake(self) -> None:
        """Somebody stored a pause. Safe from any thread."""
        self._rounds.wake()

    async def close(self) -> None:
        """Hears no more."""
        await self._rounds.close()

    async def left(self) -> float:
        """Seconds until the stored pause ends, 0.0 without one. Raises Unavailable."""
        until = await self._store.read(lambda tx: tx.notices.paused_until(), self._clock.now())
        wall = self._clock.wall()
        if until is None or not wall < until <= wall + LONGEST_WAIT:
            return 0.0
        return (until - wall).total_seconds()

    async def hear(self) -> None:
        """Passes a pause on, whoever met it: at start, and again and again. Raises Unavailable."""
        if (left := await self.left()) > 0:
            self._hold(left)

    async def _turn(self) -> bool:
        with suppress(Unavailable):
            await self.hear()
        return False
