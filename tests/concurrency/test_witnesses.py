"""The gates' own witnesses see what they are there to see."""

from tests.gates.load import phrases as spoken
from tests.gates.load.customers import Command, copies_shown
from tests.gates.oracles import send_log as witness
from tests.gates.oracles.verdict import Booking, Kept, _doubled, _is_lost, _wrong

CODE, OTHER = "HS-7K3QX2", "HS-ABCDEF"
BOOK = Command("book", 1001, update=5, told="booked", code=CODE)
CANCEL = Command("cancel", 1001, update=6, told="cancelled", code=CODE)


def told(message, *, chat=1001, at=0.0, text=spoken.FORCE_CANCELLED, code=CODE, status=200, **more):
    return {
        "method": "sendMessage",
        "ok": status == 200,
        "status": status,
        "chat_id": chat,
        "message_id": message,
        "at": at,
        "text": f"<b>{text}</b> {code}",
        "retry_after": None,
        "fault": False,
        **more,
    }


def test_the_busiest_second_is_found_wherever_it_begins():
    calls = [told(n, at=at) for n, at in enumerate((0.0, 0.9, 1.2, 1.8, 1.85, 3.0))]

    assert witness.most_in(1.0, calls) == 4


def test_messages_that_did_not_arrive_count_only_as_refused():
    calls = [told(1), told(2, status=429)]

    assert witness.refused(calls) == 1
    assert len(witness.notices(calls)) == 1
    assert witness.most_in(1.0, calls) == 1


def test_a_refusal_that_no_fault_made_is_told_with_what_led_to_it():
    planned = told(3, at=2.0, status=429, retry_after=3, fault=True)
    edited = told(1, at=4.0, status=400, method="editMessageText")
    calls = [told(1, at=1.0), told(2, chat=1002, at=4.5), planned, edited]
    refused = told(4, at=5.25, status=429, retry_after=70)

    (found,) = witness.unplanned([*calls, refused])

    assert (found.overall, found.in_chat, found.after_pause) == (1, 2, 0.25)
    assert "sendMessage to 1001 was refused for 70 s" in str(found)
    assert "0.250 s after the end of a pause" in witness.first_of([found])
    assert witness.unplanned(calls) == []


def test_a_notice_that_came_twice_is_a_copy():
    assert witness.told_twice([told(1), told(2, code=OTHER)]) == 0
    assert witness.told_twice([told(1), told(2)]) == 1


def test_a_person_told_in_another_order_than_owed_is_seen():
    calls = [told(1), told(2, code=OTHER), told(3, chat=1002)]

    assert witness.disordered(calls, [(1001, 1), (1001, 2), (1002, 3)]) == 0
    assert witness.disordered(calls, [(1001, 2), (1001, 1), (1002, 3)]) == 1
    assert witness.disordered(calls, [(1001, 1), (1001, 2)]) == 1


def test_an_answer_shown_again_is_counted():
    calls = [told(1, text=spoken.BOOKED), told(1, text=spoken.CANCELLED)]

    assert copies_shown(calls) == 0
    assert copies_shown([*calls, told(1, text=spoken.BOOKED)]) == 1


def test_a_command_of_which_nothing_is_known_is_lost():
    assert _is_lost(BOOK, {}, {})
    assert not _is_lost(BOOK, {5: Kept("booked", False, 1)}, {1: Booking(1001, CODE, "booked")})


def test_a_booking_that_was_shown_and_is_not_there_is_lost():
    kept = {5: Kept("booked", False, 1), 6: Kept("cancelled", False, 1)}

    assert _is_lost(BOOK, kept, {1: Booking(1001, OTHER, "booked")})
    assert _is_lost(CANCEL, kept, {1: Booking(1001, CODE, "booked")})


def test_a_booking_that_nobody_ordered_is_doubled():
    kept = {5: Kept("booked", False, 1)}
    twice = {1: Booking(1001, CODE, "booked"), 2: Booking(1001, OTHER, "booked")}

    assert _doubled([BOOK], kept, twice) == 1


def test_what_was_shown_must_be_what_is_kept():
    refused = {5: Kept("SoldOut", True, None)}
    anothers = {1: Booking(1002, CODE, "booked")}

    assert _wrong(BOOK, refused, {})
    assert _wrong(BOOK, {5: Kept("booked", False, 1)}, anothers)
    assert not _wrong(BOOK, {5: Kept("booked", False, 1)}, {1: Booking(1001, CODE, "booked")})


def test_a_refusal_is_known_by_its_words():
    assert spoken.is_refusal(spoken.bare(spoken.KOREAN.say("refused.too_many", limit=3)))
    assert not spoken.is_refusal(spoken.BOOKED)
