"""The front desk looks people up, and cancels for those who phone."""

import re

CODE = re.compile(r"HS-[0-9A-Z]{6}")


async def booked(world, admin, customer):
    """A booking in four days; its code as the customer reads it out."""
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(4)} 30 02-123-4567")
    await admin.taps("✅ 등록")
    await customer.says(f"/book 한빛병원 {world.day(4)}")
    await customer.taps("✅ 동의해요")
    await customer.taps("✅ 동의해요")
    await customer.says("남궁민수")
    await customer.taps("✅ 예약 확정")
    return CODE.search(customer.sees())[0]


async def test_the_list_of_a_day_names_who_comes(world, admin, customer):
    code = await booked(world, admin, customer)

    await admin.says(f"/roster 한빛병원 {world.day(4)}")
    admin.hears("예약 1명 / 정원 30명", f"1. {code} 남궁민수 · 예약 확정")


async def test_after_the_deadline_the_one_who_phones_is_cancelled_and_told(world, admin, customer):
    code = await booked(world, admin, customer)
    await world.forward(days=3, hours=8)

    await admin.says(f"/status {code.lower()}")
    admin.hears(code, "남궁민수", "예약 기록부: 예약 확정", "접수처에서는 취소할 수 있어요")
    await admin.taps("예약 취소")
    await admin.taps("❌ 예약 취소")

    admin.hears("예약을 취소했어요", "취소된 예약")
    customer.hears("병원에서 예약을 취소했어요", code)
    await admin.says(f"/roster 한빛병원 {world.day(1)}")
    admin.hears("예약 0명 / 정원 30명", f"{code} 남궁민수 · 취소된 예약")


async def test_who_blocked_the_bot_is_marked_on_the_list(world, admin, customer):
    code = await booked(world, admin, customer)
    await customer.blocks()

    await admin.says(f"/roster 한빛병원 {world.day(4)}")

    admin.hears(f"{code} 남궁민수 · 예약 확정 ☎")


async def test_nothing_is_parked_in_a_quiet_house(admin):
    await admin.says("/start")

    await admin.says("/park")

    admin.hears("처리하지 못한 작업이 없어요")
