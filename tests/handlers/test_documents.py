"""Documents (a confirmation, a reminder, bad news) are answered below and never edited."""

import pytest

from domain.operations import hospitals
from handlers.ui.callback_data import is_lasting, unpack
from tests.handlers.post import Post
from tests.handlers.talk import ADMIN

SENT, EDITED = "sendMessage", "editMessageText"


def written(world, before):
    """How each message since then was written."""
    return [name for name, _ in world.request.calls[before:] if name in (SENT, EDITED)]


def packed(screen):
    return {label: str(key.get("callback_data")) for label, key in screen.keys.items()}


async def each_answered(world, phone, screen):
    """How the answer to each of the screen's buttons is written, one after the other."""
    answers = set()
    for data in packed(screen).values():
        if data != "None":
            before = len(world.request.calls)
            await phone.press(data)
            answers.update(written(world, before))
    return answers


async def booked_card(world, phone):
    slot = await world.slot(await world.hospital())
    return await phone.press(f"v1|b|{slot}")


async def test_a_confirm_card_becomes_the_booked_card_which_is_answered_below(world):
    phone = await world.guest()
    before = len(world.request.calls)

    card = await booked_card(world, phone)

    assert "📋 예약번호 복사" in card.labels
    assert written(world, before) == [EDITED]
    assert await each_answered(world, phone, card) == {SENT}


async def test_a_button_of_the_same_card_without_the_mark_edits_it(world):
    phone = await world.guest()
    card = await booked_card(world, phone)
    old = {label: data.replace("v1d|", "v1|") for label, data in packed(card).items()}
    before = len(world.request.calls)

    for data in old.values():
        if data != "None":
            await phone.press(data)

    assert set(written(world, before)) == {EDITED}


async def test_what_is_answered_below_a_document_is_a_screen_that_is_edited(world):
    phone = await world.guest()
    await booked_card(world, phone)
    await phone.tap("예약 취소")
    before = len(world.request.calls)

    cancelled = await phone.tap("❌ 예약 취소")

    assert written(world, before) == [EDITED]
    assert await each_answered(world, phone, cancelled) == {SENT}


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_bad_news_and_reminders_are_documents(world, language):
    phone = await world.guest(language=language)
    hospital = await world.hospital()
    await world.booked(phone, hospital)
    world.clock.forward(days=9, hours=5)
    reminder = (await Post(world).deliver())[phone.telegram]
    assert await each_answered(world, phone, reminder) == {SENT}

    by = {"telegram": ADMIN, "language": "ko"}
    await world.run(hospitals.delete, hospital=hospital, slot=None, expected=1, **by)
    await world.settle()
    told = await Post(world).deliver()

    assert await each_answered(world, phone, told[phone.telegram]) == {SENT}
    await Post(world).deliver()


async def test_an_invitation_link_and_the_data_export_are_documents(world):
    owner = world.phone(ADMIN)
    await owner.say("/admins")
    link = await owner.tap("🔗 초대 링크 만들기")
    assert await each_answered(world, owner, link) == {SENT}

    guest = await world.guest()
    export = await guest.say("/mydata")
    assert all(is_lasting(data) for data in packed(export).values())


async def test_a_menu_is_no_document(world):
    phone = await world.guest()
    menu = await phone.say("/start")

    assert not any(is_lasting(data) for data in packed(menu).values())
    assert await each_answered(world, phone, menu) == {EDITED}


async def test_a_mark_changes_nothing_about_what_a_button_does(world):
    card = await booked_card(world, await world.guest())

    for data in packed(card).values():
        if data != "None":
            assert unpack(data) == unpack(data.replace("v1d|", "v1|"))
