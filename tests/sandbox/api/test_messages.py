"""Messages from the bot: what arrives on the phone, and every refusal on the way."""

import json
from datetime import UTC, datetime

import pytest
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter

from tests.sandbox.conftest import client_of


def keyboard(*rows):
    return InlineKeyboardMarkup([[InlineKeyboardButton(t, callback_data=d) for t, d in rows]])


async def refused(call):
    with pytest.raises(BadRequest) as error:
        await call
    return str(error.value)


async def raw(http, method, **fields):
    answer = await http.post(f"/bot1000000001:SANDBOX/{method}", data=fields)
    assert answer.status_code == answer.json().get("error_code", 200)
    return answer.json().get("description")


async def test_html_arrives_as_text_entities_and_buttons(bot, telegram, started):
    button = InlineKeyboardButton("✅ 예약 확정", callback_data="v1|book|3", style="success")

    sent = await bot.send_message(
        started,
        "🏥 <b>한빛병원</b> &amp; 예약\n/book",
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup([[button]]),
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )

    seen = telegram.last(started)
    assert (seen.author, seen.text) == ("bot", "🏥 한빛병원 & 예약\n/book")
    assert seen.html == "🏥 <b>한빛병원</b> &amp; 예약<br>/book"
    assert [(b.text, b.data, b.style) for b in seen.buttons] == [
        ("✅ 예약 확정", "v1|book|3", "success")
    ]
    assert sent.message_id == seen.message_id
    assert sent.has_protected_content
    assert sent.parse_entity(sent.entities[0]) == "한빛병원"
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "v1|book|3"


async def test_a_person_who_never_wrote_gets_nothing(bot):
    with pytest.raises(Forbidden, match="can't initiate conversation with a user"):
        await bot.send_message(1001, "안녕하세요")


async def test_a_person_who_blocked_the_bot_gets_nothing_until_they_are_back(
    bot, telegram, started
):
    telegram.block(started, blocked=True)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(started, "안녕하세요")

    telegram.block(started, blocked=False)
    await bot.send_message(started, "다시 안녕하세요")

    assert telegram.last(started).text == "다시 안녕하세요"


@pytest.mark.parametrize("chat", [5, -100, "@nobody"])
async def test_an_unknown_chat_is_not_found(bot, chat):
    assert await refused(bot.send_message(chat, "x")) == "Chat not found"


async def test_a_missing_chat_is_refused(http):
    assert await raw(http, "sendMessage", text="x") == "Bad Request: chat_id is empty"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Bad Request: message text is empty"),
        (" \n ", "Bad Request: text must be non-empty"),
        ("<b></b>", "Bad Request: text must be non-empty"),
        ("가" * 4097, "Bad Request: message is too long"),
        ("<hr>", "Bad Request: can't parse entities: "),
    ],
)
async def test_a_text_telegram_does_not_take_is_refused(http, started, text, words):
    said = await raw(http, "sendMessage", chat_id=started, text=text, parse_mode="HTML")

    assert said.startswith(words)


async def test_the_limit_counts_what_is_left_after_parsing(bot, started):
    sent = await bot.send_message(started, f"<b>{'가' * 4096}</b>", parse_mode=ParseMode.HTML)

    assert len(sent.text) == 4096


async def test_markdown_is_not_read(bot, started):
    words = await refused(bot.send_message(started, "*x*", parse_mode=ParseMode.MARKDOWN_V2))

    assert words == "Unsupported parse_mode"


async def test_entities_can_be_given_as_they_are(bot, telegram, started):
    bold = MessageEntity(MessageEntity.BOLD, 0, 2)

    await bot.send_message(started, "굵게", entities=[bold])

    assert telegram.last(started).html == "<b>굵게</b>"


async def test_a_moment_can_be_given_as_an_entity(bot, telegram, started):
    when = datetime(2027, 3, 11, tzinfo=UTC)
    moment = MessageEntity(MessageEntity.DATE_TIME, 0, 5, date_time_format="r", unix_time=when)

    sent = await bot.send_message(started, "14:05까지", entities=[moment])

    assert (sent.entities[0].unix_time, sent.entities[0].date_time_format) == (when, "r")
    assert f'<time data-unix="{when.timestamp():.0f}"' in telegram.last(started).html


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ({}, "expected an Object"),
        ({"unix_time": 0}, "invalid date specified"),
        ({"unix_time": 5, "date_time_format": "x"}, "invalid date-time format specified"),
    ],
)
async def test_a_moment_telegram_cannot_read_is_refused(http, started, moment, words):
    entity = {"type": "date_time", "offset": 0, "length": 1, **moment}

    said = await raw(http, "sendMessage", chat_id=started, text="x", entities=json.dumps([entity]))

    assert said == f"Bad Request: can't parse MessageEntity: {words}"


async def test_entities_beyond_the_text_are_refused(bot, started):
    far = MessageEntity(MessageEntity.BOLD, 1, 2)

    assert "beyond the end" in await refused(bot.send_message(started, "굵게", entities=[far]))


async def test_callback_data_has_64_bytes_and_not_one_more(bot, telegram, started):
    await bot.send_message(started, "x", reply_markup=keyboard(("a", "가" * 21 + "x")))
    too_long = bot.send_message(started, "x", reply_markup=keyboard(("a", "가" * 21 + "xy")))

    assert await refused(too_long) == "Button_data_invalid"
    assert len(telegram.messages(started)) == 2


BUTTON = "can't parse inline keyboard button: "


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ({"inline_keyboard": None}, 'field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": [{}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"inline_keyboard": [["x"]]}, f"{BUTTON}InlineKeyboardButton must be an Object"),
        ({"inline_keyboard": [[{"url": "x"}]]}, f'{BUTTON}Can\'t find field "text"'),
        ({"inline_keyboard": [[{"text": 1.5}]]}, f'{BUTTON}Field "text" must be of type String'),
        (
            {"inline_keyboard": [[{"text": "x"}]]},
            f"{BUTTON}Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x", "style": "pink"}]]},
            f"{BUTTON}invalid button style specified",
        ),
        (
            {"inline_keyboard": [[{"text": "", "callback_data": "x"}]]},
            "inline keyboard button text must be non-empty",
        ),
        (
            {"inline_keyboard": [[{"text": "x", "url": "nowhere"}]]},
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        (
            {"inline_keyboard": [[{"text": "x", "copy_text": {"text": "x" * 257}}]]},
            "BUTTON_COPY_TEXT_INVALID",
        ),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 101]},
            "reply markup is too long",
        ),
        (
            {"keyboard": [[1]]},
            "can't parse keyboard button: KeyboardButton must be a String or an Object",
        ),
        ({"keyboard": [[{"text": ""}]]}, "keyboard button text must be non-empty"),
        (
            {"keyboard": [[{"text": "x", "request_contact": "yes"}]]},
            'can\'t parse keyboard button: Field "request_contact" must be of type Boolean',
        ),
        (
            {"keyboard": [[{"text": "x", "style": "pink"}]]},
            "can't parse keyboard button: invalid button style specified",
        ),
        (
            {"keyboard": [["x"]], "input_field_placeholder": "x" * 65},
            "input field placeholder is too long",
        ),
    ],
)
async def test_a_broken_keyboard_is_refused(http, started, markup, words):
    given = markup if isinstance(markup, str) else json.dumps(markup)

    said = await raw(http, "sendMessage", chat_id=started, text="x", reply_markup=given)

    assert said == f"Bad Request: {words}"


async def test_a_blank_button_is_a_button(bot, telegram, started):
    await bot.send_message(started, "x", reply_markup=keyboard((" ", "nothing")))

    assert [button.text for button in telegram.last(started).buttons] == [" "]


async def test_a_keyboard_for_typing_reaches_the_page(bot, telegram, started):
    await bot.send_message(started, "x", reply_markup=ReplyKeyboardMarkup([["예약", "취소"]]))
    shown = telegram.last(started).reply_keyboard
    await bot.send_message(started, "y", reply_markup=ForceReply())

    assert shown["keyboard"] == [[{"text": "예약"}, {"text": "취소"}]]
    assert telegram.last(started).reply_keyboard["force_reply"]


async def test_a_reply_names_its_message_which_must_exist(bot, telegram, started):
    first = telegram.last(started).message_id
    sent = await bot.send_message(started, "x", reply_parameters=ReplyParameters(message_id=first))
    gone = bot.send_message(started, "x", reply_parameters=ReplyParameters(message_id=first + 99))

    assert sent.reply_to_message.text == "/start"
    assert await refused(gone) == "Message to be replied not found"


async def test_a_wrong_token_is_refused(app):
    stranger = client_of(app, "1000000001:WRONG")

    with pytest.raises(InvalidToken):
        await stranger.get_me()


async def test_an_unknown_method_is_not_found(http):
    assert await raw(http, "sendRocket") == "Not Found: method not found"


async def test_half_a_surrogate_pair_is_no_text(http, started):
    body = f'{{"chat_id": {started}, "text": "\\ud83d"}}'
    url = "/bot1000000001:SANDBOX/sendMessage"

    answer = await http.post(url, content=body, headers={"Content-Type": "application/json"})

    assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


async def test_json_and_query_strings_are_read_too(http, telegram, started):
    url = "/bot1000000001:SANDBOX/sendMessage"

    await http.post(url, json={"chat_id": started, "text": "json"})
    await http.get(url, params={"chat_id": started, "text": "query"})

    assert [m.text for m in telegram.messages(started)[1:]] == ["json", "query"]


async def test_the_flood_limit_is_over_everybody(bot, telegram, clock):
    people = [telegram.add_person(f"{n}번") for n in range(31)]
    for person in people:
        telegram.say(person.id, "/start")
    for person in people[:30]:
        await bot.send_message(person.id, "x")

    with pytest.raises(RetryAfter) as error:
        await bot.send_message(people[30].id, "x")
    clock.seconds += error.value.retry_after.total_seconds()
    await bot.send_message(people[30].id, "x")

    assert [call.status for call in telegram.calls.since(method="sendMessage")][30:] == [429, 200]


async def test_a_flood_answer_says_how_long_to_wait_in_body_and_header(http, telegram, started):
    telegram.flood.limit, telegram.flood.long_retry_after = 1, False
    for _ in range(2):
        answer = await http.post(
            "/bot1000000001:SANDBOX/sendMessage", data={"chat_id": started, "text": "x"}
        )

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1"
    assert answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


async def test_the_flood_limits_can_be_turned_off(bot, telegram, started):
    telegram.flood.limit, telegram.flood.chats = 0, False

    for _ in range(40):
        await bot.send_message(started, "x")

    assert len(telegram.messages(started)) == 41


async def test_typing_is_checked_but_leaves_nothing(bot, telegram, started):
    await bot.send_chat_action(started, "typing")

    assert (
        "wrong parameter action"
        in (await refused(bot.send_chat_action(started, "dancing"))).lower()
    )
    assert len(telegram.messages(started)) == 1


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"request_contact": True}, "phone number can be requested in private chats only"),
        ({"request_location": True}, "location can be requested in private chats only"),
        ({"request_poll": {}}, "poll can be requested in private chats only"),
        ({"request_contact": False}, None),
    ],
)
async def test_a_group_is_asked_for_no_phone_number(http, telegram, request_, words):
    group = {"id": -100, "type": "supergroup", "title": "모임"}
    telegram.push({"message": {"message_id": 1, "date": 1, "chat": group, "text": "x"}})
    markup = json.dumps({"keyboard": [[{"text": "x", **request_}]]})

    said = await raw(http, "sendMessage", chat_id=-100, text="x", reply_markup=markup)

    assert said == (words and f"Bad Request: {words}")
