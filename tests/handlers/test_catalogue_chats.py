"""The bad-input table of places and kinds: forwards, edits, groups, channels, bots, albums."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from telegram.error import RetryAfter

from handlers.context import SERVICES
from handlers.menu import MENU
from sandbox.state.faults import Fault
from tests.handlers.catalogue import says
from tests.journeys.stage import Phone, World

BOT = "checkup_sandbox_bot"
FILE = {"file_id": "f", "file_unique_id": "u"}
KINDS: dict[str, dict[str, object]] = {
    "photo": {"photo": [{**FILE, "width": 1, "height": 1}]},
    "album": {"photo": [{**FILE, "width": 1, "height": 1}], "media_group_id": "7"},
    "captioned": {"photo": [{**FILE, "width": 1, "height": 1}], "caption": "/book 한빛병원"},
    "sticker": {
        "sticker": FILE
        | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    },
    "voice": {"voice": {**FILE, "duration": 1}},
    "video note": {"video_note": {**FILE, "length": 1, "duration": 1}},
    "video": {"video": {**FILE, "width": 1, "height": 1, "duration": 1}},
    "document": {"document": {**FILE, "file_name": "a.csv", "file_size": 2**40}},
    "location": {"location": {"longitude": 126.9, "latitude": 37.5}},
    "dice": {"dice": {"emoji": "🎲", "value": 6}},
    "story": {"story": {"chat": {"id": -100, "type": "channel"}, "id": 1}},
    "poll": {
        "poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0}
        | {"type": "regular", "is_closed": False, "is_anonymous": True}
        | {"allows_multiple_answers": False, "allows_revoting": False, "members_only": False}
    },
    "a kind to come": {"what_comes_next_year": {"x": 1}},
}
FORWARDS = {
    "a user": {
        "type": "user",
        "date": 1,
        "sender_user": {"id": 9, "is_bot": False, "first_name": "x"},
    },
    "a hidden user": {"type": "hidden_user", "date": 1, "sender_user_name": "x"},
    "a chat": {"type": "chat", "date": 1, "sender_chat": {"id": -5, "type": "group"}},
    "a channel": {
        "type": "channel",
        "date": 1,
        "chat": {"id": -9, "type": "channel"},
        "message_id": 1,
    },
}
PLACES = {
    "group": {"id": -5, "type": "group", "title": "모임"},
    "supergroup": {"id": -6, "type": "supergroup", "title": "모임"},
    "topic": {"id": -7, "type": "supergroup", "title": "모임", "is_forum": True},
    "channel": {"id": -8, "type": "channel", "title": "소식"},
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    await world.begin()
    await world.admin.says(f"/addhospital 한빛병원 {world.day(10)} 30")
    await world.admin.taps("✅ 등록")
    yield world
    await world.end()


def written(world: World) -> int:
    """How many messages the bot has written, wherever."""
    chats = world.telegram.chats.values()
    return sum(message.author == "bot" for chat in chats for message in chat.messages.values())


async def push(world: World, kind: str, phone: Phone, text: str, **more: object) -> None:
    """An update of that kind with a message in it."""
    sender = world.telegram.person(phone.id).user()
    chat = {"id": phone.id, "type": "private"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}]
    message = {"message_id": 70, "date": 1, "chat": chat, "from": sender, "text": text}
    world.telegram.push({kind: {**message, "entities": entities, **more}})
    await world.settle()


async def test_what_is_no_text_is_answered_that_words_are_wanted(world, customer):
    for number, (kind, fields) in enumerate(KINDS.items(), start=1):
        await customer.sends(fields)

        assert len(customer.all_heard()) == number, kind
        assert says("frame.words_please", customer.sees()), kind


async def test_a_forwarded_message_does_nothing_and_is_told_so(world):
    before = len(world.admin.all_heard())

    for number, (kind, origin) in enumerate(FORWARDS.items(), start=1):
        await world.admin.sends({"text": "/deletehospital 한빛병원", "forward_origin": origin})

        assert len(world.admin.all_heard()) == before + number, kind
        assert says("frame.forwarded", world.admin.sees()), kind


async def test_a_command_in_an_answer_to_a_message_or_in_a_thread_is_a_command(world, customer):
    quoted = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": customer.id, "type": "private"},
        "text": "x",
    }

    await push(world, "message", customer, "/book 한빛병원", reply_to_message=quoted)
    first = customer.sees()
    await push(world, "message", customer, "/book 한빛병원", message_thread_id=9)

    assert customer.all_heard() == [first, first]
    assert "한빛병원" in first


async def test_an_edited_command_is_told_that_edits_are_not_read(world):
    before = len(world.admin.all_heard())

    await push(world, "edited_message", world.admin, "/deletehospital 한빛병원", edit_date=2)

    assert len(world.admin.all_heard()) == before + 1
    assert says("frame.edits_unread", world.admin.sees())


async def test_messages_of_businesses_are_dropped_in_silence(world):
    before = written(world)

    for kind in ("business_message", "edited_business_message"):
        await push(world, kind, world.admin, "/deletehospital 한빛병원", edit_date=2)

    assert written(world) == before


async def test_what_another_bot_wrote_is_dropped_in_silence(world):
    other = {"id": 77, "is_bot": True, "first_name": "b"}
    before = written(world)

    world.telegram.push(
        {
            "message": {"message_id": 1, "date": 1, "from": other, "text": "/start"}
            | {"chat": {"id": 77, "type": "private"}}
        }
    )
    await world.settle()

    assert written(world) == before


async def test_what_a_person_sent_with_a_bots_help_is_answered(world, customer):
    other = {"id": 77, "is_bot": True, "first_name": "b"}

    await customer.says("예약")
    expected = customer.sees()

    await push(world, "message", customer, "예약", via_bot=other)

    assert customer.all_heard() == [expected, expected]


async def test_words_below_a_photo_are_understood(world, customer):
    await customer.says("예약")
    expected = customer.sees()

    await customer.sends({**KINDS["photo"], "caption": "예약"})

    assert customer.all_heard() == [expected, expected]


SERVICE_MESSAGES: dict[str, dict[str, object]] = {
    "pinned": {
        "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}
    },
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    "background": {
        "chat_background_set": {
            "type": {
                "type": "fill",
                "fill": {"type": "solid", "color": 1},
                "dark_theme_dimming": 0,
            }
        }
    },
    "write access": {"write_access_allowed": {}},
}


async def test_service_messages_are_not_answered(world, customer):
    for fields in SERVICE_MESSAGES.values():
        await customer.sends(fields)

    assert customer.all_heard() == []


@pytest.mark.parametrize("place", PLACES)
async def test_in_no_chat_of_many_is_anything_told_but_where_to_go(world, customer, place):
    chat = PLACES[place]
    kind = "channel_post" if place == "channel" else "message"
    lines = [f"/{entry.command}@{BOT} 한빛병원" for entry in MENU.commands]

    for phone in (customer, world.admin):
        before = phone.all_heard()
        for line in [*lines, "한빛병원", "/book", "/book@other_bot", "내 예약"]:
            await push(world, kind, phone, line, chat=chat, message_thread_id=3)
        assert phone.all_heard() == before

    told = [each.text for each in world.telegram.messages(chat["id"])]
    assert all(says("frame.private_only", text) for text in told)
    assert len(told) == (0 if place == "channel" else 1)


TOPIC = {"chat": PLACES["topic"], "message_thread_id": 3, "is_topic_message": True}


async def test_in_a_topic_the_hint_is_written_there(world, customer, monkeypatch):
    sent, send = [], type(world.parts.application.bot).send_message

    async def note(bot: object, **call: object) -> object:
        sent.append(call["message_thread_id"])
        return await send(bot, **call)

    monkeypatch.setattr(type(world.parts.application.bot), "send_message", note)
    await push(world, "message", customer, f"/start@{BOT}", **TOPIC)
    await push(world, "message", customer, f"/start@{BOT}", chat=PLACES["group"])

    assert sent == [3, None]


async def test_a_group_that_lets_no_hint_in_is_no_bug(world, customer):
    words = "Bad Request: not enough rights to send text messages to the chat"
    fault = Fault("sendMessage", "status", code=400, description=words, times=9)
    world.telegram.faults.add(fault)

    with capture_logs() as lines:
        await push(world, "message", customer, f"/start@{BOT}", **TOPIC)

    assert [line for line in lines if line["log_level"] == "error"] == []
    assert fault.times == 8


async def test_a_hint_that_met_a_pause_is_not_tried_again(world, customer):
    world.telegram.faults.add(Fault("sendMessage", "status", code=429, retry_after=1))

    for _ in range(3):
        await push(world, "message", customer, f"/start@{BOT}", **TOPIC)

    hints = [call for call in world.telegram.calls.since() if call.chat_id in (-7, "-7")]
    assert [call.status for call in hints] == [429]


async def test_an_answer_to_a_tap_in_a_group_has_one_attempt(world, customer, monkeypatch):
    sent_as = []

    async def answer(*_: object, rate_limit_args: object = None, **__: object) -> None:
        sent_as.append(rate_limit_args)
        raise RetryAfter(1)  # it is no bug

    monkeypatch.setattr(type(world.parts.application.bot), "answer_callback_query", answer)
    message = {"message_id": 5, "date": 1, "chat": PLACES["supergroup"]}
    sender = world.telegram.person(customer.id).user()
    tap = {"id": "1", "from": sender, "chat_instance": "1", "data": "v1|x", "message": message}

    with capture_logs() as lines:
        world.telegram.push({"callback_query": tap})
        await world.settle()

    assert sent_as == [customer.id]  # a limit that it meets is that person's
    assert [line for line in lines if line["log_level"] == "error"] == []


@pytest.mark.parametrize("leaves", [True, False])
async def test_groups_are_left_if_that_is_asked_for(world, customer, leaves, monkeypatch):
    left = []

    async def leave(_: object, chat: int, **__: object) -> None:
        left.append(chat)
        raise RetryAfter(1)  # it is no bug

    monkeypatch.setattr(type(world.parts.application.bot), "leave_chat", leave)
    data = world.parts.application.bot_data
    data[SERVICES] = replace(data[SERVICES], leave_groups=leaves)

    for status, chat in (("member", -5), ("left", -6)):
        await add_to_group(world, customer, chat=chat, status=status)
    await push(world, "message", customer, f"/start@{BOT}", chat=PLACES["topic"])
    await push(world, "message", customer, "hello", chat=PLACES["channel"])

    assert left == ([-5, -7] if leaves else [])
    assert len(world.telegram.messages(-7)) == (0 if leaves else 1)


async def add_to_group(world: World, phone: Phone, *, chat: int, status: str) -> None:
    """The bot becomes that in the group."""
    me = world.parts.application.bot.bot.to_dict()
    left = {"user": me, "status": "left"}
    change = {
        "chat": {"id": chat, "type": "group", "title": "모임"},
        "from": world.telegram.person(phone.id).user(),
        "date": 1,
        "old_chat_member": left,
        "new_chat_member": {"user": me, "status": status},
    }
    world.telegram.push({"my_chat_member": change})
    await world.settle()


@pytest.fixture
def customer(world: World) -> Phone:
    return world.customer
