"""What Telegram sends, and what it never sends: ids, texts and dates that nothing can keep."""

import copy
from typing import Any

import pytest
from telegram.ext import ExtBot

from bot.telegram.update_parsing import InvalidUpdate, parse_update
from tests.handlers.phone import Kept

USER = {"id": 1001, "is_bot": False, "first_name": "민서(가명)"}
CHAT = {"id": 1001, "type": "private"}
MESSAGE = {"message_id": 1, "date": 0, "chat": CHAT, "from": USER, "text": "안녕"}
TAP = {"id": "9", "from": USER, "chat_instance": "1", "data": "v1|m", "message": MESSAGE}
BOT = ExtBot("1000000001:SANDBOX", request=Kept(), get_updates_request=Kept())


def changed(update: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The update with that in place of what it says there."""
    made = copy.deepcopy(update)
    *way, last = path.split(".")
    at = made
    for step in way:
        at = at[step]
    at[last] = value
    return made


SAID = {"update_id": 5, "message": MESSAGE}
EDITED = {"update_id": 5, "edited_message": MESSAGE}
TAPPED = {"update_id": 5, "callback_query": TAP}


@pytest.mark.parametrize("update", [SAID, TAPPED, {"update_id": 0}, {"update_id": 2**63 - 1}])
def test_an_update_is_read(update):
    assert parse_update(update, BOT).update_id == update["update_id"]


@pytest.mark.parametrize("kind", ["poll_answer", "what_comes_next_year"])
def test_a_kind_we_do_not_know_is_an_update_all_the_same(kind):
    assert parse_update({"update_id": 5, kind: {}} if kind[0] == "w" else SAID, BOT)


def test_the_inaccessible_message_of_a_tap_has_no_date():
    old = {"message_id": 1, "date": 0, "chat": CHAT}

    assert parse_update(changed(TAPPED, "callback_query.message", old), BOT).callback_query


def test_what_a_tapped_message_says_is_not_read():
    said = {**MESSAGE, "text": "예약", "reply_markup": {"inline_keyboard": []}, "entities": []}
    raw = changed(TAPPED, "callback_query.message", said)

    message = parse_update(raw, BOT).callback_query.message

    assert (message.message_id, message.chat.id) == (1, 1001)
    assert (message.text, message.reply_markup, message.entities) == (None, None, ())
    assert raw["callback_query"]["message"] == said


@pytest.mark.parametrize("raw", [None, [], "5", 5, {}, {"message": MESSAGE}])
@pytest.mark.parametrize("update_id", [None, "5", True, 5.0, -1, 2**63])
def test_without_an_id_it_is_no_update(raw, update_id):
    with pytest.raises(InvalidUpdate):
        parse_update(raw, BOT)
    with pytest.raises(InvalidUpdate):
        parse_update({**SAID, "update_id": update_id}, BOT)


@pytest.mark.parametrize(
    ("update", "path", "value"),
    [
        *((SAID, "message.from.id", bad) for bad in (2**63, -1, 0, "1001", None, 1.5, True)),
        *((SAID, "message.chat.id", bad) for bad in (2**63, -(2**63), "1001", [])),
        *((SAID, "message.date", bad) for bad in (2**80, -(2**63), "now", [])),
        *((SAID, "message.text", bad) for bad in (5, [], {})),
        *((SAID, "message.message_id", bad) for bad in (2**63, -(2**63), "5", 1.5, True, [])),
        *((TAPPED, "callback_query.message.message_id", bad) for bad in (2**63, "5", None)),
        (EDITED, "edited_message.message_id", 2**64),
        (SAID, "message.caption", 5),
        (SAID, "message.from.language_code", 5),
        (SAID, "message.chat.type", 5),
        (SAID, "message", []),
        (SAID, "message", {"message_id": 1}),
        (TAPPED, "callback_query.data", 5),
        (TAPPED, "callback_query.id", 5),
        (TAPPED, "callback_query.from", None),
        (TAPPED, "callback_query.message.date", "now"),
    ],
)
def test_values_that_telegram_never_sends_are_refused(update, path, value):
    with pytest.raises(InvalidUpdate) as refused:
        parse_update(changed(update, path, value), BOT)

    assert str(refused.value) == ""


def test_a_message_inside_a_message_without_end_is_refused():
    raw = SAID
    for _ in range(2000):
        raw = {"update_id": 5, "message": {**MESSAGE, "reply_to_message": raw["message"]}}

    with pytest.raises(InvalidUpdate):
        parse_update(raw, BOT)
