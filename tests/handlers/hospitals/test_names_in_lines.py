"""Lines of the front desk in English: the words that join a hospital's name to the rest are no
part of it, and alone they are no name.
"""

import pytest

from tests.handlers.talk import ADMIN

OPENING = [
    "open Spring Clinic 10 and 12 March with 20 places",
    "open 20 places at Spring Clinic on 10 and 12 March",
    "add dates for Spring Clinic 10 and 12 March 20 places",
    "register Spring Clinic from 10 to 12 March with 20 places",
]


@pytest.mark.parametrize("line", OPENING)
async def test_a_new_hospital_has_the_name_without_the_words_beside_it(world, line):
    desk = world.phone(ADMIN, language="en")

    await desk.say(line)
    await desk.tap("✅ Register")

    assert [each.name for each in await world.read(lambda tx: tx.hospitals.live())] == [
        "Spring Clinic"
    ]


@pytest.mark.parametrize("line", ["close on 12 March", "roster on 12 March", "close for 12 March"])
async def test_a_word_that_joins_is_no_hospital(world, line):
    await world.hospital("Spring Clinic", days=[10, 11])
    desk = world.phone(ADMIN, language="en")

    shown = await desk.say(line)

    assert "couldn't find" not in shown.text
    assert "Spring Clinic" in shown.text or any("Spring" in label for label in shown.labels)


CHANGES = {
    "ko": ["12일 휴진", "3월 12일 정원 40명으로 변경", "3월 20일 30명 열어줘"],
    "en": ["close 12 March", "capacity 12 March 40", "open 20 March 30 places"],
}


@pytest.mark.parametrize(("language", "line"), [(k, each) for k in CHANGES for each in CHANGES[k]])
async def test_the_only_hospital_is_meant_and_shown_before_anything_is_changed(
    world, language, line
):
    await world.hospital(days=[11])
    desk = world.phone(ADMIN, language=language)

    shown = await desk.say(line)
    slots = await world.read(lambda tx: tx.slots.live(hospital=1, first=tx.today))

    assert any("한빛병" in each for each in (shown.text, *shown.labels))
    assert [each.capacity for each in slots] == [30]


@pytest.mark.parametrize("line", ["12일 휴진", "3월 12일 정원 40명으로 변경"])
async def test_of_two_hospitals_none_is_meant(world, line):
    for name in ("하늘의원", "새봄의원"):
        await world.hospital(name, days=[11])

    shown = await world.phone(ADMIN).say(line)

    assert "병원 이름" in shown.text
    assert "하늘의원" not in shown.text
    assert "새봄의원" not in shown.text


@pytest.mark.parametrize(
    "line", ["close Spring Clinic on 12 March", "roster Spring Clinic on 12 March"]
)
async def test_a_word_behind_the_name_of_a_hospital_is_read_over(world, line):
    await world.hospital("Spring Clinic", days=[11])

    shown = await world.phone(ADMIN, language="en").say(line)

    assert "Spring Clinic" in shown.text
    assert "couldn't read" not in shown.text


@pytest.mark.parametrize("name", ["Clinic of Hope", "Hope and Care Clinic", "The Inn"])
async def test_such_a_word_inside_a_name_stays(world, name):
    desk = world.phone(ADMIN, language="en")

    shown = await desk.say(f"open {name} 12 March 20 places")

    assert f"🏥 {name}\n" in shown.text
