"""Erases people whose time has come, a transaction each. Who that is, the core says."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from domain.answer import Answer
from domain.operations.erasure import erase_overdue, erase_withdrawn
from domain.ports.clock import Clock
from domain.ports.store import Command, Store, Transaction
from jobs.fence import LeaseLost, guarded
from jobs.leadership import ALONE, UPKEEP, Duties

ROWS = 50
ROUNDS = 20


def overdue(tx: Transaction) -> Sequence[int]:
    """Some of those for whom everything lies `keep_days` back."""
    return tx.erasing.overdue(tx.rules.since(tx.now, days=tx.rules.keep_days), limit=ROWS)


def withdrawn(tx: Transaction) -> Sequence[int]:
    """Some of those who took their consent back `withdrawn_days` ago."""
    return tx.erasing.withdrawn(tx.rules.since(tx.now, days=tx.rules.withdrawn_days), limit=ROWS)


class Retention:
    """Looks on a connection that only reads; who is found is looked at again before it is done."""

    def __init__(self, *, store: Store[Transaction], clock: Clock, duties: Duties = ALONE) -> None:
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
            await self._erase(overdue, guarded(guard, erase_overdue))
            await self._erase(withdrawn, guarded(guard, erase_withdrawn))

    async def _erase(
        self, find: Callable[[Transaction], Sequence[int]], erase: Callable[..., Answer]
    ) -> None:
        for _ in range(ROUNDS):
            now: datetime = self._clock.now()
            found = await self._store.read(find, now)
            for person in found:
                await self._store.run(erase, Command(now), person=person)
            if len(found) < ROWS:
                return
