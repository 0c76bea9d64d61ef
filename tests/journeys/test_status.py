"""Looking at one's bookings."""


async def book(phone, line):
    """Books for the first time, with consents and a name."""
    await phone.says(f"/book {line}")
    await phone.taps("✅ 동의해요")
    await phone.taps("✅ 동의해요")
    await phone.says("남궁민수")
    await phone.taps("✅ 예약 확정")


async def test_the_history_tells_what_happened(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await book(customer, f"한빛병원 {world.day(10)}")
    await customer.says("/cancel")
    await customer.taps("❌ 예약 취소")

    await customer.says("내 예약")
    customer.hears(
        "한빛병원 · 취소된 예약", "예정된 예약이 없어요", "예약함 → 3월 1일(월) 오전 10:00 취소함"
    )
    await customer.taps("3/11(목) 예약 보기")

    seen = customer.hears("이력", "3월 1일(월) 오전 10:00 예약", "취소된 예약")
    assert "예약 이력은 잠시 뒤에" not in seen


async def test_a_hospital_that_was_deleted_shows_in_the_history(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await book(customer, f"한빛병원 {world.day(10)}")
    await admin.says("/deletehospital 한빛병원")
    await admin.taps("🗑 삭제")

    await customer.says("/mystatus")

    customer.hears("한빛병원 · 병원 사정으로 취소됨", "3월 11일(목)")


async def test_a_visited_day_becomes_past(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await book(customer, f"한빛병원 {world.day(10)}")
    await world.forward(days=11)

    await customer.says("/mystatus")

    customer.hears("한빛병원 · 지난 예약", "3월 11일(목)")


async def test_bookings_are_nobody_elses_business(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await book(customer, f"한빛병원 {world.day(10)}")
    another = world.another

    await another.says("/mystatus")

    another.hears("아직 예약이 없어요")


async def test_with_the_read_model_down_the_booking_is_still_told(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await world.parts.services.mypage.store.close()
    await book(customer, f"한빛병원 {world.day(10)}")

    for _ in range(5):
        await customer.says("/mystatus")
        customer.hears("한빛병원 · 예약 확정", "예약 이력은 잠시 뒤에")

    assert [each.state for each in world.parts.breakers if each.name == "mypage"] == ["open"]
