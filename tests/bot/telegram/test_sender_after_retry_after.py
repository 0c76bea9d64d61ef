"""What piled up in a pause, or while one call finds out whether it is over, does not leave faster
than anything else. Time is virtual.
"""

import asyncio
import itertools
from collections.abc import Sequence

import pytest
from telegram.error import RetryAfter

from bot.telegram import pacing, sender
from bot.telegram.flood_control import FloodWait
from tests.bot.virtual_time import in_virtual_time
from tests.bot.wire import Came, Wire, most_in_a_second

PEOPLE, AT_ONCE, ASKING = 300, 30, 6


async def tell(wire: Wire, chats: list[int]) -> None:
    """As the deliverer does it: a push that met a pause comes again after it."""
    while chats:
        chat = chats.pop()
        try:
            await wire.send(chat, push=True)
        except RetryAfter as pause:
            chats.append(chat)
            await asyncio.sleep(pause._retry_after.total_seconds())


def told(*, pause_at: float, first_takes: float = 0.08, replies: int = 4) -> list[Came]:
    """All are told, while some ask something; then there is a pause of 3 s."""

    async def ask(wire: Wire, chat: int) -> None:
        await asyncio.sleep(pause_at + chat % 10 / 100)
        await wire.send(chat)
        await asyncio.sleep(1)
        await wire.send(chat)

    async def play() -> list[Came]:
        wire, chats = Wire(), list(range(PEOPLE))
        tellers = [asyncio.create_task(tell(wire, chats)) for _ in range(AT_ONCE)]
        askers = [asyncio.create_task(ask(wire, 1000 + n)) for n in range(replies)]
        await asyncio.sleep(pause_at - 0.01)
        wire.sender.pause(3)
        await asyncio.sleep(2)
        wire.latency = first_takes
        await asyncio.sleep(1.3)
        wire.latency = 0.08
        await asyncio.gather(*tellers, *askers)
        return wire.came

    return in_virtual_time(play())


@pytest.mark.parametrize("pause_at", [0.5, 1.02, 2.0])
@pytest.mark.parametrize("first_takes", [0.08, 0.9])
@pytest.mark.parametrize("replies", [1, 4, 12])
def test_after_a_pause_the_pace_is_what_it_was(pause_at: float, first_takes: float, replies: int):
    came = told(pause_at=pause_at, first_takes=first_takes, replies=replies)

    assert len({each.chat for each in came if each.push}) == PEOPLE
    assert most_in_a_second([each.at for each in came if each.at > pause_at + 1]) <= 30


def test_pushes_that_waited_at_the_door_leave_beside_the_others(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(FloodWait, "check", lambda *_, **__: None)
    monkeypatch.setattr(sender, "RELEASE_INTERVAL_S", 1 / 24)
    monkeypatch.setattr(pacing, "SLOW_START_S", 0.0)

    came = told(pause_at=1.02)

    assert most_in_a_second([each.at for each in came]) > 30


def two_replicas(*, replicas: int, offset: float) -> list[Came]:
    """One of two processes tells all, both reply to the same few; then both are paused."""

    async def ask(wires: Sequence[Wire], chat: int) -> None:
        await asyncio.sleep(offset * chat)
        for wire in itertools.islice(itertools.cycle(wires), chat, chat + 10):
            await wire.send(1000 + chat)
            await asyncio.sleep(1.1)

    async def play() -> list[Came]:
        wires, chats = [Wire(replicas=replicas), Wire(replicas=replicas)], list(range(PEOPLE))
        work = [asyncio.create_task(tell(wires[0], chats)) for _ in range(AT_ONCE)]
        work += [asyncio.create_task(ask(wires, chat)) for chat in range(ASKING)]
        await asyncio.sleep(3)
        for wire in wires:
            wire.sender.pause(3)
        await asyncio.gather(*work)
        return [each for wire in wires for each in wire.came]

    return in_virtual_time(play())


@pytest.mark.parametrize("offset", [0.0, 0.01, 0.05, 0.13])
def test_two_replicas_together_stay_within_thirty(offset: float):
    came = two_replicas(replicas=2, offset=offset)

    assert most_in_a_second([each.at for each in came]) <= 30


def test_two_that_do_not_reckon_with_each_other_do_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pacing, "PUSHES_PER_S", 25.0)
    monkeypatch.setattr(pacing, "SLOW_START_S", 0.0)

    came = two_replicas(replicas=1, offset=0.01)

    assert most_in_a_second([each.at for each in came]) > 30
