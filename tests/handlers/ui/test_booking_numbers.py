"""Buttons name bookings by their codes, so that they tell nothing of how many there are."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from domain.model import CODE_ALPHABET
from domain.storage.repositories.bookings import fresh_code
from handlers.ui.buttons import CommitCancelFor, ShowBooking
from handlers.ui.callback_data import code_of_number, number_of_code, unpack
from tests.handlers.talk import ADMIN


@given(st.text(CODE_ALPHABET, min_size=6, max_size=6))
def test_a_code_is_read_back_from_its_number(chars):
    code = f"HS-{chars}"

    assert code_of_number(number_of_code(code)) == code
    assert unpack(ShowBooking(number_of_code(code)).pack()) == ShowBooking(number_of_code(code))


def test_an_id_is_no_number_of_a_code():
    assert {code_of_number(n) for n in (0, 1, 2**31)} == {None}


def test_codes_that_follow_each_other_have_numbers_that_do_not():
    numbers = [number_of_code(fresh_code()) for _ in range(200)]

    assert numbers != sorted(numbers)
    assert len(set(numbers)) > 190


def named(world) -> list[int]:
    """The numbers of bookings in all buttons that customers were shown."""
    shown = [said for _, said in world.request.calls if said.get("chat_id") != ADMIN]
    rows = [
        row for said in shown for row in said.get("reply_markup", {}).get("inline_keyboard", ())
    ]
    buttons = [
        unpack(key["callback_data"]) for row in rows for key in row if "callback_data" in key
    ]
    of_bookings = [b for b in buttons if "booking" in {each.name for each in fields(b)}]
    assert not any(isinstance(b, CommitCancelFor) for b in of_bookings)
    return [b.booking for b in of_bookings if b.booking is not None]


async def test_no_button_that_a_customer_is_shown_carries_an_id(world):
    hospital, phone = await world.hospital(days=[3, 4, 10]), await world.guest()
    for days in (3, 4, 10):
        mine = await world.booked(phone, hospital, days=days)
    await world.settle()

    await phone.say("/start")
    await phone.say("/cancel")
    await phone.say(f"/mystatus {mine.code}")
    await phone.say("/mystatus")
    await phone.tap("3/4(목) 예약 취소")
    await phone.tap("❌ 예약 취소")
    await phone.say("/mystatus")

    numbers = named(world)
    assert len(numbers) > 10
    assert {code_of_number(number) for number in numbers} >= {mine.code}
    assert None not in {code_of_number(number) for number in numbers}


async def test_a_button_with_an_id_would_be_found(world, phone):
    await phone.say("/start")
    old = [[{"text": "x", "callback_data": ShowBooking(7).pack()}]]
    world.request.calls.append(("sendMessage", {"reply_markup": {"inline_keyboard": old}}))

    assert named(world) == [7]
