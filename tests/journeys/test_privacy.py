"""What is stored of somebody comes as a file, and goes when they say so."""

import json

import pytest


@pytest.fixture
async def booked(world, admin, customer):
    """A customer with a booking."""
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    for label in ("✅ 동의해요", "✅ 동의해요"):
        await customer.taps(label)
    await customer.says("남궁민수")
    await customer.taps("✅ 예약 확정")
    return customer


def last_file(world, phone):
    """The newest message's file: its name and content."""
    told = world.telegram.messages(phone.id)[-1].extra["document"]
    return told["file_name"], world.telegram.files.get(told["file_id"]).content


async def test_the_file_arrives_in_the_chat_of_whoever_asked(world, booked):
    await booked.says("/mydata")

    name, content = last_file(world, booked)
    told = json.loads(content)
    assert name == "mydata-2027-03-01.json"
    assert told["이용자"]["검진받을 분의 이름"] == "남궁민수"
    assert [each["병원"] for each in told["예약·취소 기록"]] == ["한빛병원"]
    booked.hears("다른 사람에게 보내지 마세요")


async def test_a_tap_sends_the_file_below_and_leaves_the_page_as_it_is(world, booked):
    await booked.says("/privacy")
    await booked.taps("📄 내 정보 받기")

    assert "개인정보 안내" in booked.all_heard()[-2]
    assert json.loads(last_file(world, booked)[1])


async def test_withdrawing_keeps_the_booking_and_its_reminder(world, booked):
    await booked.says("/privacy")
    await booked.taps("동의 철회")
    await booked.taps("🚫 동의 철회하기")
    booked.hears("동의를 철회했어요", "한빛병원")

    await world.forward(days=9, hours=3)

    booked.hears("내일 건강검진이 있어요")


async def test_deleting_everything_is_told_once_and_nothing_comes_any_more(world, booked, admin):
    await booked.says("/deletemydata")
    booked.hears("한빛병원", "예약 1건도 함께 취소돼요")
    await booked.taps("🗑 모두 삭제")
    booked.hears("내 정보를 모두 삭제했어요", "예약 1건도 취소했어요")
    heard = booked.all_heard()

    await world.forward(days=9, hours=3)
    await admin.says(f"/deletehospital 한빛병원 {world.day(1)}")
    await admin.taps("🗑 삭제")

    assert booked.all_heard() == heard
    await booked.says("/start")
    booked.hears("안녕하세요, 건강검진 예약 도우미예요")


async def test_a_restart_in_between_changes_nothing(world, booked):
    await booked.says("/deletemydata")
    await world.restart()
    await booked.taps("🗑 모두 삭제")
    await world.restart()
    await booked.says("/mydata")

    booked.hears("저장된 내 정보가 없어요")
