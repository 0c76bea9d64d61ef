"""What strangers cause, refused chats, dropped taps and calls that are no replies, keeps no other
person waiting. With the real sender.
"""

import ast
import asyncio
import json
import math
import random
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.error import RetryAfter

from bot.telegram import flood_control
from bot.telegram.sender import ANSWER_TAP, SEND, Result, Sender
from handlers.context import ACKNOWLEDGE_WITHIN_S
from tests.bot.virtual_time import in_virtual_time
from tests.journeys import stage
from tests.journeys.stage import World

LATENCY_S = 0.05
OTHER = 900
"""The chat that did nothing."""
MOST_S = 6.0
"""A reply waits so long behind fifty refused chats."""
SECRET = "880101-1234567"


async def call(
    sender: Sender,
    endpoint: str = SEND,
    *,
    chat: int | None = None,
    tapped: int | None = None,
    retry_after: int | None = None,
) -> float | None:
    """Makes the call; the seconds until it was served, None if it was not."""
    now = asyncio.get_running_loop().time
    data = {} if chat is None else {"chat_id": chat, "text": "x"}

    async def arrive() -> Result:
        await asyncio.sleep(LATENCY_S)
        if retry_after is not None:
            raise RetryAfter(retry_after)
        return {"message_id": 1}

    began = now()
    try:
        await sender.process_request(arrive, (), {}, endpoint, data, tapped)
    except RetryAfter:
        return None
    return now() - began


def wait_behind(chats: int, *, seed: int | None = None) -> float | None:
    """The wait of a reply behind two refused chats and so many more; with a seed, they come when
    it says and are refused for as long as it says.
    """
    dice = random.Random(seed)
    when = (lambda: 0.06) if seed is None else (lambda: dice.uniform(0.05, 0.5))
    asked = (lambda: 60) if seed is None else (lambda: dice.randint(30, 240))

    async def play() -> float | None:
        sender = Sender()

        async def later(chat: int, seconds: float) -> None:
            await asyncio.sleep(seconds)
            await call(sender, chat=chat, retry_after=asked())

        others = [later(1, 0.0), later(2, 0.0), *(later(3 + n, when()) for n in range(chats))]
        tasks = [asyncio.create_task(each) for each in others]
        await asyncio.sleep(0.56)
        waited = await call(sender, chat=OTHER)
        await asyncio.gather(*tasks)
        return waited

    return in_virtual_time(play())


@pytest.mark.parametrize("chats", [2, 6, 12, 25, 50])
def test_refused_chats_keep_no_other_waiting(chats: int):
    waited = wait_behind(chats)

    assert waited is not None
    assert waited <= MOST_S


@pytest.mark.parametrize("seed", range(20))
def test_whenever_they_come_and_however_long_they_are_refused(seed: int):
    waited = wait_behind(random.Random(seed).randint(2, 50), seed=seed)

    assert waited is not None
    assert waited <= MOST_S


def test_with_a_pause_after_each_refused_probe_the_reply_is_lost(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(flood_control, "MAX_PROBES", 1)
    monkeypatch.setattr(flood_control, "MAX_DOUBT_S", math.inf)

    assert wait_behind(12) is None


def wait_beside(endpoint: str, *, calls: int) -> float | None:
    """The wait of a reply in a pause of one second, with so many calls of that kind before it."""

    async def play() -> float | None:
        sender = Sender()
        sender.pause(1.0)
        tapped = 1 if endpoint == ANSWER_TAP else None
        tasks = [asyncio.create_task(call(sender, endpoint, tapped=tapped)) for _ in range(calls)]
        await asyncio.sleep(0.3)
        waited = await call(sender, chat=OTHER)
        await asyncio.gather(*tasks)
        return waited

    return in_virtual_time(play())


def test_answers_to_taps_take_no_turn_of_a_reply():
    assert wait_beside(ANSWER_TAP, calls=150) == pytest.approx(0.75)


def test_calls_that_wait_for_a_pause_do():
    assert (wait_beside("getChat", calls=150) or math.inf) > 10


def test_a_refused_answer_to_a_tap_holds_its_chat_alone():
    async def play() -> tuple[float | None, float | None, bool]:
        sender = Sender()
        refused = await call(sender, ANSWER_TAP, tapped=1, retry_after=29)
        return refused, await call(sender, chat=OTHER), sender.is_behind(1)

    assert in_virtual_time(play()) == (None, pytest.approx(LATENCY_S), True)


def test_what_is_no_message_waits_for_the_pause_of_its_chat():
    async def play() -> float | None:
        sender = Sender()
        sender.pause(8, 1)
        return await call(sender, "deleteMessage", chat=1)

    assert in_virtual_time(play()) == pytest.approx(8 + LATENCY_S)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path, sender=Sender())
    await world.begin()
    yield world
    await world.end()


def _in_group(world: World, **fields: Any) -> dict[str, Any]:
    sender = {"id": world.customer.id, "is_bot": False, "first_name": "x"}
    chat = {"id": -5, "type": "supergroup", "title": "모임"}
    return {"chat": chat, "date": 1, "from": sender, **fields}


def _typed(world: World) -> dict[str, Any]:
    return {"message": _private(world, text=SECRET)}


def _edited(world: World) -> dict[str, Any]:
    return {"edited_message": _private(world, text=SECRET, edit_date=2)}


def _photo(world: World) -> dict[str, Any]:
    return {"message": _private(world, caption=SECRET)}


def _private(world: World, **fields: Any) -> dict[str, Any]:
    return _in_group(world, message_id=9, **fields) | {
        "chat": {"id": world.customer.id, "type": "private"}
    }


def _in_a_group(world: World) -> dict[str, Any]:
    return {"message": _in_group(world, message_id=9, text="/help@checkup_sandbox_bot")}


def _tap_in_a_group(world: World) -> dict[str, Any]:
    query = _in_group(world, id="1", chat_instance="1", data="x")
    message = {"message_id": 9, "date": 1, "chat": query.pop("chat")}
    return {"callback_query": query | {"message": message}}


ASIDE = [_typed, _edited, _photo, _in_a_group, _tap_in_a_group]
"""Updates that cause a call which is no reply."""


@pytest.mark.parametrize("leave", [False, True])
@pytest.mark.parametrize("update", ASIDE)
@pytest.mark.parametrize("retry_after", [None, 8])
async def test_no_update_waits_for_a_call_that_is_no_reply(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    update: Callable[[World], dict[str, Any]],
    retry_after: int | None,
    leave: bool,
):
    """Such a call never ends, or is refused for a while."""
    asked, wire = asyncio.Event(), stage.Recorded.do_request

    async def request(self: stage.Recorded, url: str, *args: Any, **more: Any) -> Any:
        if url.endswith("sendMessage") and update not in (_in_a_group, _tap_in_a_group):
            return await wire(self, url, *args, **more)
        asked.set()
        if retry_after is None:
            await asyncio.Event().wait()
        refused = {"ok": False, "error_code": 429, "description": "Too Many Requests"}
        return 429, json.dumps(refused | {"parameters": {"retry_after": retry_after}}).encode()

    monkeypatch.setattr(stage.Recorded, "do_request", request)
    object.__setattr__(world.parts.services, "leave_groups", leave)
    raw = {"update_id": 5, **update(world)}

    async with asyncio.timeout(ACKNOWLEDGE_WITHIN_S):  # in vain it takes for ever, or 8 s
        acknowledged = await world.parts.updates.handle(
            Update.de_json(raw, world.parts.application.bot)
        )
        await asked.wait()

    assert acknowledged
    await world.parts.background.close(within=0)  # the end of the world need not wait for the call


REPLIES = {"reply.py", "notices.py", "errors.py", "command_menu.py"}
"""Bounded by the time to acknowledge, or run in the background by their callers."""


def awaited_calls(source: str) -> Iterator[str]:
    """The methods of the bot that are awaited where the update is handled."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            called = ast.unparse(node.value.func)
            if ".bot." in f".{called}":
                yield called


def test_no_handler_awaits_a_call_of_the_bot():
    modules = [each for each in Path("handlers").rglob("*.py") if each.name not in REPLIES]

    found = [call for each in modules for call in awaited_calls(each.read_text("utf-8"))]

    assert len(modules) > 20
    assert found == []
    assert list(awaited_calls("async def f(c):\n await c.bot.leave_chat(1)")) == [
        "c.bot.leave_chat"
    ]
