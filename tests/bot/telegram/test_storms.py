"""Storms of 429s: quiet for one chat is quiet for that chat alone, quiet for all is for all;
one call finds out, and a restart changes nothing. Time is virtual.
"""

import asyncio
import math
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.telegram.flood_control import FIRST_DOUBT_S, FloodWait
from tests.bot.far_end import Behaviour, Call, FarEnd, quiet, well
from tests.bot.many_owed import book_dates, delete
from tests.bot.virtual_bot import live
from tests.bot.virtual_stores import LoopClock, in_patient_time

PEOPLE = 40
HELD = 7
"""The person whose chat alone is refused."""
IN_HAND = 4
"""Calls under way when the second refusal is heard of, at most."""


class Storm:
    """Refuses all, or only `chat`, for so many seconds from the first call on; when that is
    over, for the next, and so on.
    """

    def __init__(self, *pauses: int, chat: int | None = None) -> None:
        self.left = list(pauses)
        self.until = 0.0
        self.chat = chat
        self.refused: list[Call] = []

    def __call__(self, call: Call) -> Behaviour:
        if self.chat not in (None, call.chat):
            return well
        if call.at >= self.until and self.left:
            self.until = call.at + self.left.pop(0)
        if call.at >= self.until:
            return well
        self.refused.append(call)
        return quiet(max(1, round(self.until - call.at)))


def probes(pause: int) -> int:
    """Calls that find out, at most, before the pause is believed: at doubled intervals."""
    return 1 + math.ceil(math.log2(1 + pause / FIRST_DOUBT_S))


class Weathered(NamedTuple):
    """What came of it."""

    far: FarEnd
    counts: dict[str, int]
    seconds: float
    holds_after_restart: bool


def weathered(ready: Path, storm: Storm, *, restart_after: float | None = None) -> Weathered:
    async def play() -> Weathered:
        far, clock = FarEnd(), LoopClock()
        every = max(1.0, sum(storm.left) / 60)
        async with live(ready, far, clock=clock, every=every) as life:
            slots = await book_dates(life, people=PEOPLE)
            far.usual = storm
            await delete(life, slots, people=PEOPLE)
            if restart_after is None:
                await life.until_settled(within=20_000, every=every)
            else:
                while not await life.parts.pauses.left():  # threads take no virtual time
                    await asyncio.sleep(0.1)
                await asyncio.sleep(restart_after)
        async with live(ready, far, clock=clock) as life:
            holds = life.parts.sender.is_behind(HELD)
            await life.until_settled(within=20_000)
            counts, seconds = await life.counts(), asyncio.get_running_loop().time()
            return Weathered(far, counts, seconds, holds)

    return in_patient_time(play)


@pytest.mark.parametrize("pauses", [(1,), (3600,), (5, 5, 60, 900)])
def test_in_a_pause_of_all_next_to_nothing_leaves(ready: Path, pauses: tuple[int, ...]):
    storm = Storm(*pauses)

    ended = weathered(ready, storm)

    assert ended.counts["sent"] == 2 * PEOPLE + 2
    assert len(storm.refused) <= IN_HAND + sum(map(probes, pauses))
    assert max(pauses) <= ended.seconds <= sum(pauses) + 180


@pytest.mark.parametrize("restart_after", [0.5, 59.0])
def test_a_restart_in_the_middle_of_a_pause_does_not_end_it(ready: Path, restart_after: float):
    storm = Storm(60)

    ended = weathered(ready, storm, restart_after=restart_after)

    assert ended.counts["sent"] == 2 * PEOPLE + 2
    assert len(storm.refused) <= 2 * (IN_HAND + probes(60))  # it is believed anew


@pytest.mark.parametrize("restart_after", [None, 3.0])
def test_a_pause_of_one_chat_keeps_no_other_waiting(ready: Path, restart_after: float | None):
    storm = Storm(200, chat=HELD)

    ended = weathered(ready, storm, restart_after=restart_after)

    others = [call for call in ended.far.calls if call.chat != HELD and call.arrived]
    own = [call.at for call in ended.far.calls if call.chat == HELD and call.arrived]
    assert ended.counts["sent"] == 2 * PEOPLE + 2
    assert len(storm.refused) == 1
    assert ended.holds_after_restart == (restart_after is not None)
    assert max(call.at for call in others if call.chat <= PEOPLE) < 20
    assert storm.until <= own[0]
    assert len(own) == 2


def test_without_the_gate_the_storm_is_answered_with_calls(
    ready: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(FloodWait, "_hold", lambda *_, **__: None)
    storm = Storm(60)

    weathered(ready, storm)

    assert len(storm.refused) > IN_HAND + probes(60)
