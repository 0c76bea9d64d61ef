"""Two replicas on one PostgreSQL behind a balancer: nobody notices that there are two.

People go through the whole talk; their updates alternate between the replicas and every second one
is delivered twice. Then one replica is killed in the middle of everybody's talk, then both are
restarted under load. Everybody must be booked once and told so. The controls must lose some: one
acknowledges on receipt, one keeps dialogues in memory.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from tests.gates._arguments import minutes_asked
from tests.gates.load.customers import Journal
from tests.gates.load.new_customers import STEPS, Guest, in_turn, together
from tests.gates.load.seed import Seed, in_days
from tests.gates.oracles.availability import Seen, seen
from tests.gates.oracles.verdict import Verdict, judge
from tests.gates.processes.replicas import Stage, databases, replicas, telegram

HOSPITAL = "한빛병원"
PATIENCE, OF_CONTROL = 60.0, 4.0
AT_ONCE, TRIES = 24, 3
EARLY, FORGETFUL = "tests.gates.controls.early_ack", "tests.gates.controls.dialogues_in_memory"
SPARE = 5
"""Times as many people wait outside as must come."""
Play = Callable[[Stage, list[Guest]], Awaitable[int]]
"""How many of them came."""


@dataclass(frozen=True)
class Scene:
    """What is played with how many people, and how the replicas are."""

    name: str
    people: int
    play: Play
    twice: bool = False
    module: str = "bot"
    patience: float = PATIENCE


@dataclass(frozen=True)
class Outcome:
    """How it ended, as people were shown, as it is stored, and as the balancer saw it."""

    scene: Scene
    people: int
    verdict: Verdict
    seen: Seen
    shown: int
    gave_up: int
    began_again: int
    seconds: float

    @property
    def lost(self) -> int:
        """People without a booking that they were shown."""
        return self.people - self.shown

    @property
    def doubled(self) -> int:
        """Bookings beyond one a person, shown or stored."""
        return self.verdict.doubled + max(0, self.verdict.taken - self.people)

    @property
    def is_clean(self) -> bool:
        """Everybody booked once and told so, nothing broken."""
        v, people = self.verdict, self.people
        ends = (self.lost, self.doubled, v.lost, len(v.wrong), len(v.broken), self.gave_up)
        return v.sent == v.acknowledged == v.taken == people and not any(ends)

    def __str__(self) -> str:
        broken = "; ".join([e.invariant for e in self.verdict.broken] + self.verdict.wrong[:3])
        return (
            f"{self.scene.name}: 2 replicas, people {self.people}, updates"
            f" {self.seen.requests}, booked {self.shown}, lost {self.lost},"
            f" doubled {self.doubled}, began again {self.began_again};"
            f" {self.seen}; {self.seconds:.0f} s; broken: {broken or 'nothing'}"
        )


async def talk(_: Stage, guests: list[Guest]) -> int:
    """Nothing happens to the replicas."""
    await in_turn(guests, at_once=AT_ONCE)
    return len(guests)


async def kill_one(stage: Stage, guests: list[Guest]) -> int:
    """In the middle of everybody's talk."""
    talking = asyncio.create_task(together(guests))
    while len(stage.balancer.answers) < len(guests) * STEPS // 2:
        await asyncio.sleep(0.005)
    await stage.bots[0].kill(time.monotonic())
    await talking
    return len(guests)


async def restart_each(stage: Stage, guests: list[Guest]) -> int:
    """One after the other, while people come and go, and more of them if it takes longer."""
    came, done = 0, asyncio.Event()

    def crowd() -> Iterator[Guest]:
        nonlocal came
        for guest in guests:
            if came >= len(guests) // SPARE and done.is_set():
                return
            came += 1
            yield guest

    talking = asyncio.create_task(in_turn(crowd(), at_once=AT_ONCE // 2))
    for replica in range(2):
        await asyncio.sleep(1)
        await stage.restart(replica)
    assert not talking.done(), "nobody came any more while it was restarted"
    done.set()
    await talking
    return came


async def run(scene: Scene) -> Outcome:
    """From two empty databases to the verdict."""
    began = time.monotonic()
    with databases() as (shared, _), closing(Journal(shared.folder / "journal")) as journal:
        async with telegram() as phones:
            waiting = scene.people * (SPARE if scene.play is restart_each else 1)
            people = await phones.people(waiting)
            day, tries = in_days(10), TRIES if scene.twice else 1
            guests = [
                Guest(
                    each, journal, hospital=HOSPITAL, day=day, patience=scene.patience, tries=tries
                )
                for each in people
            ]
            async with Seed(shared) as seed:
                await seed.hospital(HOSPITAL, days=[day], capacity=len(people))
            async with replicas(shared, phones, twice=scene.twice, module=scene.module) as stage:
                came = await scene.play(stage, guests)
                await stage.drained()
                await stage.stop()
            for guest in guests:
                await guest.look_again()
        shown = sum(len(guest.shown) == 1 for guest in guests)
        verdict = judge(journal.commands, shared.copied())
    took = time.monotonic() - began
    return Outcome(
        scene=scene,
        people=came,
        verdict=verdict,
        seen=seen(stage.balancer),
        shown=shown,
        gave_up=journal.gave_up,
        began_again=sum(guest.began_again for guest in guests),
        seconds=took,
    )


def _once(scene: Scene) -> Outcome:
    outcome = asyncio.run(run(scene))
    print(outcome, flush=True)
    return outcome


def _plays(*, full: bool) -> bool:
    """The three of them; whether all are clean."""
    scenes = (
        Scene("alternating", 1280 if full else 160, talk, twice=True),
        Scene("kill -9 of one", 160, kill_one),
        Scene("rolling restart", 400 if full else 200, restart_each),
    )
    outcomes = [_once(scene) for scene in scenes]
    return all(each.is_clean for each in outcomes) and outcomes[-1].seen.share == 100


def main(minutes: float | None = None) -> int:
    """All scenes and both controls; with `minutes` in full size, again until they are over."""
    end, clean = time.monotonic() + (minutes or 0) * 60, True
    while True:
        clean &= _plays(full=minutes is not None)
        if not clean or time.monotonic() >= end:
            break
    early = _once(Scene("too early", 60, kill_one, module=EARLY, patience=OF_CONTROL))
    memory = _once(Scene("in memory", 12, talk, module=FORGETFUL, patience=OF_CONTROL))
    loses = early.lost > 0 and memory.lost > 0
    print("replicas:", "nobody noticed;" if clean else "BROKEN;", end=" ")
    print("controls", "lose" if loses else "DO NOT LOSE")
    return 0 if clean and loses else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
