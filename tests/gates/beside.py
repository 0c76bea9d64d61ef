"""This release beside itself on one PostgreSQL and rolled over; those before it refuse, and are
refused.

A release without a keyed audit would write rows that break its chain. So while one runs, this one
neither starts nor migrates; and one that finds the new schema does not start: exit code 3 and a
sentence each time.

Then people and front desks go through mixed wishes in chat, every second update delivered twice.
The databases are migrated under load, and expanded further than needed; one replica is
replaced, then the other one; then one by a release to come, which only adds; then both are rolled
back. Nothing may fail, be lost or be doubled. One that takes a column away, and writes what others
cannot read, must fail: or the gate proves nothing.
"""

import argparse
import asyncio
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from tests.gates.controls.next_migration import contract, expand, give_back
from tests.gates.load import phrases as spoken
from tests.gates.load.customers import Journal
from tests.gates.load.front_desk import MOST, Frontdesk
from tests.gates.load.phone import Exchange
from tests.gates.load.seed import in_days
from tests.gates.load.visitors import Life, Tally, Town, Visitor, visiting
from tests.gates.oracles.availability import Seen, seen
from tests.gates.oracles.sqlite_copy import Shared
from tests.gates.oracles.verdict import Verdict, judge
from tests.gates.processes.mixed_replicas import (
    Build,
    Fleet,
    do,
    empty_databases,
    fleet,
    this_one,
)
from tests.gates.processes.old_release import NoRelease
from tests.gates.processes.refusals import BEFORE, refused
from tests.gates.processes.replicas import telegram

HOSPITAL, DESKS = "한빛병원", ("가람병원", "하늘의원", "보배내과", "두루치과")
REGULARS = 2
PATIENCE, OF_CONTROL = 60.0, 4.0
TRIES = 3
TOMORROW, CONTRACTING = "tests.gates.controls.next_release", "tests.gates.controls.dropped_column"
BUG = spoken.bare(spoken.KOREAN.say("error.bug", id="")).partition("\n")[0]


@dataclass(frozen=True)
class Size:
    """How many people come to how many front desks, and after how many wishes something changes."""

    people: int
    desks: int
    beside: int
    between: int


SHORT, FULL, FEW = Size(60, 2, 100, 8), Size(120, 4, 2000, 150), Size(30, 1, 30, 10)
REST_S = 12.0
"""Of a person between two wishes, lest a chat wait for its budget."""


@dataclass(frozen=True)
class Outcome:
    """How it ended: as people were shown, as it is stored, as the balancer saw it."""

    name: str
    tally: Tally
    beside: int
    verdict: Verdict
    seen: Seen
    bugs: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Every wish was fulfilled, once, and at once; nothing is broken."""
        v, failed = self.verdict, self.tally.failed.total()
        wrong = (failed, v.lost, v.doubled, v.taken, len(v.wrong), len(v.broken), self.bugs)
        return v.sent == v.acknowledged > 0 and not any(wrong) and self.seen.share == 100

    def __str__(self) -> str:
        verdict, tally = self.verdict, self.tally
        broken = "; ".join([each.invariant for each in verdict.broken] + verdict.wrong[:3])
        kinds = " ".join(f"{kind} {count}" for kind, count in sorted(tally.done.items()))
        failed = dict(tally.failed) or 0
        return (
            f"{self.name}: operations {tally.operations} ({kinds}), beside each other"
            f" {self.beside}; failed {failed}, lost {verdict.lost}, doubled {verdict.doubled},"
            f" errors shown {self.bugs}, places left {verdict.taken}; {self.seen};"
            f" {self.seconds:.0f} s; broken: {broken or 'nothing'}"
        )


class Scene:
    """Everybody in town, with two replicas that change under them."""

    def __init__(
        self, shared: Shared, phones: Exchange, journal: Journal, *, size: Size, patience: float
    ) -> None:
        self.size = size
        self.tally = Tally()
        self.journal = journal
        self._shared = shared
        self._phones = phones
        tries = TRIES if patience == PATIENCE else 1
        self._town = Town(phones, journal, self.tally, in_days(10), patience, tries, REST_S)
        self.admins: list[Visitor] = []

    async def play(self, name: str, old: Build, new: Build, then: Build | None) -> Outcome:
        """From the first wish to the verdict."""
        began = time.monotonic()
        self.admins = await self._visitors(self.size.desks + 1)
        await asyncio.to_thread(do, old, self._shared, self._phones, "migrate")
        admins = [each.phone.id for each in self.admins]
        async with fleet(
            self._shared, self._phones, [old, old], admins=admins, twice=then is not None
        ) as there:
            beside = await self._day(there, old, new, then)
            if not self.tally.failed:
                await there.stage.drained()
            await there.stage.stop()
            if new.module == CONTRACTING:
                await asyncio.to_thread(give_back, self._shared.main_url)
            said = [spoken.bare(call["text"] or "") for call in await self._phones.calls()]
        return Outcome(
            name,
            self.tally,
            beside,
            judge(self.journal.commands, self._shared.copied()),
            seen(there.stage.balancer),
            sum(BUG in each for each in said),
            time.monotonic() - began,
        )

    async def _day(self, there: Fleet, old: Build, new: Build, then: Build | None) -> int:
        """How many wishes were fulfilled while the two were beside each other."""
        opener = Frontdesk(self.admins[-1], [], self._town, HOSPITAL)
        await opener.open(by_line=False)
        await opener.widen(MOST)
        async with visiting([*await self._desks(), *await self._people()]):
            await self._more(self.size.between)
            await self._expand(there, new)
            await self._more(self.size.between)
            await there.replace(1, new)
            before = self.tally.operations
            async with visiting(await self._people()):  # strangers, who go through the whole talk
                await self._more(self.size.beside)
            beside = self.tally.operations - before
            if then is not None:
                for replica, build in ((0, new), (0, then), (1, old), (0, old)):
                    await there.replace(replica, build)
                    await self._more(self.size.between)
        return beside

    async def _expand(self, there: Fleet, new: Build) -> None:
        await there.migrate(new)
        if new.module == CONTRACTING:
            await asyncio.to_thread(contract, self._shared.main_url)
            return
        for url in (self._shared.main_url, self._shared.mypage_url):
            await asyncio.to_thread(expand, url)

    async def _desks(self) -> list[Life]:
        town = self._town
        desks = [
            Frontdesk(admin, await self._visitors(REGULARS), town, name)
            for admin, name in zip(self.admins[:-1], DESKS, strict=False)
        ]
        return [desk.live for desk in desks]

    async def _people(self) -> list[Life]:
        people = await self._visitors(self.size.people // 2)
        return [partial(each.live, hospital=HOSPITAL) for each in people]

    async def _visitors(self, count: int) -> list[Visitor]:
        return [Visitor(phone, self._town) for phone in await self._phones.people(count)]

    async def _more(self, wishes: int) -> None:
        """Until so many more are fulfilled, or something has failed."""
        until = self.tally.operations + wishes
        while self.tally.operations < until and not self.tally.failed:
            await asyncio.sleep(0.02)


async def run(name: str, old: Build, new: Build, size: Size, then: Build | None) -> Outcome:
    """On databases and a Telegram of its own."""
    patience = OF_CONTROL if new.module == CONTRACTING else PATIENCE
    with empty_databases() as shared, closing(Journal(shared.folder / "journal")) as journal:
        async with telegram() as phones:
            scene = Scene(shared, phones, journal, size=size, patience=patience)
            return await scene.play(name, old, new, then)


def _once(name: str, old: Build, new: Build, size: Size, then: Build | None = None) -> Outcome:
    outcome = asyncio.run(run(name, old, new, size, then))
    print(outcome, flush=True)
    return outcome


def _all(*, minutes: float | None) -> int:
    old = this_one()
    clean = all(list(map(refused, BEFORE)))
    end = time.monotonic() + (minutes or 0) * 60
    size = SHORT if minutes is None else FULL
    while True:
        then = this_one(module=TOMORROW)
        clean &= _once("rolled over and back", old, this_one(), size, then).is_clean
        if not clean or time.monotonic() >= end:
            break
    takes = _once("one that takes away", old, this_one(module=CONTRACTING), FEW)
    caught = takes.tally.failed["talk"] > 0 and takes.tally.failed["mydata"] > 0
    print("beside:", "nobody noticed;" if clean else "BROKEN;", end=" ")
    print("control", "fails" if caught else "DOES NOT FAIL")
    return 0 if clean and caught else 1


def main(minutes: float | None = None) -> int:
    """All of it; with `minutes` 2,000 wishes beside each other, again until they are over."""
    try:
        return _all(minutes=minutes)
    except NoRelease as why:
        print(f"beside: {why}")
        return 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float)
    sys.exit(main(parser.parse_args().minutes))
