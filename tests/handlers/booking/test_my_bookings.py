"""My bookings: which come first, what each card says, and whose they are."""

from domain.operations import bookings
from handlers.ui.buttons import ShowBooking, ShowCancelConfirmation


async def test_none_yet_offers_to_book(phone):
    shown = await phone.say("내 예약")

    assert "아직 예약이 없어요" in shown.text
    assert "📅 예약하기" in shown.labels


async def test_upcoming_ones_come_first_the_soonest_on_top(world):
    phone = await world.guest()
    hospital = await world.hospital(days=[3, 10, 12])
    late = await world.booked(phone, hospital, days=12)
    soon = await world.booked(phone, hospital, days=3)
    gone = await world.booked(phone, hospital, days=10)
    await world.run(bookings.cancel, person=gone.person, booking=gone.id)
    await world.settle()

    shown = await phone.say("/mystatus")
    over = await phone.tap("지난·취소된 예약 1건")

    assert shown.text.index(soon.code) < shown.text.index(late.code)
    assert gone.code not in shown.text
    assert gone.code in over.text
    assert "한빛병원 · 예약 확정\n📅 3월 4일(목) · 3일 뒤" in shown.text
    assert "3월 3일(수) 오후 5:00까지" in shown.text
    assert "한빛병원 · 취소된 예약\n📅 3월 11일(목)\n" in over.text
    assert "이력은" not in shown.text


async def test_a_booked_day_that_has_passed_is_past(world):
    phone = await world.guest()
    await world.booked(phone, await world.hospital())
    await world.settle()
    world.clock.forward(days=11)

    shown = await phone.say("/mystatus")

    assert "한빛병원 · 지난 예약" in shown.text
    assert "예정된 예약이 없어요" in shown.text


async def test_five_past_ones_and_more_on_request(world):
    phone = await world.guest()
    hospital = await world.hospital(days=list(range(5, 12)))
    for days in range(5, 12):
        mine = await world.booked(phone, hospital, days=days)
        await world.run(bookings.cancel, person=mine.person, booking=mine.id)
    await world.settle()

    few = await phone.say("/mystatus")
    more = await phone.tap("지난·취소된 예약 7건")

    assert few.text.count("예약번호") == 5
    assert "3월 12일(금)" in few.text
    assert more.text.count("예약번호") == 7
    assert not any("지난 예약" in label for label in more.labels)


async def test_one_booking_tells_its_history(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    world.clock.forward(hours=1)
    await world.run(bookings.cancel, person=mine.person, booking=mine.id)
    await world.settle()

    shown = await phone.say(f"/mystatus {mine.code.lower()}")

    assert "3월 1일(월) 오전 9:00 예약함\n3월 1일(월) 오전 10:00 취소함\n" in shown.text


async def test_while_the_read_model_is_behind_the_write_side_answers(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())

    listed = await phone.say("/mystatus")
    one = await phone.say(f"/mystatus {mine.code}")

    for shown in (listed, one):
        assert "한빛병원 · 예약 확정" in shown.text
        assert "예약 이력은 잠시 뒤에" in shown.text


async def test_a_booking_cancelled_since_never_shows_as_booked(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await world.settle()
    await world.run(bookings.cancel, person=mine.person, booking=mine.id)

    shown = await phone.say("/mystatus")

    assert "한빛병원 · 취소된 예약" in shown.text
    assert "예약 확정" not in shown.text


async def test_while_the_read_model_is_down_the_write_side_answers(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await world.settle()
    await world.mypage.close()

    listed = await phone.say("/mystatus")
    one = await phone.say(f"/mystatus {mine.code}")

    for shown in (listed, one):
        assert mine.code in shown.text
        assert "예약 이력은 잠시 뒤에" in shown.text


async def test_somebody_elses_code_is_like_one_that_never_was(world):
    mine = await world.booked(await world.guest(1002), await world.hospital())
    await world.settle()
    stranger = await world.guest(1001)

    others = await stranger.say(f"/mystatus {mine.code}")
    unknown = await stranger.say("/mystatus HS-000000")
    tapped = await stranger.press(ShowBooking(mine.id).pack())
    of_nobody = await stranger.press(ShowBooking(mine.id + 1).pack())

    assert others.text == unknown.text
    assert tapped.text == of_nobody.text
    assert "예약을 찾지 못했어요" in others.text
    assert "예약을 찾지 못했어요" in tapped.text


async def test_a_button_of_a_booking_that_is_not_theirs_speaks_of_no_number(world):
    mine = await world.booked(await world.guest(1002), await world.hospital())
    stranger = await world.guest(1001)

    for button in (ShowBooking(mine.id), ShowCancelConfirmation(mine.id)):
        shown = await stranger.press(button.pack())

        assert "그 예약을 찾지 못했어요" in shown.text


async def test_the_buttons_of_a_card_lead_to_it_and_to_its_cancelling(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await world.settle()
    await phone.say("/mystatus")

    one = await phone.tap("3/11(목) 예약 보기")
    cancel = await phone.tap("예약 취소")

    assert "3월 1일(월) 오전 9:00 예약" in one.text
    assert mine.code in cancel.text
    assert "❌ 예약 취소" in cancel.labels


async def test_after_the_deadline_there_is_a_phone_and_no_button(world):
    phone = await world.guest()
    await world.booked(phone, await world.hospital())
    await world.settle()
    world.clock.forward(days=9, hours=8)

    shown = await phone.say("/mystatus")

    assert "☎ 02-123-4567" in shown.text
    assert "예약 취소" not in shown.labels


async def test_english_cards_say_the_same(world):
    phone = await world.guest(language="en")
    mine = await world.booked(phone, await world.hospital("Hanbit Clinic"))
    await world.settle()

    shown = await phone.say("/mystatus")

    assert "Hanbit Clinic · Booked\n📅" in shown.text
    assert "Thu 11 Mar · in 10 days" in shown.text
    assert mine.code in shown.text


async def test_that_the_place_came_back_stands_in_the_full_history_only(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await world.run(bookings.cancel, person=mine.person, booking=mine.id)
    await world.settle()

    listed = await phone.say("/mystatus")
    one = await phone.tap("3/11(목) 예약 보기")

    assert "🕘 3월 1일(월) 오전 9:00 예약함 → 3월 1일(월) 오전 9:00 취소함" in listed.text
    assert "자리 반환됨" not in listed.text
    assert "자리 반환됨" in one.text


async def test_english_keys_and_days_are_english(world):
    phone = await world.guest(language="en")
    hospital = await world.hospital("Hanbit Clinic", days=[1, 10])
    for days in (1, 10):
        await world.booked(phone, hospital, days=days)
    await world.settle()

    shown = await phone.say("/mystatus")

    assert {"View Tue 2 Mar", "View Thu 11 Mar"} <= set(shown.labels)
    assert "Tue 2 Mar · tomorrow" in shown.text


async def test_past_ones_of_the_same_day_are_told_apart_by_their_codes(world):
    phone = await world.guest()
    hospital = await world.hospital()
    codes = []
    for _ in range(2):
        mine = await world.booked(phone, hospital)
        codes.append(mine.code)
        await world.run(bookings.cancel, person=mine.person, booking=mine.id)
    await world.settle()

    shown = await phone.say("/mystatus")

    assert all(any(code in label for label in shown.labels) for code in codes)
