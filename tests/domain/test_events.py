"""Events of other releases: what this one does not know does no harm."""

from datetime import date

import pytest

from domain.events import BookingMade, Event, Unknown, UnreadableEvent, read_event
from domain.policies import SUBSCRIBERS

MADE = BookingMade(
    booking=7, version=1, code="HS-7K3QX2", person=11, slot=3, hospital=2, day=date(2027, 3, 11)
)


class BookingHeld(Event):
    """A newer release knows it; this one does not."""

    stored = False
    booking: int


def test_an_event_is_read_as_it_was_written():
    assert read_event("BookingMade", MADE.model_dump_json()) == MADE


def test_fields_of_a_newer_release_are_ignored():
    newer = MADE.model_dump_json()[:-1] + ',"colour":"blue"}'

    assert read_event("BookingMade", newer) == MADE


def test_an_unknown_kind_keeps_its_name_and_has_a_lane_of_its_own():
    event = read_event("KioskOpened", '{"kiosk":4}')

    assert isinstance(event, Unknown)
    assert (event.kind, event.lane) == ("KioskOpened", "unknown:KioskOpened")


def test_an_unknown_kind_of_a_booking_stays_in_the_bookings_lane():
    event = read_event("BookingHeld", '{"booking":7,"until":"later"}')

    assert (event.kind, event.lane) == ("BookingHeld", MADE.lane)


@pytest.mark.parametrize("booking", ['"7"', "true", "null", "7.5", "[7]", '{"id":7}'])
def test_whatever_a_newer_release_calls_a_booking_is_read(booking):
    event = read_event("BookingHeld", f'{{"booking":{booking}}}')

    assert event.lane == "unknown:BookingHeld"


@pytest.mark.parametrize("body", ["[]", "7", "null", '"booking"'])
def test_the_body_of_an_unknown_kind_may_be_anything(body):
    assert read_event("Odd", body).lane == "unknown:Odd"


def test_nothing_is_stored_as_unknown():
    assert "Unknown" not in Event.kinds
    assert read_event("Unknown", "{}").kind == "Unknown"


@pytest.mark.parametrize(
    ("kind", "body", "lane"),
    [
        ("PersonErased", '{"person":11,"reason":"moved"}', "unknown:PersonErased"),
        ("BookingMade", '{"booking":7,"version":"first"}', "booking:7"),
    ],
)
def test_a_known_kind_in_words_of_a_newer_release_cannot_be_read(kind, body, lane):
    event = read_event(kind, body)

    assert isinstance(event, UnreadableEvent)
    assert (event.kind, event.lane) == (kind, lane)


async def test_policies_ignore_what_they_do_not_know(desk):
    booking = await desk.booking(person=await desk.person(), slot=(await desk.slot()).id)
    await desk.settle()
    held = BookingHeld(booking=booking.id)
    await desk.run(lambda tx: tx.events.append(held, at=tx.now))
    before = await desk.events()

    await desk.settle()

    head = await desk.read(lambda tx: tx.events.head())
    assert await desk.events() == before
    for subscriber in SUBSCRIBERS:
        name = subscriber.name
        stands = await desk.read(lambda tx, name=name: tx.progress.position(name))
        assert stands.id == head
