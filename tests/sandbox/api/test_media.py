"""Documents and photos, to the phone and back."""

import struct
import zlib

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

PNG = (
    b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I", 13)
    + b"IHDR"
    + struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)
    + struct.pack(">I", zlib.crc32(b""))
)


async def refused(call):
    with pytest.raises(BadRequest) as error:
        await call
    return str(error.value)


async def test_a_document_arrives_with_its_name_and_can_be_downloaded(bot, telegram, started):
    sent = await bot.send_document(
        started,
        "이름,상태\n".encode(),
        filename="예약.csv",
        caption="<b>명단</b>",
        parse_mode="HTML",
    )

    seen = telegram.last(started)
    assert seen.html == "<b>명단</b>"
    assert sent.document.file_name == "예약.csv"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == "이름,상태\n".encode()


async def test_a_file_can_be_sent_again_by_its_id(bot, telegram, started):
    sent = await bot.send_document(started, b"x", filename="a.txt")

    again = await bot.send_document(started, sent.document.file_id)

    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_a_photo_has_its_size(bot, telegram, started):
    sent = await bot.send_photo(started, PNG, caption="QR")

    assert [(p.width, p.height) for p in sent.photo] == [(3, 2)]
    assert sent.caption == "QR"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"no picture", "Image_process_failed"), (b"", "File must be non-empty")],
)
async def test_a_photo_that_is_none_is_refused(bot, started, content, words):
    assert await refused(bot.send_photo(started, content)) == words


async def test_a_missing_or_unknown_file_is_refused(bot, http, started):
    answer = await http.post("/bot1000000001:SANDBOX/sendDocument", data={"chat_id": started})

    assert answer.json()["description"] == "Bad Request: there is no document in the request"
    assert "wrong file identifier" in (await refused(bot.send_document(started, "x-1"))).lower()
    assert await refused(bot.get_file("x-1")) == "Invalid file_id"
    assert (await http.get("/file/bot1000000001:SANDBOX/documents/file_9")).status_code == 404


async def test_a_caption_has_1024_characters(bot, started):
    await bot.send_document(started, b"x", caption="가" * 1024)

    too_long = bot.send_document(started, b"x", caption="가" * 1025)
    assert await refused(too_long) == "Message caption is too long"


async def test_the_words_of_a_document_are_no_text_to_edit(bot, started):
    sent = await bot.send_document(started, b"x", caption="명단")

    edit = bot.edit_message_text("x", started, sent.message_id)
    assert await refused(edit) == "There is no text in the message to edit"


PLACE = {
    "latitude": 37.5665,
    "longitude": 126.978,
    "title": "한빛병원",
    "address": "서울특별시 중구 세종대로 110",
}


async def test_a_venue_arrives_with_its_place_and_its_buttons(bot, telegram, started):
    back = InlineKeyboardMarkup([[InlineKeyboardButton("처음으로", callback_data="home")]])

    sent = await bot.send_venue(started, **PLACE, reply_markup=back)

    assert (sent.venue.title, sent.venue.address) == (PLACE["title"], PLACE["address"])
    assert (sent.location.latitude, sent.location.longitude) == (37.5665, 126.978)
    assert [button.text for button in telegram.last(started).buttons] == ["처음으로"]
    edit = bot.edit_message_text("x", started, sent.message_id)
    assert await refused(edit) == "There is no text in the message to edit"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"latitude": ""}, "latitude is empty"),
        ({"longitude": " "}, "longitude is empty"),
        ({"latitude": "90.01"}, "wrong venue location specified"),
        ({"longitude": "-180.5"}, "wrong venue location specified"),
        ({"latitude": "nan"}, "wrong venue location specified"),
        ({"latitude": "37,5"}, "wrong venue location specified"),
        ({"title": ""}, "title is empty"),
        ({"address": " "}, "address is empty"),
        ({"chat_id": ""}, "chat_id is empty"),
        ({"chat_id": "5"}, "chat not found"),
    ],
)
async def test_a_venue_that_leads_nowhere_is_refused(http, telegram, started, wrong, words):
    fields = {"chat_id": started, **PLACE, **wrong}

    answer = await http.post("/bot1000000001:SANDBOX/sendVenue", data=fields)

    assert answer.json()["description"] == f"Bad Request: {words}"
    assert telegram.last(started).author == "user"


@pytest.mark.parametrize("corner", [("90", "180"), ("-90", "-180"), ("+0", ".5"), ("1.", "0")])
async def test_a_venue_may_be_anywhere_on_earth(http, started, corner):
    place = PLACE | dict(zip(("latitude", "longitude"), corner, strict=True))

    answer = await http.post("/bot1000000001:SANDBOX/sendVenue", data={"chat_id": started, **place})

    assert answer.json()["ok"], answer.json()


async def test_a_file_is_never_served_as_a_page(bot, http, started):
    sent = await bot.send_document(started, b"<script>", filename="a.html")
    path = (await bot.get_file(sent.document.file_id)).file_path

    answer = await http.get(path.removeprefix("http://sandbox"))

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.content == b"<script>"
