"""People who book when they have no booking and cancel when they have one, command after command.

Each command makes exactly one event, so that whatever was done twice or not at all can be counted:
no rule of the core hides it.
"""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.answer import Answer
from domain.errors import Unavailable
from domain.operations.bookings import book, cancel
from domain.ports.store import Command, IdempotencyKey, PrefetchHint, Store, Transaction

BOT = 1_000_000_001
A_MOMENT = 0.02


@dataclass
class Tally:
    """What callers were told. `repeated`: a command was sent again because nobody knew."""

    answered: Counter[int] = field(default_factory=Counter)
    repeated: int = 0
    misled: int = 0
    """Told the same as the time before: one of the two was done twice, or not at all."""

    @property
    def commands(self) -> int:
        return self.answered.total()


def toggle(tx: Transaction, *, person: int, slot: int) -> Answer:
    """This will cancel the person's booking there, or make one."""
    mine = [each for each in tx.bookings.upcoming(person, first=tx.today) if each.slot == slot]
    if mine:
        return cancel(tx, person=person, booking=mine[0].id)
    return book(tx, person=person, slot=slot)


class Togglers:
    """Callers of one store. Without keys a repeat is a new command."""

    def __init__(self, store: Store[Transaction], *, slot: int, keyed: bool) -> None:
        self.tally = Tally()
        self._store = store
        self._slot = slot
        self._keyed = keyed
        self._numbers = itertools.count(1)

    async def live(self, person: int, going: Callable[[], bool]) -> None:
        """One command after the other while it goes on."""
        before = "cancelled"
        while going():
            key = IdempotencyKey(BOT, next(self._numbers)) if self._keyed else None
            told = (await self._until_answered(person, key)).name
            self.tally.answered[person] += 1
            self.tally.misled += told == before
            before = told

    async def _until_answered(self, person: int, key: IdempotencyKey | None) -> Answer:
        while True:
            command = Command(datetime.now(UTC), key=key, prefetch=PrefetchHint(person, self._slot))
            try:
                return await self._store.run(toggle, command, person=person, slot=self._slot)
            except Unavailable:
                self.tally.repeated += 1
                await asyncio.sleep(A_MOMENT)
