"""A question that ran out keeps what was chosen, and is asked again on wish."""

from handlers.ui import buttons
from jobs.housekeeping import Housekeeping
from tests.handlers.talk import ADMIN


async def test_the_name_is_asked_again_and_leads_on_to_the_slot(world):
    phone = world.phone()
    slot = await world.slot(await world.hospital())
    await phone.press(buttons.Confirm(slot).pack())
    await phone.tap("✅ 동의해요")
    question = await phone.tap("✅ 동의해요")
    world.clock.forward(minutes=16)
    closed = await phone.say("홍길동")
    assert "닫았어요" in closed.text
    await Housekeeping(store=world.main, clock=world.clock).tick()

    again = await phone.tap("이어서 예약하기")
    shown = await phone.say("홍길동")

    assert again.text == question.text
    assert "한빛병원" in shown.text
    assert "✅ 예약 확정" in shown.labels


async def test_a_registration_goes_on_with_its_draft(world):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")
    await admin.say("한빛병원")
    days = await admin.say("2027-03-11")
    world.clock.forward(minutes=16)
    await admin.say("2027-03-12")

    again = await admin.tap("이어서 등록")

    assert again.text == days.text
    assert "3월 11일(목)" in again.text
    await admin.tap("선택 완료 (총 1일)")
    assert "30" in admin.screen.labels


async def test_two_taps_on_going_on_show_the_question(world):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")
    world.clock.forward(minutes=16)
    closed = await admin.say("음")
    data = closed.keys["이어서 등록"]["callback_data"]

    first, second = await admin.press(data), await admin.press(data)

    assert second == first
    assert "병원 이름" in first.text


async def test_after_a_day_there_is_nothing_to_go_on_with(world):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")
    world.clock.forward(minutes=16)
    await admin.say("음")
    world.clock.forward(days=1)
    await Housekeeping(store=world.main, clock=world.clock).tick()

    assert "병원 이름" not in (await admin.tap("이어서 등록")).text


async def test_help_in_a_dialogue_leads_back_to_the_question(world):
    admin = world.phone(ADMIN)
    question = await admin.say("/addhospital")
    await admin.say("/help")

    shown = await admin.tap("질문 다시 보기")

    assert shown.text == question.text
    assert "한빛병원" in (await admin.say("한빛병원")).text


async def test_help_without_a_question_leads_to_none(world):
    assert "질문 다시 보기" not in (await (await world.guest()).say("/help")).labels
