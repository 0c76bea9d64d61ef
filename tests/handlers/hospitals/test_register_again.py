"""The same dialogue for a hospital there is, and with buttons that are old, doubled or forged."""

from datetime import timedelta

import pytest

from domain.operations import hospitals
from tests.handlers.talk import ADMIN, TODAY

DAY = TODAY + timedelta(days=4)


async def test_a_known_hospital_gets_more_dates_and_keeps_its_phone(world, admin, opened):
    await world.hospital(days=4)
    await admin.say("/addhospital")

    shown = await admin.say(" 한빛 병원")
    assert "이미 등록된 병원" in shown.text
    assert "●5" in shown.labels
    assert "이미 등록된 검진일이에요. (정원 30명, 예약 0명)" in (await admin.tap("●5")).text
    await admin.tap("8")
    await admin.tap("선택 완료 (총 1일)")
    phone = await admin.tap("20")
    assert "지금 번호: 02-123-4567" in phone.text
    await admin.tap("지금 내용 유지")
    await admin.tap("건너뛰기")
    await admin.tap("✅ 등록")

    both = [("2027-03-05", 30), ("2027-03-08", 20)]
    assert await opened() == ("02-123-4567", None, both)


async def test_phone_and_note_of_a_known_hospital_are_changed_without_a_date(world, admin, opened):
    hospital = await world.hospital(days=4)
    await admin.press(f"v1|aw|{hospital}")

    await admin.tap("검진일 추가 없이 계속")
    await admin.say("031 555 1234")
    await admin.say("편한 옷을 입고 오세요")
    shown = await admin.tap("✅ 등록")

    assert "병원 정보를 바꿨어요" in shown.text
    assert await opened() == ("031-555-1234", "편한 옷을 입고 오세요", [("2027-03-05", 30)])


async def test_without_any_change_there_is_nothing_to_register(world, admin):
    hospital = await world.hospital(days=4)
    await admin.press(f"v1|aw|{hospital}")
    await admin.tap("검진일 추가 없이 계속")
    question = await admin.tap("지금 내용 유지")
    version = question.keys["건너뛰기"]["callback_data"].split("|")[2]

    shown = await admin.tap("건너뛰기")
    forged = await admin.press(f"v1|q|{int(version, 36) + 1}|register")

    for screen in (shown, forged):
        assert "바뀐 내용이 없어요" in screen.text
        assert screen.labels == ["☎ 전화번호 적기", "📝 안내문 적기", "◀ 이전", "나가기"]


async def test_the_same_phone_again_is_nothing_to_register(world, admin):
    hospital = await world.hospital(days=4)
    await admin.press(f"v1|aw|{hospital}")
    await admin.tap("검진일 추가 없이 계속")
    await admin.say("02-123-4567")

    assert "✅ 등록" not in (await admin.tap("건너뛰기")).labels
    await admin.tap("☎ 전화번호 적기")

    assert "✅ 등록" in (await admin.say("02-765-4321")).labels


async def test_dates_that_were_opened_meanwhile_bring_the_preview_back(world, admin):
    await world.hospital(days=10)
    await admin.say(f"/addhospital 한빛병원 {DAY}")
    await admin.say("20")
    await world.hospital(days=4)

    shown = await admin.tap("✅ 등록")

    assert "이미 등록된 검진일이에요. (정원 30명, 예약 0명)" in shown.text
    assert shown.alert == "이미 등록된 검진일이에요. (정원 30명, 예약 0명)"
    assert "이대로 등록할까요?" in shown.text
    assert "✅ 등록" in shown.labels


async def test_a_hospital_that_was_made_meanwhile_is_shown_before_it_is_changed(
    world, admin, opened
):
    await admin.say(f"/addhospital 한빛병원 {DAY} 20 02-777-7777")
    await world.hospital(days=10, phone="02-123-4567")

    shown = await admin.tap("✅ 등록")
    assert "이미 등록된 병원이에요" in shown.text
    assert (await opened())[0] == "02-123-4567"
    await admin.tap("✅ 등록")

    assert (await opened())[0] == "02-777-7777"


async def test_a_hospital_that_was_deleted_meanwhile_is_not_made_anew_unasked(world, admin):
    hospital = await world.hospital(days=10)
    await admin.say(f"/addhospital 한빛병원 {DAY} 20 02-777-7777")
    facts = {"telegram": 9001, "language": "ko", "slot": None, "expected": 0}
    await world.run(hospitals.delete, hospital=hospital, **facts)

    shown = await admin.tap("✅ 등록")

    assert "이미 등록된 병원" not in shown.text
    assert "이대로 등록할까요?" in shown.text
    assert await world.read(lambda tx: tx.hospitals.by_key("한빛병원")) is None


async def test_an_old_button_shows_the_question_that_stands(admin):
    await admin.say("/addhospital 한빛병원")
    old = (await admin.tap("5")).keys["선택 완료 (총 1일)"]["callback_data"]
    await admin.tap("선택 완료 (총 1일)")
    await admin.say("20")

    shown = await admin.press(old)

    assert "전화번호를" in shown.text or "이대로 등록할까요?" in shown.text


async def test_a_double_tap_on_register_registers_once(world, admin, opened):
    await admin.say(f"/addhospital 한빛병원 {DAY}")
    register = (await admin.say("20")).keys["✅ 등록"]["callback_data"]
    await admin.press(register)

    await admin.press(register)

    assert await opened() == (None, None, [("2027-03-05", 20)])


async def test_forged_answers_change_nothing(world, admin, opened):
    await admin.say("/addhospital 한빛병원")
    version = (await admin.tap("5")).keys["선택 완료 (총 1일)"]["callback_data"].split("|")[2]

    for value in ("dxxxxxxxx", "d20270230", "m209913", "zzz", "register", "d"):
        shown = await admin.press(f"v1|q|{version}|{value}")
        assert "검진일을 눌러" in shown.text

    assert await opened() is None


async def test_stopping_registers_nothing(world, admin, opened):
    await admin.say(f"/addhospital 한빛병원 {DAY}")

    await admin.tap("나가기")

    assert await opened() is None
    assert "말씀을 이해하지 못했어요" in (await admin.say("30")).text


async def test_another_command_ends_the_dialogue(world, admin, opened):
    await admin.say(f"/addhospital 한빛병원 {DAY}")

    await admin.say("/hospitals")

    assert "시간이 지나서 질문을 닫았어요" in (await admin.say("30")).text
    assert await opened() is None


async def test_what_the_dialogue_did_is_audited(world, admin):
    await admin.say(f"/addhospital 한빛병원 {DAY}")
    await admin.say("20")
    await admin.tap("✅ 등록")

    rows = await world.read(lambda tx: tx.audit.rows(limit=10))
    assert [(row.deed.action, row.outcome) for row in reversed(rows)] == [
        ("addhospital", "done"),
        ("hospital", "done"),
    ]


async def test_a_deleted_hospital_gets_no_more_dates(world, admin):
    shown = await admin.press("v1|aw|999")

    assert "삭제된 병원이에요" in shown.text


@pytest.mark.parametrize(
    ("language", "label", "kept"),
    [
        ("ko", "✅ 등록", "이미 등록된 검진일 2일은 그대로 두었어요: 3월 5일(금), 3월 7일(일)"),
        (
            "en",
            "✅ Register",
            "2 dates were already open and are left unchanged: Fri 5 Mar, Sun 7 Mar",
        ),
    ],
)
async def test_dates_that_were_open_already_are_named(world, language, label, kept):
    admin = world.phone(ADMIN, language=language)
    await world.hospital(days=[4, 6])

    card = await admin.say("/addhospital 한빛병원 2027-03-05..2027-03-08 40 02-777-7777")
    shown = await admin.tap(label)

    assert kept.partition(": ")[2] in card.text
    assert kept in shown.text


async def test_many_dates_that_were_open_already_are_counted(world, admin):
    await world.hospital(days=list(range(4, 18)))

    shown = await admin.say("/addhospital 한빛병원 2027-03-05..2027-03-20 40")

    assert "검진일 14일은 그대로" in shown.text
    assert "3월 14일(일) 외 4일" in shown.text
