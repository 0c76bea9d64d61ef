"""The dialogue that registers a hospital, step by step, with buttons and with words."""

from datetime import timedelta

import pytest

from tests.handlers.talk import TODAY

DAY = TODAY + timedelta(days=4)


async def test_a_hospital_is_registered_step_by_step(world, admin, opened):
    assert "병원 이름을" in (await admin.say("/addhospital")).text
    assert "검진일을 눌러" in (await admin.say("한빛병원")).text
    await admin.tap("5")
    shown = await admin.tap("9")
    assert {"✓5", "✓9", "선택 완료 (총 2일)"} <= set(shown.labels)
    assert "하루 정원은 몇 명인가요?" in (await admin.tap("선택 완료 (총 2일)")).text
    assert "전화번호를" in (await admin.tap("20")).text
    assert "검진 전 준비 사항을 200자 이내로 적어 주세요" in (await admin.say("02-123-4567")).text
    preview = await admin.say("전날 밤 9시부터 금식이에요")
    assert "📅 고른 검진일(총 2일): 3월 5일(금), 3월 9일(화)" in preview.text
    assert await opened() is None

    done = await admin.tap("✅ 등록")

    assert done.text.startswith("✅ 등록했어요.")
    assert await opened() == (
        "02-123-4567",
        "전날 밤 9시부터 금식이에요",
        [("2027-03-05", 20), ("2027-03-09", 20)],
    )


async def test_phone_and_note_may_be_skipped(world, admin, opened):
    await admin.say("/addhospital")
    for words in ("한빛병원", str(DAY), "선택 완료", "30명", "건너뛰기"):
        await admin.say(words)
    await admin.tap("건너뛰기")
    await admin.tap("✅ 등록")

    assert await opened() == (None, None, [("2027-03-05", 30)])


async def test_only_what_is_missing_is_asked(world, admin, opened):
    asked = await admin.say(f"/addhospital 한빛병원 {DAY} 02-123-4567")
    assert "하루 정원은 몇 명인가요?" in asked.text

    preview = await admin.say("12")

    assert "이대로 등록할까요?" in preview.text
    assert "☎ 02-123-4567" in preview.text
    await admin.tap("✅ 등록")
    assert await opened() == ("02-123-4567", None, [("2027-03-05", 12)])


async def test_the_preview_takes_a_note_that_was_never_asked(world, admin, opened):
    await admin.say(f"/addhospital 한빛병원 {DAY}")
    await admin.tap("10")

    await admin.tap("📝 안내문 적기")
    await admin.say("물도 드시지 마세요")
    await admin.tap("✅ 등록")

    assert await opened() == (None, "물도 드시지 마세요", [("2027-03-05", 10)])


async def test_a_misreading_leaves_the_dialogue_where_it_was(world, admin):
    await admin.say(f"/addhospital 한빛병원 {DAY}")

    for wrong in ("0", "1001", "열 명", "-3"):
        shown = await admin.say(wrong)
        assert "1~1000 사이의 숫자로" in shown.text
        assert "하루 정원은 몇 명인가요?" in shown.text

    assert "이대로 등록할까요?" in (await admin.say("30")).text


async def test_a_day_tapped_twice_is_not_chosen(admin):
    await admin.say("/addhospital 한빛병원")
    await admin.tap("5")

    shown = await admin.tap("✓5")

    assert "5" in shown.labels
    assert not any(label.startswith("선택 완료") for label in shown.labels)


async def test_the_calendar_turns_and_keeps_what_was_chosen(admin):
    await admin.say("/addhospital 한빛병원")
    await admin.tap("5")

    april = await admin.tap("▶")
    assert "2027년 4월" in april.labels
    await admin.tap("15")
    march = await admin.tap("◀")

    assert "✓5" in march.labels
    assert "📅 고른 검진일(총 2일): 3월 5일(금), 4월 15일(목)" in march.text


async def test_what_stands_around_the_days_does_nothing(admin):
    asked = await admin.say("/addhospital 한빛병원")

    shown = await admin.press(asked.keys["월"]["callback_data"])

    assert shown.text == asked.text
    assert shown.alert is None


async def test_days_that_cannot_be_booked_cannot_be_tapped(world, admin):
    world.clock.forward(hours=9)

    shown = await admin.say("/addhospital 한빛병원")

    assert "2" not in shown.labels
    assert "3" in shown.labels
    assert "오후 5:00에 마감돼서" in (await admin.say("내일")).text
    assert "오후 5:00에 마감돼서" in (await admin.say("/addhospital 새봄의원 내일")).text


async def test_a_day_that_closes_at_the_last_question_leaves_the_preview_in_sight(world, admin):
    world.clock.forward(hours=7, minutes=55)
    await admin.say("/addhospital 새봄의원 내일 3/12 5 02-123-4567")
    await admin.say("/addhospital 새봄의원 내일")
    preview = await admin.tap("10")
    world.clock.forward(minutes=10)

    shown = await admin.tap("✅ 등록")

    assert "3월 1일(월) 오후 5:00에 마감돼서 등록할 수 없어요" in shown.text
    assert shown.text.endswith(preview.text)
    assert shown.labels == preview.labels
    assert "등록할 수 없어요" in (shown.alert or "")


@pytest.mark.parametrize("word", ["건너뛰기", "skip", "Skip"])
async def test_a_word_for_a_button_that_the_question_lacks_presses_none(admin, word):
    await admin.say("/addhospital")
    await admin.say("한빛병원")

    shown = await admin.say(word)

    assert "하루 이상" not in shown.text
    assert "하루 이상" in (await admin.say("완료")).text


async def test_the_way_back_keeps_what_was_said(admin):
    await admin.say("/addhospital")
    await admin.say("한빛병원")
    await admin.tap("5")
    await admin.tap("선택 완료 (총 1일)")

    back = await admin.tap("◀ 이전")
    assert "✓5" in back.labels
    first = await admin.tap("◀ 이전")

    assert "병원 이름을" in first.text
    assert "✓5" in (await admin.say("새봄의원")).labels


async def test_a_date_without_a_name_is_kept_and_shown(world, admin, opened):
    asked = await admin.say(f"/addhospital {DAY} 30")
    preview = await admin.say("한빛병원")
    await admin.tap("✅ 등록")

    for shown in (asked, preview):
        assert "📅 고른 검진일(총 1일): 3월 5일(금)\n👥 하루 30명" in shown.text
    assert await opened() == (None, None, [("2027-03-05", 30)])


async def test_one_answer_changed_at_the_preview_leads_back_to_it(world, admin, opened):
    await admin.say("/addhospital")
    for words in ("한빛병원", str(DAY), "선택 완료", "30", "02-123-4567", "금식"):
        await admin.say(words)
    for label, words in (("☎ 전화번호 적기", "02-765-4321"), ("📝 안내문 적기", "물도 안 돼요")):
        await admin.tap(label)
        assert "이대로 등록할까요?" in (await admin.say(words)).text
    await admin.tap("☎ 전화번호 적기")
    assert "이대로 등록할까요?" in (await admin.tap("◀ 이전")).text
    await admin.tap("✅ 등록")

    assert await opened() == ("02-765-4321", "물도 안 돼요", [("2027-03-05", 30)])


@pytest.mark.parametrize(("days", "shown"), [(12, "(금), 3월 6일(토)"), (13, "… 3월 17일(수)")])
async def test_dates_are_left_out_only_where_that_hides_two(admin, days, shown):
    last = DAY + timedelta(days=days - 1)

    asked = await admin.say(f"/addhospital 한빛병원 {DAY}..{last}")
    preview = await admin.say("30")

    assert "하루 정원은 몇 명인가요?" in asked.text
    assert f"고른 검진일(총 {days}일)" in preview.text
    assert shown in preview.text
    assert ("…" in preview.text) is (days == 13)
