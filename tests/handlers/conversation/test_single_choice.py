"""A list with one choice: a plain yes takes it, and other words leave the question as it is."""

import pytest

LINES = {"ko": ("3월 11일", "네"), "en": ("11 March", "yes")}
CONFIRM = ("✅ 예약 확정", "✅ Confirm booking")


async def _upcoming(world, phone):
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    return await world.read(lambda tx: tx.bookings.upcoming(person.id, first=tx.today))


@pytest.mark.parametrize("language", LINES)
async def test_a_yes_takes_the_only_hospital_of_a_day_and_books_nothing_yet(world, language):
    line, yes = LINES[language]
    await world.hospital(days=[10])
    phone = await world.guest(language=language)
    await phone.say(line)

    shown = await phone.say(yes)

    assert shown.labels[0] in CONFIRM
    assert await _upcoming(world, phone) == []


@pytest.mark.parametrize("language", LINES)
async def test_a_yes_to_two_hospitals_takes_neither_and_the_day_stays(world, language):
    line, yes = LINES[language]
    for name in ("한빛병원", "새봄의원"):
        await world.hospital(name, days=[9, 10])
    phone = await world.guest(language=language)
    await phone.say(line)

    again = [await phone.say(yes), await phone.say(yes)]
    shown = await phone.say("새봄의원")

    assert all(CONFIRM[0] not in each.keys and CONFIRM[1] not in each.keys for each in again)
    assert shown.labels[0] in CONFIRM
    assert "3월 11일" in shown.text or "11 Mar" in shown.text


@pytest.mark.parametrize(
    ("said", "led_to"), [("네", "2028년"), ("1", "2028년"), ("아니요", "무엇을 도와드릴까요")]
)
async def test_a_day_that_has_passed_is_asked_as_the_next_one(world, said, led_to):
    await world.hospital(days=[10])
    phone = await world.guest()

    asked = await phone.say("2월 12일 예약")
    shown = await phone.say(said)

    assert "다음에 오는 날로 찾았어요" in asked.text
    assert asked.labels[0] == "2028년 2월 12일(토)"
    assert led_to in shown.text
