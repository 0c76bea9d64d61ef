"""What the page draws of a chat, and what a person does there beside typing and tapping."""

import json
import struct
import zlib

import pytest
from playwright.async_api import Locator, expect

from tests.browser.stage import ALEX, CUSTOMER

pytestmark = pytest.mark.timeout(30)
SHARE = "📱 내 번호 보내기"
CUT = "e => e.scrollWidth > e.clientWidth"
HEIGHT = "e => e.clientHeight"
LONG = "아주 긴 이름의 단추라서 한 줄에는 도저히 다 들어가지 않는 글"


def png(width: int = 40, height: int = 30) -> bytes:
    """A picture that a browser can draw."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x30\x90\xe0" * width) * height)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def sends(stage, method="sendMessage", **given):
    """A call as the bot makes it."""
    markup = {"reply_markup": json.dumps(given.pop("markup"))} if "markup" in given else {}
    told = stage.telegram.api(method, chat_id=CUSTOMER, parse_mode="HTML", **given, **markup)
    assert told["ok"], told
    return told["result"]


def own(stage, text: str) -> Locator:
    """The customer's message of that text."""
    return stage.customer.root.locator("[data-testid=message][data-from=user]", has_text=text)


async def chooses(message: Locator, stage, action: str) -> None:
    """Opens what may be done with the message, and does it."""
    await message.hover()
    await message.get_by_test_id("message-more").click()
    await stage.customer.root.get_by_test_id(action).click()


async def test_a_key_under_the_input_shares_the_own_contact_and_goes(stage):
    keys = [[{"text": SHARE, "request_contact": True}], [{"text": "건너뛰기"}]]
    sends(stage, text="번호?", markup={"keyboard": keys, "one_time_keyboard": True})
    root = stage.customer.root
    await expect(root.get_by_test_id("reply-key")).to_have_text([SHARE, "건너뛰기"])

    await root.get_by_test_id("reply-key").first.click()

    shared = root.get_by_test_id("contact")
    await expect(shared).to_contain_text("821000001001")
    await expect(shared).to_contain_text("텔레그램 사용자")
    await expect(root.get_by_test_id("reply-keys")).to_be_hidden()


async def test_contacts_and_photos_are_attached(stage):
    root = stage.customer.root
    await root.get_by_test_id("attach").click()
    await root.get_by_test_id("attach-other").click()
    await expect(root.get_by_test_id("contact")).to_contain_text("주소록에만 있는 사람")

    await stage.customer.input.fill("진단서예요")
    file = {"name": "x.png", "mimeType": "image/png", "buffer": png()}
    await root.get_by_test_id("picker").set_input_files(file)

    photo = own(stage, "진단서예요").locator("img.photo")
    await expect(photo).to_be_visible()
    assert await photo.evaluate("async e => { await e.decode(); return e.naturalWidth; }") == 40
    await expect(stage.customer.input).to_have_value("")
    await root.get_by_test_id("picker").set_input_files(file | {"buffer": b"GIF89a"})
    await expect(root.get_by_test_id("toast")).to_contain_text("PNG나 JPEG")


async def test_a_message_is_answered_edited_and_pinned(stage):
    root, card = stage.customer.root, sends(stage, text="<b>언제</b> 오시나요?")
    await chooses(stage.customer.heard.last, stage, "do-reply")
    await stage.customer.says("내일이요")
    answer = own(stage, "내일이요")
    await expect(answer.get_by_test_id("replied")).to_contain_text("언제 오시나요?")

    await chooses(answer, stage, "do-edit")
    await expect(stage.customer.input).to_have_value("내일이요")
    await stage.customer.says("모레요")
    await expect(own(stage, "모레요")).to_contain_text("수정됨")
    await expect(own(stage, "내일이요")).to_have_count(0)

    asked = root.locator(f'[data-testid=message][data-message-id="{card["message_id"]}"]')
    await chooses(asked, stage, "do-pin")
    await expect(root.get_by_test_id("pinned")).to_contain_text("언제 오시나요?")
    await expect(root.get_by_test_id("service")).to_contain_text("고정")
    await root.get_by_test_id("unpin").click()
    await expect(root.get_by_test_id("pinned")).to_be_hidden()


async def test_what_may_be_done_with_a_message_can_be_left(stage):
    sends(stage, text="언제 오시나요?")
    await stage.customer.says("내일")
    await chooses(own(stage, "내일"), stage, "do-edit")
    await stage.page.keyboard.press("Escape")

    await expect(stage.customer.root.get_by_test_id("strip")).to_be_hidden()
    await expect(stage.customer.input).to_have_value("")
    await stage.customer.says("도움말")
    await expect(own(stage, "내일")).to_have_count(1)


async def test_a_venue_is_a_map_with_its_name_and_address(stage):
    place = {"title": "한빛병원", "address": "서울 중구", "latitude": 37.5, "longitude": 127}
    sends(stage, "sendVenue", **place)

    venue = stage.customer.root.get_by_test_id("venue")
    await expect(venue).to_contain_text("한빛병원")
    await expect(venue).to_contain_text("서울 중구")


async def test_a_long_quotation_opens_when_it_is_pressed_and_a_short_one_is_open(stage):
    lines = "\n".join(f"{n}. 준비할 것" for n in range(8))
    sends(stage, text=f"<blockquote expandable>{lines}</blockquote>")
    sends(stage, text="<blockquote expandable>한 줄</blockquote>")
    long, short = (stage.customer.root.locator("blockquote").nth(n) for n in range(2))
    await expect(long).to_have_attribute("aria-expanded", "false")
    await expect(long).to_have_class("folded long")
    await expect(short).to_have_class("folded")
    folded = await long.evaluate(HEIGHT)

    await long.press("Enter")

    await expect(long).to_have_attribute("aria-expanded", "true")
    assert await long.evaluate(HEIGHT) > 2 * folded
    await long.click()
    await expect(long).to_have_attribute("aria-expanded", "false")


async def test_the_line_break_behind_a_quotation_adds_no_line(stage):
    for between in ("", "\n", "\n\n"):
        sends(stage, text=f"<blockquote>가</blockquote>{between}나")
    texts = stage.customer.heard.locator(".text").filter(has=stage.page.locator("blockquote"))
    await expect(texts).to_have_count(3)

    joined, broken, apart = [await texts.nth(n).evaluate(HEIGHT) for n in range(3)]

    assert joined == broken < apart


async def test_a_moment_is_written_in_the_words_of_the_phone_and_follows_the_clock(stage):
    now = sends(stage, text="x")["date"]
    ends = f'<tg-time unix="{now + 3 * 3600 + 600}" format="r">곧</tg-time>'
    fixed = '<tg-time unix="1804723200" format="wDt">3월</tg-time>'  # 2027-03-11 09:00 in Seoul
    plain = '<tg-time unix="1804723200">그때</tg-time>'
    sends(stage, text=f"{ends} · {fixed} · {plain}")
    moments = stage.customer.heard.last.locator(".text time")

    await expect(moments.nth(0)).to_have_text("3시간 후")
    await expect(moments.nth(1)).to_contain_text("2027년 3월 11일")
    await expect(moments.nth(1)).to_contain_text("목요일")
    await expect(moments.nth(2)).to_have_text("그때")
    await stage.press("clock-forward-1h")
    await expect(moments.nth(0)).to_have_text("2시간 후")
    await stage.press("language")
    await expect(moments.nth(0)).to_have_text("in 2 hours")
    await expect(moments.nth(1)).to_contain_text("11 March 2027")


async def test_a_label_has_one_line_and_is_cut(stage):
    keys = [[{"text": LONG, "callback_data": "x"}, {"text": "짧게", "callback_data": "y"}]]
    sends(stage, text="카드", markup={"inline_keyboard": keys})
    long, short = stage.customer.key(LONG), stage.customer.key("짧게")

    await expect(long).to_be_visible()
    assert await long.locator(".label").evaluate(CUT)
    assert not await short.locator(".label").evaluate(CUT)
    assert await long.evaluate(HEIGHT) == await short.evaluate(HEIGHT)


@pytest.mark.parametrize("below", ["", "\n".join("아래로 이어지는 글" for _ in range(60))])
async def test_a_toast_covers_nothing_and_moves_no_key(stage, below):
    keys = [[{"text": "복사", "copy_text": {"text": "HS-7K3QX2"}}]]
    sends(stage, text="카드", markup={"inline_keyboard": keys})
    key, toast = stage.customer.key("복사"), stage.customer.root.get_by_test_id("toast")
    await expect(key).to_be_visible()
    if below:
        sends(stage, text=below)
        await stage.customer.hears("아래로")
    await key.hover()  # scrolls up to it, and waits until it rests
    before = await key.bounding_box()

    await key.click()
    await expect(toast).to_be_visible()

    over, wall = (
        await toast.bounding_box(),
        await stage.customer.root.locator(".wall").bounding_box(),
    )
    head = await stage.customer.root.locator(".phone-head").bounding_box()
    assert head["y"] + head["height"] <= over["y"] + 1
    assert over["y"] + over["height"] <= wall["y"] + 1
    assert await key.bounding_box() == before


async def test_before_start_the_bot_describes_itself_in_the_persons_language(empty):
    def describes(korean: str, english: str) -> None:
        empty.telegram.api("setMyDescription", description=korean)
        empty.telegram.api("setMyDescription", description=english, language_code="en")

    describes("검진을 예약해요.\n두 번째 줄", "Books screenings.")
    try:
        await empty.page.reload()
        about = empty.customer.root.locator(".empty")
        await expect(about).to_contain_text("이 봇이 하는 일")
        await expect(about).to_contain_text("두 번째 줄")
        await empty.holds(ALEX)
        await expect(about).to_contain_text("Books screenings.")
    finally:
        describes("", "")
