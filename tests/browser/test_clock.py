"""The clock that goes forward: reminders come, deadlines pass."""

import re
from datetime import datetime, time, timedelta

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.timeout(30)


async def test_the_day_before_a_reminder_comes_and_after_the_deadline_nothing_is_cancelled(stage):
    code = await stage.books()
    eve = stage.day - timedelta(days=1)

    await stage.forward_to(datetime.combine(eve, time(12, 1)))
    await stage.customer.hears("내일 건강검진이 있어요", code, "오후 5:00까지")
    await stage.forward_to(datetime.combine(eve, time(17, 1)))
    await stage.customer.taps("예약 취소")

    await expect(stage.customer.alert).to_contain_text("취소 기한이 지났어요")
    await stage.customer.root.get_by_test_id("alert-ok").click()
    await stage.customer.hears("☎ 02-123-4567", code)


async def test_the_clock_never_goes_back(stage):
    yesterday = datetime.combine(stage.today() - timedelta(days=1), time(12))

    await stage.page.get_by_test_id("clock-forward-to").fill(f"{yesterday:%Y-%m-%dT%H:%M}")
    await stage.press("clock-forward-go")

    await expect(stage.page.get_by_test_id("notice")).to_contain_text("앞으로만")
    assert stage.today() == yesterday.date() + timedelta(days=1)


async def test_a_day_forward_is_a_day_forward(stage):
    tomorrow = stage.today() + timedelta(days=1)

    await stage.press("clock-forward-1d")

    await expect(stage.page.get_by_test_id("clock-now")).to_contain_text(str(tomorrow))


async def test_the_walk_through_puts_the_moment_of_the_reminder_into_the_clock(stage):
    eve = stage.day - timedelta(days=1)

    await stage.page.get_by_test_id("try").filter(has_text="12:00").click()

    await expect(stage.page.get_by_test_id("clock-forward-to")).to_have_value(f"{eve}T12:00")


async def test_the_field_follows_the_clock_until_a_time_is_chosen(stage):
    field = stage.page.get_by_test_id("clock-forward-to")
    tomorrow = stage.today() + timedelta(days=1)
    await expect(field).to_have_value(re.compile(f"{tomorrow}T"))

    stage.telegram.post("clock", advance_seconds=7 * 86_400)
    await expect(field).to_have_value(re.compile(f"{tomorrow + timedelta(days=7)}T"))

    chosen = f"{tomorrow + timedelta(days=30)}T09:00"
    await field.fill(chosen)
    await stage.page.wait_for_timeout(2_500)  # the page has looked at the clock again
    await expect(field).to_have_value(chosen)
    stage.telegram.post("start-over")
    await expect(field).to_have_value(re.compile(f"{tomorrow}T"))
