"""The page itself: by keyboard, on a phone, without the internet, in Korean on any machine."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.bot.bot_process import ROOT
from tests.browser.stage import ALEX, CUSTOMER, HOSPITAL, REGISTER

pytestmark = pytest.mark.timeout(30)

WIDER_THAN_THE_WINDOW = "() => document.documentElement.scrollWidth > window.innerWidth"
HEIGHT = "e => e.offsetHeight"
BACKGROUND = "e => getComputedStyle(e).backgroundColor"
# What a machine without a glyph draws looks the same for every letter.
SHAPES = """async (letters) => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 40, height: 40});
  const pen = canvas.getContext("2d");
  await document.fonts.load("32px Pretendard", letters);
  pen.font = "32px Pretendard";
  return new Set([...letters].map((letter) => {
    pen.clearRect(0, 0, 40, 40);
    pen.fillText(letter, 2, 32);
    return canvas.toDataURL();
  })).size;
}"""


async def test_a_booking_needs_no_mouse(stage):
    press = stage.page.keyboard.press

    async def reach(label: str) -> None:
        """Walks back from the input to the button, as Shift+Tab does, and presses it."""
        await expect(stage.customer.key(label)).to_be_visible()
        await stage.customer.input.focus()
        for _ in range(30):
            await press("Shift+Tab")
            if await stage.customer.key(label).evaluate("e => e === document.activeElement"):
                break
        await press("Enter")

    await stage.customer.hears("안녕하세요")
    await stage.customer.input.focus()
    await stage.page.keyboard.type("/bo")
    await expect(stage.customer.root.get_by_test_id("command-item")).to_have_count(1)
    await press("Enter")
    await reach(HOSPITAL)
    await reach(stage.cell)
    await reach("✅ 동의해요")
    await stage.customer.hears("(2/2)")
    await reach("✅ 동의해요")
    await stage.customer.hears("이름")
    await stage.customer.input.focus()
    await stage.page.keyboard.type("남궁민수")
    await press("Enter")
    await reach("✅ 예약 확정")

    await stage.customer.hears("예약이 확정됐어요")


async def test_the_keyboard_keeps_its_place_when_a_card_changes_under_it(stage):
    await stage.customer.says("/book")
    await stage.customer.key(HOSPITAL).focus()
    await stage.page.keyboard.press("Enter")
    await stage.customer.hears("검진받을 날을 눌러 주세요")

    where = await stage.page.evaluate("() => document.activeElement.closest('.phone') !== null")
    assert where


async def test_everything_fits_and_works_on_a_phone(pocket):
    await pocket.press("view-admin")
    await pocket.admin.starts()
    await pocket.admin.says(f"/addhospital {HOSPITAL} {pocket.day} 30")
    await pocket.admin.taps(REGISTER)
    await pocket.admin.hears("등록했어요")
    await pocket.press("view-customer")
    await pocket.customer.starts()
    await pocket.books()

    assert not await pocket.page.evaluate(WIDER_THAN_THE_WINDOW)
    await expect(pocket.customer.input).to_be_in_viewport()
    await expect(pocket.admin.root).to_be_hidden()
    await pocket.press("tools")
    await expect(pocket.page.get_by_test_id("start-over")).to_be_visible()
    chosen = await pocket.page.get_by_test_id("view-customer").evaluate(BACKGROUND)
    assert await pocket.page.get_by_test_id("tools").evaluate(BACKGROUND) == chosen


async def test_the_line_to_type_on_has_its_height_on_a_phone_that_was_hidden(pocket):
    await pocket.press("view-admin")
    await pocket.admin.starts()

    assert await pocket.admin.input.evaluate(HEIGHT) >= 36


async def test_the_line_to_type_on_has_its_height_after_somebody_who_has_not_started(stage):
    await stage.holds(ALEX)
    await expect(stage.customer.root.get_by_test_id("start")).to_be_visible()
    await stage.holds(CUSTOMER)

    await expect(stage.customer.input).to_be_visible()
    assert await stage.customer.input.evaluate(HEIGHT) >= 36


async def test_no_request_leaves_this_machine(stage):
    await stage.customer.says("/help")
    await stage.customer.hears("도움말")

    assert len(stage.requests) > 20
    assert stage.strangers() == []


async def test_korean_is_drawn_with_the_font_that_comes_along(stage):
    heard = await stage.customer.heard.last.locator(".text").inner_text()
    letters = "".join(sorted(set(re.findall("[가-힣]", heard + "뷁쀍힣"))))
    faces = await stage.customer.heard.last.locator(".text").evaluate(
        "e => getComputedStyle(e).fontFamily"
    )

    assert faces.startswith('"Sandbox Emoji", Pretendard,')
    assert await stage.page.evaluate(
        "(text) => document.fonts.check('16px Pretendard', text)", letters
    )
    assert await stage.page.evaluate(SHAPES, letters) == len(letters) > 10


def test_every_picture_the_bot_writes_comes_along_with_the_page():
    css = (ROOT / "sandbox/page/fonts.css").read_text("utf-8").partition("Sandbox Emoji")[2]
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css)
    drawn = {code for first, last in ranges for code in spell(first, last or first)}
    texts = "".join(path.read_text("utf-8") for path in Path(ROOT, "handlers/texts").glob("*.toml"))

    written = {ord(letter) for letter in texts if ord(letter) >= 0x1F000}
    assert len(written) > 5
    assert {chr(code) for code in written - drawn} == set()


def spell(first: str, last: str) -> range:
    return range(int(first, 16), int(last, 16) + 1)


NAMES_CUT = """() => [...document.querySelectorAll("#people .person-name")]
  .filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent)"""


async def four_fit(stage) -> None:
    stage.telegram.post("people", first_name="지우(가명)")
    people = stage.page.get_by_test_id("person-switch")
    await expect(people).to_have_count(4)
    for n in range(4):
        await expect(people.nth(n)).to_be_in_viewport(ratio=1)
    assert await stage.page.evaluate(NAMES_CUT) == []
    assert not await stage.page.evaluate(WIDER_THAN_THE_WINDOW)


async def test_four_people_fit_beside_the_tools(empty):
    await empty.page.set_viewport_size({"width": 1280, "height": 720})
    await four_fit(empty)


async def test_four_people_fit_on_a_phone(pocket):
    await four_fit(pocket)


async def test_the_page_speaks_english_too(empty):
    await empty.press("language")

    await expect(empty.page.get_by_test_id("start-over")).to_have_text("Start over")
    await expect(empty.page.locator("html")).to_have_attribute("lang", "en")
    await empty.page.reload()
    await expect(empty.page.get_by_test_id("start-over")).to_have_text("Start over")
