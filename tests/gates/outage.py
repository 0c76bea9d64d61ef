"""An hour without Telegram while 10,000 notices are owed, and how they leave when it is back.

Through the library, the real sender, deliverer and stores, in virtual time. In the hour
connections are refused, hang, meet pages of HTML and are cut. Afterwards 5 % of the people have
blocked the bot, 2 % of the answers are lost, and the process is killed once in the middle. Its
controls push without a pace and without order; each must be caught.
"""

import asyncio
import logging
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from bot.telegram.pacing import PushRateLimiter
from domain.storage.repositories import notices
from domain.storage.sql.columns import word
from domain.storage.sql.statements import Query
from tests.bot import far_end as far
from tests.bot.far_end import Behaviour, Call, FarEnd
from tests.bot.many_owed import DAYS, book_dates, delete
from tests.bot.virtual_bot import live
from tests.bot.virtual_stores import LoopClock, in_patient_time
from tests.gates._arguments import minutes_asked
from tests.gates.oracles.notices import Outcome, outcome
from tests.memory import memory_folder

PEOPLE, EARLY, OF_CONTROL = 4_750, 250, 200
"""Who have two bookings; who have two whose reminders fall into the outage; of a control."""
HOUR, KILLED_AFTER = 3600.0, 120.0
DELETED_AT = 900.0
SEED = 11


class Weather:
    """How Telegram answers: ill for so many seconds, then most of the time well."""

    def __init__(self, seed: int, *, ill: float, lost: int = 2) -> None:
        self._random = random.Random(seed)
        self._until = ill
        self._ill = (far.refuse_to_connect, far.hang, far.page(502), far.cut)
        self._weights = (100 - lost, lost / 2, lost / 2)

    def __call__(self, call: Call) -> Behaviour:
        if call.at < self._until:
            return self._ill[int(4 * call.at / self._until)]
        if call.chat % 20 == 0:
            return far.no(403, "Forbidden: bot was blocked by the user")
        return self._random.choices((far.well, far.cut, far.hang), self._weights)[0]


async def hour(folder: Path, seed: int, *, people: int, early: int) -> Outcome:
    """The hour, and what follows; killed once in the middle of that."""
    end, clock = FarEnd(Weather(seed, ill=HOUR)), LoopClock()
    async with live(folder, end, clock=clock) as life:
        soon = await book_dates(life, people=early, days=DAYS[:2])
        await asyncio.sleep(DELETED_AT)
        later = await book_dates(life, people=people, after=early)
        await delete(life, soon, people=early)
        await delete(life, later, people=people)
        await asyncio.sleep(HOUR + KILLED_AFTER - asyncio.get_running_loop().time())
    async with live(folder, end, clock=clock) as life:
        await life.until_settled(within=3600)
        return await outcome(life, end, back=HOUR)


async def spoilt(folder: Path, seed: int) -> Outcome:
    """Without an outage; one answer in five is lost."""
    end = FarEnd(Weather(seed, ill=0, lost=20))
    async with live(folder, end) as life:
        slots = await book_dates(life, people=OF_CONTROL)
        await delete(life, slots, people=OF_CONTROL)
        await life.until_settled(within=3600)
        return await outcome(life, end, back=0)


@contextmanager
def without_pace() -> Iterator[None]:
    """Pushes leave as fast as they can."""
    before = PushRateLimiter.ready_at
    PushRateLimiter.ready_at = lambda *_: -math.inf
    yield
    PushRateLimiter.ready_at = before


@contextmanager
def without_order() -> Iterator[None]:
    """Whoever is owed something is sent it, whatever became of what was owed before."""
    before, n = notices._CLAIM, notices._N
    due = notices.select(n.id).where(notices._DUE, n.not_before <= notices.named("wall"))
    some = due.order_by(n.due_at, n.id).limit(notices.LIMIT)
    claim = notices.update(notices.notice).where(n.id.in_(some))
    columns = (n.id, n.key, n.person, n.kind, n.facts, n.due_at, n.expires_at, n.attempts)
    claim = claim.values(state=word(notices.NoticeState.SENDING)).returning(*columns)
    notices._CLAIM = Query(claim, notices._notice)
    yield
    notices._CLAIM = before


def played(play: Any, *args: Any, **more: Any) -> Outcome:
    """In a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="outage-", dir=memory_folder()) as made:
        return in_patient_time(lambda: play(Path(made), *args, **more))


def main(minutes: float | None = None) -> int:
    """One hour, more with other seeds for so many minutes, and the controls."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    until, seed, clean = time.monotonic() + (minutes or 0) * 60, SEED, True
    while clean:
        began = time.monotonic()
        found = played(hour, seed, people=PEOPLE, early=EARLY)
        print(f"seed {seed}: {found}\n  in {time.monotonic() - began:.0f} s of ours", flush=True)
        clean, seed = found.is_clean, seed + 1
        if time.monotonic() >= until:
            break
    with without_pace():
        hasty = played(spoilt, SEED)
    with without_order():
        muddled = played(spoilt, SEED)
    print(f"control without a pace: most in a second {hasty.most}, 429s {hasty.floods}")
    print(f"control without order: {muddled.disordered} out of order")
    caught = hasty.floods > 0 and hasty.most > far.FLOOD_LIMIT and muddled.disordered > 0
    print(
        f"outage: {'clean' if clean else 'NOT CLEAN'}; controls {'caught' if caught else 'MISSED'}"
    )
    return 0 if clean and caught else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
