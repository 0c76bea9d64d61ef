"""Somebody cancels, in time, too late, or not at all."""

import pytest


@pytest.fixture
async def booked(world, admin, customer):
    """The customer has a booking in ten days."""
    await admin.says(f"/addhospital 한빛병원 {world.day(10)}..{world.day(11)} 1 02-123-4567")
    await admin.taps("✅ 등록")
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("✅ 동의해요")
    await customer.taps("✅ 동의해요")
    await customer.says("남궁민수")
    await customer.taps("✅ 예약 확정")
    return customer


def code_of(phone):
    """The booking code on the screen."""
    text = phone.sees()
    return text[text.index("HS-") :][:9]


async def test_from_the_booked_card_in_two_taps(booked):
    await booked.taps("예약 취소")
    booked.hears("이 예약을 취소할까요?", "3월 10일(수) 오후 5:00까지")

    await booked.taps("❌ 예약 취소")

    booked.hears("예약을 취소했어요", "한빛병원", "3월 11일(목)", "HS-")


async def test_the_place_comes_back_for_somebody_else(world, booked):
    await booked.says("취소")
    await booked.taps("❌ 예약 취소")
    another = world.another

    await another.says(f"/book 한빛병원 {world.day(10)}")

    another.hears("개인정보 수집·이용 동의")


async def test_and_can_be_booked_again_by_the_same(world, booked):
    await booked.says("/cancel")
    await booked.taps("❌ 예약 취소")

    await booked.says(f"/book 한빛병원 {world.day(10)}")
    await booked.taps("✅ 예약 확정")

    booked.hears("예약이 확정됐어요")


async def test_a_second_tap_does_no_harm(world, booked):
    await booked.says("/cancel")
    await booked.taps("❌ 예약 취소", wait=False)
    await booked.taps("❌ 예약 취소", wait=False)
    await world.settle()

    booked.hears("예약을 취소했어요")
    await booked.says("/mystatus")
    booked.hears("취소된 예약")


async def test_after_the_deadline_only_the_phone_helps(world, booked):
    await booked.taps("예약 취소")
    await world.forward(days=9, hours=8)

    await booked.taps("❌ 예약 취소")

    assert "☎ 02-123-4567" in "".join(booked.all_heard())
    await booked.says("/mystatus")
    booked.hears("예약 확정", "☎ 02-123-4567")


@pytest.mark.parametrize("word", ["취소", "그만두기", "그만", "Stop"])
async def test_in_a_dialogue_cancel_means_the_dialogue(world, booked, word):
    await booked.says(f"/book 한빛병원 {world.day(11)}")
    await booked.taps("이름 바꾸기")

    await booked.says(word)

    booked.hears("예약하지 않고 나왔어요")
    await booked.taps("예약 취소")
    booked.hears("이 예약을 취소할까요?")


async def test_the_card_before_a_booking_can_be_left_in_words(world, customer, admin):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await customer.says(f"/book 한빛병원 {world.day(10)}")

    await customer.says("그만")

    customer.hears("예약하지 않고 나왔어요")


async def test_nobody_cancels_by_somebody_elses_code(world, booked):
    code = code_of(booked)
    another = world.another

    await another.says(f"/cancel {code}")
    strangers = another.sees()
    await another.says("/cancel HS-000000")

    assert another.sees() == strangers
    await booked.says("/mystatus")
    booked.hears(code, "예약 확정")
