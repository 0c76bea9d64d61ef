"""The page's side: what it asks, what it is told, and every refusal."""

import asyncio

import httpx
import pytest
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import RetryAfter

KEYS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("예약", callback_data="book", style="primary")],
        [
            InlineKeyboardButton("지도", url="https://example.org"),
            InlineKeyboardButton("복사", api_kwargs={"copy_text": {"text": "HS-7K3QX2"}}),
        ],
    ]
)
CHAT = "/sandbox/chats/1001"


async def news(http, since=0, wait=0, person=1001):
    url = f"/sandbox/chats/{person}"
    answer = await http.get(url, params={"since": since, "wait": wait})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_at_first_there_are_four_people_and_nobody_has_started(http):
    state = (await http.get("/sandbox/state")).json()

    assert [(p["id"], p["language_code"], p["role"], p["started"]) for p in state["people"]] == [
        (1001, "ko", "customer", False),
        (1002, "en", "customer", False),
        (1003, "ko", "customer", False),
        (9001, "ko", "admin", False),
    ]
    assert state["clock"]["now"].endswith("+09:00")
    assert state["clock"]["now"].startswith(state["clock"]["date"])
    assert (state["down"], state["flood_limit"], state["bot_alive"]) == (False, 30, False)
    assert state["bot"]["id"] == 1000000001


async def test_the_page_hears_for_how_long_telegram_refuses_the_chat(http, bot, clock, started):
    for n in range(20):
        await bot.send_message(started, str(n))
    before = await news(http)
    waiting = asyncio.create_task(news(http, since=before["rev"], wait=5))
    await asyncio.sleep(0)

    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(started, "x")

    seconds = refusal.value.retry_after.total_seconds()
    assert (before["refused_s"], (await waiting)["refused_s"]) == (0, seconds)
    clock.seconds += seconds
    assert (await news(http))["refused_s"] == 0


async def test_each_flood_limit_is_set_by_itself(http):
    async def limits(**wishes):
        return tuple((await http.post("/sandbox/flood", json=wishes)).json().values())

    assert await limits() == (30, True, True)
    assert await limits(limit=0) == (0, True, True)
    assert await limits(chat_limits=False) == (0, False, True)
    assert await limits(long_retry_after=False, chat_limits=True) == (0, True, False)


async def test_what_a_person_sends_reaches_the_bot(http, bot):
    sent = (await http.post(f"{CHAT}/send", json={"text": "/start hospital-3"})).json()

    (update,) = await bot.get_updates()
    assert update.update_id == sent["update_id"]
    assert update.message.message_id == sent["message_id"]
    assert update.message.text == "/start hospital-3"
    assert [(e.type, e.offset, e.length) for e in update.message.entities] == [
        ("bot_command", 0, 6)
    ]
    assert update.effective_user.language_code == "ko"


async def test_what_the_bot_sends_reaches_the_page(http, bot, started):
    await bot.send_message(started, "<b>예약</b> & 취소".replace("&", "&amp;"), "HTML")
    sent = await bot.send_message(started, "카드", reply_markup=KEYS)

    told = await news(http)

    start, bold, card = told["messages"]
    assert (start["from"], bold["from"]) == ("user", "bot")
    assert (bold["html"], bold["text"]) == ("<b>예약</b> &amp; 취소", "예약 & 취소")
    assert card["message_id"] == sent.message_id
    assert card["keyboard"] == [
        [{"text": "예약", "style": "primary", "data": "book"}],
        [
            {"text": "지도", "style": None, "url": "https://example.org"},
            {"text": "복사", "style": None, "copy": "HS-7K3QX2"},
        ],
    ]
    assert (card["document"], card["photo"], card["edited"]) == (None, None, False)


async def test_only_news_is_told_after_a_revision(http, bot, started):
    first = await bot.send_message(started, "하나", reply_markup=KEYS)
    second = await bot.send_message(started, "둘")
    rev = (await news(http))["rev"]

    await bot.edit_message_text("하나!", started, first.message_id)
    await bot.delete_message(started, second.message_id)
    told = await news(http, rev)

    assert [(m["text"], m["edited"], m["keyboard"]) for m in told["messages"]] == [
        ("하나!", True, None)
    ]
    assert told["deleted"] == [second.message_id]
    assert (await news(http, told["rev"]))["messages"] == []


async def test_a_tap_spins_until_it_is_answered_with_its_alert(http, bot, started):
    card = await bot.send_message(started, "카드", reply_markup=KEYS)
    wish = {"message_id": card.message_id, "data": "book"}
    tap = (await http.post(f"{CHAT}/tap", json=wish)).json()
    before = await news(http)

    (update,) = await bot.get_updates()
    await update.callback_query.answer("확정되었어요")
    after = await news(http, before["rev"])

    assert update.update_id == tap["update_id"]
    assert before["pending_taps"] == [tap["query_id"]]
    assert after["pending_taps"] == []
    (alert,) = after["alerts"]
    assert (alert["query_id"], alert["text"], alert["show_alert"]) == (
        tap["query_id"],
        "확정되었어요",
        False,
    )


async def test_the_menu_in_effect_is_told_when_it_changes(http, bot, started):
    rev = (await news(http))["rev"]
    waiting = asyncio.create_task(news(http, rev, wait=10))
    await asyncio.sleep(0.05)

    await bot.set_my_commands([BotCommand("book", "예약")])

    assert (await waiting)["commands"] == [{"command": "book", "description": "예약"}]


async def test_a_look_at_a_chat_waits_for_news_of_that_chat(http, telegram, started):
    rev = (await news(http))["rev"]
    waiting = asyncio.create_task(news(http, rev, wait=10))
    await asyncio.sleep(0.05)

    telegram.say(1002, "not this one")
    await asyncio.sleep(0.05)
    assert not waiting.done()
    telegram.say(1001, "이것")

    assert [m["text"] for m in (await waiting)["messages"]] == ["이것"]


async def test_a_look_without_news_ends_after_its_time(http, started):
    rev = (await news(http))["rev"]

    assert (await news(http, rev, wait=0.1))["messages"] == []


async def test_a_document_and_a_photo_can_be_opened(http, bot, started):
    await bot.send_document(started, b"csv", filename="예약.csv")

    (message,) = (await news(http))["messages"][1:]

    assert message["document"]["file_name"] == "예약.csv"
    assert (await http.get(message["document"]["url"])).content == b"csv"


async def test_an_edit_by_a_person_is_an_edited_message(http, bot, telegram, started):
    number = telegram.last(started).message_id
    await http.post(f"{CHAT}/edit", json={"message_id": number, "text": "/help"})

    (update,) = await bot.get_updates()

    assert update.edited_message.text == "/help"
    assert (await news(http))["messages"][0]["edited"]


async def test_any_kind_of_message_can_be_sent(http, bot):
    sticker = {
        "file_id": "s",
        "file_unique_id": "s",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
        "type": "regular",
    }
    user = {"id": 5, "is_bot": False, "first_name": "x"}
    origin = {"type": "user", "date": 1, "sender_user": user}
    await http.post(f"{CHAT}/update", json={"sticker": sticker})
    await http.post(f"{CHAT}/update", json={"forward_origin": origin, "text": "전달"})

    first, second = await bot.get_updates()

    assert first.message.sticker
    assert (second.message.text, second.message.forward_origin.type) == ("전달", "user")


async def test_a_block_is_told_as_telegram_tells_it(http, bot, started):
    for blocked in (True, True, False):
        person = await http.post("/sandbox/people/1001/block", json={"blocked": blocked})

    gone, back = await bot.get_updates()

    assert gone.my_chat_member.new_chat_member.status == "kicked"
    assert back.my_chat_member.new_chat_member.status == "member"
    assert person.json()["blocked"] is False


async def test_somebody_new_can_come(http):
    wish = {"first_name": "지우(가명)", "language_code": "ja", "role": "admin"}

    person = (await http.post("/sandbox/people", json=wish)).json()

    assert person["id"] not in {1001, 1002, 1003, 9001}
    assert (person["role"], person["language_code"]) == ("admin", "ja")
    assert (await news(http, person=person["id"]))["messages"] == []


async def test_a_raw_update_introduces_its_chat_and_sender(http, bot, telegram):
    group = {"id": -100, "type": "supergroup", "title": "모임"}
    user = {"id": 77, "is_bot": False, "first_name": "x", "language_code": "ko"}
    message = {"message_id": 1, "date": 1, "chat": group, "from": user, "text": "/start"}
    private = message | {"chat": {"id": 77, "type": "private"}}

    one = await http.post("/sandbox/updates", json={"message": message})
    many = await http.post("/sandbox/updates", json=[{"message": private}])

    updates = await bot.get_updates()
    assert [u.update_id for u in updates] == [one.json()["update_id"], *many.json()["update_ids"]]
    await bot.send_message(-100, "x")
    await bot.send_message(77, "y")
    assert telegram.last(-100).text == "x"


async def test_many_people_can_type_at_once(http, bot):
    wishes = [{"person_id": 1001, "text": "하나"}, {"person_id": 1002, "text": "one"}]

    told = (await http.post("/sandbox/send", json=wishes)).json()

    assert [u.update_id for u in await bot.get_updates()] == told["update_ids"]


async def test_the_clock_goes_forward_and_dates_messages(http, bot, telegram, started):
    before = telegram.last(started).date
    clock = (await http.post("/sandbox/clock", json={"advance_seconds": 86_400})).json()

    sent = await bot.send_message(started, "내일")

    assert clock["offset"] == 86_400
    assert 86_400 <= sent.date.timestamp() - before <= 86_410


async def test_the_bot_tells_how_far_ahead_its_clock_is(http, telegram):
    await http.post("/sandbox/clock/offset", json={"offset": 3600})

    assert telegram.offset == 3600


async def test_starting_over_leaves_nothing_but_the_ids(http, bot, telegram, started):
    rev = (await news(http))["rev"]
    last = telegram.say(started, "x")
    telegram.block(1002, blocked=True)
    telegram.add_person("손님")
    await http.post("/sandbox/clock/offset", json={"offset": 3600})
    await http.post("/sandbox/down", json={"down": True})

    await http.post("/sandbox/start-over")

    told = await news(http, rev)
    assert (told["reset"], told["messages"]) == (True, [])
    assert (await news(http, told["rev"]))["reset"] is False
    state = (await http.get("/sandbox/state")).json()
    assert [p["id"] for p in state["people"]] == [1001, 1002, 1003, 9001]
    assert not any(p["started"] or p["blocked"] for p in state["people"])
    assert (state["down"], state["clock"]["offset"]) == (False, 0)
    fresh = telegram.say(started, "/start")
    assert fresh["update_id"] > last["update_id"]
    assert fresh["message"]["message_id"] > last["message"]["message_id"]
    assert [u.update_id for u in await bot.get_updates()] == [fresh["update_id"]]


async def test_a_revision_of_another_emulator_means_start_from_nothing(http, started):
    assert (await news(http, since=10**15))["reset"]
    assert (await news(http, since=1))["messages"]


@pytest.mark.parametrize(
    ("path", "wish", "status"),
    [
        (f"{CHAT}/send", {"text": " "}, 400),
        (f"{CHAT}/send", {"text": "x" * 4097}, 400),
        (f"{CHAT}/send", {}, 400),
        (f"{CHAT}/send", [], 400),
        ("/sandbox/chats/5/send", {"text": "x"}, 404),
        (f"{CHAT}/tap", {"message_id": 5, "data": "x"}, 404),
        (f"{CHAT}/tap", {"message_id": "5", "data": "x"}, 400),
        (f"{CHAT}/edit", {"message_id": 5, "text": "x"}, 404),
        ("/sandbox/people", {"first_name": "x", "role": "king"}, 400),
        ("/sandbox/people/5/block", {"blocked": True}, 404),
        ("/sandbox/people/1001/block", {"blocked": "yes"}, 400),
        ("/sandbox/updates", {}, 400),
        ("/sandbox/updates", {"message": 5}, 400),
        ("/sandbox/updates", 5, 400),
        ("/sandbox/updates", {"message": {"chat": {"id": "x"}}}, 400),
        ("/sandbox/updates", {"message": {"chat": {"id": 5, "type": "private"}}}, 400),
        (
            "/sandbox/updates",
            {"message": {"chat": {"id": 5, "type": "private"}, "from": {"id": 6}}},
            400,
        ),
        ("/sandbox/send", {}, 400),
        ("/sandbox/down", {"down": 1}, 400),
        ("/sandbox/flood", {"limit": -1}, 400),
        ("/sandbox/flood", {"limit": True}, 400),
        ("/sandbox/flood", {"chat_limits": 1}, 400),
        ("/sandbox/flood", {"long_retry_after": "no"}, 400),
        ("/sandbox/clock", {"advance_seconds": 0}, 400),
        ("/sandbox/clock", {"advance_seconds": -60}, 400),
        ("/sandbox/clock", {"advance_seconds": 10**12}, 400),
    ],
)
async def test_a_wish_that_makes_no_sense_is_refused_in_one_sentence(http, path, wish, status):
    answer = await http.post(path, json=wish)

    assert answer.status_code == status
    assert answer.json()["error"]


async def test_a_body_that_is_no_json_is_refused(http):
    assert (await http.post(f"{CHAT}/send", content=b"{")).status_code == 400


async def test_a_button_that_is_not_on_the_message_cannot_be_tapped(http, bot, started):
    card = await bot.send_message(started, "카드", reply_markup=KEYS)
    wish = {"message_id": card.message_id, "data": "delete-all"}

    refused = await http.post(f"{CHAT}/tap", json=wish)
    forced = await http.post(f"{CHAT}/tap", json=wish | {"force": True})

    assert (refused.status_code, forced.status_code) == (409, 200)


async def test_who_blocked_the_bot_does_nothing_in_its_chat(http, telegram, started):
    telegram.block(started, blocked=True)

    assert (await http.post(f"{CHAT}/send", json={"text": "x"})).status_code == 409


async def test_the_bots_own_message_cannot_be_edited_by_a_person(http, bot, started):
    sent = await bot.send_message(started, "x")

    wish = {"message_id": sent.message_id, "text": "y"}
    assert (await http.post(f"{CHAT}/edit", json=wish)).status_code == 409


async def test_the_page_and_its_parts_are_served(http: httpx.AsyncClient):
    page = await http.get("/")

    assert page.headers["content-type"].startswith("text/html")
    assert (await http.get("/static/style.css")).status_code == 200
    assert (await http.get("/static/../app.py")).status_code == 404
