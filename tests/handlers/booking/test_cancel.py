"""Cancelling: what it says before, what comes of it, and that nobody can do it to somebody else."""

from datetime import timedelta

from domain.model import Status
from domain.operations import bookings, hospitals
from handlers.ui.buttons import CommitCancel
from tests.handlers.talk import TODAY


async def test_nothing_to_cancel_offers_to_book(phone):
    shown = await phone.say("/cancel")

    assert "취소할 예약이 없어요" in shown.text
    assert "📅 예약하기" in shown.labels


async def test_the_only_booking_shows_its_card_with_the_deadline(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())

    shown = await phone.say("/cancel")

    assert mine.code in shown.text
    assert "3월 10일(수) 오후 5:00까지" in shown.text
    assert "취소하면 되돌릴 수 없어요" in shown.text
    assert shown.labels == ["❌ 예약 취소", "예약 유지"]


async def test_several_bookings_are_listed_by_date(world):
    phone = await world.guest()
    hospital = await world.hospital(days=[10, 3])
    late = await world.booked(phone, hospital, days=10)
    soon = await world.booked(phone, hospital, days=3)

    shown = await phone.say("취소")
    card = await phone.tap("3/11(목) · 한빛병원")

    assert shown.text.index(soon.code) < shown.text.index(late.code)
    assert late.code in card.text
    assert soon.code not in card.text


async def test_a_booking_past_its_deadline_is_listed_as_one_for_the_phone(world):
    phone = await world.guest()
    hospital = await world.hospital(days=[1, 10])
    for days in (1, 10):
        await world.booked(phone, hospital, days=days)
    world.clock.forward(hours=8)

    shown = await phone.say("/cancel")

    assert shown.labels[:2] == [
        "3/2(화) · ☎ 전화 취소",
        "3/11(목) · 한빛병원",
    ]


async def test_keeping_it_says_that_it_stands(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    card = await phone.say("/cancel")

    kept = await phone.tap("예약 유지")
    await world.run(bookings.cancel, person=mine.person, booking=mine.id)
    gone = await phone.press(card.keys["예약 유지"]["callback_data"])

    assert kept.text.startswith("취소하지 않았어요. 예약은 그대로예요.")
    assert mine.code in kept.text
    assert "그대로예요" not in gone.text


async def test_cancelling_says_so_and_offers_another_day(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await phone.say(f"/cancel {mine.code.lower()}")

    shown = await phone.tap("❌ 예약 취소")

    assert "예약을 취소했어요" in shown.text
    assert "예약을 취소했어요" in shown.text
    assert (await world.booking(mine.id)).status is Status.CANCELLED
    assert "11" in (await phone.tap("📅 다시 예약")).labels


async def test_a_second_tap_shows_the_result_of_the_first(world):
    phone = await world.guest()
    await world.booked(phone, await world.hospital())
    card = await phone.say("/cancel")
    first = await phone.tap("❌ 예약 취소")

    shown = await phone.press(card.keys["❌ 예약 취소"]["callback_data"])

    assert shown == first
    assert "예약을 취소했어요" in shown.text


async def test_what_the_hospital_cancelled_says_so(world):
    phone = await world.guest()
    hospital = await world.hospital()
    await world.booked(phone, hospital)
    await phone.say("/cancel")
    await world.run(hospitals.delete_hospital, hospital=hospital, by=1, expected=1)
    await world.settle()

    shown = await phone.tap("❌ 예약 취소")

    assert "병원 사정으로 이미 취소된 예약이에요" in shown.text
    assert "📅 다시 예약" in shown.labels


async def test_after_the_deadline_the_card_names_the_phone_and_has_no_button(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    before = await phone.say("/cancel")
    world.clock.forward(days=9, hours=8)

    shown = await phone.say("/cancel")
    tapped = await phone.press(before.keys["❌ 예약 취소"]["callback_data"])

    for screen in (shown, tapped):
        assert "취소할 수 있는 시간이 지났어요" in screen.text
        assert "☎ 02-123-4567" in screen.text
        assert "❌ 예약 취소" not in screen.labels
    assert (await world.booking(mine.id)).status is Status.BOOKED


async def test_a_past_booking_says_so(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    world.clock.forward(days=11)

    shown = await phone.say(f"/cancel {mine.code}")

    assert "검진일이 지난 예약이에요" in shown.text
    assert "지난 예약" in shown.text


async def test_a_strangers_code_is_like_one_that_never_was(world):
    mine = await world.booked(await world.guest(1002), await world.hospital())
    stranger, nobody = await world.guest(1001), world.phone(1003)

    others = await stranger.say(f"/cancel {mine.code}")
    unknown = await stranger.say("/cancel HS-000000")
    unasked = await nobody.say(f"/cancel {mine.code}")

    assert others.text == unknown.text == unasked.text
    assert "예약을 찾지 못했어요" in others.text


async def test_nobody_cancels_somebody_elses_booking_with_a_button(world):
    mine = await world.booked(await world.guest(1002), await world.hospital())
    stranger, nobody = await world.guest(1001), world.phone(1003)

    for phone in (stranger, nobody):
        shown = await phone.press(CommitCancel(mine.id, mine.version).pack())

        assert "예약을 찾지 못했어요" in shown.text
    assert (await world.booking(mine.id)).status is Status.BOOKED


async def test_a_card_that_has_moved_on_is_drawn_anew(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())

    shown = await phone.press(CommitCancel(mine.id, mine.version + 1).pack())

    assert "그사이 예약이 바뀌었어요" in shown.alert
    assert "❌ 예약 취소" in shown.labels
    assert (await world.booking(mine.id)).status is Status.BOOKED


async def test_what_is_no_code_names_the_rule(phone):
    shown = await phone.say("/cancel 12")

    assert "HS-" in shown.text
    assert "예:" in shown.text


async def test_in_a_dialogue_it_stops_the_dialogue_and_offers_to_cancel(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital(days=[10, 11]))
    for word in ("/cancel", "취소", "cancel"):
        await phone.say(f"/book 한빛병원 {TODAY + timedelta(days=11)}")
        await phone.tap("✏️ 이름 바꾸기")

        shown = await phone.say(word)

        assert "예약하지 않고 나왔어요" in shown.text
        assert (await world.booking(mine.id)).status is Status.BOOKED
        assert mine.code in (await phone.tap("예약 취소")).text


async def test_a_place_cancelled_by_the_front_desk_shows_as_cancelled(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await phone.say("/cancel")
    await world.run(bookings.cancel_for_person, booking=mine.id)

    shown = await phone.tap("❌ 예약 취소")

    assert "이미 취소된 예약이에요" in shown.text
