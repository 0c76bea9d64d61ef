"""The page itself: by keyboard, on a phone, without the internet, in Korean on any machine."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.stage import HOSPITAL, Story

pytestmark = pytest.mark.timeout(30)

WIDER_THAN_THE_WINDOW = "() => document.documentElement.scrollWidth > window.innerWidth"
DRAWN_BY_OURS = """async (text) => {
  const faces = await document.fonts.load("16px Pretendard", text);
  return faces.length > 0 && document.fonts.check("16px Pretendard", text)
    && getComputedStyle(document.querySelector(".text")).fontFamily.includes("Pretendard");
}"""


async def test_a_booking_needs_no_mouse(stage, story):
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

    await stage.customer.input.focus()
    await stage.page.keyboard.type("/bo")
    await press("Enter")
    await reach(HOSPITAL)
    await reach(story.cell)
    await reach("✅ 동의")
    await reach("✅ 민감정보 동의")
    await stage.customer.hears("이름")
    await stage.customer.input.focus()
    await stage.page.keyboard.type("남궁민수")
    await press("Enter")
    await reach("✅ 예약 확정")

    await stage.customer.hears("예약이 확정됐어요")


async def test_the_keyboard_keeps_its_place_when_a_card_changes_under_it(stage, story):
    await stage.customer.says("/book")
    await stage.customer.key(HOSPITAL).focus()
    await stage.page.keyboard.press("Enter")
    await stage.customer.hears("날짜를 골라 주세요")

    where = await stage.page.evaluate("() => document.activeElement.closest('.phone') !== null")
    assert where


async def test_everything_fits_and_works_on_a_phone(pocket):
    story = Story(pocket)
    await pocket.press("view-admin")
    await pocket.admin.starts()
    await pocket.admin.says(f"/addhospital {HOSPITAL} {story.day} 30")
    await pocket.admin.hears("등록했어요")
    await pocket.press("view-customer")
    await pocket.customer.starts()
    await story.books()

    assert not await pocket.page.evaluate(WIDER_THAN_THE_WINDOW)
    await expect(pocket.customer.input).to_be_in_viewport()
    await expect(pocket.admin.root).to_be_hidden()
    await pocket.press("tools")
    await expect(pocket.page.get_by_test_id("start-over")).to_be_visible()


async def test_no_request_leaves_this_machine(stage, story):
    await story.books()

    assert len(stage.requests) > 20
    assert stage.strangers() == []


async def test_korean_is_drawn_with_the_font_that_comes_along(stage, story):
    heard = await stage.customer.heard.last.locator(".text").inner_text()
    korean = "".join(re.findall("[가-힣]", heard)) + "뷁쀍힣"

    assert len(korean) > 10
    assert await stage.page.evaluate(DRAWN_BY_OURS, korean)
    assert any("Pretendard" in url for url in stage.requests)


async def test_the_page_speaks_english_too(stage):
    await stage.press("language")

    await expect(stage.page.get_by_test_id("start-over")).to_have_text("Start over")
    await expect(stage.page.locator("html")).to_have_attribute("lang", "en")
    await stage.page.reload()
    await expect(stage.page.get_by_test_id("start-over")).to_have_text("Start over")
