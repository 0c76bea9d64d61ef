"""Storms of 429s: quiet means quiet for everybody, one call finds out, and a restart changes
nothing. Time is virtual.
"""

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.telegram.flood_control import FloodWait
from tests.bot.far_end import LATENCY, Behaviour, Call, FarEnd, quiet, well
from tests.bot.many_owed import book_dates, delete
from tests.bot.virtual_bot import live
from tests.bot.virtual_stores import LoopClock, in_patient_time

PEOPLE = 15


class Storm:
    """Answers with these pauses, one after the other, then well."""

    def __init__(self, *pauses: int) -> None:
        self.left = list(pauses)
        self.met: list[tuple[float, int]] = []

    def __call__(self, call: Call) -> Behaviour:
        if not self.left:
            return well
        self.met.append((call.at + LATENCY, self.left[0]))
        return quiet(self.left.pop(0))


class Weathered(NamedTuple):
    """What came of it."""

    far: FarEnd
    counts: dict[str, int]
    seconds: float

    def in_a_pause(self, met: list[tuple[float, int]]) -> int:
        """Calls that began after we were told to be quiet, and before the quiet ended."""
        return sum(at < call.at < at + s - 0.01 for call in self.far.calls for at, s in met)


def weathered(ready: Path, storm: Storm, *, restart_after: float | None = None) -> Weathered:
    async def play() -> Weathered:
        far, clock = FarEnd(), LoopClock()
        every = max(1.0, sum(storm.left) / 60)
        async with live(ready, far, clock=clock, every=every) as life:
            slots = await book_dates(life, people=PEOPLE)
            far.usual = storm
            await delete(life, slots, people=PEOPLE)
            await asyncio.sleep(restart_after or 0)
            if restart_after is None:
                await life.until_settled(within=20_000, every=every)
        async with live(ready, far, clock=clock) as life:
            await life.until_settled(within=20_000)
            return Weathered(far, await life.counts(), asyncio.get_running_loop().time())

    return in_patient_time(play)


@pytest.mark.parametrize("pauses", [(1,), (3600,), (5, 5, 60, 900)])
def test_in_a_pause_nothing_leaves_and_one_call_ends_it(ready: Path, pauses: tuple[int, ...]):
    storm = Storm(*pauses)

    ended = weathered(ready, storm)

    assert ended.counts["sent"] == 2 * PEOPLE + 2
    assert ended.in_a_pause(storm.met) == 0
    assert len(ended.far.calls) == 2 * PEOPLE + 2 + len(pauses)
    assert [s for _, s in storm.met] == list(pauses)
    assert max(pauses) <= ended.seconds <= sum(pauses) + 180


@pytest.mark.parametrize("restart_after", [0.5, 59.0])
def test_a_restart_in_the_middle_of_a_pause_does_not_end_it(ready: Path, restart_after: float):
    storm = Storm(60)

    ended = weathered(ready, storm, restart_after=restart_after)

    assert ended.counts["sent"] == 2 * PEOPLE + 2
    assert ended.in_a_pause(storm.met) == 0


def test_without_the_gate_the_storm_is_answered_with_calls(
    ready: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(FloodWait, "pause_for", lambda *_: None)
    storm = Storm(*[60] * 8)

    ended = weathered(ready, storm)

    assert ended.in_a_pause(storm.met) > 0
