"""What comes without being asked: reminders, and what was missed."""


async def booked(world, admin, customer):
    """A booking in four days, at a hospital with a preparation note."""
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(4)} 30 02-123-4567")
    await admin.taps("✅ 등록")
    await admin.taps("🆕 검진일 추가")
    await admin.taps("검진일 추가 없이 계속")
    await admin.taps("지금 내용 유지")
    await admin.says("밤 9시부터 금식이에요")
    await admin.taps("✅ 등록")
    await customer.says(f"/book 한빛병원 {world.day(4)}")
    await customer.taps("✅ 동의해요")
    await customer.taps("✅ 동의해요")
    await customer.says("남궁민수")
    await customer.taps("✅ 예약 확정")


async def test_the_reminder_comes_the_day_before_and_its_button_cancels(world, admin, customer):
    await booked(world, admin, customer)

    await world.forward(days=3, hours=2)
    customer.hears("내일 건강검진이 있어요", "3월 5일(금)", "금식", "3월 4일(목) 오후 5:00")
    await customer.taps("예약 취소")
    await customer.taps("❌ 예약 취소")

    customer.hears("예약을 취소했어요")


async def test_a_reminder_of_a_cancelled_booking_never_comes(world, admin, customer):
    await booked(world, admin, customer)
    await customer.says("/cancel")
    await customer.taps("❌ 예약 취소")
    before = len(customer.all_heard())

    await world.forward(days=4)

    assert len(customer.all_heard()) == before


async def test_a_late_reminder_comes_without_the_button(world, admin, customer):
    await booked(world, admin, customer)

    await world.forward(days=3, hours=15)

    customer.hears("오늘 건강검진이 있어요", "☎ 02-123-4567")
    assert "예약 취소" not in customer.buttons()


async def test_who_comes_back_hears_what_was_missed(world, admin, customer):
    await booked(world, admin, customer)
    await customer.blocks()
    await admin.says("/deletehospital 한빛병원")
    await admin.taps("🗑 삭제")
    admin.hears("1명 중 0명에게 알렸어요")

    await customer.blocks(blocked=False)
    await customer.says("/start")

    *_, start, missed = customer.all_heard()
    assert "전해 드리지 못한 알림 1건을 이어서" in start
    assert "병원 사정으로 예약이 취소됐어요" in missed
    customer.hears("병원 사정으로 예약이 취소됐어요")
