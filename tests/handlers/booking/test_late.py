"""An update that comes once more, after what the person did meanwhile, disturbs nothing."""

from datetime import timedelta

import pytest

from handlers.context import Context
from tests.handlers.talk import TODAY

DAY = TODAY + timedelta(days=10)


async def asked_for_the_name(world, phone):
    """Somebody who was asked for a name when their first /book comes once more."""
    await world.hospital()
    await phone.say(f"/book 한빛병원 {DAY}")
    first = phone.last_update
    await phone.tap("✅ 동의해요")
    await phone.tap("✅ 동의해요")
    phone.last_update = first
    await phone.again()


async def test_a_command_that_comes_late_does_not_end_what_began_after_it(world, phone):
    await asked_for_the_name(world, phone)

    said = await phone.say("김가명")

    assert "이대로 예약할까요?" in said.text


async def test_without_looking_when_it_began_the_answer_leads_nowhere(world, phone, monkeypatch):
    def whatever_is_open(context):
        return context.view.dialogue if context.leaving else None

    monkeypatch.setattr(Context, "_to_leave", whatever_is_open)
    await asked_for_the_name(world, phone)

    said = await phone.say("김가명")

    assert "이대로 예약할까요?" not in said.text


@pytest.mark.parametrize("command", ["/book", "/mystatus", "/cancel"])
async def test_a_command_that_comes_after_it_ends_it(world, phone, command):
    await asked_for_the_name(world, phone)

    await phone.say(command)

    known = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    assert await world.read(lambda tx: tx.dialogues.get(known.id)) is None
