"""The first words."""


async def test_somebody_new_is_greeted_in_their_language(customer, english):
    await customer.says("/start")
    await english.says("/start")

    customer.hears("예약")
    english.hears("book")


async def test_the_admin_sees_what_only_admins_may_do(admin, customer):
    await admin.says("/start")
    await customer.says("/start")

    assert set(customer.buttons()) < set(admin.buttons())


async def test_a_button_from_before_a_restart_still_works(world, customer):
    await customer.says("/start")

    await world.restart()
    await customer.taps("English")

    customer.hears("I can book")


async def test_words_that_mean_nothing_are_answered_too(customer):
    await customer.says("/start")
    before = len(customer.all_heard())

    await customer.says("음")

    assert len(customer.all_heard()) == before + 1


async def test_a_greeting_is_greeted_back(customer, english):
    await customer.says("안녕하세요!")
    await english.says("Hi!")

    customer.hears("건강검진 예약 도우미예요")
    english.hears("Hi!")
