"""Lines of the desk that name more, or say less, than what acts at once: a card comes first."""

import pytest

from tests.handlers.talk import ADMIN, TODAY

QUESTIONS = (
    "{}?",
    "{}이에요?",
    "{} 맞죠",
    "{} ❌",
    "{} 줄여",
    "{} 늘려",
    "{} 나중에",
    "{}은 안 돼요",
)


@pytest.fixture
def admin(world):
    return world.phone(ADMIN)


async def _slots(world, hospital):
    found = await world.read(lambda tx: tx.slots.live(hospital=hospital, first=TODAY))
    return [(str(each.day)[5:], each.capacity) for each in found]


@pytest.mark.parametrize("line", [each.format("한빛병원 3/5 정원 15명") for each in QUESTIONS])
async def test_a_capacity_that_is_not_plainly_set_is_not(world, admin, line):
    hospital = await world.hospital(days=4)

    assert (await admin.say(line)).text
    assert await _slots(world, hospital) == [("03-05", 30)]
    await admin.say("한빛병원 3/5 정원 15명")
    assert await _slots(world, hospital) == [("03-05", 15)]


@pytest.mark.parametrize(
    ("rest", "named"),
    [
        ("3/13 오전 9시 30명", "오전 9시"),
        ("2027-03-13 09:00-11:00 30", "09:00-11:00"),
        ("2027-03-13 오전 30명", "오전"),
        ("3/13 30 HS-7X5CKK", "HS-7X5CKK"),
        ("매주 월요일 30", "매주 월요일"),
    ],
)
@pytest.mark.parametrize("command", ["/addhospital ", ""])
async def test_what_the_line_has_besides_is_named_on_a_card(world, admin, command, rest, named):
    hospital = await world.hospital(days=4)

    shown = await admin.say(f"{command}한빛병원 {rest}")

    assert named in shown.text
    assert await _slots(world, hospital) == [("03-05", 30)]


@pytest.mark.parametrize("line", ["한빛병원 3/13 30명 열어도 될까요?", "한빛병원 2027-03-13 30??"])
async def test_a_question_opens_nothing(world, admin, line):
    hospital = await world.hospital(days=4)

    assert "✅ 등록" in (await admin.say(line)).labels
    assert await _slots(world, hospital) == [("03-05", 30)]


async def test_a_choice_says_all_that_its_tap_does(world, admin):
    hospital = await world.hospital(days=4)
    await world.hospital("강남한빛병원", days=4)

    shown = await admin.say("한빛 3/5 정원 5")
    assert shown.labels[:2] == ["3/5(금) 5명 · 강남한빛병원", "3/5(금) 5명 · 한빛병원"]
    await admin.tap("3/5(금) 5명 · 한빛병원")

    assert await _slots(world, hospital) == [("03-05", 5)]


@pytest.mark.parametrize("name", ["취소병원", "오늘내과", "월요일의원", "네병원", "확정내과"])
async def test_a_hospital_whose_name_is_made_of_commands_is_reached(world, admin, name):
    hospital = await world.hospital(name, days=4)
    await world.hospital(days=4)
    guest = await world.guest()

    assert name in (await guest.say(name)).text
    assert f"🏥 {name}" in (await guest.say(f"{name} 3월 5일 예약")).text
    await admin.say(f"{name} 3/5 정원 5")

    assert await _slots(world, hospital) == [("03-05", 5)]


@pytest.mark.parametrize("word", ["등록", "✅ 등록", "네"])
async def test_a_withdrawn_right_answers_no_open_card(world, word):
    owner = world.phone(ADMIN)
    await owner.say("/admins")
    link = (await owner.tap("🔗 초대 링크 만들기")).text
    other = world.phone(1002)
    await other.say(f"/start adm_{link.partition('adm_')[2].split()[0]}")
    await other.say("네")
    hospital = await world.hospital(days=4)
    await other.say("/addhospital 한빛병원 2027-03-13 30 02-777-7777")
    await owner.say("/admins")
    await owner.tap("권한 회수 1002")
    await owner.say("네")

    assert (await other.say(word)).text
    assert await _slots(world, hospital) == [("03-05", 30)]


@pytest.mark.parametrize("line", ["한빛병원 닫아 주세요", "한빛병원 삭제", "휴진 한빛병원"])
async def test_closing_without_a_day_asks_for_the_day(world, admin, line):
    await world.hospital(days=[4, 10])

    shown = await admin.say(line)

    assert "한빛병원의 어느 날" in shown.text
    assert "🗑 삭제" not in shown.labels


async def test_what_the_desk_denies_is_left_as_it_is(world, admin):
    hospital = await world.hospital(days=4)

    shown = await admin.say("한빛병원 3월 5일 열지 마세요")

    assert "그대로" in shown.text
    assert await _slots(world, hospital) == [("03-05", 30)]
