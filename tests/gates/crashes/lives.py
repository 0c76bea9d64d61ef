"""What a life of the core does for the gates of kills: its share of the updates until it is
killed, or all that is left until nothing is.
"""

import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.gates.crashes.core import Core, Phones, Spoil, at_work, opened
from tests.gates.crashes.forked_process import Pen
from tests.gates.load.seed import RULES, Place, Seed
from tests.gates.load.updates import Mailbox, Town, Update, handle_all

PEOPLE, HOSPITALS, CAPACITY = 11, 2, 4
UP_TO = 30
"""Updates that wait for a life, at least."""
BACK_OFF = timedelta(minutes=2)
"""Longer than any notice waits for its next try."""
TURNS = 30


def warm(place: Place) -> None:
    """Does once what a life does, in this process: what begins here has all that at hand, and comes
    to its work before it is killed. The databases are not empty afterwards.
    """
    there = asyncio.run(town(place))
    with Path(os.devnull).open("wb") as nowhere:
        updates = Mailbox(there, seed=0).filled(UP_TO)
        settle(Pen(nowhere.fileno()), place=place, updates=updates, town=there)


async def town(place: Place, *, people: int = PEOPLE) -> Town:
    """Somewhere to book, and fewer places than people."""
    day = RULES.today(datetime.now(UTC)) + timedelta(days=10)
    async with Seed(place) as seed:
        met = await seed.people(range(1, people + 1))
        for n in range(HOSPITALS):
            await seed.hospital(f"한빛병원 {n}", days=[day], capacity=CAPACITY)
    return Town(list(met.values()), range(1, HOSPITALS + 1), day, CAPACITY)


def work(pen: Pen, *, place: Place, updates: Sequence[Update], town: Town, spoil: Spoil) -> None:
    """Says that it is open, works, and then waits for its end."""
    asyncio.run(_work(pen, place, updates, town, spoil))


async def _work(
    pen: Pen, place: Place, updates: Sequence[Update], town: Town, spoil: Spoil
) -> None:
    async with opened(place, Phones(pen, blocked=town.blocked), spoil=spoil) as core:
        pen.write("open")
        async with at_work(core):
            await handle_all(core, updates, town=town, pen=pen)
            await asyncio.Event().wait()


def settle(pen: Pen, *, place: Place, updates: Sequence[Update], town: Town) -> None:
    """Answers everything, sends everything, and the reminders when their time has come."""
    asyncio.run(_settle(pen, place, updates, town))


async def _settle(pen: Pen, place: Place, updates: Sequence[Update], town: Town) -> None:
    async with opened(place, Phones(pen, blocked=town.blocked)) as core:
        await core.deliverer.take_over()
        await handle_all(core, updates, town=town, pen=pen)
        await _rest(core)
        reminding = RULES.remind_at.before(town.day, RULES.zone) + timedelta(hours=1)
        core.clock.later = reminding - datetime.now(UTC)
        await _rest(core)


async def _rest(core: Core) -> None:
    """Nothing due is left, however often it has to be sent."""
    for _ in range(TURNS):
        core.clock.later += BACK_OFF
        await core.rest()
        counts = await core.main.read(lambda tx: tx.notices.counts(), core.clock.now())
        if not counts["pending"]:
            return
