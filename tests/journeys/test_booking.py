"""Somebody books: the first time with consents and a name, then in three taps."""

import pytest


@pytest.fixture
async def hospital(world, admin):
    """한빛병원, open in ten days and the day after."""
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(10)}..{world.day(11)} 3 02-123-4567")
    await admin.taps("✅ 등록")
    return "한빛병원"


async def introduce(phone, name="남궁민수"):
    """Agrees to both cards and gives the name, on the way to a day that was tapped."""
    await phone.taps("✅ 동의해요")
    await phone.taps("✅ 동의해요")
    await phone.says(name)


async def test_a_first_booking_goes_from_the_menu_to_the_code(world, customer, hospital):
    await customer.says("/start")
    await customer.taps("예약하기")
    await customer.taps(f"3/11(목) · {hospital}")
    await customer.taps("11·3")
    await introduce(customer)

    customer.hears(hospital, "3월 11일(목)", "남궁민수", "3월 10일(수) 오후 5:00까지")
    await customer.taps("✅ 예약 확정")

    customer.hears("✅ 예약이 확정됐어요", "HS-", "3월 11일(목)")


async def test_the_booked_card_gives_a_file_for_the_calendar(world, customer, hospital):
    await customer.says(f"/book {hospital} {world.day(10)}")
    await introduce(customer)
    await customer.taps("✅ 예약 확정")

    await customer.taps("📅 캘린더에 넣기")

    card, message = world.telegram.messages(customer.id)[-2:]
    assert "✅ 예약이 확정됐어요" in card.body.text
    told = message.extra["document"]
    content = world.telegram.files.get(told["file_id"]).content.decode()
    assert (told["file_name"][:3], told["file_name"][-4:]) == ("HS-", ".ics")
    assert told["mime_type"] == "text/calendar"
    assert "LOCATION:한빛병원\r\nDESCRIPTION:예약번호 HS-" in content
    assert "남궁민수" not in content


async def test_a_returning_customer_needs_three_taps(world, customer, hospital):
    await customer.says(f"/book {hospital} {world.day(10)}")
    await introduce(customer)
    await customer.says("예약")

    await customer.taps(f"3/11(목) · {hospital}")
    await customer.taps("12·3")
    await customer.taps("✅ 예약 확정")

    customer.hears("예약이 확정됐어요", "3월 12일(금)")


async def test_one_line_leads_straight_to_the_card(world, customer, hospital):
    await customer.says(f"/book 한빛 {world.day(10)}")
    await introduce(customer)

    customer.hears("이대로 예약할까요?", hospital, "3월 11일(목)")


async def test_the_word_with_a_date_is_as_good_as_the_command(world, customer, hospital):
    await customer.says(f"예약 한빛 {world.day(10)}")
    await introduce(customer)

    customer.hears("이대로 예약할까요?", hospital, "3월 11일(목)")


async def test_all_of_it_happens_in_one_message(world, customer, hospital):
    await customer.says("/book")
    await customer.taps(f"3/11(목) · {hospital}")
    await customer.taps("11·3")
    await customer.taps("✅ 동의해요")
    await customer.taps("✅ 동의해요")

    assert len(customer.all_heard()) == 1


async def test_the_last_place_goes_to_one_and_the_other_is_offered_more(world, customer, admin):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 1")
    await admin.taps("✅ 등록")
    await admin.says(f"/addhospital 한빛병원 {world.day(11)} 5")
    another = world.another
    for phone in (customer, another):
        await phone.says(f"/book 한빛병원 {world.day(10)}")
        await introduce(phone)

    await customer.taps("✅ 예약 확정")
    await another.taps("✅ 예약 확정")

    customer.hears("예약이 확정됐어요")
    another.hears("자리가 방금 다 찼어요")
    await another.taps("3/12(금) · 한빛병원")
    await another.taps("✅ 예약 확정")
    another.hears("예약이 확정됐어요")


async def test_tapping_twice_books_once(world, customer, hospital):
    await customer.says(f"/book {hospital} {world.day(10)}")
    await introduce(customer)
    await customer.taps("✅ 예약 확정", wait=False)
    await customer.taps("✅ 예약 확정", wait=False)
    await world.settle()

    await customer.says("/mystatus")

    assert customer.sees().count("HS-") == 1
    await customer.says(f"/hospitals {world.day(10)}")
    customer.hears("자리 적음")


async def test_the_booking_survives_a_restart_in_the_middle(world, customer, hospital):
    await customer.says(f"/book {hospital} {world.day(10)}")
    await customer.taps("✅ 동의해요")
    await world.restart()
    await customer.taps("✅ 동의해요")
    await world.restart()
    await customer.says("남궁민수")
    await world.restart()

    await customer.taps("✅ 예약 확정")

    customer.hears("예약이 확정됐어요")


async def test_the_day_before_at_five_booking_ends(world, customer, hospital):
    await customer.says(f"/book {hospital} {world.day(10)}")
    await introduce(customer)
    await world.forward(days=9, hours=8)

    await customer.taps("✅ 예약 확정")

    customer.hears("3월 11일(목) 예약은", "마감됐어요")
