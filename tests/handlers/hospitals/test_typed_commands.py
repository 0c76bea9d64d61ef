"""Commands typed without a slash while a hospital is registered leave the draft and are run; what
may be a command or the answer is asked.
"""

import pytest

from tests.handlers.talk import ADMIN

RESUME = {"ko": "이어서 등록", "en": "Continue registering"}
COMMANDS = {
    "ko": {
        "명단 한빛병원": "어느 날 명단",
        "한빛병원 명단": "어느 날 명단",
        "명단": "명단",
        "내 예약": "예약이 없어요",
        "오늘 명단": "등록된 검진이 없어요",
        "찾기 {code}": "{code}",
        "전화예약": "대신 예약하는 기능은 아직 없어요",
        "정원 한빛병원 3/5 40": "30명 → 40명",
        "휴진 한빛병원 3/5": "삭제할까요",
        "예약 취소": "취소할 예약이 없어요",
    },
    "en": {
        "roster": "Hanbit",
        "roster Hanbit Clinic": "date",
        "find {code}": "{code}",
        "my bookings": "no bookings",
        "capacity Hanbit Clinic 2027-03-05 40": "30 → 40",
        "cancel my booking": "no booking",
    },
}
NAME = {"ko": "한빛병원", "en": "Hanbit Clinic"}
STEPS = {
    "name": [],
    "days": ["새봄의원"],
    "places": ["새봄의원", "2027-03-10", "완료"],
    "phone": ["새봄의원", "2027-03-10", "완료", "30"],
    "note": ["새봄의원", "2027-03-10", "완료", "30", "02-123-4567"],
    "preview": ["새봄의원", "2027-03-10", "완료", "30", "02-123-4567", "skip"],
}


async def asked(world, state, language="ko"):
    admin = world.phone(ADMIN, language=language)
    await admin.say("/addhospital")
    for line in STEPS[state]:
        await admin.say(line)
    return admin


async def facts(world):
    person = await world.read(lambda tx: tx.people.by_telegram(ADMIN))
    return (await world.read(lambda tx: tx.dialogues.get(person.id))).facts


async def names(world):
    return [each.name for each in await world.read(lambda tx: tx.hospitals.live())]


@pytest.mark.parametrize("language", COMMANDS)
@pytest.mark.parametrize("state", STEPS)
async def test_a_command_in_words_is_run_and_the_draft_goes_on(world, state, language):
    hospital = await world.hospital(NAME[language], days=[1, 4])
    code = (await world.booked(await world.guest(), hospital, days=4)).code
    wrong = []

    for typed, said in COMMANDS[language].items():
        admin = await asked(world, state, language)
        question = admin.screen
        shown = await admin.say(typed.format(code=code))
        if said.format(code=code) not in shown.text + str(shown.labels):
            wrong.append((typed, shown.text))
        went_on = await admin.tap(RESUME[language])
        if (went_on.text, went_on.labels) != (question.text, question.labels):
            wrong.append((typed, went_on.text))

    assert wrong == []
    assert await names(world) == [NAME[language]]


@pytest.mark.parametrize(
    ("state", "typed"),
    [
        *(("name", typed) for typed in ("예약병원", "Find Clinic", "명단 없는병원", "고마워요")),
        *(("name", typed) for typed in ("3/20", "한빛병원 3/20 10", "HS-7X5CKK", "금식")),
        *(
            ("note", typed)
            for typed in ("명단 좀 보여 주세요", "네", "아니요", "roster Nowhere", "등록")
        ),
    ],
)
async def test_what_may_be_no_answer_is_asked_and_taken_after_a_yes(world, state, typed):
    admin = await asked(world, state)
    field = {"name": "name", "note": "note"}[state]

    doubted = await admin.say(typed)
    assert f"«{typed}»" in doubted.text
    assert not (await facts(world))[field]
    await admin.say("네")

    assert (await facts(world))[field] == typed


async def test_a_doubted_answer_is_typed_again_or_its_command_run(world):
    await world.hospital(days=4)
    admin = await asked(world, "name")
    question = admin.screen

    await admin.say("명단 한빛")
    again = await admin.tap("다시 적기")
    assert (again.text, again.labels) == (question.text, question.labels)
    await admin.say("명단 한빛")
    run = await admin.tap("명령으로 실행")

    assert "명단" in run.text
    assert RESUME["ko"] in run.labels


@pytest.mark.parametrize(
    ("state", "typed"),
    [
        *(
            ("name", typed)
            for typed in ("한빛병원", "서울건강검진센터", "24시병원", "강남 365", "오늘의원")
        ),
        *(
            ("note", typed)
            for typed in (
                "금식",
                "전날 밤 9시부터 금식, 아침 8시까지 본관 2층으로 와 주세요",
                "예약 시간 10분 전에 와 주세요",
                "예약 취소는 전화로 해 주세요",
                "도착하면 접수처에 예약번호를 말씀해 주세요",
                "Please fast from 9pm",
                "Show your booking at the desk on floor 2",
            )
        ),
    ],
)
async def test_an_ordinary_answer_is_not_asked(world, state, typed):
    admin = await asked(world, state)

    shown = await admin.say(typed)

    assert "맞아요" not in str(shown.labels)
    assert (await facts(world))[state] == typed


@pytest.mark.parametrize(
    ("language", "yes"),
    [
        *(("ko", yes) for yes in ("네", "예", "등록", "등록해 주세요", "확정", "좋아요", "응")),
        *(("en", yes) for yes in ("yes", "ok", "register", "Register it", "yes please")),
    ],
)
async def test_a_yes_on_the_preview_registers(world, language, yes):
    admin = await asked(world, "preview", language)
    assert await names(world) == []

    await admin.say(yes)

    assert await names(world) == ["새봄의원"]


@pytest.mark.parametrize(
    ("language", "no"), [("ko", "아니요"), ("ko", "취소"), ("ko", "그만할래요"), ("en", "no")]
)
async def test_a_no_on_the_preview_leaves_without_registering(world, language, no):
    admin = await asked(world, "preview", language)
    left = await admin.say(no)

    assert {"ko": "입력을 취소했어요", "en": "Nothing"}[language] in left.text
    assert await names(world) == []
    assert RESUME[language] not in left.labels


async def test_a_yes_where_names_are_alike_registers_nothing(world):
    await world.hospital("새봄의언", days=4)
    admin = await asked(world, "preview")
    assert "새 병원 만들기" in admin.screen.labels

    for line in ("네", "등록해 주세요"):
        assert "아래에서 하나를" in (await admin.say(line)).text

    assert await names(world) == ["새봄의언"]


@pytest.mark.parametrize("typed", ["30", "30명", "정원 30명", "capacity 30"])
async def test_places_are_taken_as_the_command_says_them(world, typed):
    admin = await asked(world, "places")

    await admin.say(typed)

    assert (await facts(world))["capacity"] == 30
