"""The question for the name: one of the patient is answered above it, and it stays open."""

import pytest

ASKED = {
    "ko": ["몇 시까지 가면 돼요?", "밥 먹고 가도 되나요", "얼마예요?", "병원 위치가 어디예요"],
    "en": ["what time should I come?", "can I eat before?", "how much is it?", "where is it"],
}
NAME = {"ko": "이름을 적어 주세요", "en": "What is the patient's name?"}


async def _at_the_name(world, language):
    await world.hospital(days=[10], phone="02-123-4567")
    phone = world.phone(language=language)
    await phone.say("한빛병원 2027-03-11")
    for _ in range(2):
        shown = await phone.say("네" if language == "ko" else "yes")
    assert NAME[language] in shown.text
    return phone


@pytest.mark.parametrize(("language", "line"), [(k, each) for k in ASKED for each in ASKED[k]])
async def test_a_question_is_answered_above_the_one_for_the_name(world, language, line):
    phone = await _at_the_name(world, language)

    shown = await phone.say(line)
    named = await phone.say("홍길동")

    assert "02-123-4567" in shown.text
    assert shown.text.index("02-123-4567") < shown.text.index(NAME[language])
    assert "홍길동" in named.text
    assert NAME[language] not in named.text


@pytest.mark.parametrize("line", ["날짜를 바꾸고 싶어요", "예약할게요", "내 예약"])
async def test_a_wish_leaves_the_question_and_names_no_one(world, line):
    phone = await _at_the_name(world, "ko")

    shown = await phone.say(line)
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))

    assert "이름" not in shown.text.partition("\n")[0]
    assert not person.name


@pytest.mark.parametrize("line", ["지도", "버스"])
async def test_one_word_may_be_a_name_and_is_asked(world, line):
    phone = await _at_the_name(world, "ko")

    shown = await phone.say(line)

    assert f"«{line}»" in shown.text
