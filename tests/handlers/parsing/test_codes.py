"""Booking codes as people type them."""

import pytest

from handlers import parsing


@pytest.mark.parametrize(
    "typed",
    ["HS-7K3QX2", "hs-7k3qx2", "HS 7K3 QX2", " hs7k3qx2 ", "ＨＳ－７Ｋ３ＱＸ２", "HS–7K3QX2"],
)
def test_a_code_is_read_in_any_case(typed):
    assert parsing.code(typed) == "HS-7K3QX2"


@pytest.mark.parametrize(
    "typed",
    [
        "7K3QX2",
        "7k3qx2",
        "예약번호 HS-7K3QX2",
        "예약번호는 7K3QX2",
        "예약번호: HS-7K3QX2",
        "code HS7K3QX2",
    ],
)
def test_a_code_is_read_without_its_prefix_and_behind_its_name(typed):
    assert parsing.code(typed) == "HS-7K3QX2"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("HS-OK3QX2", "HS-0K3QX2"), ("hs-ik3ql2", "HS-1K3Q12"), ("HS-OOOOO1", "HS-000001")],
)
def test_a_letter_that_no_code_has_is_the_digit_it_looks_like(typed, meant):
    assert parsing.code(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("Hanbit", "CANCEL", "HS-7K3QX", "HS-7K3QX22", "HS-UK3QX2", "", "HS-７K3QX²"),
        *("HX-7K3QX2", "HS-ı23456", "2027-03-11", "예약번호"),
    ],
)
def test_what_cannot_be_a_code_is_refused(typed):
    with pytest.raises(parsing.ParseError, match=r"parse\.code"):
        parsing.code(typed)
