"""Nothing of a person is stored before they agree, and agreeing leads on to where they were."""

import pytest


@pytest.fixture
async def hospital(world, admin):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")


async def people(world):
    """How many customers are stored."""
    ids = (world.customer.id, world.english.id)
    store, now = world.parts.services.store, world.clock.now()
    found = [await store.read(lambda tx, i=i: tx.people.by_telegram(i), now) for i in ids]
    return len([each for each in found if each is not None])


async def test_looking_around_stores_nobody(world, customer, hospital):
    for line in ("/start", "/help", "/privacy", "/language", "/mystatus", "/cancel", "/hospitals"):
        await customer.says(line)
    await customer.says(f"/book 한빛병원 {world.day(10)}")

    customer.hears("개인정보 수집·이용 동의", "수집 항목", "보관 기간")
    assert await people(world) == 0


async def test_the_cards_come_in_turn_and_lead_to_the_day(world, customer, hospital):
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("✅ 동의해요")
    customer.hears("민감정보(건강 정보) 수집·이용 동의 (2/2)", "검진 예약")
    await customer.taps("✅ 동의해요")
    customer.hears("이름을 적어 주세요")
    await customer.says("남궁민수")

    customer.hears("이대로 예약할까요?", "3월 11일(목)", "남궁민수")


async def test_they_are_asked_only_once(world, customer, hospital):
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("✅ 동의해요")
    await customer.taps("✅ 동의해요")
    await customer.says("남궁민수")

    await customer.says(f"/book 한빛병원 {world.day(10)}")

    customer.hears("이대로 예약할까요?")


async def test_who_does_not_agree_stores_nothing(world, customer, hospital):
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("동의하지 않음")

    customer.hears("예약하지 않고 나왔어요")
    assert await people(world) == 0


async def test_a_resident_registration_number_is_not_taken_for_a_name(world, customer, hospital):
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("✅ 동의해요")
    await customer.taps("✅ 동의해요")

    await customer.says("900101-1234567")

    customer.hears("주민등록번호", "이름을 적어 주세요")
