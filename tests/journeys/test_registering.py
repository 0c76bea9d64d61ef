"""The front desk opens hospitals and dates; customers see them at once."""


async def test_one_line_opens_a_date_that_customers_see(world, admin, customer):
    await admin.says("/start")
    await customer.says("/start")

    await admin.says(f"/addhospital 한빛병원 {world.day(4)} 30 02-123-4567")
    await admin.taps("✅ 등록")
    admin.hears("등록했어요", "한빛병원", "3월 5일(금)", "30명")
    await customer.says("병원")

    customer.hears("한빛병원")


async def test_the_dialogue_registers_from_name_to_note(admin, customer):
    await customer.says("/start")
    await admin.says("/start")
    await admin.taps("병원 등록")
    await admin.says("한빛병원")
    await admin.taps("8")
    await admin.taps("9")
    await admin.taps("선택 완료 (총 2일)")
    await admin.taps("20")
    await admin.says("02-123-4567")
    await admin.says("전날 밤 9시부터 금식이에요")
    admin.hears("이대로 등록할까요?", "3월 8일(월)", "3월 9일(화)", "20명", "금식")

    await admin.taps("✅ 등록")

    admin.hears("등록했어요", "☎ 02-123-4567", "📝 전날 밤 9시부터 금식이에요")
    await customer.says("예약 ")
    customer.hears("병원")


async def test_a_restart_in_the_middle_of_the_dialogue_loses_nothing(world, admin):
    await admin.says("/start")
    await admin.says("/addhospital 한빛병원")
    await admin.taps("8")

    await world.restart()
    await admin.taps("선택 완료 (총 1일)")
    await admin.taps("10")
    await admin.taps("✅ 등록")

    admin.hears("등록했어요", "3월 8일(월)", "10명")


async def test_english_admins_read_english(world, admin):
    await admin.says("/start")
    await admin.taps("English")
    await admin.taps("Add a hospital")

    await admin.says(f"/addhospital Hanbit Clinic {world.day(4)} 30")
    await admin.taps("✅ Register")
    admin.hears("Registered", "Hanbit Clinic", "Fri 5 Mar")
    await admin.says(f"/capacity hanbit clinic {world.day(4)} 40")

    admin.hears("30 → 40")


async def test_too_long_a_pause_closes_the_dialogue(world, admin):
    await admin.says("/start")
    await admin.says("/addhospital 한빛병원")

    await world.forward(minutes=16)
    await admin.says(world.day(7))

    admin.hears("시간이 지나서 질문을 닫았어요")


async def test_the_words_of_its_button_stop_the_dialogue(admin):
    await admin.says("/addhospital")

    await admin.says("그만두기")

    admin.hears("입력을 취소했어요")
