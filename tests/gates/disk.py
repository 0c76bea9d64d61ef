"""The disk is full, another process holds the lock, a sync fails: while people book and cancel.

Nothing is lost and everybody is answered in the end; reading goes on meanwhile. The bot goes on by
itself, but after a failed sync: then it ends with 3, and the next start recovers. The control takes
a failed sync for nothing and must be seen. SQLite only; PostgreSQL's disk is PostgreSQL's.
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from tests.gates._arguments import minutes_asked
from tests.gates.crashes import strace
from tests.gates.load.customers import PEOPLE_PER_TURN, Customer, Journal, living
from tests.gates.load.phone import Exchange, Phone, exchange
from tests.gates.load.seed import Files, Seed, in_days
from tests.gates.oracles.verdict import judge
from tests.gates.processes.bot import BotProcess, emulator

PEOPLE, PLACES = 8, 6
HOSPITAL = "한빛병원"
STORAGE = 3
FULL_FOR, HELD_FOR, HELD_LONG, HELD_LONGER = 2.0, 3.0, 6.0, 30.0
"""Seconds; a command waits for another process for 5."""
PATIENCE, SEEN_WITHIN = 100.0, 5.0


@dataclass
class Stage:
    """A bot at work, and somebody who only asks."""

    bot: BotProcess
    files: Files
    journal: Journal
    telegram: Exchange
    asker: Phone

    @property
    def pid(self) -> int:
        assert self.bot._process is not None
        return self.bot._process.pid

    async def reads(self) -> bool:
        """Whether a question is answered."""
        await self.asker.say("/mystatus")
        try:
            await self.asker.until(lambda _: True, within=PATIENCE / 4)
        except TimeoutError:
            return False
        return True

    async def commands(self, more: int) -> bool:
        """Whether so many more are answered."""
        goal, end = self.journal.acknowledged + more, time.monotonic() + PATIENCE
        while self.journal.acknowledged < goal and time.monotonic() < end:
            await asyncio.sleep(0.02)
        return self.journal.acknowledged >= goal


async def full(stage: Stage) -> bool:
    """There is no room for a while."""
    with strace.failing(stage.pid, call="pwrite64", error="ENOSPC"):
        before = stage.journal.acknowledged
        reads = await stage.reads()
        await asyncio.sleep(FULL_FOR)
        stood = stage.journal.acknowledged - before
    goes_on = await stage.commands(5)
    print(f"full for {FULL_FOR:.0f} s: reads {reads}, {stood} answered, goes on {goes_on}")
    return reads and goes_on


async def locked(stage: Stage, seconds: float) -> bool:
    """Another process writes, and does not come to an end."""
    with closing(sqlite3.connect(stage.files.main, isolation_level=None, timeout=20)) as other:
        other.execute("BEGIN IMMEDIATE")
        reads = await stage.reads()
        await asyncio.sleep(seconds)
        other.execute("ROLLBACK")
    goes_on = await stage.commands(5)
    print(f"locked for {seconds:.0f} s: reads {reads}, goes on {goes_on}")
    return reads and goes_on


async def sync_fails(stage: Stage, *, within: float) -> int | None:
    """The code with which the bot ends; None: it does not by then."""
    process = stage.bot._process
    assert process is not None
    with strace.failing(process.pid, call="fdatasync", error="EIO"):
        for _ in range(round(within / 0.02)):
            if process.poll() is not None:
                return process.returncode
            await asyncio.sleep(0.02)
    return None


@asynccontextmanager
async def staged(folder: Path, *, module: str) -> AsyncIterator[tuple[Stage, list[Customer]]]:
    files, journal = Files(folder), Journal(folder / "journal.jsonl")
    # No overall limit: after a fault all answers come at once, and replies keep no overall pace.
    async with emulator("--flood-limit", "0") as url, exchange(url) as telegram:
        asker, *phones = await telegram.people(PEOPLE * PEOPLE_PER_TURN + 1)
        await telegram.meet([asker, *phones])
        async with Seed(files) as seed:
            await seed.hospital(HOSPITAL, days=[in_days(10)], capacity=PLACES)
            await seed.people([phone.id for phone in (asker, *phones)])
        bot = BotProcess(url, files, module=module)
        bot.start()
        try:
            await bot.work(telegram.session)
            yield (
                Stage(bot, files, journal, telegram, asker),
                [
                    Customer(p, journal, hospital=HOSPITAL, day=in_days(10), patience=PATIENCE)
                    for p in phones
                ],
            )
        finally:
            bot.end()
            journal.close()


async def as_it_is(folder: Path, *, long: bool) -> bool:
    """Everything that may happen to the disk, and the end of it."""
    async with staged(folder, module="bot") as (stage, customers):
        async with living(customers, at_once=PEOPLE):
            ok = await stage.commands(5)
            ok &= await full(stage)
            ok &= await locked(stage, HELD_FOR)
            ok &= await locked(stage, HELD_LONGER if long else HELD_LONG)
            code = await sync_fails(stage, within=PATIENCE)
            stage.bot.end()
            stage.bot.start()
            await stage.bot.work(stage.telegram.session)
            ok &= await stage.commands(5)
            print(f"a sync fails: the bot ends with {code}; started again, it goes on {ok}")
        await stage.bot.drained(stage.telegram.session)
        ended = await asyncio.to_thread(stage.bot.stop)
        return ok and (code, ended) == (STORAGE, 0) and all_well(stage)


def all_well(stage: Stage) -> bool:
    """Whether everybody was answered, and rightly."""
    verdict = judge(stage.journal.commands, stage.files)
    broken = "; ".join(each.invariant for each in verdict.broken) or "nothing"
    print(
        f"commands {verdict.sent}, acknowledged {verdict.acknowledged}, lost {verdict.lost},"
        f" doubled {verdict.doubled}, people left waiting {stage.journal.gave_up};"
        f" broken: {broken}",
        flush=True,
    )
    return verdict.is_clean and not stage.journal.gave_up


async def control(folder: Path) -> bool:
    """Whether a bot is seen that goes on after a failed sync."""
    async with staged(folder, module="tests.gates.controls.ignored_write_failure") as (
        stage,
        customers,
    ):
        coming = [asyncio.create_task(each.come()) for each in customers]
        await stage.commands(5)
        code = await sync_fails(stage, within=SEEN_WITHIN)
        for each in coming:
            each.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
    print(f"control: after a failed sync it {'goes on' if code is None else f'ends with {code}'}")
    return code is None


def main(minutes: float | None = None) -> int:
    """Once; with `minutes` the lock is held for longer."""
    strace.needed()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        kept = asyncio.run(as_it_is(Path(one), long=minutes is not None))
        seen = asyncio.run(control(Path(other)))
    print("disk:", "nothing lost;" if kept else "BROKEN;", end=" ")
    print("control", "seen" if seen else "NOT SEEN")
    return 0 if kept and seen else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
