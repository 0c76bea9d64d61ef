"""Throws away what nobody needs any more: old keys, unanswered questions. Never a booking."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from domain.answer import Answer
from domain.operations.privacy import erase_overdue, erase_withdrawn
from domain.ports.clock import Clock
from domain.ports.store import Command, Store, Transaction
from jobs.leadership import ALONE, UPKEEP, Leadership, LeaseLost, with_guard

KEYS_KEPT = timedelta(days=8)
"""Telegram redelivers for a day, and its numbers begin anew after a week of silence."""

ROWS = 500
ROUNDS = 20


def delete_expired_keys(tx: Transaction, *, now: datetime) -> int:
    """Forgets some of the keys whose updates cannot come again; how many."""
    return tx.keys.forget(before=now - KEYS_KEPT, limit=ROWS)


def expire_dialogues(tx: Transaction, *, now: datetime) -> int:
    """Ends some of the dialogues nobody answered in time; how many."""
    return tx.dialogues.end_expired(now=now, limit=ROWS)


class Housekeeping:
    """A few rows a transaction and a few transactions a tick, so that bookings do not wait."""

    def __init__(
        self, *, store: Store[Transaction], clock: Clock, duties: Leadership = ALONE
    ) -> None:
        self._store = store
        self._clock = clock
        self._duties = duties

    async def tick(self) -> None:
        """Ends expired dialogues and forgets old keys. Raises Unavailable."""
        guard = self._duties.on(UPKEEP)
        if guard is None:
            return
        with suppress(LeaseLost):
            await self._clear(with_guard(guard, expire_dialogues))
            await self._clear(with_guard(guard, delete_expired_keys))

    async def _clear(self, some: Callable[..., int]) -> None:
        for _ in range(ROUNDS):
            now = self._clock.now()
            if await self._store.run(some, Command(now), now=now) < ROWS:
                return


ERASED_ROWS = 50
ERASURE_ROUNDS = 20


def overdue(tx: Transaction) -> Sequence[int]:
    """Some of those for whom everything lies `keep_days` back."""
    return tx.erasing.overdue(tx.rules.since(tx.now, days=tx.rules.keep_days), limit=ERASED_ROWS)


def withdrawn(tx: Transaction) -> Sequence[int]:
    """Some of those who took their consent back `withdrawn_days` ago."""
    return tx.erasing.withdrawn(
        tx.rules.since(tx.now, days=tx.rules.withdrawn_days), limit=ERASED_ROWS
    )


class Retention:
    """Looks on a connection that only reads; who is found is looked at again before it is done."""

    def __init__(
        self, *, store: Store[Transaction], clock: Clock, duties: Leadership = ALONE
    ) -> None:
        self._store = store
        self._clock = clock
        self._duties = duties

    async def tick(self) -> None:
        """Erases all of them, unless there are very many: the next tick goes on. Raises
        Unavailable.
        """
        guard = self._duties.on(UPKEEP)
        if guard is None:
            return
        with suppress(LeaseLost):
            await self._erase(overdue, with_guard(guard, erase_overdue))
            await self._erase(withdrawn, with_guard(guard, erase_withdrawn))

    async def _erase(
        self, find: Callable[[Transaction], Sequence[int]], erase: Callable[..., Answer]
    ) -> None:
        for _ in range(ERASURE_ROUNDS):
            now: datetime = self._clock.now()
            found = await self._store.read(find, now)
            for person in found:
                await self._store.run(erase, Command(now), person=person)
            if len(found) < ERASED_ROWS:
                return
