"""What people are told without having asked: the words and the buttons."""

import pytest

from domain.operations import bookings, hospitals
from tests.handlers.post import Post
from tests.handlers.talk import ADMIN


@pytest.fixture
def post(world):
    return Post(world)


async def test_each_is_told_of_a_deletion_in_their_own_language(world, post):
    hospital = await world.hospital(days=[4, 5])
    one = await world.booked(await world.guest(1001), hospital, days=4)
    await world.booked(await world.guest(1002, language="en"), hospital, days=4)
    slot = await world.slot(hospital, days=4)
    await world.run(hospitals.delete_date, slot=slot, by=one.person, expected=2)

    told = await post.deliver()

    assert set(told) == {1001, 1002}
    assert "The hospital had to cancel your booking" in told[1002].text
    assert "한빛병원\n📅" in told[1002].text
    assert "Fri 5 Mar" in told[1002].text
    assert told[1002].labels[:2] == ["Other dates, same hospital", "Other hospitals and dates"]
    assert set(post.limiter.sent_as) == {"push"}


async def test_of_a_deleted_hospital_only_other_hospitals_are_offered(world, post):
    hospital = await world.hospital(days=4)
    booking = await world.booked(await world.guest(), hospital, days=4)
    by = await world.guest(ADMIN)
    await by.say("/deletehospital 한빛병원")
    await by.tap("🗑 삭제")

    told = await post.deliver()

    shown = told[1001]
    assert shown.text.startswith("⚠️ 병원 사정으로 예약이 취소됐어요.")
    assert booking.code in shown.text
    assert "한빛병원\n📅" in shown.text
    assert shown.labels == ["다른 병원·날짜 보기", "📋 내 예약", "처음으로"]


async def test_the_admin_hears_how_many_were_told_and_whom_to_phone(world, post):
    hospital = await world.hospital(days=4)
    codes = [
        (await world.booked(await world.guest(1001 + n), hospital, days=4)).code for n in range(3)
    ]
    admin = world.phone(ADMIN)
    await admin.say("/deletehospital 한빛병원")
    await admin.tap("🗑 삭제")
    post.telegram.refusals = [(403, "Forbidden: bot was blocked by the user")]

    told = await post.deliver()

    assert "한빛병원 삭제 결과\n예약하신 3명 중 2명에게 알렸어요." in told[ADMIN].text
    missed = [code for code in codes if f"🎫 {code}" in told[ADMIN].text]
    assert len(missed) == 1  # they are sent at the same time: whoever was refused


async def test_a_cancellation_by_the_front_desk_is_told(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.run(bookings.cancel_for_person, booking=booking.id)

    told = await post.deliver()

    assert told[1001].text.startswith("병원에서 예약을 취소했어요.")
    assert booking.code in told[1001].text


async def test_ones_own_cancellation_is_no_news(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.run(bookings.cancel, person=booking.person, booking=booking.id)

    assert await post.deliver() == {}


async def test_the_day_before_one_is_reminded_with_note_deadline_and_cancel_button(world, post):
    hospital = await world.hospital(days=4, note="밤 9시부터 금식이에요")
    booking = await world.booked(await world.guest(), hospital, days=4)
    await world.settle()
    assert await post.deliver() == {}
    world.clock.forward(days=3, hours=3)

    shown = (await post.deliver())[1001]

    assert shown.text.startswith("⏰ 내일 건강검진이 있어요.")
    assert booking.code in shown.text
    assert "👤 남궁민수" in shown.text
    assert "밤 9시부터 금식" in shown.text
    assert "3월 4일(목) 오후 5:00까지" in shown.text
    assert shown.labels[0] == "예약 취소"


async def test_a_late_reminder_has_no_cancel_button_but_a_phone_number(world, post):
    await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.settle()
    world.clock.forward(days=3, hours=20)

    shown = (await post.deliver())[1001]

    assert shown.text.startswith("⏰ 오늘 건강검진이 있어요.")
    assert "☎ 02-123-4567" in shown.text
    assert "예약 취소" not in shown.labels


@pytest.mark.parametrize("hours", [3 * 24 + 22, 5 * 24])
async def test_after_six_on_the_day_nobody_is_reminded(world, post, hours):
    await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.settle()
    world.clock.forward(hours=hours)

    assert await post.deliver() == {}


async def test_nobody_is_reminded_of_a_cancelled_booking(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.run(bookings.cancel, person=booking.person, booking=booking.id)
    await world.settle()
    world.clock.forward(days=3, hours=3)

    assert await post.deliver() == {}


async def test_a_sum_of_many_missed_codes_fits_a_message(world, post):
    hospital = await world.hospital(days=4, capacity=100)
    for n in range(80):
        await world.booked(await world.guest(2000 + n), hospital, days=4)
    admin = world.phone(ADMIN)
    await admin.say("/deletehospital 한빛병원")
    await admin.tap("🗑 삭제")
    post.telegram.refusals = [(403, "Forbidden: bot was blocked by the user")] * 80

    shown = (await post.deliver())[ADMIN]

    assert "80명 중 0명에게 알렸어요" in shown.text
    assert "그 밖에 20건이 더 있어요" in shown.text
    assert len(shown.text) < 4096
