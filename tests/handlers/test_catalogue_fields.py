"""The bad-input table, asked of every question of a dialogue: named rule, same question again,
nothing kept.
"""

from datetime import timedelta

import pytest

from tests.handlers.catalogue import says, stored, wrong
from tests.handlers.talk import ADMIN, TODAY

DAY = TODAY + timedelta(days=4)
STICKER = {"file_id": "f", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1}
STICKER |= {"is_animated": False, "is_video": False}

EVERYWHERE = [
    (66, "\ud83d", "parse.broken"),
    (66, "가\udc00나", "parse.broken"),
    (74, "900101-1234567", "parse.resident"),
    (74, "9001011234567", "parse.resident"),
    (74, "９００１０１－１２３４５６７", "parse.resident"),
    (74, "제 번호 900101 - 1234567 이에요", "parse.resident"),
]
"""Texts that no question takes."""
HIDDEN = [
    (53, "\u202e봄새", "parse.hidden"),
    (54, "\u2066새봄\u2069", "parse.hidden"),
    (65, "새봄\x00", "parse.hidden"),
]
NAMES = [
    (51, "", "parse.hospital_name"),
    (51, " ", "parse.hospital_name"),
    (62, "가" * 51, "parse.hospital_name"),
    (62, "가" * 4096, "parse.hospital_name"),
    (63, "👨‍👩‍👧‍👦", "parse.hospital_name"),
    (64, "\u200b\u3164\u2800", "parse.hospital_name"),
    (64, "---", "parse.hospital_name"),
    *((64, typed, "parse.hospital_name_start") for typed in ("=1+1", "+한빛", "-한빛", "<b>x</b>")),
    *((64, typed, "parse.hospital_name_start") for typed in ("@admin #tag", "../../etc/passwd")),
    *((64, typed, "parse.hospital_name_link") for typed in ("한빛.com", "한빛 @x", "한빛 /book")),
    (64, "[병원](tg://user?id=1)", "parse.hospital_name_link"),
    (64, "\u041danbit", "parse.name_scripts"),
    (64, "빛" + "\u0301" * 28, "parse.name_marks"),
    *HIDDEN,
    *EVERYWHERE,
]
DAYS = [
    (24, str(TODAY - timedelta(days=1)), "parse.day_past"),
    (25, str(TODAY), "register.too_late"),
    (27, "2027-02-29", "parse.day_missing"),
    (28, "2029-02-28", "parse.day_far"),
    (29, str(TODAY + timedelta(days=366)), "parse.day_far"),
    (30, "2027-13-01", "parse.day_missing"),
    (31, "2027-00-10", "parse.day_missing"),
    (34, "2027-W10-4", "parse.unread"),
    (35, "1798070400", "parse.unread"),
    (38, "9999-12-31", "parse.day_far"),
    (39, "0000-00-00", "parse.day_missing"),
    (44, "٢٠٢٧-٠٣-٠٥", "parse.unread"),
    (48, "", "parse.days"),
    (48, "2027-03-20..2027-03-05", "parse.range_order"),
    (48, "2027-03-06..2027-03-07 평일", "parse.range_empty"),
    *HIDDEN,
    *EVERYWHERE,
]
PLACES = [
    *((1, typed, "parse.capacity") for typed in ("0", "-1", "+10", "1_000", "1,000")),
    *((7, typed, "parse.capacity") for typed in ("١٢", "²", "½", "①", "Ⅷ")),
    *((9, typed, "parse.capacity") for typed in ("1e3", "10.5", "0x10", "10 20")),
    *((14, typed, "parse.capacity") for typed in ("1001", "2147483648", "9223372036854775808")),
    (17, "9" * 400, "parse.capacity"),
    (17, "9" * 4096, "parse.too_long"),
    *((19, typed, "parse.capacity") for typed in ("열 명", "NaN", "Infinity", "True", "None")),
    (22, "", "parse.capacity"),
    *EVERYWHERE,
]
PHONES = [
    *(
        (73, typed, "parse.phone")
        for typed in ("", "전화 주세요", "02-12", "0" * 30, "02-123-456a")
    ),
    (73, "https://x.example", "parse.phone"),
    *EVERYWHERE,
]
NOTES = [
    (62, "가" * 201, "parse.note"),
    (64, "\u200b", "parse.note"),
    (76, "카드 4111 1111 1111 1111", "parse.card_number"),
    *HIDDEN,
    *EVERYWHERE,
]
PEOPLE = [
    (80, "", "parse.person_name"),
    (80, "가" * 65, "parse.person_name"),
    *((78, typed, "parse.person_name_sign") for typed in ("!!!", "<b>김</b>", "김@가명")),
    (78, "ㅋㅋㅋ", "parse.person_name_jamo"),
    *((78, typed, "parse.person_name_digit") for typed in ("김가명1", "4111 1111 1111 1111")),
    *((78, typed, "parse.person_name_dot") for typed in ("naver.com", "t.me")),
    *((78, typed, "parse.person_name_word") for typed in ("예약 취소됨", "이름 없음", "NULL")),
    *((78, typed, "parse.person_name_word") for typed in ("관리자 김가명", "Admin", "админ")),
    (78, "\u0410dmin", "parse.name_scripts"),
    (78, "e" + "\u0301" * 28, "parse.name_marks"),
    (54, "김\u200b가명", "parse.hidden"),
    (63, "🙂🙂", "parse.person_name_sign"),
    *HIDDEN,
    *EVERYWHERE,
]
PRESSES = [
    *((79, typed, "wizard.press") for typed in ("NULL", "<b>")),
    (79, "가" * 4096, "parse.too_long"),
    *EVERYWHERE,
]
BEGUN = ["/addhospital", "새봄의원", "2027-03-05", "선택 완료"]
QUESTIONS = {
    "name": (NAMES, ["/addhospital"]),
    "days": (DAYS, ["/addhospital 새봄의원"]),
    "places": (PLACES, BEGUN),
    "phone": (PHONES, [*BEGUN, "30"]),
    "note": (NOTES, [*BEGUN, "30", "02-123-4567"]),
    "preview": (PRESSES, [*BEGUN, "30", "02-123-4567", "건너뛰기"]),
}
"""Of each question of the admins: its rows, and how one gets there."""


async def at(world, question):
    """The admin, and what the question says."""
    admin = world.phone(ADMIN)
    for line in QUESTIONS[question][1]:
        asked = await admin.say(line)
    return admin, asked.text


async def named(world, telegram=1001):
    """Somebody who was just asked for the name."""
    if await world.read(lambda tx: tx.hospitals.by_key("한빛병원")) is None:
        await world.hospital()
    phone = world.phone(telegram)
    await phone.say("/book 한빛병원")
    for label in ("11", "✅ 동의해요"):
        await phone.tap(label)
    return phone, (await phone.tap("✅ 동의해요")).text


@pytest.mark.parametrize("question", QUESTIONS)
async def test_an_admins_question_refuses_what_breaks_its_rule_and_asks_again(
    world, tmp_path, question
):
    admin, asked = await at(world, question)
    last = asked.splitlines()[-1]

    found = await wrong(QUESTIONS[question][0], say=admin.say, folder=tmp_path, also=last)

    assert found == []


async def test_the_question_for_the_name_refuses_what_breaks_its_rule_and_asks_again(
    world, tmp_path
):
    phone, asked = await named(world)
    last = asked.splitlines()[-1]

    assert await wrong(PEOPLE, say=phone.say, folder=tmp_path, also=last) == []


SENT = [
    {"sticker": STICKER},
    {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}},
    {"location": {"longitude": 1.0, "latitude": 1.0}},
    {"contact": {"phone_number": "1", "first_name": "x", "user_id": 42}},
    {"dice": {"emoji": "🎲", "value": 6}},
    {"photo": [], "caption": "30"},
]


async def test_a_sticker_a_voice_or_a_place_answers_no_question(world, tmp_path):
    wrong = []

    for question in [*QUESTIONS, "person"]:
        phone, asked = await (named(world) if question == "person" else at(world, question))
        last, before = asked.splitlines()[-1], stored(tmp_path)
        for sent in SENT:
            heard = (await phone.send(**sent)).text
            if not says("frame.words_please", heard) or last not in heard:
                wrong.append((question, sent, heard))
        if stored(tmp_path) != before:
            wrong.append((question, "changed something"))

    assert wrong == []


ODD_AND_RIGHT = [
    ("name", 49, "새봄\u200b의원", "새봄의원"),
    ("name", 50, "ｓｅｏｕｌ", "seoul"),
    ("name", 57, "A<b>x</b>", "A<b>x</b>"),
    ("name", 58, "[병원](user)", "[병원](user)"),
    ("name", 70, "새봄'; DROP TABLE hospital;--", "새봄'; DROP TABLE hospital;--"),
    ("days", 32, "24/12/2027", "12월 24일(금)"),
    ("days", 33, "12/11/2027", "12월 11일(토)"),
    ("days", 43, "12-24", "12월 24일(금)"),
    ("days", 47, "다음주 화", "3월 9일(화)"),
    ("days", 40, "2027–03–06", "3월 6일(토)"),
    ("days", 41, "２０２７－０３－０６", "3월 6일(토)"),
    ("days", 46, "2027-03-07", "3월 7일(일)"),
    ("places", 6, "１２", "하루 12명"),
    ("places", 13, "010", "하루 10명"),
    ("places", 21, "10명", "하루 10명"),
    ("places", 22, "12\u200b", "하루 12명"),
]
"""Question, number, input, and how the preview shows it."""
ANSWERS = {"검진일": "선택 완료", "하루": "30"}


async def test_what_is_odd_and_right_is_taken_and_shown_as_it_reads(world):
    wrong = []

    for question, number, typed, shown in ODD_AND_RIGHT:
        admin, _ = await at(world, question)
        heard = (await admin.say(typed)).text
        for _ in range(6):
            if "등록할까요" in heard:
                break
            reply = "2027-03-05" if "검진일" in heard and "1일:" not in heard else None
            word = next((word for key, word in ANSWERS.items() if key in heard), "건너뛰기")
            heard = (await admin.say(reply or word)).text
        if shown not in heard:
            wrong.append((question, number, typed, heard))

    assert wrong == []


async def test_odd_names_of_people_are_names(world):
    await world.hospital()
    names = ["김", "Jane Null", "Müller, Hans", "남궁민수", "O'Brien", "Nguyễn", "이 가명"]

    for number, name in enumerate(names):
        phone, _ = await named(world, 2000 + number)

        assert f"👤 {name}" in (await phone.say(name)).text
