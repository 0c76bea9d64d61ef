"""The dialogue that registers a hospital, step by step, with buttons and with words."""

from datetime import timedelta

import pytest

from tests.handlers.talk import ADMIN, TODAY

DAY = TODAY + timedelta(days=4)


@pytest.fixture
def admin(world):
    return world.phone(ADMIN)


async def opened(world, name="한빛병원"):
    hospital = await world.read(lambda tx: tx.hospitals.by_key(name))
    if hospital is None:
        return None
    slots = await world.read(lambda tx: tx.slots.live(hospital=hospital.id, first=TODAY))
    return hospital.phone, hospital.note, [(str(s.day), s.capacity) for s in slots]


async def test_a_hospital_is_registered_step_by_step(world, admin):
    assert "병원 이름을" in (await admin.say("/addhospital")).text
    assert "검진일을 골라" in (await admin.say("한빛병원")).text
    await admin.tap("5")
    shown = await admin.tap("9")
    assert {"✓5", "✓9", "완료 (2일)"} <= set(shown.labels)
    assert "몇 명까지" in (await admin.tap("완료")).text
    assert "전화번호를" in (await admin.tap("20")).text
    assert "준비할 것" in (await admin.say("02-123-4567")).text
    preview = await admin.say("전날 밤 9시부터 금식이에요")
    assert "2일: 2027-03-05 (금), 2027-03-09 (화)" in preview.text
    assert await opened(world) is None

    done = await admin.tap("✅ 등록")

    assert done.text.startswith("✅ 등록했어요.")
    assert await opened(world) == (
        "02-123-4567",
        "전날 밤 9시부터 금식이에요",
        [("2027-03-05", 20), ("2027-03-09", 20)],
    )


async def test_phone_and_note_may_be_skipped(world, admin):
    await admin.say("/addhospital")
    for words in ("한빛병원", str(DAY), "완료", "30명", "건너뛰기"):
        await admin.say(words)
    await admin.tap("건너뛰기")
    await admin.tap("✅ 등록")

    assert await opened(world) == (None, None, [("2027-03-05", 30)])


async def test_only_what_is_missing_is_asked(world, admin):
    asked = await admin.say(f"/addhospital 한빛병원 {DAY} 02-123-4567")
    assert "몇 명까지" in asked.text

    preview = await admin.say("12")

    assert "이대로 등록할까요?" in preview.text
    assert "☎ 02-123-4567" in preview.text
    await admin.tap("✅ 등록")
    assert await opened(world) == ("02-123-4567", None, [("2027-03-05", 12)])


async def test_the_preview_takes_a_note_that_was_never_asked(world, admin):
    await admin.say(f"/addhospital 한빛병원 {DAY}")
    await admin.tap("10")

    await admin.tap("📝 안내문")
    await admin.say("물도 드시지 마세요")
    await admin.tap("✅ 등록")

    assert await opened(world) == (None, "물도 드시지 마세요", [("2027-03-05", 10)])


async def test_a_misreading_leaves_the_dialogue_where_it_was(world, admin):
    await admin.say(f"/addhospital 한빛병원 {DAY}")

    for wrong in ("0", "1001", "열 명", "-3"):
        shown = await admin.say(wrong)
        assert "1부터 1000까지의 숫자로" in shown.text
        assert "몇 명까지" in shown.text

    assert "이대로 등록할까요?" in (await admin.say("30")).text


async def test_a_day_tapped_twice_is_not_chosen(admin):
    await admin.say("/addhospital 한빛병원")
    await admin.tap("5")

    shown = await admin.tap("✓5")

    assert "5" in shown.labels
    assert not any(label.startswith("완료") for label in shown.labels)


async def test_the_calendar_turns_and_keeps_what_was_chosen(admin):
    await admin.say("/addhospital 한빛병원")
    await admin.tap("5")

    april = await admin.tap("▶")
    assert "2027년 4월" in april.labels
    await admin.tap("15")
    march = await admin.tap("◀")

    assert "✓5" in march.labels
    assert "2일: 2027-03-05 (금), 2027-04-15 (목)" in march.text


async def test_days_that_cannot_be_booked_cannot_be_tapped(world, admin):
    world.clock.forward(hours=9)

    shown = await admin.say("/addhospital 한빛병원")

    assert "2" not in shown.labels
    assert "3" in shown.labels
    assert "17:00에 마감돼서" in (await admin.say("내일")).text
    assert "17:00에 마감돼서" in (await admin.say("/addhospital 새봄의원 내일")).text


async def test_the_way_back_keeps_what_was_said(admin):
    await admin.say("/addhospital")
    await admin.say("한빛병원")
    await admin.tap("5")
    await admin.tap("완료")

    back = await admin.tap("◀ 이전")
    assert "✓5" in back.labels
    first = await admin.tap("◀ 이전")

    assert "병원 이름을" in first.text
    assert "✓5" in (await admin.say("새봄의원")).labels


async def test_a_known_hospital_gets_more_dates_and_keeps_its_phone(world, admin):
    await world.hospital(days=4)
    await admin.say("/addhospital")

    shown = await admin.say(" 한빛 병원")
    assert "이미 등록된 병원" in shown.text
    assert "●5" in shown.labels
    assert "이미 있어요. (정원 30, 예약 0)" in (await admin.tap("●5")).text
    await admin.tap("8")
    await admin.tap("완료")
    phone = await admin.tap("20")
    assert "지금 번호: 02-123-4567" in phone.text
    await admin.tap("그대로 두기")
    await admin.tap("건너뛰기")
    await admin.tap("✅ 등록")

    both = [("2027-03-05", 30), ("2027-03-08", 20)]
    assert await opened(world) == ("02-123-4567", None, both)


async def test_phone_and_note_of_a_known_hospital_are_changed_without_a_date(world, admin):
    hospital = await world.hospital(days=4)
    await admin.press(f"v1|aw|{hospital}")

    await admin.tap("날짜 추가 없이")
    await admin.say("031 555 1234")
    await admin.say("편한 옷을 입고 오세요")
    shown = await admin.tap("✅ 등록")

    assert "병원 정보를 바꿨어요" in shown.text
    assert await opened(world) == ("031-555-1234", "편한 옷을 입고 오세요", [("2027-03-05", 30)])


async def test_without_any_change_there_is_nothing_to_register(world, admin):
    hospital = await world.hospital(days=4)
    await admin.press(f"v1|aw|{hospital}")
    await admin.tap("날짜 추가 없이")
    await admin.tap("그대로 두기")
    await admin.tap("건너뛰기")

    shown = await admin.tap("✅ 등록")

    assert "바뀐 것이 없어요" in shown.text
    assert "✅ 등록" in shown.labels


async def test_dates_that_were_opened_meanwhile_bring_the_preview_back(world, admin):
    await admin.say(f"/addhospital 한빛병원 {DAY}")
    await admin.say("20")
    await world.hospital(days=4)

    shown = await admin.tap("✅ 등록")

    assert "이미 있어요. (정원 30, 예약 0)" in shown.text
    assert shown.alert == "이미 있어요. (정원 30, 예약 0)"
    assert "이대로 등록할까요?" in shown.text
    assert "✅ 등록" in shown.labels


async def test_an_old_button_shows_the_question_that_stands(admin):
    await admin.say("/addhospital 한빛병원")
    old = (await admin.tap("5")).keys["완료 (1일)"]["callback_data"]
    await admin.tap("완료")
    await admin.say("20")

    shown = await admin.press(old)

    assert "전화번호를" in shown.text or "이대로 등록할까요?" in shown.text


async def test_a_double_tap_on_register_registers_once(world, admin):
    await admin.say(f"/addhospital 한빛병원 {DAY}")
    register = (await admin.say("20")).keys["✅ 등록"]["callback_data"]
    await admin.press(register)

    await admin.press(register)

    assert await opened(world) == (None, None, [("2027-03-05", 20)])


async def test_forged_answers_change_nothing(world, admin):
    await admin.say("/addhospital 한빛병원")
    version = (await admin.tap("5")).keys["완료 (1일)"]["callback_data"].split("|")[2]

    for value in ("dxxxxxxxx", "d20270230", "m209913", "zzz", "register", "d"):
        shown = await admin.press(f"v1|q|{version}|{value}")
        assert "검진일을 골라" in shown.text

    assert await opened(world) is None


async def test_stopping_registers_nothing(world, admin):
    await admin.say(f"/addhospital 한빛병원 {DAY}")

    await admin.tap("그만두기")

    assert await opened(world) is None
    assert "무슨 말인지" in (await admin.say("30")).text


async def test_another_command_ends_the_dialogue(world, admin):
    await admin.say(f"/addhospital 한빛병원 {DAY}")

    await admin.say("/hospitals")

    assert "무슨 말인지" in (await admin.say("30")).text
    assert await opened(world) is None


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

    assert "이미 삭제된 병원" in shown.text
