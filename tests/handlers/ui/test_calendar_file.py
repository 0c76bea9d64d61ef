"""The calendar file of a booking, read back by the rules of RFC 5545."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ui.calendar_file import MAX_LINE_OCTETS, CalendarEvent, booking_uid, to_ics

STAMP = datetime(2027, 3, 1, 9, 0, 30, tzinfo=ZoneInfo("Asia/Seoul"))
EVENT = CalendarEvent(
    uid="4a6b",
    sequence=1,
    day=date(2027, 3, 11),
    summary="병원 예약",
    location="한빛병원",
    description="예약번호 HS-7K3QX2\n☎ 02-123-4567",
)
NAME = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", re.DOTALL)
UNESCAPED = {"\\n": "\n", "\\N": "\n", "\\\\": "\\", "\\;": ";", "\\,": ","}


def content_lines(file: bytes) -> list[str]:
    """The unfolded lines. The breaks of the file are the only ones there are."""
    text = file.decode()
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def read(file: bytes) -> dict[str, str]:
    """Name with parameters, to unescaped value; BEGIN and END are checked and left out."""
    found: dict[str, str] = {}
    inside: list[str] = []
    for line in content_lines(file):
        parsed = NAME.fullmatch(line)
        assert parsed, line
        name, parameters, value = parsed.groups()
        if name == "BEGIN":
            inside.append(value)
        elif name == "END":
            assert inside.pop() == value
        else:
            assert name + parameters not in found
            found[name + parameters] = re.sub(r"\\.", lambda each: UNESCAPED[each[0]], value)
    assert inside == []
    return found


def test_a_whole_day_is_read_back():
    assert read(to_ics(EVENT, stamp=STAMP)) == {
        "VERSION": "2.0",
        "PRODID": "-//checkup-bot//checkup-bot//EN",
        "METHOD": "PUBLISH",
        "UID": "4a6b",
        "SEQUENCE": "1",
        "DTSTAMP": "20270301T000030Z",
        "DTSTART;VALUE=DATE": "20270311",
        "DTEND;VALUE=DATE": "20270312",
        "TRANSP": "TRANSPARENT",
        "SUMMARY": "병원 예약",
        "LOCATION": "한빛병원",
        "DESCRIPTION": "예약번호 HS-7K3QX2\n☎ 02-123-4567",
        "STATUS": "CONFIRMED",
        "CLASS": "PRIVATE",
    }


@pytest.mark.parametrize("minutes", [None, 120])
def test_a_time_is_told_in_utc_and_takes_its_minutes(minutes):
    start = datetime(2027, 3, 11, 8, 30, tzinfo=ZoneInfo("Asia/Seoul"))

    found = read(to_ics(EVENT._replace(start=start, minutes=minutes), stamp=STAMP))

    assert found["DTSTART"] == "20270310T233000Z"
    assert found.get("DURATION") == (f"PT{minutes}M" if minutes else None)
    assert not {"DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "TRANSP"} & found.keys()


def test_the_last_day_of_a_year_ends_in_the_next():
    found = read(to_ics(EVENT._replace(day=date(2027, 12, 31)), stamp=STAMP))

    assert found["DTEND;VALUE=DATE"] == "20280101"


def test_a_time_without_a_zone_is_a_bug():
    with pytest.raises(ValueError, match="time zone"):
        to_ics(EVENT, stamp=datetime(2027, 3, 1, 9))  # noqa: DTZ001 - that is what is refused
    with pytest.raises(ValueError, match="time zone"):
        to_ics(EVENT._replace(start=datetime(2027, 3, 11, 9)), stamp=STAMP)  # noqa: DTZ001


def test_a_cancellation_names_the_same_event_with_a_higher_sequence():
    before = read(to_ics(EVENT, stamp=STAMP))

    after = read(to_ics(EVENT._replace(sequence=2), stamp=STAMP, cancelled=True))

    assert (after["METHOD"], after["STATUS"], after["SEQUENCE"]) == ("CANCEL", "CANCELLED", "2")
    assert after["UID"] == before["UID"]


def test_a_booking_has_one_uid_for_life_and_no_other_has_it():
    mine = booking_uid(bot=77, code="HS-7K3QX2")

    assert mine == "abe72e3a-7857-5c03-bb09-c904b4a0f621"  # in the calendars of people for ever
    assert mine != booking_uid(bot=77, code="HS-7K3QX3")
    assert mine != booking_uid(bot=78, code="HS-7K3QX2")
    assert "7K3QX2" not in mine


LONG = "가나다라마바사아자차카타파하" * 6
"""252 octets; 75 is no multiple of a letter's three."""


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_a_long_korean_line_is_folded_between_letters(before):
    file = to_ics(EVENT._replace(location=before + LONG), stamp=STAMP)

    lines = file.split(b"\r\n")
    assert max(map(len, lines)) in range(MAX_LINE_OCTETS - 2, MAX_LINE_OCTETS + 1)
    assert sum(line.startswith(b" ") for line in lines) == 3
    assert all(line.decode() for line in lines if line)  # no letter is cut in two
    assert read(file)["LOCATION"] == before + LONG


@pytest.mark.parametrize(("octets", "folded"), [(75, 0), (76, 1), (149, 1), (150, 2)])
def test_a_line_is_folded_only_above_75_octets(octets, folded):
    file = to_ics(EVENT._replace(location="a" * (octets - len("LOCATION:"))), stamp=STAMP)

    assert file.count(b"\r\n ") == folded


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200))
def test_any_text_is_read_back_and_adds_no_line(text):
    file = to_ics(EVENT._replace(location=text, description=text), stamp=STAMP)

    assert read(file) == read(to_ics(EVENT, stamp=STAMP)) | {"LOCATION": text, "DESCRIPTION": text}
    assert max(map(len, file.split(b"\r\n"))) <= MAX_LINE_OCTETS


def test_signs_with_a_meaning_are_escaped():
    file = to_ics(EVENT._replace(location="가;나,다\\라\n마: 바"), stamp=STAMP)

    assert "LOCATION:가\\;나\\,다\\\\라\\n마: 바" in content_lines(file)


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r"])
def test_a_line_break_in_a_name_begins_no_property(break_):
    planted = f"한빛병원{break_}ATTENDEE:mailto:x@example.com"

    found = read(to_ics(EVENT._replace(location=planted), stamp=STAMP))

    assert found["LOCATION"] == "한빛병원\nATTENDEE:mailto:x@example.com"
    assert "ATTENDEE" not in found


def test_control_characters_are_left_out():
    found = read(to_ics(EVENT._replace(location="한\x00빛\x07병\x0b원\x7f"), stamp=STAMP))

    assert found["LOCATION"] == "한빛병원"
