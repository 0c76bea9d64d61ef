"""The page that tells others what they can rely on, and that what it once said still holds."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.events_page import EXAMPLES, example, kinds, page
from domain.events import Event

PAGE = Path(__file__).parents[3] / "docs" / "events.md"
OF_BOOKING = {
    **dict.fromkeys(("booking", "version", "person", "slot", "hospital"), "integer"),
    "code": "string",
    "day": "string",
}
NAMED = {"hospital": "integer", "name": "string", "phone": None, "note": None}
PROMISED = {
    "HospitalRegistered": NAMED,
    "HospitalChanged": NAMED,
    "HospitalDeleted": {"hospital": "integer", "deletion": "integer", "today": "string"},
    "SlotOpened": {
        **dict.fromkeys(("hospital", "slot", "capacity"), "integer"),
        "day": "string",
    },
    "CapacityChanged": {
        **dict.fromkeys(("hospital", "slot", "before", "capacity"), "integer"),
        "day": "string",
    },
    "SlotDeleted": {
        **dict.fromkeys(("hospital", "slot", "deletion"), "integer"),
        "day": "string",
        "today": "string",
    },
    "DeletionCompleted": {"hospital": "integer", "deletion": "integer"},
    "BookingMade": OF_BOOKING,
    "BookingCancelled": {**OF_BOOKING, "by_admin": "boolean"},
    "BookingForceCancelled": {**OF_BOOKING, "deletion": "integer"},
    "PlaceReturned": OF_BOOKING,
    "PersonErased": {"person": "integer", "reason": "string"},
}
"""kind -> field -> type (None: text or nothing). Only ever added to: others read these."""


def test_the_page_is_what_the_types_say():
    assert PAGE.read_text("utf-8") == f"{page()}\n"


def test_the_bot_prints_it(capsys):
    assert main(["events"]) == 0

    assert capsys.readouterr().out == PAGE.read_text("utf-8")


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_every_field_says_what_it_is(kind):
    fields = kind.model_json_schema()["properties"]

    assert all(field.get("description") for field in fields.values())
    assert kind.__doc__.startswith("Signals that ")


@pytest.mark.parametrize(("kind", "fields"), PROMISED.items())
def test_what_others_rely_on_is_still_there(kind, fields):
    now = Event.kinds[kind].model_json_schema()["properties"]

    assert {name: now[name].get("type") for name in fields} == fields


def test_every_kind_is_promised_and_every_example_is_needed():
    assert {kind.__name__ for kind in kinds()} == PROMISED.keys()
    assert {name for kind in kinds() for name in example(kind).model_fields_set} == EXAMPLES.keys()
