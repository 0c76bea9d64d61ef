"""/deletehospital: what it would hit is said before, what it did is said after."""

from datetime import timedelta

import pytest

from domain.model import Status
from domain.operations import hospitals
from tests.handlers.talk import ADMIN, TODAY

DAY = TODAY + timedelta(days=4)


async def two_guests(world, hospital):
    one, other = await world.guest(1001), await world.guest(1002)
    return [
        await world.booked(one, hospital, days=4),
        await world.booked(other, hospital, days=4),
        await world.booked(one, hospital, days=7),
    ]


async def statuses(world, bookings):
    return [(await world.booking(each.id)).status for each in bookings]


async def test_without_a_name_the_hospitals_are_listed_with_their_bookings(world, admin):
    hospital = await world.hospital(days=[4, 7])
    await world.hospital("새봄의원", days=4)
    await two_guests(world, hospital)

    shown = await admin.say("/deletehospital")

    assert {"예약 3건 · 한빛병원", "예약 0건 · 새봄의원"} <= set(shown.labels)
    assert "예약 3건이 취소되고, 예약한 2명" in (await admin.tap("예약 3건 · 한빛병원")).text


async def test_a_long_list_has_pages(world, admin):
    for n in range(19):
        await world.hospital(f"{n:02}번의원", days=4)

    first = await admin.say("/deletehospital")
    assert first.labels[-2:] == ["▶", "처음으로"]
    await admin.tap("▶")
    last = await admin.tap("▶")

    assert last.labels == [
        "예약 0건 · 16번의원",
        "예약 0건 · 17번의원",
        "예약 0건 · 18번의원",
        "◀",
        "처음으로",
    ]
    assert (await admin.press("v1|al|zzzz|")).labels == last.labels


async def test_without_hospitals_there_is_nothing_to_delete(admin):
    assert "등록된 병원이 없어요" in (await admin.say("/deletehospital")).text


async def test_one_tap_deletes_the_whole_hospital(world, admin):
    hospital = await world.hospital(days=[4, 7])
    bookings = await two_guests(world, hospital)
    card = await admin.say("/deletehospital 한빛 병원")
    assert "한빛병원을 삭제할까요?" in card.text
    assert await statuses(world, bookings) == [Status.BOOKED] * 3

    shown = await admin.tap("🗑 삭제")
    await world.settle()

    assert "예약 3건을 취소하고 2명에게 알리는 중" in shown.text
    assert await statuses(world, bookings) == [Status.FORCE_CANCELLED] * 3


async def test_one_date_is_deleted_and_the_others_stay(world, admin):
    hospital = await world.hospital(days=[4, 7])
    bookings = await two_guests(world, hospital)
    card = await admin.say(f"/deletehospital 한빛병원 {DAY}")
    assert "한빛병원 3월 5일(금)을 삭제할까요?" in card.text
    assert "예약 2건이 취소되고, 예약한 2명" in card.text

    await admin.tap("🗑 삭제")
    await world.settle()

    gone = Status.FORCE_CANCELLED
    assert await statuses(world, bookings) == [gone, gone, Status.BOOKED]


async def test_a_deletion_that_hits_nobody_says_so(world, admin):
    await world.hospital(days=4)
    await admin.say("/deletehospital 한빛병원")

    shown = await admin.tap("🗑 삭제")

    assert "취소된 예약은 없어요" in shown.text


async def test_a_booking_made_meanwhile_brings_the_card_back_with_the_new_number(world, admin):
    hospital = await world.hospital(days=4)
    await admin.say("/deletehospital 한빛병원")
    await world.booked(await world.guest(), hospital, days=4)

    shown = await admin.tap("🗑 삭제")

    assert shown.alert == "그사이 예약 수가 바뀌었어요. 다시 확인해 주세요."
    assert "예약 1건이 취소되고, 예약한 1명" in shown.text
    assert "삭제했어요" in (await admin.tap("🗑 삭제")).text


async def test_an_open_dialogue_does_not_hide_the_new_number(world, admin):
    hospital = await world.hospital(days=4)
    card = await admin.say("/deletehospital 한빛병원")
    delete = card.keys["🗑 삭제"]["callback_data"]
    await world.booked(await world.guest(), hospital, days=4)
    await admin.say("/addhospital 새봄의원")

    shown = await admin.press(delete)

    assert "한빛병원을 삭제할까요?" in shown.text
    assert "예약 1건이 취소되고, 예약한 1명" in shown.text


async def test_a_booking_made_meanwhile_brings_the_card_of_the_date_back(world, admin):
    hospital = await world.hospital(days=[4, 7])
    await admin.say(f"/deletehospital 한빛병원 {DAY}")
    await world.booked(await world.guest(), hospital, days=4)

    shown = await admin.tap("🗑 삭제")

    assert "3월 5일(금)을 삭제할까요?" in shown.text
    assert "예약 1건이 취소되고, 예약한 1명" in shown.text


@pytest.mark.parametrize("line", ["한빛병원", f"한빛병원 {DAY}"])
async def test_a_second_tap_shows_the_result_of_the_first(world, admin, line):
    await world.hospital(days=[4, 7])
    card = await admin.say(f"/deletehospital {line}")
    delete = card.keys["🗑 삭제"]["callback_data"]
    first = await admin.press(delete)

    shown = await admin.press(delete)

    assert shown == first
    assert "삭제했어요" in shown.text


@pytest.mark.parametrize("line", ["한빛병원", f"한빛병원 {DAY}"])
async def test_what_another_admin_deleted_says_so(world, admin, line):
    hospital = await world.hospital(days=[4, 7])
    card = await admin.say(f"/deletehospital {line}")
    if line == "한빛병원":
        await world.run(hospitals.delete_hospital, hospital=hospital, by=1, expected=0)
    else:
        slot = await world.slot(hospital, days=4)
        await world.run(hospitals.delete_date, slot=slot, by=1, expected=0)

    shown = await admin.press(card.keys["🗑 삭제"]["callback_data"])

    assert shown.alert == "이미 삭제했어요."


async def test_cards_of_what_is_gone_say_so(world, admin):
    await world.hospital(days=[4, 7])
    card = await admin.say(f"/deletehospital 한빛병원 {DAY}")
    ask_date = card.keys["🗑 삭제"]["callback_data"].replace("|adk|", "|ad|").rpartition("|")[0]
    await admin.tap("🗑 삭제")

    assert "삭제된 검진일이에요" in (await admin.press(ask_date)).text
    assert "삭제된 병원이에요" in (await admin.press("v1|ad|zz|")).text


async def test_a_misspelt_name_leads_to_the_card_of_the_nearest(world, admin):
    await world.hospital(days=4)
    await world.hospital("새봄의원", days=4)

    shown = await admin.say("/deletehospital 한빝병원")

    assert "한빛병원을 삭제할까요?" in shown.text
    assert len(await world.read(lambda tx: tx.hospitals.live())) == 2


async def test_a_misspelt_name_with_a_date_leads_to_the_card_of_the_date(world, admin):
    await world.hospital(days=4)

    shown = await admin.say(f"/deletehospital 한빝병원 {DAY}")

    assert "한빛병원 3월 5일(금)을 삭제할까요?" in shown.text


async def test_a_date_that_is_not_open_is_no_reason_to_delete_more(world, admin):
    await world.hospital(days=4)

    shown = await admin.say("/deletehospital 한빛병원 2027-03-06")

    assert "3월 6일(토) 검진이 없어요" in shown.text
    assert shown.labels[:2] == ["날짜 하나만 삭제", "병원 전체 삭제"]
    assert "3/5(금) · 예약 0명" in (await admin.tap("날짜 하나만 삭제")).labels
    assert "🗑 삭제" not in shown.labels


@pytest.mark.parametrize("text", ["2027-03-05", "3/5"])
async def test_a_date_alone_asks_for_the_name(admin, text):
    assert (
        "병원 이름도 적어 주세요. 예: /deletehospital"
        in (await admin.say(f"/deletehospital {text}")).text
    )


async def test_a_date_that_passed_while_the_card_was_open_is_not_deleted(world, admin):
    await world.hospital(days=4)
    await admin.say(f"/deletehospital 한빛병원 {DAY}")
    world.clock.forward(days=5)

    shown = await admin.tap("🗑 삭제")

    assert "지난 날이에요" in shown.text


async def test_to_a_customer_the_buttons_do_nothing(world, admin, phone):
    await world.hospital(days=4)
    card = await admin.say("/deletehospital 한빛병원")

    shown = await phone.press(card.keys["🗑 삭제"]["callback_data"])

    assert "예전 버튼이라 이제 쓸 수 없어요" in shown.text
    assert len(await world.read(lambda tx: tx.hospitals.live())) == 1
    assert "없는 명령어예요" in (await phone.say("/deletehospital 한빛병원")).text


async def test_the_dates_of_a_hospital_are_offered_one_by_one(world, admin):
    hospital = await world.hospital(days=[4, 7])
    await two_guests(world, hospital)
    await admin.say("/deletehospital 한빛")

    shown = await admin.tap("날짜 하나만 삭제")
    card = await admin.tap("3/8(월) · 예약 1명")

    assert shown.labels == [
        "3/5(금) · 예약 2명",
        "3/8(월) · 예약 1명",
        "병원 전체 삭제",
        "처음으로",
    ]
    assert "한빛병원 3월 8일(월)을 삭제할까요?" in card.text


async def test_many_dates_have_pages(world, admin):
    await world.hospital(days=list(range(2, 12)))
    await admin.say("/deletehospital 한빛병원")
    await admin.tap("날짜 하나만 삭제")

    shown = await admin.tap("▶")

    assert shown.labels[:2] == ["3/11(목) · 예약 0명", "3/12(금) · 예약 0명"]


async def test_half_a_command_suggests_the_desks_own_to_an_admin(world):
    await world.hospital()

    assert "/deletehospital" in (await world.phone(ADMIN).say("/delete")).text
    assert "/deletemydata" in (await world.phone(1001).say("/delete")).text


async def test_a_typed_delete_of_a_hospital_asks_what_is_deleted(world, admin):
    await world.hospital(days=4)

    shown = await admin.say("delete 한빛병원")

    assert "한빛병원의 어느 날을 삭제할까요?" in shown.text


@pytest.mark.parametrize(
    "said", ["병원 삭제", "병원 없애 주세요", "delete hospital", "remove a hospital"]
)
async def test_a_hospital_to_delete_is_asked_for_in_words(world, admin, said):
    await world.hospital(days=4)

    assert "어느 병원을 삭제할까요?" in (await admin.say(said)).text
