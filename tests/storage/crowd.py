"""A process to be killed: books without end, and says on stdout what was acknowledged."""

import asyncio
import itertools
import sys
from datetime import UTC, datetime

from domain.model import Consent
from domain.operations.bookings import book
from domain.operations.hospitals import register_hospital
from domain.ports.store import Command, IdempotencyKey, PrefetchHint, Transaction
from domain.storage.open import open_main
from domain.storage.vault import Vault
from tests.storage.desk import MONDAY, RULES

NOW = datetime(2027, 1, 4, 1, tzinfo=UTC)
CALLERS = 20


def newcomer(tx: Transaction, *, telegram: int) -> int:
    person = tx.people.add(telegram=telegram, language="ko", at=tx.now)
    tx.people.rename(person.id, "김하나", at=tx.now)
    for consent in Consent:
        tx.people.agree(person.id, consent, version=1, at=tx.now)
    return person.id


async def main(url: str) -> None:
    store = open_main(url, rules=RULES, vault=Vault({1: bytes(range(32))}, current=1))
    store.start()
    await store.run(register_hospital, Command(NOW), name="한빛병원", days=[MONDAY], capacity=1000)
    updates = itertools.count(1)

    async def caller() -> None:
        for update in updates:
            person = await store.run(newcomer, Command(NOW), telegram=update)
            command = Command(NOW, IdempotencyKey(1, update), prefetch=PrefetchHint(person, slot=1))
            answer = await store.run(book, command, person=person, slot=1)
            print(update, answer.number("booking"), flush=True)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
