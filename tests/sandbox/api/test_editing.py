"""Edits, deletions and taps: what changes on the phone, and what is refused."""

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, RetryAfter

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("예약", callback_data="book")]])


async def refused(call):
    with pytest.raises(BadRequest) as error:
        await call
    return str(error.value)


@pytest.fixture
async def card(bot, started):
    return await bot.send_message(started, "카드", reply_markup=KEYS)


async def test_an_edit_changes_the_message_in_place(bot, telegram, started, card):
    edited = await bot.edit_message_text(
        "새 카드", started, card.message_id, reply_markup=KEYS, parse_mode="HTML"
    )

    assert telegram.last(started).text == "새 카드"
    assert telegram.last(started).buttons
    assert len(telegram.messages(started)) == 2
    assert edited.edit_date is not None


async def test_an_edit_without_buttons_drops_them(bot, telegram, started, card):
    await bot.edit_message_text("카드", started, card.message_id)

    assert telegram.last(started).keyboard is None


async def test_an_edit_that_changes_nothing_is_refused(bot, started, card):
    same = bot.edit_message_text("카드 ", started, card.message_id, reply_markup=KEYS)
    same_keys = bot.edit_message_reply_markup(started, card.message_id, reply_markup=KEYS)

    assert (await refused(same)).startswith("Message is not modified: specified new message")
    assert (await refused(same_keys)).startswith("Message is not modified")


async def test_buttons_alone_can_change(bot, telegram, started, card):
    await bot.edit_message_reply_markup(started, card.message_id)

    assert telegram.last(started).keyboard is None
    assert telegram.last(started).text == "카드"


async def test_what_is_not_there_cannot_be_edited(bot, started, card):
    missing = bot.edit_message_text("x", started, card.message_id + 1)

    assert await refused(missing) == "Message to edit not found"


async def test_a_persons_own_message_cannot_be_edited(bot, telegram, started):
    theirs = bot.edit_message_text("x", started, telegram.last(started).message_id)

    assert await refused(theirs) == "Message can't be edited"


@pytest.mark.parametrize("markup", [ReplyKeyboardMarkup([["가"]]), ReplyKeyboardRemove()])
async def test_a_message_with_a_reply_keyboard_cannot_be_edited(bot, started, markup):
    sent = await bot.send_message(started, "전화번호", reply_markup=markup)

    edit = bot.edit_message_text("다른 말", started, sent.message_id)
    assert await refused(edit) == "Message can't be edited"


async def test_an_edit_takes_no_reply_keyboard(bot, started, card):
    edit = bot.edit_message_text(
        "x", started, card.message_id, reply_markup=ReplyKeyboardMarkup([["가"]])
    )

    assert await refused(edit) == "Inline keyboard expected"


async def test_an_edit_needs_a_message(bot):
    assert await refused(bot.edit_message_text("x")) == "Message identifier is not specified"


async def test_an_edit_has_the_same_limits_as_a_message(bot, started, card):
    number = card.message_id
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x" * 65)]])

    assert await refused(bot.edit_message_text("x" * 4097, started, number)) == "Message_too_long"
    assert "data" in await refused(bot.edit_message_text("x", started, number, reply_markup=keys))
    assert "parse" in await refused(
        bot.edit_message_text("<b>", started, number, parse_mode="HTML")
    )


async def test_edits_count_in_their_chat_and_not_overall(bot, telegram, started, card):
    telegram.flood.limit = 1

    for number in range(19):  # the card was the first
        await bot.edit_message_text(str(number), started, card.message_id)
    with pytest.raises(RetryAfter):
        await bot.edit_message_text("19", started, card.message_id)

    assert telegram.last(started).text == "18"


async def test_an_edit_that_changes_nothing_counts(bot, started, card):
    same = (card.text, started, card.message_id)
    for _ in range(19):
        assert "not modified" in await refused(bot.edit_message_text(*same, reply_markup=KEYS))

    with pytest.raises(RetryAfter):
        await bot.edit_message_text(*same, reply_markup=KEYS)


async def test_answers_to_taps_and_chat_actions_are_free(bot, telegram, started, card):
    for _ in range(30):
        update = telegram.tap(started, card.message_id, "book", force=True)
        await bot.answer_callback_query(update["callback_query"]["id"])
        await bot.send_chat_action(started, "typing")

    await bot.send_message(started, "x")


async def test_a_deleted_message_is_gone_and_cannot_go_twice(bot, telegram, started, card):
    await bot.delete_message(started, card.message_id)

    assert card.message_id not in [m.message_id for m in telegram.messages(started)]
    again = bot.delete_message(started, card.message_id)
    assert await refused(again) == "Message to delete not found"


async def test_a_tap_is_answered_once(bot, telegram, started, card):
    update = telegram.tap(started, card.message_id, "book")
    query = update["callback_query"]

    await bot.answer_callback_query(query["id"], "확정되었어요", show_alert=True)

    assert query["message"]["text"] == "카드"
    (alert,) = telegram.alerts(started)
    assert (alert.text, alert.show_alert) == ("확정되었어요", True)
    twice = bot.answer_callback_query(query["id"])
    assert (await refused(twice)).startswith("Query is too old and response timeout expired")


async def test_an_answer_without_words_shows_nothing(bot, telegram, started, card):
    query = telegram.press(started, "예약")["callback_query"]
    assert telegram.taps.pending(started) == [query["id"]]

    await bot.answer_callback_query(query["id"])

    assert telegram.alerts(started) == []
    assert telegram.taps.pending(started) == []


async def test_a_tap_can_be_answered_for_150_seconds(bot, telegram, clock, started, card):
    late = telegram.press(started, "예약")["callback_query"]
    clock.seconds += 149
    just = telegram.press(started, "예약")["callback_query"]
    clock.seconds += 1

    assert "too old" in await refused(bot.answer_callback_query(late["id"]))
    await bot.answer_callback_query(just["id"])


async def test_an_unknown_tap_and_a_long_answer_are_refused(bot, telegram, started, card):
    query = telegram.press(started, "예약")["callback_query"]

    assert "query id is invalid" in (await refused(bot.answer_callback_query("5"))).lower()
    long = bot.answer_callback_query(query["id"], "x" * 201)
    assert await refused(long) == "Message_too_long"
    await bot.answer_callback_query(query["id"], "x" * 200)
