"""No message shows a preview of a link. `World.end` insists on it at the end of every journey."""

from telegram.ext import ExtBot

from bot.config.settings import SANDBOX_TOKEN


async def test_messages_new_and_edited_leave_without_link_previews(world, admin, customer):
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 30")
    await admin.taps("✅ 등록")
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("✅ 동의해요")
    await customer.taps("✅ 동의해요")
    await customer.says("남궁민수")
    await customer.taps("✅ 예약 확정")
    await world.forward(days=9, hours=4)

    assert {name for name, _ in world.calls} == {"sendMessage", "editMessageText"}
    assert world.previewed() == []


async def test_a_message_with_previews_left_on_would_be_found(world, customer):
    await customer.says("/start")
    server = world.parts.application.bot.base_url.removesuffix(SANDBOX_TOKEN)
    careless = ExtBot(SANDBOX_TOKEN, base_url=server, request=world.transport())

    async with careless:
        await careless.send_message(customer.id, "https://hanbit.example")

    assert [said["text"] for _, said in world.previewed()] == ["https://hanbit.example"]
    world.calls.clear()
