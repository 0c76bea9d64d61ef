"""A message with a resident registration number is deleted and refused, whatever it is made of."""

import json

import pytest

from tests.handlers.catalogue import says, stored
from tests.handlers.talk import ADMIN

NUMBER = "88 01 01 1234567"
FILE = {"file_id": "f", "file_unique_id": "u"}
ORIGIN = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
POLL = {"id": "1", "total_voter_count": 0, "type": "regular", "is_closed": False}
POLL |= {"is_anonymous": True, "allows_multiple_answers": False, "allows_revoting": False}
POLL |= {"members_only": False}
OPTION = {"text": NUMBER, "voter_count": 0, "persistent_id": "1"}
VCARD = f"BEGIN:VCARD\nNOTE:{NUMBER}\nEND:VCARD"
PLACE = {"location": {"longitude": 126.9, "latitude": 37.5}, "title": "x"}
MESSAGES: dict[str, dict[str, object]] = {
    "text": {"text": f"번호는 {NUMBER}"},
    "forward": {"text": NUMBER, "forward_origin": ORIGIN},
    "caption": {"photo": [{**FILE, "width": 1, "height": 1}], "caption": NUMBER},
    "forwarded caption": {"photo": [], "caption": NUMBER, "forward_origin": ORIGIN},
    "file name": {"document": {**FILE, "file_name": f"{NUMBER}.pdf"}},
    "contact": {"contact": {"phone_number": "1", "first_name": "x", "last_name": NUMBER}},
    "contact, in halves": {
        "contact": {"phone_number": "1", "first_name": "880101", "last_name": "1234567"}
    },
    "card": {"contact": {"phone_number": "1", "first_name": "x", "vcard": VCARD}},
    "poll": {"poll": {**POLL, "question": NUMBER, "options": []}},
    "option": {
        "poll": {
            **POLL,
            "question": "?",
            "options": [OPTION],
        }
    },
    "place": {"venue": {**PLACE, "address": NUMBER}},
    "quote": {"text": "이거요", "quote": {"text": NUMBER, "position": 0}},
    "a kind to come": {"what_comes_next_year": {"words": [NUMBER]}},
}


def deleted(world) -> list[int]:
    return [said["message_id"] for name, said in world.request.calls if name == "deleteMessage"]


@pytest.mark.parametrize("kind", MESSAGES)
async def test_a_message_of_any_kind_with_a_number_is_deleted(world, phone, tmp_path, kind):
    before = stored(tmp_path)

    shown = await phone.send(**MESSAGES[kind])

    assert says("parse.resident", shown.text)
    assert deleted(world) == [phone.last_update["message"]["message_id"]]
    assert stored(tmp_path) == before


@pytest.mark.parametrize("kind", MESSAGES)
async def test_the_same_without_a_number_stays(world, phone, kind):
    shown = json.dumps(MESSAGES[kind]).replace(NUMBER, "2026-12-05 12-07-2026")
    harmless = json.loads(shown.replace("1234567", "234-5678"))

    await phone.send(**harmless)

    assert deleted(world) == []


async def test_a_message_that_is_edited_to_contain_a_number_is_deleted(world, phone):
    shown = await phone.edit(text=f"번호는 {NUMBER}")

    assert says("parse.resident", shown.text)
    assert len(deleted(world)) == 1


async def test_a_foreign_phone_number_in_a_contact_stays(world, phone):
    await phone.send(contact={"phone_number": "8801311234567", "first_name": "x"})

    assert deleted(world) == []


async def test_a_number_answers_no_question_and_the_question_stays(world):
    admin = world.phone(ADMIN)
    asked = await admin.say("/addhospital")

    shown = await admin.send(**MESSAGES["forward"])

    assert says("parse.resident", shown.text)
    assert asked.text.splitlines()[-1] in shown.text
