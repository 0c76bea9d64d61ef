"""Booking codes, telephone numbers and numbers of places of typed lines."""

from datetime import date

import pytest

from handlers.parsing import ParseError, PartKind, read

MONDAY = date(2027, 3, 1)


def line(text, **other):
    return read(text, today=MONDAY, **other)


@pytest.mark.parametrize(
    "text",
    [
        "HS-7X5CKK",
        "hs7x5ckk",
        "hs 7x5 ckk",
        "HS–7X5CKK",
        "ＨＳ－７Ｘ５ＣＫＫ",
        "7x5ckk",
        "예약번호는 7x5ckk예요",
        "#HS-7X5CKK",
    ],
)
def test_a_booking_code_is_read_in_every_way_it_is_typed(text):
    assert line(text).code == "HS-7X5CKK"
    assert line(text).days == ()


def test_letters_that_look_like_figures_are_read_as_figures():
    assert line("hs-7o5cki").code == "HS-705CK1"
    assert line("B8RWL3").code == "HS-B8RW13"


@pytest.mark.parametrize("text", ["please", "cancel", "Friday", "Hanbit", "123456"])
def test_six_letters_or_six_figures_are_no_code(text):
    assert line(text).code is None


@pytest.mark.parametrize("text", ["HS-7U5CKK", "HS-7X5CK", "HS-7X5CKK2"])
def test_what_is_no_code_is_named(text):
    assert line(text).unread == (text,)


def test_two_codes_are_asked():
    reading = line("HS-7X5CKK and HS-4M9TQ2")

    assert reading.code is None
    assert PartKind.CODE in reading.ambiguous


@pytest.mark.parametrize(
    "text",
    [
        "010-1234-5678",
        "01012345678",
        "010 1234 5678",
        "+82 10-1234-5678",
        "+82 (0)10-1234-5678",
        "0082 10 1234 5678",
        "０１０－１２３４－５６７８",
        "공일공 일이삼사 오육칠팔",
    ],
)
def test_a_telephone_number_is_read_in_every_way_it_is_typed(text):
    assert line(text).phone == "010-1234-5678"
    assert line(text).certain


@pytest.mark.parametrize("text", ["010-1234-567", "010-1234-56789", "900101-1234567"])
def test_what_is_no_telephone_number_is_named(text):
    assert line(text).phone is None
    assert line(text).unread == (text,)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("3/20 30명", 30),
        ("3/20 서른 명", 30),
        ("3/20 30", 30),
        ("30 3/26", 30),
        ("20 March 30 places", 30),
        ("22, 23 and 24 March, 20 each", 20),
        ("정원 40", 40),
        ("3/22 정원 +10", 10),
    ],
)
def test_numbers_of_places_of_the_desk(text, places):
    assert line(text, desk=True, language="en").places == places


def test_a_bare_number_of_a_customer_is_no_number_of_places():
    assert line("3/20 30").places is None
    assert line("부모님 두 분 3/20 예약할게요").places == 2


def test_no_places_and_two_numbers_of_places_are_asked():
    assert line("3/20 0명", desk=True).unread == ("0명",)
    assert PartKind.PLACES in line("3/20 30명, 3/21 20명", desk=True).ambiguous


@pytest.mark.parametrize(("desk", "most"), [(False, 200), (True, 250)])
def test_what_is_too_long_to_be_a_line_is_refused(desk, most):
    longest = ("3/20 " * 60)[: most - 2] + "20"

    assert line(longest, desk=desk)
    with pytest.raises(ParseError) as refused:
        line(longest + "0", desk=desk)

    assert (refused.value.rule, refused.value.values) == ("parse.too_long", {"most": most})
