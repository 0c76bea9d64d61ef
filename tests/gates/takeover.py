"""The replica that does all the parts of the work is killed; the next one is stopped for a while.

People book and cancel meanwhile, and a deletion's notices go out. Each part must go on within ten
seconds, and a replica that wakes up again must write nothing of parts that are another's by now.
The control forgets to look whether a part is still its own, and must be caught writing.
"""

import asyncio
import sys
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime

from jobs.leadership import RELAY, WORKERS
from tests.gates._arguments import minutes_asked
from tests.gates.load.customers import PEOPLE_PER_TURN, Customer, Journal, living
from tests.gates.load.deletion import delete
from tests.gates.load.phone import Exchange, Phone
from tests.gates.load.seed import Seed, in_days
from tests.gates.oracles import send_log as witness
from tests.gates.oracles.row_writers import Writers, make_users
from tests.gates.oracles.sqlite_copy import Shared
from tests.gates.oracles.verdict import Verdict, judge
from tests.gates.processes.bot import ADMIN
from tests.gates.processes.replicas import Stage, databases, replicas, telegram

ONE, OTHER = "one", "other"
CUSTOMERS, TOLD = 16, 350
HOSPITAL, CLOSING = "한빛병원", ("서울병원", "부산병원")
PATIENCE = 90.0
MARK, ASLEEP, AWAKE = 10.0, 15.0, 5.0
FLOWING = 1.5
"""Seconds until notices go out."""
SLOW = {"method": "sendMessage", "kind": "delay", "seconds": 0.5, "times": 10_000}
DONE = tuple(part for part in WORKERS if part != RELAY)
SIGNS = {part: f"position:{part}" for part in DONE} | {
    "deliver": "notice:sent",
    "upkeep": "lease:upkeep",
}
"""What is written when a part goes on."""
ON_THEIR_WAY = "notice WHERE state = 'sending'"
NOTED = {"position": "subscriber", "notice": "state", "lease": "name"}


@dataclass
class Outcome:
    """Seconds until each part went on after the kill and after the stop, and what was wrong."""

    killed: dict[str, float] = field(default_factory=dict)
    stopped: dict[str, float] = field(default_factory=dict)
    woken_wrote: dict[str, int] = field(default_factory=dict)
    longest: float = 0.0
    in_flight: int = 0
    copies: int = 0
    verdict: Verdict | None = None
    gave_up: int = 0
    held_lock: bool = False

    @property
    def is_clean(self) -> bool:
        """Everything went on in time, once, and the sleeper kept its hands off. Who is left waiting
        is told, not judged: an answer to a mere question may go with the process that had it.
        """
        times = [*self.killed.values(), *self.stopped.values()]
        in_time = len(times) == 2 * len(DONE) and max(times) < MARK
        v = self.verdict
        fine = v is not None and not (v.lost or v.doubled or v.wrong or v.broken)
        kept_off = not self.woken_wrote and self.copies <= self.in_flight
        return in_time and fine and kept_off

    def __str__(self) -> str:
        v = self.verdict
        assert v is not None
        broken = "; ".join([each.invariant for each in v.broken] + v.wrong[:3]) or "nothing"
        return (
            f"killed: {_times(self.killed)}; stopped for {ASLEEP:.0f} s"
            f" {'with' if self.held_lock else 'WITHOUT'} the lock in its hands:"
            f" {_times(self.stopped)}, longest update elsewhere {self.longest:.2f} s;"
            f" woken, it wrote of parts of another's:"
            f" {self.woken_wrote or 'nothing'};"
            f" commands sent {v.sent}, acknowledged {v.acknowledged}, lost {v.lost},"
            f" doubled {v.doubled}, left waiting {self.gave_up}; notices told twice {self.copies}"
            f" of {self.in_flight} on their way at those moments;"
            f" broken: {broken}"
        )


class Watch:
    """Both databases' writers."""

    def __init__(self, main: Writers, mypage: Writers) -> None:
        self.main = main
        self._mypage = mypage

    def all_held(self) -> bool:
        return self.main.count("lease WHERE holder <> ''") == len(DONE)

    async def until_all_go_on(self, user: str, since: datetime) -> dict[str, float]:
        """By that user; seconds for each part, as far as it has come within twice the mark."""
        end = time.monotonic() + 2 * MARK
        while len(found := self._going_on(user, since)) < len(DONE) and time.monotonic() < end:
            await asyncio.sleep(0.1)
        return found

    def _going_on(self, user: str, since: datetime) -> dict[str, float]:
        took = {
            part: (self._mypage if part == "mypage" else self.main).after(user, sign, since=since)
            for part, sign in SIGNS.items()
        }
        return {part: each.total_seconds() for part, each in took.items() if each is not None}


@dataclass(frozen=True)
class Scene:
    """Everybody in it, and the work that flows."""

    stage: Stage
    watch: Watch
    admin: Phone
    journal: Journal


async def run(*, module: str = "bot", kill: bool = True) -> Outcome:
    """A kill of the first replica (unless only the rest is wanted), then the other one sleeps."""
    outcome = Outcome()
    async with AsyncExitStack() as held:
        shared, server = held.enter_context(databases())
        journal = held.enter_context(closing(Journal(shared.folder / "journal")))
        make_users(server, ONE, OTHER)
        mypage = Writers(server, "mypage", {"position": "subscriber"})
        watch = Watch(
            held.enter_context(closing(Writers(server, "main", NOTED))),
            held.enter_context(closing(mypage)),
        )
        phones = await held.enter_async_context(telegram())
        customers, admin = await _people(phones, journal, shared)
        async with replicas(
            shared, phones, users=(ONE, OTHER), module=module, alone=watch.all_held
        ) as stage:
            scene = Scene(stage, watch, admin, journal)
            async with living(customers, at_once=CUSTOMERS):
                if kill:
                    await _kill(scene, outcome)
                await _sleep(scene, 1 if kill else 0, outcome)
            await stage.drained()
            await stage.stop()
        outcome.copies = witness.told_twice(await phones.calls())
        outcome.gave_up = journal.gave_up
        outcome.verdict = judge(journal.commands, shared.copied())
    return outcome


async def _kill(scene: Scene, outcome: Outcome) -> None:
    """The first one, which does everything; it comes back with nothing to do."""
    await delete(scene.admin, CLOSING[0])
    await asyncio.sleep(FLOWING)
    since = scene.watch.main.now()
    await scene.stage.bots[0].kill(time.monotonic())
    outcome.in_flight += scene.watch.main.count(ON_THEIR_WAY)
    outcome.killed = await scene.watch.until_all_go_on(OTHER, since)
    scene.stage.bots[0].start()
    await scene.stage.balancer.until_ready(0)


async def _sleep(scene: Scene, sleeper: int, outcome: Outcome) -> None:
    """The one that does everything stands still with the lock in its hands, then wakes up."""
    users, bot, balancer = (ONE, OTHER), scene.stage.bots[sleeper], scene.stage.balancer
    await scene.stage.telegram.post("/sandbox/faults", SLOW)
    await delete(scene.admin, CLOSING[1])
    await asyncio.sleep(FLOWING)
    outcome.held_lock = await _freeze(scene, sleeper)
    since, began = scene.watch.main.now(), time.monotonic()
    outcome.in_flight += scene.watch.main.count(ON_THEIR_WAY)
    outcome.stopped = await scene.watch.until_all_go_on(users[1 - sleeper], since)
    await asyncio.sleep(max(0.0, began + ASLEEP - time.monotonic()))
    others = [each for each in balancer.attempts if each.replica == 1 - sleeper and each.at > began]
    outcome.longest = max(each.seconds for each in others)
    since = scene.watch.main.now()
    bot.thaw()
    await asyncio.sleep(AWAKE)
    outcome.woken_wrote = scene.watch.main.writes(users[sleeper], since=since)
    await scene.stage.telegram.session.delete(f"{scene.stage.telegram.url}/sandbox/faults")


async def _freeze(scene: Scene, sleeper: int) -> bool:
    """Again and again, until it is in the middle of a transaction; whether it was."""
    bot, user = scene.stage.bots[sleeper], (ONE, OTHER)[sleeper]
    for _ in range(300):
        bot.freeze()
        await asyncio.sleep(0.03)  # the server finishes what it was told
        if scene.watch.main.stands_still(user):
            return True
        bot.thaw()
        await asyncio.sleep(0.02)
    bot.freeze()
    return False


async def _people(
    phones: Exchange, journal: Journal, shared: Shared
) -> tuple[list[Customer], Phone]:
    people, told = await phones.people(CUSTOMERS * PEOPLE_PER_TURN), await phones.people(TOLD)
    admin, day = Phone(ADMIN, phones), in_days(10)
    await phones.meet([*people, *told, admin])
    async with Seed(shared) as seed:
        await seed.hospital(HOSPITAL, days=[day], capacity=CUSTOMERS)
        known = await seed.people([phone.id for phone in [*people, *told]])
        for n, name in enumerate(CLOSING):
            (slot,) = await seed.hospital(name, days=[in_days(20 + n)], capacity=TOLD)
            await seed.book(people=[known[phone.id] for phone in told], slot=slot)
    return [
        Customer(phone, journal, hospital=HOSPITAL, day=day, patience=PATIENCE) for phone in people
    ], admin


def _times(took: Mapping[str, float]) -> str:
    each = ", ".join(f"{part} {seconds:.1f}" for part, seconds in took.items())
    missing = set(DONE) - set(took)
    return f"each part went on after s: {each or '-'}" + (f"; NOT {missing}" if missing else "")


def main(minutes: float | None = None) -> int:
    """Once, and the control; with `minutes` again until they are over."""
    end, clean = time.monotonic() + (minutes or 0) * 60, True
    while True:
        outcome = asyncio.run(run())
        print(outcome, flush=True)
        clean &= outcome.is_clean
        if not clean or time.monotonic() >= end:
            break
    control = asyncio.run(run(module="tests.gates.controls.no_fencing", kill=False))
    print(f"it does not look: woken, it wrote of parts of another's: {control.woken_wrote}")
    caught = bool(control.woken_wrote)
    print("takeover:", "in time, nothing twice;" if clean else "BROKEN;", end=" ")
    print("control", "writes" if caught else "DOES NOT WRITE")
    return 0 if clean and caught else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
