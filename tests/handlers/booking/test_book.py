"""From a list of hospitals to a booking."""

from datetime import timedelta

import pytest

from domain.operations import hospitals
from handlers.ui.buttons import Confirm, PickSlot, ShowOpenings
from tests.handlers.catalogue import says
from tests.handlers.talk import TODAY, open_world

DAY = TODAY + timedelta(days=10)


async def test_hospitals_come_by_their_next_free_date(world, phone):
    await world.hospital("하늘의원", days=5, capacity=3)
    await world.hospital("한빛병원", days=3)

    shown = await phone.say("/book")

    assert shown.labels[:2] == [
        "3/4(목) · 한빛병원",
        "3/6(토) · 하늘의원",
    ]


@pytest.mark.parametrize("word", ["예약", "book"])
async def test_a_word_without_a_slash_lists_them_too(world, phone, word):
    await world.hospital()

    shown = await phone.say(word)

    assert shown.labels[0].startswith("3/11(목) · 한빛병원")


async def test_a_full_hospital_is_listed_as_full(world, phone):
    hospital = await world.hospital(capacity=1)
    await world.booked(await world.guest(1002), hospital)

    shown = await phone.say("/book")

    assert shown.labels[0] == "자리 없음 · 한빛병원"


async def test_nothing_open_yet_is_said_kindly(phone):
    shown = await phone.say("/book")

    assert "지금은 예약할 수 있는 검진일이 없어요" in shown.text


async def test_eight_hospitals_fill_a_page(world, phone):
    for number in range(9):
        await world.hospital(f"병원 {number}", days=number + 2)

    first = await phone.say("/book")
    second = await phone.tap("▶")

    assert len([label for label in first.labels if "병원 " in label]) == 8
    assert [label for label in second.labels if "병원 " in label] == ["3/11(목) · 병원 8"]
    assert "◀" in second.labels


async def test_the_calendar_shows_what_is_left(world, phone):
    hospital = await world.hospital(days=[10, 40], capacity=3)
    await world.hospital("한빛병원", days=12, capacity=1)
    await world.booked(await world.guest(1002), hospital, days=12)
    await phone.say("/book")

    march = await phone.tap("3/11(목) · 한빛병원")

    assert {"11·3", "✕", "▶"} <= set(march.labels)
    assert "10" not in march.labels
    april = await phone.tap("▶")
    assert "10·3" in april.labels
    assert "▶" not in april.labels


async def test_a_full_day_pops_up_and_leaves_the_calendar(world, phone):
    hospital = await world.hospital(capacity=1)
    await world.booked(await world.guest(1002), hospital)
    before = await phone.say("/book 한빛병원")

    shown = await phone.tap("✕")

    assert "3월 11일(목)에는 자리가 없어요" in shown.alert
    assert shown.text == before.text


async def test_the_confirm_card_tells_all_before_the_tap(world):
    phone = await world.guest()
    await world.hospital(note="밤 9시부터 <금식>")

    shown = await phone.say(f"/book 한빛병원 {DAY}")

    assert "한빛병원" in shown.text
    assert "3월 11일(목)" in shown.text
    assert "남궁민수" in shown.text
    assert "밤 9시부터 <금식>" in shown.text
    assert "3월 10일(수) 오후 5:00까지" in shown.text
    assert shown.labels == ["✅ 예약 확정", "✏️ 이름 바꾸기", "날짜 바꾸기", "나가기"]


async def test_a_booking_past_its_cancel_deadline_says_so_before_the_tap(tmp_path, rules_of):
    async with open_world(tmp_path, rules=rules_of(cancel_until="D-3 17:00")) as world:
        phone = await world.guest()
        await world.hospital(days=2)

        shown = await phone.say(f"/book 한빛병원 {TODAY + timedelta(days=2)}")

    assert "지금 예약하면 이 대화에서는 취소할 수 없어요" in shown.text
    assert "☎ 02-123-4567" in shown.text


async def test_confirming_books_and_shows_the_code(world):
    phone = await world.guest()
    await world.hospital()
    await phone.say(f"/book 한빛병원 {DAY}")

    shown = await phone.tap("✅ 예약 확정")

    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    [(booking, *_)] = await world.read(lambda tx: tx.bookings.own_cards(person.id))
    assert f"<code>{booking.code}</code>" in shown.markup
    assert "예약이 확정됐어요" in shown.text
    assert "3월 11일(목)" in shown.text
    assert "👤 남궁민수" in shown.text
    assert shown.keys["📋 예약번호 복사"]["copy_text"] == {"text": booking.code}
    assert {"예약 취소", "📋 내 예약"} <= set(shown.labels)


async def test_a_second_tap_and_a_redelivery_show_the_same_booking(world):
    phone = await world.guest()
    await world.hospital()
    card = await phone.say(f"/book 한빛병원 {DAY}")

    first = await phone.tap("✅ 예약 확정")
    redelivered = await phone.again()
    second = await phone.press(card.keys["✅ 예약 확정"]["callback_data"])

    assert first.text == redelivered.text == second.text
    assert (await world.read(lambda tx: tx.slots.cards_on(day=DAY)))[0].slot.taken == 1


async def test_full_meanwhile_offers_other_days_and_hospitals(world):
    phone = await world.guest()
    hospital = await world.hospital(days=[10, 11, 12, 13, 14], capacity=1)
    await world.hospital("하늘의원", days=10)
    await phone.say(f"/book 한빛병원 {DAY}")
    await world.booked(await world.guest(1002), hospital)

    shown = await phone.tap("✅ 예약 확정")

    assert "자리가 방금 다 찼어요" in shown.text
    assert shown.alert is None
    assert shown.labels[:4] == [
        "3/12(금) · 한빛병원",
        "3/13(토) · 한빛병원",
        "3/14(일) · 한빛병원",
        "3/11(목) · 하늘의원",
    ]
    assert "이대로 예약할까요?" in (await phone.tap("3/11(목) · 하늘의원")).text


async def test_a_day_full_long_since_is_not_said_to_have_filled_up_just_now(world):
    phone = await world.guest()
    hospital = await world.hospital(days=[10, 11], capacity=1)
    await world.booked(await world.guest(1002), hospital)

    shown = await phone.say(f"/book 한빛병원 {DAY}")

    assert "한빛병원 3월 11일(목)에는 자리가 없어요." in shown.text
    assert "방금" not in shown.text
    assert shown.labels[0] == "3/12(금) · 한빛병원"


async def test_one_booking_a_day(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await world.hospital("하늘의원")

    shown = await phone.say(f"/book 하늘의원 {DAY}")

    assert "그날은 이미 예약이 있어요" in shown.text
    assert mine.code in shown.text
    assert mine.code in (await phone.tap("예약 보기")).text


async def test_a_booking_made_meanwhile_is_found_when_confirming(world):
    phone = await world.guest()
    await world.hospital("하늘의원")
    hospital = await world.hospital()
    await phone.say(f"/book 하늘의원 {DAY}")
    mine = await world.booked(phone, hospital)

    shown = await phone.tap("✅ 예약 확정")

    assert "그날은 이미 예약이 있어요" in shown.text
    assert mine.code in shown.text


async def test_the_limit_of_bookings_is_told_before_the_calendar(world):
    phone = await world.guest()
    hospital = await world.hospital(days=[10, 11, 12, 13])
    for days in (10, 11):
        await world.booked(phone, hospital, days=days)
    below = await phone.say("/book")
    await world.booked(phone, hospital, days=12)
    slot = await world.slot(hospital, days=13)
    day = TODAY + timedelta(days=13)

    shown = [
        await phone.say("/book"),
        await phone.say(f"/book 한빛병원 {day}"),
        await phone.press(ShowOpenings().pack()),
        await phone.press(PickSlot(slot).pack()),
        await phone.press(Confirm(slot).pack()),
    ]

    assert not says("refused.too_many", below.text)
    assert all(says("refused.too_many", each.text) for each in shown)
    assert all(each.alert is None for each in shown)
    assert "📋 내 예약" in shown[-1].labels


async def test_the_deadline_to_book_holds_at_the_tap(world):
    phone = await world.guest()
    await world.hospital(days=1)
    await phone.say(f"/book 한빛병원 {TODAY + timedelta(days=1)}")
    world.clock.forward(hours=8)

    shown = await phone.tap("✅ 예약 확정")

    assert "3월 2일(화) 예약은 3월 1일(월) 오후 5:00에 마감됐어요" in shown.text


async def test_a_deleted_day_says_so(world):
    phone = await world.guest()
    hospital = await world.hospital(days=[10, 11])
    await phone.say(f"/book 한빛병원 {DAY}")
    slot = await world.slot(hospital)
    await world.run(hospitals.delete_date, slot=slot, by=1, expected=0)

    shown = await phone.tap("✅ 예약 확정")

    assert "이제 예약을 받지 않아요" in shown.text
    assert "12" in (await phone.tap("📅 다른 날 예약")).labels


async def test_a_deleted_hospitals_calendar_leads_elsewhere(world, phone):
    hospital = await world.hospital()
    await phone.say("/book")
    await world.run(hospitals.delete_hospital, hospital=hospital, by=1, expected=0)

    shown = await phone.tap("3/11(목) · 한빛병원")

    assert "이 병원은 이제 예약을 받지 않아요" in shown.text
    assert "다른 병원 보기" in shown.labels
