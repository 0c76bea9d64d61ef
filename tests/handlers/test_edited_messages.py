"""An edited message answers the question that was open when it was sent; others are not read."""

from dataclasses import replace

import pytest

from domain import queries
from handlers.context import SERVICES
from handlers.ui import buttons
from tests.handlers.talk import ADMIN, Phone

UNREAD = {"ko": "고친 내용은 읽지 않았어요", "en": "This edit was not read"}


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


CORRECTED = {"ko": "3월 11일(목)", "en": "Thu 11 Mar"}


async def typed_to_a_card(world, language, line):
    """A guest who typed a line to the list of hospitals, and the id of that message."""
    phone = await world.guest(language=language)
    await phone.say("/book")
    await phone.say(line)
    return phone, phone.last_update["message"]["message_id"]


async def booked_days(world):
    person = await world.read(lambda tx: tx.people.by_telegram(1001))
    mine = await world.read(queries.my_upcoming, person=person.id)
    return [str(each.booking.day) for each in mine]


@pytest.mark.parametrize("language", CORRECTED)
async def test_an_edited_line_to_a_card_is_read_again(world, language):
    await world.hospital(days=[10, 40])
    phone, message = await typed_to_a_card(world, language, "2027-04-10")

    shown = await phone.edit(text="2027-03-11", message_id=message)
    directly = await phone.say("2027-03-11")

    assert CORRECTED[language] in shown.text
    assert (shown.text, shown.labels) == (directly.text, directly.labels)


@pytest.mark.parametrize("language", UNREAD)
async def test_an_edited_line_is_not_read_once_something_was_committed(world, language):
    await world.hospital(days=[10, 40])
    phone, message = await typed_to_a_card(world, language, "한빛병원 2027-04-10")
    await phone.tap("✅ Confirm booking" if language == "en" else "✅ 예약 확정")

    shown = await phone.edit(text="2027-03-11", message_id=message)

    assert UNREAD[language] in shown.text
    assert await booked_days(world) == ["2027-04-10"]


async def test_only_the_last_line_can_be_edited_and_only_for_a_while(world):
    await world.hospital(days=[10, 40])
    phone, first = await typed_to_a_card(world, "ko", "2027-04-10")
    await phone.say("2027-03-11")
    last = phone.last_update["message"]["message_id"]

    assert UNREAD["ko"] in (await phone.edit(text="2027-03-11", message_id=first)).text
    assert "4월 10일(토)" in (await phone.edit(text="2027-04-10", message_id=last)).text
    world.clock.forward(minutes=16)
    assert UNREAD["ko"] in (await phone.edit(text="2027-03-11", message_id=last)).text


async def test_an_edit_confirms_what_the_card_before_it_showed(world):
    await world.hospital(days=[10, 40])
    phone, _ = await typed_to_a_card(world, "ko", "한빛병원 2027-04-10")
    await phone.say("어쩌고저쩌고")
    message = phone.last_update["message"]["message_id"]

    await phone.edit(text="네", message_id=message)

    assert await booked_days(world) == ["2027-04-10"]


async def test_an_edit_does_not_answer_a_card_that_another_has_replaced(world):
    await world.hospital(days=[10, 40])
    phone, message = await typed_to_a_card(world, "ko", "한빛병원 2027-04-10")
    await phone.press(buttons.ShowHome().pack())

    assert UNREAD["ko"] in (await phone.edit(text="2027-03-11", message_id=message)).text
