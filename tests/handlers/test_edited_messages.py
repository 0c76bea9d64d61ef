"""An edited message answers the question that was open when it was sent; others are not read."""

from dataclasses import replace

import pytest

from handlers.context import SERVICES
from tests.handlers.talk import ADMIN, Phone

UNREAD = {"ko": "고친 메시지는 읽지 않아요", "en": "Edited messages are not read"}


def now(world):
    return int(world.clock.now().timestamp())


@pytest.fixture
async def asked(world):
    """An admin who is asked for the name of a hospital."""
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")
    return admin


async def test_a_corrected_answer_is_taken_while_its_question_is_open(world, asked):
    world.clock.forward(seconds=5)
    typed = now(world)
    await asked.say("???")
    world.clock.forward(seconds=5)

    shown = await asked.edit(text="한빛병원", date=typed)

    assert "한빛병원" in shown.text
    assert "고친 메시지" not in shown.text


async def test_a_corrected_answer_to_an_earlier_question_answers_no_later_one(world, asked):
    world.clock.forward(seconds=5)
    typed = now(world)
    await asked.say("한빛병언")
    world.clock.forward(seconds=5)
    shown = await asked.edit(text="2027-03-11", date=typed)

    assert UNREAD["ko"] in shown.text
    dialogue = await world.read(lambda tx: tx.dialogues.get(tx.people.by_telegram(ADMIN).id))
    assert (dialogue.state, dialogue.facts["days"]) == ("days", [])


@pytest.mark.parametrize("language", UNREAD)
async def test_an_edit_without_an_open_question_is_not_read(world, language):
    phone: Phone = await world.guest(language=language)

    shown = await phone.edit(text="예약", date=now(world))

    assert UNREAD[language] in shown.text


async def test_an_edited_command_is_none(world, asked):
    world.clock.forward(seconds=5)

    shown = await asked.edit(text="/start", date=now(world))

    assert UNREAD["ko"] in shown.text


async def test_an_expired_question_takes_no_edit(world, asked):
    world.clock.forward(minutes=1)
    typed = now(world)
    world.clock.forward(minutes=15)

    assert UNREAD["ko"] in (await asked.edit(text="한빛병원", date=typed)).text


async def test_edits_without_words_are_silent(world, phone):
    calls = len(world.request.calls)

    await phone.edit(location={"longitude": 126.9, "latitude": 37.5})

    assert len(world.request.calls) == calls


async def test_it_is_said_only_when_it_may_be(world, phone):
    data = world.application.bot_data
    data[SERVICES] = replace(data[SERVICES], may_tell_of_edits=lambda _: False)
    calls = len(world.request.calls)

    await phone.edit(text="예약")

    assert len(world.request.calls) == calls


async def test_an_edit_is_answered_once_however_often_it_is_delivered(world, asked):
    world.clock.forward(seconds=5)

    first = await asked.edit(text="한빛병원", date=now(world))

    assert (await asked.again()).text == first.text


async def test_a_contact_is_passed_over_unless_a_question_is_open(world, phone):
    contact = {"phone_number": "01012345678", "first_name": "x"}
    calls = len(world.request.calls)
    await phone.send(contact=contact)
    assert len(world.request.calls) == calls

    admin = world.phone(ADMIN)
    await admin.say("/addhospital")

    assert "병원 이름" in (await admin.send(contact=contact)).text
