"""The examinee's name: asked once, changed at will, never a resident registration number."""

from datetime import timedelta

import pytest

from domain.model import Consent
from handlers.ui.buttons import Agree, ChangeName
from tests.handlers.talk import TODAY

DAY = TODAY + timedelta(days=10)
STICKER = {
    "file_id": "a",
    "file_unique_id": "b",
    "type": "regular",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
}


@pytest.fixture
async def asked(world, phone):
    """Somebody new on the way to a slot, who has agreed and is asked for the name."""
    slot = await world.slot(await world.hospital())
    await phone.press(Agree(Consent.BASIC, slot).pack())
    await phone.tap("✅ 동의해요")
    return phone


async def name(world):
    return (await world.read(lambda tx: tx.people.by_telegram(1001))).name


async def test_after_both_consents_the_name_is_asked(asked):
    assert "이름을 적어 주세요" in asked.screen.text


async def test_the_name_leads_on_to_where_they_were(world, asked):
    shown = await asked.say("남궁민수")

    assert "이름을 저장했어요" in shown.text
    assert "3월 11일(목)" in shown.text
    assert "👤 남궁민수" in shown.text
    assert await name(world) == "남궁민수"


@pytest.mark.parametrize(
    "typed", ["", "김1", "12345678", "가나" * 33, "naver.com", "관리자 김가명", "김\u202e수"]
)
async def test_a_bad_name_names_the_rule_and_asks_again(world, asked, typed):
    if typed:
        shown = await asked.say(typed)
        assert shown.text.count("예: 홍길동") == 1

    assert "이름을 적어 주세요" in asked.screen.text
    assert await name(world) is None
    assert "한가람" in (await asked.say("한가람")).text


async def test_a_sticker_where_a_name_is_wanted_asks_again(world, asked):
    shown = await asked.send(sticker=STICKER)

    assert "사진, 음성, 스티커는 읽지 못해요" in shown.text
    assert "이름을 적어 주세요" in shown.text


async def test_stopping_keeps_the_consents_and_asks_for_the_name_later(world, asked):
    stopped = await asked.tap("나가기")
    card = await asked.say(f"/book 한빛병원 {DAY}")
    question = await asked.tap("✏️ 이름 적기")
    shown = await asked.say("한가람")

    assert "예약하지 않고 나왔어요" in stopped.text
    assert "검진받을 분의 이름이 필요해요" in card.text
    assert "버튼을 누르고" in card.text
    assert "이름을 적어 주세요" in question.text
    assert "이대로 예약할까요?" in shown.text


async def test_a_name_given_too_late_is_not_taken(world, asked):
    world.clock.forward(minutes=16)

    shown = await asked.say("남궁민수")

    assert "시간이 지나서 질문을 닫았어요" in shown.text
    assert await name(world) is None


async def test_a_name_can_be_changed_on_the_confirm_card(world):
    phone = await world.guest()
    await world.hospital()
    await phone.say(f"/book 한빛병원 {DAY}")

    question = await phone.tap("✏️ 이름 바꾸기")
    card = await phone.say("O'Brien")

    assert "현재 이름: 남궁민수" in question.text
    assert "👤 O'Brien" in card.text


async def test_without_a_slot_the_name_leads_to_the_menu(world):
    phone = await world.guest()
    await phone.press(ChangeName(None).pack())

    shown = await phone.say("한가람")

    assert "이름을 저장했어요" in shown.text
    assert "무엇을 도와드릴까요?" in shown.text


async def test_a_redelivered_name_shows_the_card_again(world, asked):
    first = await asked.say("남궁민수")
    again = await asked.again()

    assert first.text == again.text


async def test_a_command_ends_the_question(world, asked):
    await asked.say("/hospitals")

    shown = await asked.say("남궁민수")

    assert "말씀을 이해하지 못했어요" in shown.text
    assert shown.labels == ["한빛병원 예약하기", "처음으로"]
    assert await name(world) is None


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("예약", "어느 병원에서 검진받으시겠어요?"),
        ("내 예약", "예약이 없어요"),
        ("병원 목록", "병원 보기"),
        ("도움말", "이어서 답하시면"),
        ("예약취소", "취소할 예약이 없어요"),
        ("book", "어느 병원에서 검진받으시겠어요?"),
        ("My bookings", "예약이 없어요"),
    ],
)
async def test_a_word_that_means_a_command_is_no_name(world, asked, word, said):
    shown = await asked.say(word)

    assert said in shown.text
    assert await name(world) is None


async def test_the_name_there_is_takes_the_particle_of_its_sound(world):
    phone = await world.guest()
    await phone.press(ChangeName(None).pack())
    await phone.say("한가람")

    question = await phone.press(ChangeName(None).pack())

    assert "현재 이름: <b>한가람</b>" in question.markup
    assert "현재 이름: <b>남궁민수</b>" in (await _changed(phone, "남궁민수")).markup


async def _changed(phone, to):
    await phone.say(to)
    return await phone.press(ChangeName(None).pack())
