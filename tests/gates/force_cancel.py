"""A hospital that 500 people have booked is deleted from the chat; Telegram takes 30 messages/s.

Everybody must be told, without one refusal for speed, in order, and the admin gets the sum. The
control has the sender's pace off and must be refused, or the gate proves nothing.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from tests.gates._arguments import minutes_asked
from tests.gates.load.deletion import delete, keep_asking, sum_arrives
from tests.gates.load.phone import Exchange, Json, Phone, exchange
from tests.gates.load.seed import Files, Seed, in_days
from tests.gates.oracles import invariants
from tests.gates.oracles import send_log as witness
from tests.gates.processes.bot import ADMIN, BotProcess, emulator

PEOPLE, WITH_TWO, PEOPLE_OF_CONTROL, ASKING = 500, 50, 120, 3
FLOOD_LIMIT = "30"
HOSPITAL, OTHER = "한빛병원", "다른병원"
OF_CONTROL = 10.0


@dataclass(frozen=True)
class Scene:
    """Telegram, the bot and everybody in it, before the tap."""

    telegram: Exchange
    bot: BotProcess
    phones: list[Phone]
    asking: list[Phone]
    admin: Phone


@dataclass(frozen=True)
class Outcome:
    """What the emulator saw; seconds from the tap to the last notice, and of each reply."""

    calls: list[Json]
    seconds: float
    summed: bool
    replies: list[float]
    disordered: int
    broken: list[invariants.Finding]

    @property
    def is_clean(self) -> bool:
        """Everybody told once and in order, never too fast, and the sum arrived."""
        told = len(witness.notices(self.calls)) == PEOPLE + WITH_TWO and self.summed
        fast = witness.refused(self.calls)
        return told and not (
            fast or witness.told_twice(self.calls) or self.disordered or self.broken
        )

    def __str__(self) -> str:
        broken = "; ".join(each.invariant for each in self.broken) or "nothing"
        refused = witness.unplanned(self.calls)
        p95 = quantiles(self.replies, n=20)[-1] if len(self.replies) > 1 else float("nan")
        return (
            f"{PEOPLE + WITH_TWO} bookings of {PEOPLE} people:"
            f" notices sent {len(witness.notices(self.calls))},"
            f" twice {witness.told_twice(self.calls)}, 429s {len(refused)}"
            f"{witness.first_of(refused)},"
            f" order errors {self.disordered};"
            f" at most {witness.most_in(1.0, self.calls)} messages in a second,"
            f" {self.seconds:.1f} s from the tap to the last notice,"
            f" the sum ({PEOPLE} of {PEOPLE}) {'arrived' if self.summed else 'is MISSING'};"
            f" other customers' replies meanwhile: {len(self.replies)},"
            f" p95 {p95 * 1000:.0f} ms; broken promises: {broken}"
        )


async def run(folder: Path) -> Outcome:
    """Deletes the hospital and watches until the admin has the sum."""
    files = Files(folder)
    async with _scene(files, people=PEOPLE, module="bot") as scene:
        replies: list[float] = []
        asking = asyncio.create_task(keep_asking(scene.asking, replies, expect=OTHER))
        tapped = await delete(scene.admin, HOSPITAL)
        summed = await sum_arrives(scene.admin, HOSPITAL, people=PEOPLE)
        asking.cancel()
        await asyncio.wait({asking})
        await scene.bot.drained(scene.telegram.session)
        calls = await scene.telegram.calls()
    seconds = max((each["at"] for each in witness.notices(calls)), default=0.0) - tapped
    return Outcome(
        calls=calls,
        seconds=seconds,
        summed=summed,
        replies=replies,
        disordered=witness.disordered(calls, _owed(files)),
        broken=invariants.broken(files.main, files.mypage, drained=True),
    )


async def run_unpaced(folder: Path) -> int:
    """How many 429s the bot meets that does not keep the pace."""
    async with _scene(
        Files(folder), people=PEOPLE_OF_CONTROL, module="tests.gates.controls.no_pacing"
    ) as scene:
        end = await delete(scene.admin, HOSPITAL) + OF_CONTROL
        met = 0
        while not met and time.monotonic() < end:
            await asyncio.sleep(0.2)
            met = witness.refused(await scene.telegram.calls())
    return met


@asynccontextmanager
async def _scene(files: Files, *, people: int, module: str) -> AsyncIterator[Scene]:
    async with emulator("--flood-limit", FLOOD_LIMIT) as url, exchange(url) as telegram:
        phones, asking = await telegram.people(people), await telegram.people(ASKING)
        admin = Phone(ADMIN, telegram)
        await telegram.meet([*phones, *asking, admin])
        await _seed(files, phones, asking)
        async with BotProcess(url, files, module=module).running(telegram.session) as bot:
            await bot.drained(telegram.session)
            yield Scene(telegram, bot, phones, asking, admin)


async def _seed(files: Files, phones: Sequence[Phone], asking: Sequence[Phone]) -> None:
    """Everybody has booked one date, some another one too."""
    async with Seed(files) as seed:
        both = await seed.hospital(HOSPITAL, days=[in_days(10), in_days(11)], capacity=PEOPLE)
        await seed.hospital(OTHER, days=[in_days(10)], capacity=PEOPLE)
        people = await seed.people([phone.id for phone in [*phones, *asking]])
        booked = [people[phone.id] for phone in phones]
        await seed.book(people=booked, slot=both[0])
        await seed.book(people=booked[:WITH_TWO], slot=both[1])


def _owed(files: Files) -> list[tuple[int, int]]:
    with invariants.opened(files.main) as database:
        return database.execute(
            "SELECT p.telegram, n.message FROM notice n JOIN person p ON p.id = n.person"
            " WHERE n.kind = 'force_cancelled' AND n.state = 'sent' ORDER BY n.due_at, n.id"
        ).fetchall()


def main(minutes: float | None = None) -> int:
    """One deletion and its control; with `minutes` deletions until they are over."""
    end, clean = time.monotonic() + (minutes or 0) * 60, True
    while True:
        with tempfile.TemporaryDirectory() as folder:
            outcome = asyncio.run(run(Path(folder)))
        print(outcome, flush=True)
        clean &= outcome.is_clean
        if not clean or time.monotonic() >= end:
            break
    with tempfile.TemporaryDirectory() as folder:
        met = asyncio.run(run_unpaced(Path(folder)))
    print(f"pace off, {PEOPLE_OF_CONTROL} people: 429s {met}")
    print("force-cancel:", "all told;" if clean else "BROKEN;", end=" ")
    print("control", "is refused" if met else "IS NOT REFUSED")
    return 0 if clean and met else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
