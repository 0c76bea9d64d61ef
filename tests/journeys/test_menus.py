"""Telegram's command menus, as each person sees them behind the slash."""

from handlers.menu import set_menus


def commands(world, phone, language="ko"):
    """Command -> description in that person's menu."""
    menu = world.telegram.menus.in_effect(chat_id=phone.id, language=language)
    return {each["command"]: each["description"] for each in menu}


async def test_an_admin_who_starts_later_gets_the_admins_menu(world, admin, customer):
    await set_menus(world.parts.application.bot, world.parts.services)
    assert "roster" not in commands(world, admin)

    await admin.says("/start")
    await customer.says("/start")

    assert commands(world, admin)["roster"] == "하루 명단 보기"
    assert commands(world, admin, "en")["roster"] == "Show a day's roster"
    assert "roster" not in commands(world, customer)
    assert commands(world, customer)["book"] == "건강검진 예약하기"
    assert commands(world, customer, "fr")["book"] == "Book a health screening"
