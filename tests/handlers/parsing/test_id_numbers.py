"""Resident numbers are found however they are typed; no text costs more than its length."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import parsing
from handlers.parsing import dates

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed",
    [
        "900101-1234567",
        "9001011234567",
        "900101 1234567",
        "９００１０１－１２３４５６７",
        "제 번호는 900101-1234567이에요",
        "900101\u200b-1234567",
        "900101 - 1234567",
        "900101–1234567",
        "900101\n1234567",
        "٩٠٠١٠١-١٢٣٤٥٦٧",
        "9\ufe0f\u20e300101-1234567",
        "051231-4234567",
        "900101_1234567",
        "850229-8123456",
        "900101-1234567\ud83d",
        "가" * 9000 + "900101-1234567",
    ],
)
def test_a_resident_number_is_found_however_it_is_typed(typed):
    assert parsing.looks_like_resident_number(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "010-1234-5678",
        "2027-03-05",
        "20270305",
        "901301-1234567",
        "900132-1234567",
        "900101-9234567",
        "900101-0234567",
        "900101-123456",
        "900101-12345678",
        "1900101-1234567",
        "한빛병원 20270305 1000",
        "4111 1111 1111 1111",
        "HS-7K3QX2",
    ],
)
def test_other_numbers_are_no_resident_number(typed):
    assert not parsing.looks_like_resident_number(typed)


def test_a_misreading_never_repeats_what_was_typed():
    with pytest.raises(parsing.ParseError) as refused:
        parsing.person_name("남궁민수 900101")

    assert "남궁" not in repr(refused.value) + str(refused.value)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed):
    try:
        once = parsing.clean(typed)
    except parsing.ParseError:
        return

    assert parsing.clean(once) == once


READERS: list[Callable[[str], object]] = [
    parsing.capacity,
    parsing.hospital_name,
    parsing.person_name,
    parsing.phone,
    parsing.note,
    parsing.code,
    parsing.looks_like_resident_number,
    lambda text: dates.day(text, today=TODAY),
    lambda text: parsing.read(text, today=TODAY),
    lambda text: parsing.read(text, today=TODAY, language="en", desk=True, past=True),
]


@given(st.one_of(st.text(), st.text("0123456789/-.~ 년월일()명평\"'+²①１\u200b\u202e\ud83d")))
def test_no_text_raises_anything_but_a_misreading(typed):
    for read in READERS:
        with suppress(parsing.ParseError):
            read(typed)


HOSTILE = [
    "a\u0315\u0300",
    "3/5 ",
    "1",
    "..",
    "~1",
    "900101-",
    "(",
    '"',
    "1-",
    "4111 ",
    "오늘 ",
    "\ufdfa",
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_costs_about_twice_the_time(piece):
    for read in READERS:
        half, whole = _seconds(read, piece, size=50_000), _seconds(read, piece, size=100_000)

        assert whole < 4 * half + 0.01


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_longest_text_telegram_delivers_is_read_quickly(piece):
    for read in READERS:
        assert _seconds(read, piece, size=4_096) < 0.5


def _seconds(read: Callable[[str], object], piece: str, *, size: int) -> float:
    text = (piece * size)[:size]
    return min(_once(read, text) for _ in range(3))


def _once(read: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    with suppress(parsing.ParseError):
        read(text)
    return time.process_time() - start
