"""The bot is killed with SIGKILL at random moments while people book and cancel.

Every command sent must have its effect once and be answered: polled and by webhook, over sockets.
The control acknowledges updates on receipt and must lose some, or the gate proves nothing.
"""

import asyncio
import random
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.prove._asked import minutes_asked
from tests.prove._load import Customer, Journal, beat, copies_shown
from tests.prove._phone import Exchange, exchange
from tests.prove._processes import BotProcess, emulator
from tests.prove._seed import Files, Seed, in_days
from tests.prove._verdict import Verdict, judge

DEBUG, T0 = True, time.monotonic()
PEOPLE, PLACES = 16, 12
KILLS, KILLS_OF_CONTROL = 12, 2
HOSPITAL = "한빛병원"
PATIENCE = 60.0
"""Seconds to wait for an answer; an update may come again only after a while."""
PATIENCE_OF_CONTROL = 8.0
DRAINED_WITHIN = 20.0


@dataclass(frozen=True)
class Plan:
    """One run: how updates come, whether they are acknowledged too early, how often it is killed
    and, if that is later, until when (monotonic seconds).
    """

    webhook: bool
    early: bool
    kills: int
    until: float
    seed: int

    @property
    def name(self) -> str:
        return ("webhook" if self.webhook else "polling") + (", too early" if self.early else "")


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    plan: Plan
    kills: int
    copies: int
    seconds: float
    verdict: Verdict

    def __str__(self) -> str:
        v = self.verdict
        broken = "; ".join([each.promise for each in v.broken] + v.wrong[:3]) or "nothing"
        return (
            f"{self.plan.name}: {self.kills} kills, commands sent {v.sent}, acknowledged"
            f" {v.acknowledged} (refused {v.refused}), lost {v.lost}, doubled {v.doubled};"
            f" answers shown again {self.copies}; places not back {v.taken};"
            f" {self.seconds:.0f} s; broken promises: {broken}"
        )


async def run(plan: Plan, folder: Path) -> Outcome:
    """Kills the bot again and again under load, then lets everything come to rest."""
    began, files = time.monotonic(), Files(folder)
    journal = Journal(folder / "journal.jsonl")
    async with emulator("--flood-limit", "0") as url, exchange(url) as telegram:
        customers = await _customers(plan, telegram, files, journal)
        module = "tests.prove._early" if plan.early else "bot"
        bot = BotProcess(url, files, webhook=plan.webhook, module=module)
        if plan.webhook:
            await asyncio.to_thread(bot.set_webhook)
        try:
            async with _load(customers):
                kills = await _kill_often(bot, telegram, journal, plan)
                await _live(bot, telegram)
            await _drained(bot, telegram)
        finally:
            code = await asyncio.to_thread(bot.stop)
        copies = copies_shown(await telegram.calls())
    journal.close()
    assert code == 0, f"asked to stop, the bot ended with {code}"
    verdict = judge(journal.commands, files)
    return Outcome(plan, kills, copies, time.monotonic() - began, verdict)


async def _customers(
    plan: Plan, telegram: Exchange, files: Files, journal: Journal
) -> list[Customer]:
    phones, day = await telegram.people(PEOPLE), in_days(10)
    await telegram.meet(phones)
    async with Seed(files) as seed:
        await seed.hospital(HOSPITAL, days=[day], capacity=PLACES)
        await seed.people([phone.id for phone in phones])
    patience = PATIENCE_OF_CONTROL if plan.early else PATIENCE
    return [
        Customer(phone, journal, hospital=HOSPITAL, day=day, patience=patience) for phone in phones
    ]


@asynccontextmanager
async def _load(customers: list[Customer]) -> AsyncIterator[None]:
    """Everybody books and cancels in here; on the way out all of them finish."""
    going = asyncio.Event()
    going.set()
    async with asyncio.TaskGroup() as living:
        for customer in customers:
            living.create_task(customer.live(going))
        yield
        going.clear()


async def _kill_often(bot: BotProcess, telegram: Exchange, journal: Journal, plan: Plan) -> int:
    chance, kills = random.Random(plan.seed), 0
    while kills < plan.kills or time.monotonic() < plan.until:
        bot.start()
        if chance.random() < 0.15 and not plan.early:
            await asyncio.sleep(chance.uniform(0, 2))  # in the middle of the start
        else:
            await bot.work(telegram.session)
            if DEBUG: print(f"{time.monotonic()-T0:.1f} {plan.name} works ack {journal.acknowledged}", flush=True)
            await _until_acknowledged(journal, journal.acknowledged + chance.randint(1, 20))
            await beat()
            await asyncio.sleep(chance.uniform(0, 0.15))
        bot.kill()
        kills += 1
        if DEBUG: print(f"{time.monotonic()-T0:.1f} {plan.name} kill {kills} ack {journal.acknowledged} sent {len(journal.commands)}", flush=True)
    return kills


async def _until_acknowledged(journal: Journal, goal: int) -> None:
    for _ in range(1000):
        if journal.acknowledged >= goal:
            return
        await asyncio.sleep(0.01)


async def _live(bot: BotProcess, telegram: Exchange) -> None:
    bot.start()
    await bot.work(telegram.session)


async def _drained(bot: BotProcess, telegram: Exchange) -> None:
    """Until no subscriber is behind."""
    for _ in range(round(DRAINED_WITHIN / 0.1)):
        behind = (await bot.health(telegram.session))["behind"]
        if not any(behind.values()):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"still behind: {behind}")


async def both(*, early: bool, kills: int, until: float, seed: int) -> list[Outcome]:
    """Polled and by webhook, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for webhook in (False, True):
            own = Path(folder) / ("webhook" if webhook else "polling")
            own.mkdir()
            running.append(run(Plan(webhook, early, kills, until, seed), own))
        return await asyncio.gather(*running)


def main(minutes: float | None = None) -> int:
    """Both modes, and the control of both."""
    seed, end = secrets.randbelow(10**6), time.monotonic() + (minutes or 0) * 60
    print(f"seed {seed}", flush=True)
    clean = asyncio.run(both(early=False, kills=KILLS, until=end, seed=seed))
    print(*clean, sep="\n", flush=True)
    early = asyncio.run(both(early=True, kills=KILLS_OF_CONTROL, until=0, seed=seed))
    print(*early, sep="\n")
    kept = all(outcome.verdict.is_clean for outcome in clean)
    caught = all(outcome.verdict.lost > 0 for outcome in early)
    print(
        f"kill: {'nothing lost' if kept else 'BROKEN'}; control {'loses' if caught else 'DOES NOT'}"
    )
    return 0 if kept and caught else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
