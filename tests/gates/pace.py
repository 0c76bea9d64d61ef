"""Two replicas tell 300 people that their bookings are cancelled, and share Telegram's patience.

Never more than 30 messages in a second from both together, and when Telegram asks one of them for
a pause, neither sends anything until it is over. The control does not hear of the other's pauses,
and must be caught sending.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.telegram.pacing import PUSHES_PER_S
from tests.gates._arguments import minutes_asked
from tests.gates.load.deletion import WITHIN, delete, keep_asking, sum_arrives
from tests.gates.load.phone import Json, Phone
from tests.gates.load.seed import Seed, in_days
from tests.gates.oracles import invariants
from tests.gates.oracles import send_log as witness
from tests.gates.oracles.sqlite_copy import Shared
from tests.gates.processes.bot import ADMIN
from tests.gates.processes.replicas import Stage, databases, replicas, telegram

TOLD, OF_CONTROL, ASKING, FLOOD_LIMIT = 300, 60, 9, 30
AT_ONCE = 3
"""Of those who ask, in turn."""
SLACK = 10
"""Seconds that it may take beyond the pace and the pauses."""
HOSPITAL, OTHER = "한빛병원", "다른병원"
PAUSE, HEARD = 3, 0.3
"""Seconds that Telegram asks for, and after which the other replica must have heard of it."""
DEAF = "tests.gates.controls.ignored_flood_wait"


@dataclass(frozen=True)
class Pause:
    """Telegram asked a replica for quiet. `last`: the last message after that, in seconds."""

    replica: int
    last: float
    late: int

    def __str__(self) -> str:
        return (
            f"replica {self.replica} was asked, the last message left {self.last:.2f} s later,"
            f" {self.late} after {HEARD} s"
        )


@dataclass(frozen=True)
class Outcome:
    """What the emulator saw."""

    told: int
    calls: list[Json]
    pauses: list[Pause]
    summed: bool
    seconds: float
    replies: int
    broken: list[invariants.Finding]

    @property
    def late(self) -> int:
        """Messages in a pause."""
        return sum(each.late for each in self.pauses)

    @property
    def is_clean(self) -> bool:
        """Everybody told once, never too fast, and both were asked and both kept quiet."""
        told = len(witness.notices(self.calls)) == self.told and self.summed
        slow = witness.most_in(1.0, self.calls) <= FLOOD_LIMIT
        asked = not witness.unplanned(self.calls)
        both = {each.replica for each in self.pauses} == {0, 1}
        asked = (
            asked and self.seconds <= self.told / PUSHES_PER_S + len(self.pauses) * PAUSE + SLACK
        )
        wrong = self.late or witness.told_twice(self.calls) or self.broken
        return told and slow and asked and both and not wrong

    def __str__(self) -> str:
        broken = "; ".join(each.invariant for each in self.broken) or "nothing"
        unplanned = witness.unplanned(self.calls)
        return (
            f"2 replicas, {self.told} bookings: told {len(witness.notices(self.calls))},"
            f" twice {witness.told_twice(self.calls)},"
            f" at most {witness.most_in(1.0, self.calls)} messages in a second over both,"
            f" 429s {witness.refused(self.calls)},"
            f" of them unplanned {len(unplanned)}{witness.first_of(unplanned)};"
            f" {'; '.join(map(str, self.pauses))}; {self.seconds:.1f} s, replies meanwhile"
            f" {self.replies}; the sum {'arrived' if self.summed else 'is MISSING'};"
            f" broken: {broken}"
        )


async def run(*, told: int, module: str = "bot") -> Outcome:
    """A deletion; meanwhile each replica is asked for a pause."""
    async with AsyncExitStack() as held:
        shared, _ = held.enter_context(databases())
        phones = await held.enter_async_context(telegram(flood_limit=FLOOD_LIMIT))
        people = await phones.people(told + ASKING)
        admin, asking, replies = Phone(ADMIN, phones), people[told:], list[float]()
        await phones.meet([*people, admin])
        await _seed(shared, people, told=told)
        async with replicas(shared, phones, module=module) as stage:
            talks = [
                asyncio.create_task(keep_asking(asking[n::AT_ONCE], replies, expect=OTHER))
                for n in range(AT_ONCE)
            ]
            tapped = await delete(admin, HOSPITAL)
            await asyncio.sleep(1.5)
            met = [await _ask_for_a_pause(stage, admin) for _ in range(2)]
            summed = await sum_arrives(admin, HOSPITAL, people=told)
            seconds = time.monotonic() - tapped
            for talk in talks:
                talk.cancel()
            await asyncio.wait(talks)
            await stage.drained()
            await stage.stop()
        calls = await phones.calls()
        broken = invariants.broken((files := shared.copied()).main, files.mypage, drained=True)
    return Outcome(told, calls, _pauses(calls, met), summed, seconds, len(replies), broken)


async def _ask_for_a_pause(stage: Stage, admin: Phone) -> int:
    """The menu that /start sets for an admin meets it: a call to no chat, so that it holds for all;
    which replica that was. One person's updates go to the replicas in turn.
    """
    await stage.telegram.post(
        "/sandbox/faults",
        {"method": "setMyCommands", "kind": "status", "code": 429, "retry_after": PAUSE},
    )
    before = len(_planted(await stage.telegram.calls()))
    update = await admin.say("/start")
    async with asyncio.timeout(WITHIN):
        while len(_planted(await stage.telegram.calls())) == before:
            await asyncio.sleep(0.05)
    await asyncio.sleep(PAUSE + 1)
    return next(each.replica for each in stage.balancer.attempts if each.update == update)


def _planted(calls: Sequence[Json]) -> list[Json]:
    return [each for each in calls if each["status"] == witness.TOO_MANY_REQUESTS and each["fault"]]


async def _seed(shared: Shared, people: Sequence[Phone], *, told: int) -> None:
    async with Seed(shared) as seed:
        (slot,) = await seed.hospital(HOSPITAL, days=[in_days(10)], capacity=told)
        await seed.hospital(OTHER, days=[in_days(10)], capacity=1)
        known = await seed.people([phone.id for phone in people])
        await seed.book(people=[known[phone.id] for phone in people[:told]], slot=slot)


def _pauses(calls: Sequence[Json], met: Sequence[int]) -> list[Pause]:
    """By the emulator's clock: a refusal, and what was sent in the seconds after it."""
    asked = [each["at"] for each in _planted(calls)]
    found = []
    for replica, at in zip(met, asked, strict=False):
        after = [
            each["at"] - at for each in witness.messages(calls) if at < each["at"] < at + PAUSE
        ]
        late = sum(each > HEARD for each in after)
        found.append(Pause(replica, max(after, default=0.0), late))
    return found


def _once(name: str, *, told: int, module: str = "bot") -> Outcome:
    outcome = asyncio.run(run(told=told, module=module))
    print(f"{name}: {outcome}", flush=True)
    return outcome


def main(minutes: float | None = None) -> int:
    """Once, and the control; with `minutes` again until they are over."""
    end, clean = time.monotonic() + (minutes or 0) * 60, True
    while True:
        clean &= _once("as it is", told=TOLD).is_clean
        if not clean or time.monotonic() >= end:
            break
    caught = _once("deaf", told=OF_CONTROL, module=DEAF).late > 0
    print("pace:", "kept together;" if clean else "BROKEN;", end=" ")
    print("control", "sends in a pause" if caught else "DOES NOT SEND")
    return 0 if clean and caught else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
