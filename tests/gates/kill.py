"""The bot is killed with SIGKILL at random moments while people book and cancel.

Every command sent must have its effect once and be answered: polled and by webhook, over sockets.
The control acknowledges updates on receipt and must lose some, or the gate proves nothing.
"""

import asyncio
import math
import random
import secrets
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.gates._arguments import minutes_asked
from tests.gates.load.customers import (
    BEAT,
    PEOPLE_PER_TURN,
    Customer,
    Journal,
    copies_shown,
    living,
    next_beat,
)
from tests.gates.load.phone import Exchange, exchange
from tests.gates.load.seed import Files, Seed, in_days
from tests.gates.oracles.verdict import Verdict, judge
from tests.gates.processes.bot import TOKEN, BotProcess, emulator

PEOPLE, PLACES = 20, 15
PEOPLE_OF_CONTROL, SOME = 40, 5
KILLS, KILLS_OF_CONTROL = 12, 1
HOSPITAL = "한빛병원"
PATIENCE = 100.0
"""Seconds to wait for an answer; an update may come again only after a while."""
CALM = 5.0
"""Seconds; the longer an update was refused, the later Telegram brings it again: whoever waits for
that is answered before the next kill.
"""
PATIENCE_OF_CONTROL = 5.0
LATEST = (0.1, 0.1, 0.1, BEAT)
"""Seconds after a beat: mostly among its commands, sometimes at any time."""


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
    waiting: int
    copies: int
    gave_up: int
    seconds: float
    verdict: Verdict

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nobody left waiting."""
        return self.verdict.is_clean and not self.gave_up

    def __str__(self) -> str:
        v = self.verdict
        broken = "; ".join([each.invariant for each in v.broken] + v.wrong[:3]) or "nothing"
        return (
            f"{self.plan.name}: {self.kills} kills with {self.waiting} commands not yet answered;"
            f" sent {v.sent}, acknowledged {v.acknowledged} (refused {v.refused}), lost {v.lost},"
            f" doubled {v.doubled}, answers shown again {self.copies}; {v.taken} places not back,"
            f" {self.gave_up} people left waiting; {self.seconds:.0f} s; broken: {broken}"
        )


async def run(plan: Plan, folder: Path) -> Outcome:
    """Kills the bot again and again under load, then lets everything come to rest."""
    began, files = time.monotonic(), Files(folder)
    journal = Journal(folder / "journal.jsonl")
    # No overall limit: after a kill all answers come at once, and replies keep no overall pace.
    async with emulator("--flood-limit", "0") as url, exchange(url) as telegram:
        customers = await _customers(plan, telegram, files, journal)
        module = "tests.gates.controls.early_ack" if plan.early else "bot"
        bot = BotProcess(url, files, webhook=plan.webhook, module=module)
        if plan.webhook:
            await asyncio.to_thread(bot.set_webhook)
        try:
            bot.start()
            await bot.work(telegram.session)
            async with living(customers, at_once=len(customers) // PEOPLE_PER_TURN):
                kills, waiting = await _kill_often(bot, telegram, journal, plan)
            await bot.work(telegram.session)
            await bot.drained(telegram.session)
        finally:
            code = await asyncio.to_thread(bot.stop)
        copies = copies_shown(await telegram.calls())
    journal.close()
    assert code == 0, f"asked to stop, the bot ended with {code}"
    verdict = judge(journal.commands, files)
    return Outcome(plan, kills, waiting, copies, journal.gave_up, time.monotonic() - began, verdict)


async def _customers(
    plan: Plan, telegram: Exchange, files: Files, journal: Journal
) -> list[Customer]:
    count, places = (PEOPLE_OF_CONTROL,) * 2 if plan.early else (PEOPLE, PLACES)
    phones, day = await telegram.people(count * PEOPLE_PER_TURN), in_days(10)
    await telegram.meet(phones)
    async with Seed(files) as seed:
        await seed.hospital(HOSPITAL, days=[day], capacity=places)
        await seed.people([phone.id for phone in phones])
    patience = PATIENCE_OF_CONTROL if plan.early else PATIENCE
    return [
        Customer(phone, journal, hospital=HOSPITAL, day=day, patience=patience) for phone in phones
    ]


async def _kill_often(
    bot: BotProcess, telegram: Exchange, journal: Journal, plan: Plan
) -> tuple[int, int]:
    """How many kills, and how many commands waited for an answer at them."""
    chance, kills, waiting = random.Random(plan.seed), 0, 0
    while kills < plan.kills or time.monotonic() < plan.until:
        if chance.random() < 0.1 and not plan.early:
            await bot.kill(time.monotonic() + chance.uniform(0, 2))  # in the middle of its start
        else:
            await bot.work(telegram.session)
            calm = math.inf if plan.early else CALM
            await _until_answered(journal, chance.randint(1, 5), calm=calm)
            moment = next_beat() + chance.uniform(0.02, chance.choice(LATEST))
            await bot.kill(await _too_early(telegram, journal) if plan.early else moment)
        waiting += journal.in_hand
        kills += 1
        bot.start()
    return kills, waiting


async def _too_early(telegram: Exchange, journal: Journal) -> float:
    """Now: when some commands are acknowledged to Telegram, and not answered to anybody."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        told = await telegram.get(f"/bot{TOKEN}/getWebhookInfo")
        if journal.in_hand - told["result"]["pending_update_count"] >= SOME:
            break
        await asyncio.sleep(0.002)
    return time.monotonic()


async def _until_answered(journal: Journal, more: int, *, calm: float) -> None:
    """Until so many more commands are answered and nobody waits for long any more."""
    goal, end = journal.acknowledged + more, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if journal.acknowledged >= goal and journal.longest_wait < calm:
            return
        await asyncio.sleep(0.02)


async def _both(*, early: bool, kills: int, until: float, seed: int) -> list[Outcome]:
    """Polled and by webhook, side by side: while one starts, the other one works."""
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for webhook, name in ((False, "polling"), (True, "webhook")):
            own = Path(folder) / name
            own.mkdir()
            running.append(run(Plan(webhook, early, kills, until, seed), own))
        outcomes = await asyncio.gather(*running)
    print(*outcomes, sep="\n", flush=True)
    return outcomes


def main(minutes: float | None = None) -> int:
    """Both modes, and the control of both."""
    seed, end = secrets.randbelow(10**6), time.monotonic() + (minutes or 0) * 60
    print(f"seed {seed}", flush=True)
    clean = asyncio.run(_both(early=False, kills=KILLS, until=end, seed=seed))
    early = asyncio.run(_both(early=True, kills=KILLS_OF_CONTROL, until=0, seed=seed))
    kept = all(outcome.is_clean for outcome in clean)
    caught = all(outcome.verdict.lost > 0 for outcome in early)
    print("kill:", "nothing lost;" if kept else "BROKEN;", end=" ")
    print("control", "loses" if caught else "DOES NOT LOSE")
    return 0 if kept and caught else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
