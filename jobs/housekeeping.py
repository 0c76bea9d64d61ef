"""Throws away what nobody needs any more: old keys, unanswered questions. Never a booking."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from domain.ports.clock import Clock
from domain.ports.store import Command, Store, Transaction
from jobs.fence import LeaseLost, guarded
from jobs.leadership import ALONE, UPKEEP, Duties

KEYS_KEPT = timedelta(days=8)
"""Telegram redelivers for a day, and its numbers begin anew after a week of silence."""

ROWS = 500
ROUNDS = 20


def forget_keys(tx: Transaction, *, now: datetime) -> int:
    """Forgets some of the keys whose updates cannot come again; how many."""
    return tx.keys.forget(before=now - KEYS_KEPT, limit=ROWS)


def end_dialogues(tx: Transaction, *, now: datetime) -> int:
    """Ends some of the dialogues nobody answered in time; how many."""
    return tx.dialogues.end_expired(now=now, limit=ROWS)


class Housekeeping:
    """A few rows a transaction and a few transactions a tick, so that bookings do not wait."""

    def __init__(self, *, store: Store[Transaction], clock: Clock, duties: Duties = ALONE) -> None:
        self._store = store
        self._clock = clock
        self._duties = duties

    async def tick(self) -> None:
        """Ends expired dialogues and forgets old keys. Raises Unavailable."""
        guard = self._duties.on(UPKEEP)
        if guard is None:
            return
        with suppress(LeaseLost):
            await self._clear(guarded(guard, end_dialogues))
            await self._clear(guarded(guard, forget_keys))

    async def _clear(self, some: Callable[..., int]) -> None:
        for _ in range(ROUNDS):
            now = self._clock.now()
            if await self._store.run(some, Command(now), now=now) < ROWS:
                return
