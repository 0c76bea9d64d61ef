"""Trouble on purpose: Telegram is down, the bot is blocked, everything starts over."""

import pytest
from playwright.async_api import expect

from tests.browser.stage import CUSTOMER, HOSPITAL

pytestmark = pytest.mark.timeout(30)


async def test_what_is_typed_while_telegram_is_down_is_answered_when_it_is_up(stage):
    await stage.press("down")
    await expect(stage.customer.root.get_by_text("연결 중")).to_be_visible()

    await stage.customer.says("/hospitals")
    await expect(stage.customer.root.locator("[data-from=user]").last).to_contain_text("/hospitals")
    heard = await stage.customer.heard.count()
    await stage.press("down")

    await stage.customer.hears("병원 보기", HOSPITAL)
    assert await stage.customer.heard.count() == heard + 1


async def test_the_phone_says_for_how_long_telegram_refuses_its_chat(stage):
    for number in range(21):
        stage.telegram.api("sendMessage", chat_id=CUSTOMER, text=str(number))

    refused = stage.customer.root.get_by_text("메시지가 너무 많아 텔레그램이")
    await expect(refused).to_be_visible()
    await expect(stage.admin.root.get_by_text("봇", exact=True)).to_be_visible()


async def test_who_blocked_the_bot_learns_on_return_what_was_missed(stage):
    code = await stage.books()
    await stage.press("block")
    await expect(stage.customer.root.get_by_test_id("restart")).to_be_visible()

    await stage.admin.says(f"/deletehospital {HOSPITAL}")
    await stage.admin.taps("🗑 삭제")
    await stage.admin.hears("1명 중 0명에게 알렸어요", code)
    await stage.customer.root.get_by_test_id("restart").click()

    missed = stage.customer.heard.filter(has_text="병원 사정으로 예약이 취소됐어요")
    await expect(missed).to_contain_text(code)
    await expect(stage.customer.input).to_be_visible()


async def test_start_over_asks_first_and_then_leaves_nothing_behind(stage):
    await stage.press("start-over")
    await stage.press("confirm-no")
    await stage.customer.says("/hospitals")
    await stage.customer.hears(HOSPITAL)

    await stage.press("start-over")
    await stage.press("confirm-yes")

    await expect(stage.page.get_by_test_id("message")).to_have_count(0)
    await stage.admin.starts()
    await stage.admin.says("/hospitals")
    await stage.admin.hears("등록된 검진일이 없어요")
