"""What a person does beside typing and tapping: keys, contacts, photos, replies, pins."""

import pytest
from telegram import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove

from tests.sandbox.api.test_media import PNG
from tests.sandbox.phones.test_phone import CHAT, news

SHARE = "📱 내 번호 보내기"
KEYS = ReplyKeyboardMarkup(
    [[KeyboardButton(SHARE, request_contact=True)], ["건너뛰기"]],
    one_time_keyboard=True,
    input_field_placeholder="010-0000-0000",
)


async def do(http, action, **wish):
    return await http.post(f"{CHAT}/{action}", json=wish)


async def test_the_keyboard_in_sight_is_the_newest_until_it_is_taken_away(http, bot, started):
    assert (await news(http))["reply_keyboard"] is None
    await bot.send_message(started, "번호?", reply_markup=KEYS)
    shown = (await news(http))["reply_keyboard"]
    await bot.send_message(started, "다른 말")

    assert shown["placeholder"] == "010-0000-0000"
    assert [[key["text"] for key in row] for row in shown["rows"]] == [[SHARE], ["건너뛰기"]]
    assert (await news(http))["reply_keyboard"] == shown
    await bot.send_message(started, "됐어요", reply_markup=ReplyKeyboardRemove())
    assert (await news(http))["reply_keyboard"] is None


async def test_a_key_that_asks_for_it_shares_the_persons_own_contact(http, bot, started):
    asked = await bot.send_message(started, "번호?", reply_markup=KEYS)
    (await do(http, "key", text=SHARE)).raise_for_status()

    (update,) = await bot.get_updates()

    contact, sender = update.message.contact, update.message.from_user
    assert (contact.user_id, contact.phone_number) == (sender.id, "821000001001")
    assert update.message.reply_to_message.message_id == asked.message_id
    told = await news(http)
    assert told["reply_keyboard"] is None
    assert told["messages"][-1]["contact"]["user_id"] == 1001


async def test_another_key_types_its_label_and_a_lasting_keyboard_stays(http, bot, started):
    await bot.send_message(started, "번호?", reply_markup=ReplyKeyboardMarkup([["건너뛰기"]]))
    (await do(http, "key", text="건너뛰기")).raise_for_status()

    (update,) = await bot.get_updates()

    assert update.message.text == "건너뛰기"
    assert (await news(http))["reply_keyboard"] is not None


async def test_a_key_that_is_not_in_sight_cannot_be_pressed(http, bot, started):
    place = KeyboardButton("여기", request_location=True)
    await bot.send_message(started, "번호?", reply_markup=KEYS)
    await do(http, "key", text=SHARE)
    used = await do(http, "key", text=SHARE)
    await bot.send_message(started, "어디?", reply_markup=ReplyKeyboardMarkup([[place]]))

    assert used.status_code == 409
    assert (await do(http, "key", text="없음")).status_code == 409
    assert (await do(http, "key", text="여기")).status_code == 409


async def test_a_contact_of_the_address_book_is_nobody_on_telegram(http, bot, started):
    await do(http, "contact", own=False)
    await do(http, "contact", own=True)

    other, own = await bot.get_updates()

    assert (other.message.contact.user_id, own.message.contact.user_id) == (None, 1001)


async def test_a_photo_arrives_with_its_caption_and_can_be_downloaded(http, bot, started):
    answer = await http.post(f"{CHAT}/photo", content=PNG, params={"caption": " 진단서 "})

    (update,) = await bot.get_updates()
    (size,) = update.message.photo
    assert (update.message.caption, size.width, size.height) == ("진단서", 3, 2)
    assert update.update_id == answer.json()["update_id"]
    shown = (await news(http))["messages"][-1]
    assert (await http.get(shown["photo"])).content == PNG
    assert bytes(await (await bot.get_file(size.file_id)).download_as_bytearray()) == PNG


@pytest.mark.parametrize(
    ("content", "caption"),
    [(b"", ""), (b"GIF89a", ""), (PNG, "x" * 1025), (PNG + bytes(10 * 1024 * 1024), "")],
)
async def test_what_no_client_sends_as_a_photo_is_refused(http, bot, started, content, caption):
    answer = await http.post(f"{CHAT}/photo", content=content, params={"caption": caption})

    assert answer.status_code == 400
    assert await bot.get_updates() == ()


async def test_a_reply_names_the_message_it_answers(http, bot, started):
    asked = await bot.send_message(started, "언제?")
    (await do(http, "send", text="내일", reply_to=asked.message_id)).raise_for_status()

    (update,) = await bot.get_updates()

    assert update.message.reply_to_message.message_id == asked.message_id
    assert update.message.reply_to_message.from_user.is_bot
    shown = (await news(http))["messages"][-1]["reply"]
    assert shown == {"message_id": asked.message_id, "from": "bot", "text": "언제?"}
    assert (await do(http, "send", text="x", reply_to=5)).status_code == 404


async def test_a_pin_is_a_service_message_and_an_unpin_is_silent(http, bot, started):
    card = await bot.send_message(started, "예약")
    (await do(http, "pin", message_id=card.message_id)).raise_for_status()
    told = await news(http)
    (update,) = await bot.get_updates()
    (await http.delete(f"{CHAT}/pin")).raise_for_status()

    assert update.message.pinned_message.message_id == card.message_id
    assert update.message.text is None
    assert (told["pinned"], told["messages"][-1]["pinned"]["text"]) == (card.message_id, "예약")
    after = await news(http, told["rev"])
    assert (after["pinned"], after["messages"]) == (None, [])
    assert len(await bot.get_updates(offset=update.update_id + 1)) == 0


async def test_only_a_message_that_is_there_can_be_pinned(http, bot, telegram, started):
    card = await bot.send_message(started, "예약")
    await do(http, "pin", message_id=card.message_id)
    service = telegram.last(started).message_id
    await bot.delete_message(started, card.message_id)

    assert (await news(http))["pinned"] is None
    assert (await do(http, "pin", message_id=service)).status_code == 409
    assert (await do(http, "pin", message_id=5)).status_code == 404


@pytest.mark.parametrize("action", ["key", "contact", "photo", "pin"])
async def test_who_blocked_the_bot_or_does_not_exist_does_none_of_it(http, telegram, action):
    wish = {"text": "x", "own": True, "message_id": 1}
    telegram.block(1001, blocked=True)

    assert (await do(http, action, **wish)).status_code == 409
    assert (await http.post(f"/sandbox/chats/5/{action}", json=wish)).status_code == 404


async def test_a_photo_and_a_contact_cannot_be_edited(http, bot, telegram, started):
    await http.post(f"{CHAT}/photo", content=PNG, params={"caption": "진단서"})
    photo = telegram.last(started).message_id

    assert (await do(http, "edit", message_id=photo, text="x")).status_code == 409
    assert [each["editable"] for each in (await news(http))["messages"]] == [True, False]


async def test_the_page_is_told_what_the_bot_is_called_and_does_in_the_persons_language(http, bot):
    await bot.set_my_description("검진을 예약하는 봇이에요.")
    await bot.set_my_description("This bot books screenings.", "en")
    await bot.set_my_name("Screenings", "en")

    korean, english = await news(http), await news(http, person=1002)

    assert (korean["name"], korean["description"]) == ("", "검진을 예약하는 봇이에요.")
    assert (english["name"], english["description"]) == ("Screenings", "This bot books screenings.")


async def test_a_quoted_message_quotes_nothing_itself(http, bot, telegram, started):
    asked = await bot.send_message(started, "언제?")
    await do(http, "send", text="내일", reply_to=asked.message_id)
    second = telegram.last(started).message_id
    answer = await bot.send_message(started, "몇 시?", reply_to_message_id=second)
    await do(http, "send", text="아홉 시", reply_to=answer.message_id)
    await do(http, "pin", message_id=second)

    _, reply, service = await bot.get_updates()

    assert answer.reply_to_message.reply_to_message is None
    assert reply.message.reply_to_message.message_id == answer.message_id
    assert reply.message.reply_to_message.reply_to_message is None
    assert service.message.pinned_message.reply_to_message is None
