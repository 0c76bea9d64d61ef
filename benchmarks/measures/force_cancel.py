"""Deletion of a hospital with 5,000 bookings: all are notified while replies stay fast.

In real time, against the emulator with Telegram's limit of 30 messages per second; one round. At
smaller sizes the pace is measured and the time for 5,000 computed from it.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from benchmarks.load.bot_process import ADMIN, BotProcess, emulated, stage
from benchmarks.load.core import BookingRequest, core, crowd
from benchmarks.load.databases import Databases, on_files
from benchmarks.results import Mark, Result, told
from benchmarks.sizes import Size
from handlers.texts import Wording

NAME = "force-cancel"
WHAT = "Force-cancel of 5,000 bookings, Telegram's limit 30 messages/s"
MARKS = (
    Mark("force-cancel of 5,000: seconds until all are told", 210, None, "s", at_least=False),
    Mark("force-cancel of 5,000: people not told", 0, None, "", at_least=False),
    Mark("force-cancel of 5,000: 429s", 0, None, "", at_least=False),
    Mark("force-cancel of 5,000: others' replies meanwhile, p95", 1, None, "s", at_least=False),
)
MOST = 5_000
FLOOD_LIMIT = 30
OTHERS, EVERY = 20, 5.0
"""Twenty people with a question each 5 s: four replies a second."""
HOSPITAL, SLOT = "1번 병원", 1
DELETE = Wording("ko").plain("delete.commit")


def measure(size: Size) -> Result:
    """One round: the time depends on the pace, not on the machine."""
    return asyncio.run(_measure(size))


async def _measure(size: Size) -> Result:
    people = size.told
    with tempfile.TemporaryDirectory() as made:
        ground = on_files(Path(made, "files"), people=people + OTHERS)
        await _book(ground, people)
        async with (
            emulated(flood_limit=FLOOD_LIMIT) as (telegram, url),
            stage(telegram, url, ground, Path(made)) as bot,
        ):
            bot.meet(ADMIN, *range(1, people + OTHERS + 1))
            await bot.first_answer(ADMIN)
            replies: list[float] = []
            others = [
                asyncio.create_task(_ask(bot, people + n + 1, replies)) for n in range(OTHERS)
            ]
            first, seconds, untold = await _close(bot, people)
            for each in others:
                each.cancel()
            await asyncio.gather(*others, return_exceptions=True)
    too_many = sum(call.status == 429 for call in telegram.calls.since())
    p95 = quantiles(replies, n=20)[-1] if len(replies) > 1 else float("nan")
    found = (_of_most(first, seconds, people), untold, too_many, p95)
    scaled = "" if people == MOST else f"scaled: {people:,} people took {seconds:.1f} s; "
    note = f"{scaled}real time, one round; {len(replies)} replies to others meanwhile"
    return Result([told(mark, [value]) for mark, value in zip(MARKS, found, strict=True)], [note])


async def _book(ground: Databases, people: int) -> None:
    async with core(ground) as ours:
        asked = [BookingRequest(n + 1, n + 1, SLOT) for n in range(people)]
        await crowd(ours.book, asked, callers=100)
        await ours.drain()


async def _close(bot: BotProcess, people: int) -> tuple[float, float, int]:
    """Tap of the admin; seconds to the first and the last notice, and people without one."""
    card = await bot.said(ADMIN, f"/deletehospital {HOSPITAL}")
    button = next(each for each in card.buttons if each.text == DELETE)
    before, began = len(bot.telegram.calls.since()), time.monotonic()
    await bot.tapped(ADMIN, card, button.data or "")
    first, last, heard = 0.0, began, set[int | str | None]()
    end = began + 60 + people / 10
    while len(heard) < people and time.monotonic() < end:
        await asyncio.sleep(0.1)
        for call in bot.telegram.calls.since(before, method="sendMessage"):
            before = call.n
            if call.ok and isinstance(call.chat_id, int) and 0 < call.chat_id <= people:
                first = first or call.at
                heard.add(call.chat_id)
                last = call.at
    return first - began, last - began, people - len(heard)


def _of_most(first: float, last: float, people: int) -> float:
    """Seconds to the last of 5,000 notices at the measured pace."""
    return first + (last - first) * (MOST - 1) / (people - 1)


async def _ask(bot: BotProcess, person: int, replies: list[float]) -> None:
    """Ask repeatedly; seconds until each reply."""
    await asyncio.sleep(EVERY * (person % OTHERS) / OTHERS)
    while True:
        began = time.monotonic()
        await bot.said(person, "/hospitals")
        replies.append(time.monotonic() - began)
        await asyncio.sleep(max(0.0, began + EVERY - time.monotonic()))
