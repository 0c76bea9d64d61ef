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
        "HS-7K3QX",
        "HS-7K3QX22",
        "HS-IK3QX2",
        "HS-LK3QX2",
        "HS-OK3QX2",
        "HS-UK3QX2",
        "",
        "HS-７K3QX²",
        "HX-7K3QX2",
        "HS-ı23456",
    ],
)
def test_letters_of_a_code_are_not_guessed(typed):
    with pytest.raises(parsing.ParseError, match=r"parse\.code"):
        parsing.code(typed)
