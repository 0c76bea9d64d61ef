"""The front desk deletes a hospital or a date: everybody hit is told, the sum comes back."""


async def book(phone, world, *, days, first=True, english=False):
    """Books that day at the one hospital there is."""
    await phone.says(f"/book 한빛병원 {world.day(days)}")
    if first:
        await phone.taps("✅ I agree" if english else "✅ 동의해요")
        await phone.taps("✅ I agree" if english else "✅ 동의해요")
        await phone.says("Jane Kim" if english else "남궁민수")
    await phone.taps("✅ Confirm booking" if english else "✅ 예약 확정")


async def test_everybody_is_told_in_their_own_language_and_the_admin_gets_the_sum(
    world, admin, customer, english
):
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(4)} 30 02-123-4567")
    await admin.taps("✅ 등록")
    await book(customer, world, days=4)
    await book(english, world, days=4, english=True)

    await admin.says("/deletehospital 한빛병원")
    admin.hears("한빛병원을 삭제할까요?", "예약 2건이 취소되고, 예약한 2명")
    await admin.taps("🗑 삭제")

    customer.hears("병원 사정으로 예약이 취소됐어요", "한빛병원\n📅", "3월 5일(금)")
    assert "다른 병원·날짜 보기" in customer.buttons()
    english.hears("The hospital had to cancel your booking", "Fri 5 Mar")
    admin.hears("2명 중 2명에게 알렸어요")


async def test_who_blocked_the_bot_is_on_the_list_to_phone(world, admin, customer, english):
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(4)} 30 02-123-4567")
    await admin.taps("✅ 등록")
    await book(customer, world, days=4)
    await book(english, world, days=4, english=True)
    await customer.blocks()

    await admin.says("/deletehospital 한빛병원")
    await admin.taps("🗑 삭제")

    admin.hears("2명 중 1명에게 알렸어요", "🎫 HS-")


async def test_only_the_deleted_date_is_cancelled(world, admin, customer):
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(4)}..{world.day(5)} 30")
    await admin.taps("✅ 등록")
    await book(customer, world, days=4)
    await book(customer, world, days=5, first=False)

    await admin.says(f"/deletehospital 한빛병원 {world.day(4)}")
    await admin.taps("🗑 삭제")

    customer.hears("병원 사정으로 예약이 취소됐어요", "3월 5일(금)")
    assert "이 병원 다른 날 보기" in customer.buttons()
    await customer.says("/cancel")
    customer.hears("3월 6일(토)", "예약 확정")


async def test_what_a_customer_cancelled_before_stays_as_it_is(world, admin, customer):
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(4)} 30")
    await admin.taps("✅ 등록")
    await book(customer, world, days=4)
    await customer.says("/cancel")
    await customer.taps("❌ 예약 취소")
    before = len(customer.all_heard())

    await admin.says("/deletehospital 한빛병원")
    await admin.taps("🗑 삭제")

    admin.hears("취소된 예약은 없어요")
    assert len(customer.all_heard()) == before


async def test_in_english_the_card_speaks_of_what_will_be(world, admin, customer):
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(4)} 30")
    await admin.taps("✅ 등록")
    await book(customer, world, days=4)
    await admin.taps("English")

    await admin.says("/deletehospital 한빛병원")

    admin.hears("1 booking will be cancelled and 1 person notified")
