"""/addhospital in one line, and /capacity: what was certain is done at once, and said."""

from datetime import timedelta

import pytest

from domain.operations import hospitals
from tests.handlers.talk import TODAY

DAY = TODAY + timedelta(days=4)


async def slots(world, name="한빛병원"):
    hospital = await world.read(lambda tx: tx.hospitals.by_key(name))
    return await world.read(lambda tx: tx.slots.live(hospital=hospital.id, first=TODAY))


async def test_one_line_registers_a_new_hospital_after_its_card(world, admin):
    await admin.say(f"/addhospital 한빛 병원 {DAY} 30 02-123-4567")
    assert await world.read(lambda tx: tx.hospitals.live()) == []
    shown = await admin.tap("✅ 등록")

    assert shown.text.startswith("✅ 등록했어요.")
    assert "한빛 병원" in shown.text
    assert "☎ 02-123-4567" in shown.text
    assert "3월 5일(금)" in shown.text
    assert "30명" in shown.text
    assert shown.labels[:2] == ["📋 명단 보기", "🆕 검진일 추가"]
    assert [(s.day, s.capacity) for s in await slots(world)] == [(DAY, 30)]


async def test_the_line_redelivered_registers_nothing_twice(world, admin):
    await world.hospital(days=1)
    first = await admin.say(f"/addhospital 한빛병원 {DAY} 30")

    again = await admin.again()

    assert again.text == first.text
    assert len(await slots(world)) == 2


async def test_a_range_opens_its_weekdays_and_leaves_what_is_there(world, admin):
    await world.hospital(days=4)

    shown = await admin.say("/addhospital 한빛병원 2027-03-02..2027-03-12 평일 20")

    assert "3월 2일(화) ~ 3월 12일(금) 중 총 8일" in shown.text
    assert "이미 등록된 검진일 1일" in shown.text
    assert "이미 등록된 검진일 1일은 그대로 두었어요: 3월 5일(금)" in shown.text
    assert {s.capacity for s in await slots(world) if s.day == DAY} == {30}


async def test_a_date_that_exists_says_what_is_there_and_how_to_change_it(world, admin):
    hospital = await world.hospital(days=4)
    await world.booked(await world.guest(), hospital, days=4)

    shown = await admin.say(f"/addhospital 한빛병원 {DAY} 50")

    assert "이미 등록된 검진일이에요. (정원 30명, 예약 1명)" in shown.text
    copied = [key["copy_text"]["text"] for key in shown.keys.values() if "copy_text" in key]
    assert copied == [f"/capacity 한빛병원 {DAY} 30"]
    assert [s.capacity for s in await slots(world)] == [30]


async def test_a_date_whose_deadline_has_passed_is_refused_with_the_reason(world, admin):
    world.clock.forward(hours=9)

    shown = await admin.say(f"/addhospital 한빛병원 {TODAY + timedelta(days=1)} 30")

    assert "3월 2일(화)" in shown.text
    assert "3월 1일(월) 오후 5:00" in shown.text
    assert await world.read(lambda tx: tx.hospitals.live()) == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (f"한빛병원 {DAY} 0", "1~1000 사이"),
        (f"한빛병원 {DAY} 1001", "1~1000 사이"),
        ("한빛병원 2027-02-29 30", "달력에 없는 날"),
        ("한빛병원 2027-02-28 30", "지난 날이에요"),
        ("한빛병원 2029-01-01 30", "까지만 예약할 수 있어요"),
    ],
)
async def test_a_line_that_breaks_a_rule_keeps_nothing(world, admin, line, rule):
    shown = await admin.say(f"/addhospital {line}")

    assert rule in shown.text
    assert await world.read(lambda tx: tx.hospitals.live()) == []
    assert "말씀을 이해하지 못했어요" in (await admin.say("30")).text


async def test_capacity_is_changed_at_once(world, admin):
    await world.hospital(days=4)

    shown = await admin.say(f"/capacity 한빛병원 {DAY} 40")

    assert "30명 → 40명 (예약 0명)" in shown.text
    assert [s.capacity for s in await slots(world)] == [40]


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("정원 40으로 늘려 주세요", 40),
        ("40명으로 늘려줘", 40),
        ("5명 늘려 주세요", 35),
        ("정원 +5", 35),
        ("+5", 35),
    ],
)
async def test_more_places_are_shown_as_the_whole_before_they_are_set(world, admin, said, places):
    await world.hospital(days=4)

    asked = await admin.say(f"한빛병원 {DAY} {said}")
    before = [s.capacity for s in await slots(world)]
    await admin.press(asked.keys[asked.labels[0]]["callback_data"])

    assert f"{places}명" in asked.labels[0]
    assert (before, [s.capacity for s in await slots(world)]) == ([30], [places])


async def test_as_many_places_as_there_are_change_nothing(world, admin):
    await world.hospital(days=4)

    shown = await admin.say(f"/capacity 한빛병원 {DAY} 30")

    assert "한빛병원 3월 5일(금) 정원은 이미 30명이에요." in shown.text
    assert [s.version for s in await slots(world)] == [1]


async def test_capacity_acts_on_a_whole_name_only(world, admin):
    await world.hospital(days=4)

    shown = await admin.say(f"/capacity 한빛 {DAY} 40")

    assert "한빛이라는 병원을 찾지 못했어요" in shown.text
    assert [s.capacity for s in await slots(world)] == [30]


async def test_capacity_never_goes_below_what_is_booked(world, admin):
    hospital = await world.hospital(days=4)
    for telegram in (1001, 1002):
        await world.booked(await world.guest(telegram), hospital, days=4)

    shown = await admin.say(f"/capacity 한빛병원 {DAY} 1")

    assert "이미 2명이 예약해서 정원을 그보다 줄일 수 없어요" in shown.text
    assert [s.capacity for s in await slots(world)] == [30]


async def test_capacity_of_a_misspelt_hospital_offers_the_right_line(world, admin):
    await world.hospital(days=4)

    shown = await admin.say(f"/capacity 한빝병원 {DAY} 40")

    assert shown.labels[0] == "3/5(금) 40명 · 한빛병원"
    assert [slot.capacity for slot in await slots(world)] == [30]
    await admin.tap("3/5(금) 40명 · 한빛병원")
    assert [slot.capacity for slot in await slots(world)] == [40]


async def test_capacity_of_a_date_that_is_not_open_is_refused(world, admin):
    await world.hospital(days=4)

    shown = await admin.say(f"/capacity 한빛병원 {DAY + timedelta(days=1)} 40")

    assert "한빛병원에는 3월 6일(토) 검진이 없어요" in shown.text
    assert "검진일을 눌러 주세요" in (await admin.tap("🆕 검진일 추가")).text


async def test_a_name_is_shown_as_it_was_typed_and_never_as_markup(world, admin):
    shown = await admin.say(f'/addhospital "A<b>x</b> & 1" {DAY} 30')

    assert "A<b>x</b> & 1" in shown.text
    assert "&lt;b&gt;x&lt;/b&gt; &amp; 1" in shown.markup


async def test_a_name_that_could_not_be_given_any_more_is_still_found(world, admin, phone):
    await world.hospital("=한빛 @desk hanbit.com", days=10)

    listed = await phone.say("/book =한빛 @desk hanbit.com")
    deletion = await admin.say("/deletehospital =한빛 @desk hanbit.com")
    added = await admin.say(f"/addhospital =한빛 @desk hanbit.com {DAY} 30")
    refused = await admin.say(f'/addhospital "=한빛 @desk" {DAY} 30')

    assert "검진받을 날을 눌러 주세요" in listed.text
    assert "=한빛 @\u2060desk hanbit.\u2060com" in deletion.text
    assert "등록했어요" in added.text
    assert "글자나 숫자로 시작해" in refused.text


async def test_to_a_customer_these_commands_do_not_exist(world, phone):
    for line in (f"/addhospital 한빛병원 {DAY} 30", f"/capacity 한빛병원 {DAY} 3", "/addhospital"):
        assert "없는 명령어예요" in (await phone.say(line)).text

    assert await world.read(lambda tx: tx.hospitals.live()) == []
    rows = await world.read(lambda tx: tx.audit.rows(limit=10))
    assert {(row.deed.role, row.outcome) for row in rows} == {("stranger", "NotAdmin")}


async def test_every_change_is_audited(world, admin):
    await world.hospital(days=1)
    await admin.say(f"/addhospital 한빛병원 {DAY} 30")
    await admin.say(f"/capacity 한빛병원 {DAY} 40")
    await admin.say(f"/addhospital 한빛병원 {DAY} 30")

    rows = await world.read(lambda tx: tx.audit.rows(limit=10))
    assert [(row.deed.action, row.outcome) for row in reversed(rows)] == [
        ("addhospital", "done"),
        ("capacity", "done"),
        ("addhospital", "SlotExists"),
    ]


async def test_the_last_hospital_card_survives_its_deletion(world, admin):
    await world.hospital(days=1)
    await admin.say(f"/addhospital 한빛병원 {DAY} 30")
    found = await world.read(lambda tx: tx.hospitals.by_key("한빛병원"))
    await world.run(hospitals.delete_hospital, hospital=found.id, by=1, expected=0)

    again = await admin.again()

    assert "삭제된 병원이에요" in again.text


UNCERTAIN = [
    *("새봄의원 2027-03-05..2027-05-28 평일 제외 2027-03-25 40", "한빛병언 2027-03-14 30"),
    *("한빛병원 02-777-7777 2027-03-26 30", "Hanbit Clinic from Mar 28 to Mar 31 30"),
    *("한빛의원 3/22 30", "미래 3/22 30", "한빛병원 3.4O 30", "한빛병원 2/28 30"),
    *("한빛병원 2027-12-01 30", "한빛 3/22 30", '"오늘 내과" 3/22 30', "한빛병원 3/22 30 매일요일"),
    *(
        "한빛병원 서울점 3/22 30",
        "Hanbit 3/22 30",
        "한빛병원 3/22 30 99/99",
        "한빛병원 3월 40일 30",
    ),
]


async def test_a_certain_line_to_an_existing_hospital_acts_without_a_card(world, admin):
    await world.hospital(days=4)

    shown = await admin.say("/addhospital 한빛병원 3/22 30 02-123-4567")

    assert shown.text.startswith("✅ 등록했어요.")
    assert len(await slots(world)) == 2


@pytest.mark.parametrize("line", UNCERTAIN)
async def test_what_is_not_certain_changes_nothing_before_its_card_is_confirmed(world, admin, line):
    hospital = await world.hospital(days=4)

    await admin.say(f"/addhospital {line}")

    live = await world.read(lambda tx: tx.hospitals.live())
    assert [(each.id, each.phone) for each in live] == [(hospital, "02-123-4567")]
    assert [slot.day for slot in await slots(world)] == [DAY]


async def test_a_name_like_an_existing_one_offers_that_one_first(world, admin):
    hospital = await world.hospital(days=4)

    shown = await admin.say("/addhospital 한빛병언 2027-03-14 30")
    assert shown.labels[:2] == ["한빛병원에 추가", "새 병원 만들기"]
    assert "🏥 한빛병원" in (await admin.tap("한빛병원에 추가")).text
    await admin.tap("✅ 등록")

    assert [each.id for each in await world.read(lambda tx: tx.hospitals.live())] == [hospital]
    assert len(await slots(world)) == 2


async def test_a_phone_number_typed_on_the_card_is_taken(world, admin):
    await admin.say(f"/addhospital 새봄의원 {DAY} 30")

    assert "☎ 02-777-7777" in (await admin.say("02-777-7777")).text
