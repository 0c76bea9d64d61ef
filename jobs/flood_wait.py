"""Passes the rate limits (429) that any process met to the sender of this one.

What this process met itself is stored by `jobs.delivery`.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from domain.errors import Unavailable
from domain.ports.clock import Clock
from domain.ports.notices import LONGEST_WAIT
from domain.ports.store import Store, Transaction
from jobs.work_loop import WorkLoop


class SharedFloodWait:
    """Calls `hold` with the seconds that are left and the chat, None for all.

    Repeated calls do no harm.
    """

    def __init__(
        self,
        *,
        store: Store[Transaction],
        clock: Clock,
        hold: Callable[[float, int | None], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._hold = hold
        self._loop = WorkLoop(self._step)

    def open(self) -> None:
        """Accept wake-ups from now on; to be called on the event loop."""
        self._loop.open()

    def wake(self) -> None:
        """Read the stored rate limits soon. Thread-safe."""
        self._loop.wake()

    async def close(self) -> None:
        """Stop after the running step."""
        await self._loop.close()

    async def left(self) -> Mapping[int | None, float]:
        """Return the seconds until each stored rate limit ends, by chat, None for all. Raises
        Unavailable.
        """
        ends = await self._store.read(_ends, self._clock.now())
        wall = self._clock.wall()
        return {
            chat: (until - wall).total_seconds()
            for chat, until in ends.items()
            if wall < until <= wall + LONGEST_WAIT
        }

    async def refresh(self) -> None:
        """Pass on the stored rate limits, whichever process met them. Raises Unavailable."""
        for chat, left in (await self.left()).items():
            self._hold(left, chat)

    async def _step(self) -> bool:
        with suppress(Unavailable):
            await self.refresh()
        return False


def _ends(tx: Transaction) -> Mapping[int | None, datetime]:
    ends: dict[int | None, datetime] = dict(tx.notices.paused_chats().items())
    if (of_all := tx.notices.paused_until()) is not None:
        ends[None] = of_all
    return ends
