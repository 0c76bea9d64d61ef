"""The two phones: what happens on one is seen on the other."""

import pytest
from playwright.async_api import expect

from tests.browser.stage import ALEX, HOSPITAL, REGISTER

pytestmark = pytest.mark.timeout(40)


async def test_a_hospital_is_registered_booked_cancelled_booked_again_and_deleted(empty):
    customer, admin = empty.customer, empty.admin
    await admin.starts()
    await admin.says(empty.line)
    await admin.taps(REGISTER)
    await admin.hears("등록했어요", HOSPITAL, empty.said_day())
    await customer.starts()
    first = await empty.books()

    await customer.taps("예약 취소")
    await customer.hears("이 예약을 취소할까요?", first)
    await customer.taps("❌ 예약 취소")
    await customer.hears("예약을 취소했어요", first)
    await customer.says("예약")
    await customer.taps(HOSPITAL)
    await customer.taps(empty.cell)
    await customer.taps("✅ 예약 확정")
    await customer.hears("예약이 확정됐어요")
    second = await customer.code()
    assert second != first

    await admin.says(f"/roster {HOSPITAL} {empty.day}")
    await admin.hears(second, "남궁민수")
    await admin.says(f"/deletehospital {HOSPITAL}")
    await admin.taps("🗑 삭제")
    await customer.hears("병원 사정으로 예약이 취소됐어요", second)
    await admin.hears("1명 중 1명에게 알렸어요")

    await customer.says("/mystatus")
    await customer.hears(first, "취소된 예약", second, "병원 사정으로 취소됨")


async def test_an_english_customer_is_spoken_to_in_english(stage):
    customer = stage.customer
    await stage.holds(ALEX)

    await customer.starts()
    await customer.hears("Hi!")
    await customer.taps("📅 Book")
    await customer.taps(HOSPITAL)
    await customer.hears("Tap the date you want")
    await customer.taps(stage.cell)
    await customer.taps("✅ I agree")
    await customer.hears("(2/2)")
    await customer.taps("✅ I agree")
    await customer.hears("patient's name")
    await customer.says("Alex Kim")
    await customer.hears("Alex Kim")
    await customer.taps("✅ Confirm booking")

    await customer.hears("Your booking is confirmed", HOSPITAL, stage.said_day("en"))


async def test_each_customer_sees_only_their_own_chat(stage):
    code = await stage.books()

    await stage.holds(ALEX)
    await stage.customer.starts()
    await stage.customer.says(f"/mystatus {code}")

    await stage.customer.hears("I couldn't find a booking with that code")
    assert await stage.customer.root.get_by_text("남궁민수").count() == 0


async def test_a_slash_opens_the_menu_of_whoever_holds_the_phone(stage):
    await stage.customer.input.fill("/")
    theirs = stage.customer.root.get_by_test_id("command-item")
    await stage.admin.input.fill("/")
    ours = stage.admin.root.get_by_test_id("command-item")

    await expect(ours.filter(has_text="/addhospital")).to_have_count(1)
    await expect(theirs.filter(has_text="/book")).to_have_count(1)
    assert await theirs.filter(has_text="/addhospital").count() == 0
