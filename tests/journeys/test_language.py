"""Korean and English alike, from the first word to the last."""


async def test_an_english_customer_books_and_cancels_in_english(world, admin, english):
    await admin.says(f"/addhospital Hanbit Clinic {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await english.says("/book")
    await english.taps("Thu 11 Mar · Hanbit Clinic")
    await english.taps("11·3")
    english.hears("Consent: personal data (1/2)")
    await english.taps("✅ I agree")
    await english.taps("✅ I agree")
    await english.says("Jane Kim")
    english.hears("Confirm this booking?", "Thu 11 Mar", "Jane Kim", "Wed 10 Mar, 17:00")
    await english.taps("✅ Confirm booking")
    english.hears("Your booking is confirmed", "Hanbit Clinic\n📅", "HS-")
    await english.taps("Cancel booking")
    await english.taps("❌ Cancel booking")

    english.hears("Booking cancelled", "Hanbit Clinic\n📅")


async def test_a_strangers_choice_is_remembered_by_the_buttons(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await customer.says("/language")
    await customer.taps("English")
    await customer.taps("📅 Book")
    await customer.taps("Thu 11 Mar · 한빛병원")
    customer.hears("Tap the date you want")
    await customer.taps("11·3")
    await customer.taps("✅ I agree")
    await customer.taps("✅ I agree")

    customer.hears("the patient's name")
    await customer.says("/start")
    customer.hears("What would you like to do?")


async def test_a_known_customer_switches_back_and_forth(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("✅ 동의해요")
    await customer.says("/language")
    await customer.taps("English")
    await world.restart()
    await customer.says("/start")
    customer.hears("What would you like to do?")

    await customer.taps("🌐 한국어")

    customer.hears("이제 한국어로", "무엇을 도와드릴까요?")
