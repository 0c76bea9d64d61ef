"""500 replies to COMMIT are lost on the way from PostgreSQL while people book and cancel.

Some transactions are kept and nobody knows, some are not. Every command must be done once and
answered. The controls have no keys, then nobody who looks what became of a commit: they must do
some twice, or the gate proves nothing.
"""

import asyncio
import random
import secrets
import sys
import time
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from unittest.mock import patch

from domain.storage import writer
from domain.storage.engines.postgres import PostgresDriver
from domain.storage.open import open_main
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from domain.storage.vault import Vault
from tests.gates._arguments import minutes_asked
from tests.gates.load.seed import KEY, RULES, Seed, in_days
from tests.gates.load.toggles import Tally, Togglers
from tests.gates.oracles import invariants
from tests.gates.oracles.sqlite_copy import Shared, opened
from tests.gates.processes.postgres_proxy import Cut, Way
from tests.gates.processes.replicas import databases
from tests.postgres import QUICK, Server

PEOPLE = 6
CUTS, OF_CONTROL = 500, 60
OFTEN, LONG = 0.34, 0.004
HOPELESS = [Cut.BEFORE] * len(writer.RETRY_PAUSES_S) + [Cut.AFTER]
"""Nothing is left to try then: the caller is told nothing definite, and yet it was done."""


class Fates:
    """What happens to each COMMIT, until there were enough."""

    def __init__(self, seed: int, enough: int) -> None:
        self.left = enough
        self._chance = random.Random(seed)
        self._hopeless = 0
        self._next: list[Cut] = []

    def __call__(self, _: int) -> Cut | None:
        """Most often one is cut, now and then so many in a row that the writer gives up."""
        if self.left <= 0:
            return None
        begins = self._hopeless == 0 or self._chance.random() < LONG
        if not self._next and begins:
            self._hopeless += 1
            self._next = list(HOPELESS)
        if not self._next and self._chance.random() < OFTEN:
            self._next = [self._chance.choice(list(Cut))]
        self.left -= bool(self._next)
        return self._next.pop(0) if self._next else None


@dataclass(frozen=True)
class Outcome:
    """What callers were told beside what is stored."""

    name: str
    tally: Tally
    cuts: dict[Cut, int]
    commits: int
    doubled: int
    lost: int
    broken: list[invariants.Finding]
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Each command once, and answered as it was done."""
        return not (self.doubled or self.lost or self.tally.misled or self.broken)

    def __str__(self) -> str:
        broken = "; ".join(each.invariant for each in self.broken) or "nothing"
        return (
            f"{self.name}: {sum(self.cuts.values())} COMMITs cut of {self.commits}"
            f" ({self.cuts[Cut.AFTER]} kept, {self.cuts[Cut.BEFORE]} not);"
            f" commands answered {self.tally.commands}, sent again {self.tally.repeated},"
            f" doubled {self.doubled}, lost {self.lost}, told wrongly {self.tally.misled};"
            f" {self.seconds:.0f} s; broken: {broken}"
        )


async def run(
    name: str, shared: Shared, server: Server, *, seed: int, cuts: int, keyed: bool = True
) -> Outcome:
    """Until so many are cut, and then until everybody is answered."""
    began, fates = time.monotonic(), Fates(seed, cuts)
    async with Seed(shared) as seeding:
        (slot,) = await seeding.hospital("한빛병원", days=[in_days(10)], capacity=10**6)
        people = list((await seeding.people(range(1, PEOPLE + 1))).values())
    with closing(Way(server.port, marked=b"advisory", choose=fates)) as way:
        store = _store(shared.main_url.replace(str(server.port), str(way.port)))
        store.start()
        togglers = Togglers(store, slot=slot, keyed=keyed)
        going = (togglers.live(person, lambda: fates.left > 0) for person in people)
        await asyncio.gather(*going)
        await store.close()
    events, tally = _events(shared), togglers.tally
    differences = [events.get(person, 0) - tally.answered[person] for person in people]
    return Outcome(
        name=name,
        tally=tally,
        cuts=way.cuts,
        commits=way.commits,
        doubled=sum(max(0, each) for each in differences),
        lost=sum(max(0, -each) for each in differences),
        broken=invariants.broken(shared.copied().main, drained=False),
        seconds=time.monotonic() - began,
    )


def nobody_looks() -> AbstractContextManager[object]:
    """As it must not be: whose commit was not heard of does it again."""
    return patch.object(PostgresDriver, "was_committed", lambda _: False)


def impatient() -> AbstractContextManager[object]:
    """As often as it is, but without the long waits between two tries."""
    pauses = tuple(min(pause, 0.01) for pause in writer.RETRY_PAUSES_S)
    return patch.object(writer, "RETRY_PAUSES_S", pauses)


def _store(url: str) -> SqlStore[SqlTransaction]:
    return open_main(url, rules=RULES, vault=Vault({1: KEY}, 1))


def _events(shared: Shared) -> dict[int, int]:
    """How often something happened to each person's bookings."""
    asked = "SELECT (body::json ->> 'person')::bigint, count(*) FROM event GROUP BY 1"
    with opened(shared.main_url) as database:
        return {person: count for person, count in database.execute(asked) if person is not None}


def _once(name: str, *, seed: int, cuts: int, keyed: bool = True) -> Outcome:
    with databases(QUICK) as (shared, server), impatient():
        outcome = asyncio.run(run(name, shared, server, seed=seed, cuts=cuts, keyed=keyed))
    print(outcome, flush=True)
    return outcome


def main(minutes: float | None = None) -> int:
    """As it is, then both controls; with `minutes` again until they are over."""
    seed, end, clean = secrets.randbelow(10**6), time.monotonic() + (minutes or 0) * 60, True
    print(f"seed {seed}", flush=True)
    while True:
        clean &= _once("cut replies", seed=seed, cuts=CUTS).is_clean
        seed += 1
        if not clean or time.monotonic() >= end:
            break
    keyless = _once("no keys", seed=seed, cuts=OF_CONTROL, keyed=False)
    with nobody_looks():
        unsettled = _once("no keys, nobody looks", seed=seed, cuts=OF_CONTROL, keyed=False)
    caught = keyless.doubled > 0 and unsettled.doubled > 0
    print("ambiguity:", "each once;" if clean else "BROKEN;", end=" ")
    print("controls", "double" if caught else "DO NOT DOUBLE")
    return 0 if clean and caught else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
