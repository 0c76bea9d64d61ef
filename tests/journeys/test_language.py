"""Korean and English alike, from the first word to the last."""


async def test_an_english_customer_books_and_cancels_in_english(world, admin, english):
    await admin.says(f"/addhospital Hanbit Clinic {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await english.says("/book")
    await english.taps("Hanbit Clinic")
    await english.taps("11·3")
    english.hears("Consent to data")
    await english.taps("✅ I agree")
    await english.taps("✅ I agree (health data)")
    await english.says("Jane Kim")
    english.hears("Book this?", "2027-03-11 (Thu)", "Jane Kim", "Wed 10 Mar 17:00")
    await english.taps("✅ Confirm booking")
    english.hears("Your booking is confirmed", "Hanbit Clinic · Booked", "HS-")
    await english.taps("Cancel")
    await english.taps("❌ Cancel booking")

    english.hears("Your booking is cancelled", "Hanbit Clinic · Cancelled")


async def test_a_strangers_choice_is_remembered_by_the_buttons(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await customer.says("/language")
    await customer.taps("English")
    await customer.taps("📅 Book")
    await customer.taps("한빛병원")
    customer.hears("Please choose a date")
    await customer.taps("11·3")
    await customer.taps("✅ I agree")
    await customer.taps("✅ I agree (health data)")

    customer.hears("examinee's name")
    await customer.says("/start")
    customer.hears("What would you like to do?")


async def test_a_known_customer_switches_back_and_forth(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("✅ 동의")
    await customer.says("/language")
    await customer.taps("English")
    await world.restart()
    await customer.says("/start")
    customer.hears("What would you like to do?")

    await customer.taps("🌐 한국어")

    customer.hears("이제 한국어로", "무엇을 도와드릴까요?")
