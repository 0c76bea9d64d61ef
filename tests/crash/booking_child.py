"""A process that books for everybody and says so, to be killed meanwhile.

`early` says so before the commit and kills itself in the middle of one: what must not be done.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from domain.answer import Answer
from domain.operations.bookings import book
from domain.ports.store import Command, PrefetchHint, Transaction
from domain.storage.open import open_main
from domain.storage.vault import Vault
from tests.gates.load.seed import KEY, RULES, Files

ENOUGH, AT_ONCE = 150, 20
_told: list[int] = []


async def main(folder: str, slot: str, *, early: bool) -> None:
    """Books the slot for all people, as fast as it goes."""
    store = open_main(
        f"sqlite:///{Files(Path(folder)).main}", rules=RULES, vault=Vault({1: KEY}, 1)
    )
    store.start()
    now = datetime.now(UTC)
    people = await store.read(lambda tx: [tx.people.by_telegram(n) for n in range(1, 801)], now)
    operation = _book_and_tell if early else book
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(person: int) -> None:
        async with turns:
            command = Command(datetime.now(UTC), prefetch=PrefetchHint(person, int(slot)))
            answer = await store.run(operation, command, person=person, slot=int(slot))
            if not early:
                _tell(answer)

    await asyncio.gather(*(one(each.id) for each in people if each))


def _book_and_tell(tx: Transaction, *, person: int, slot: int) -> Answer:
    answer = book(tx, person=person, slot=slot)
    _tell(answer)
    if len(_told) == ENOUGH:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer


def _tell(answer: Answer) -> None:
    """In one write: a line that is half there was not told."""
    _told.append(answer.number("booking"))
    os.write(1, f"{_told[-1]}\n".encode())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], early="early" in sys.argv))
