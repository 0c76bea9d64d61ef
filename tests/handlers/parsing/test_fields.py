"""The bad-input table of numbers, notes and codes: what is read, what is refused and why."""

import pytest

from handlers import parsing


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("30", 30),
        ("1", 1),
        ("1000", 1000),
        ("１２", 12),
        ("010", 10),
        ("10명", 10),
        ("10 명", 10),
        ("12\u200b", 12),
        ("10\n", 10),
        (" 10 ", 10),
        ("\ufeff7", 7),
    ],
)
def test_places_are_read(typed, places):
    assert parsing.capacity(typed) == places


@pytest.mark.parametrize(
    "typed",
    [
        "0",
        "-1",
        "+10",
        "1_000",
        "١٢",
        "²",
        "①",
        "½",
        "1e3",
        "10.5",
        "0x10",
        "1001",
        "2147483648",
        "9" * 400,
        "열 명",
        "NaN",
        "Infinity",
        "True",
        "",
        " ",
        "10명명",
        "1,000",
        "10 20",
    ],
)
def test_what_is_no_number_of_places_is_refused_with_the_rule(typed):
    with pytest.raises(parsing.ParseError) as refused:
        parsing.capacity(typed)

    assert refused.value.rule == "parse.capacity"


def test_half_a_character_is_refused_everywhere():
    for read in (
        parsing.capacity,
        parsing.hospital_name,
        parsing.person_name,
        parsing.note,
        parsing.clean,
    ):
        with pytest.raises(parsing.ParseError, match=r"parse\.broken"):
            read("병원\ud83d")


@pytest.mark.parametrize("typed", ["9" * 501, "9" * 4096, "\ufdfa" * 100])
def test_more_than_any_field_takes_is_refused(typed):
    with pytest.raises(parsing.ParseError, match=r"parse\.too_long"):
        parsing.capacity(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("02-123-4567", "02-123-4567"),
        ("0212345678", "0212345678"),
        ("０２－１２３－４５６７", "02-123-4567"),
        ("(02) 123 4567", "02-123-4567"),
        ("02–123–4567", "02-123-4567"),
        ("031.123.4567", "031-123-4567"),
        ("+82 2-123-4567", "+82-2-123-4567"),
        ("+82 (0)2 123 4567", "+82-0-2-123-4567"),
        ("1588-1234", "1588-1234"),
        ("+1 415 555 0100", "+1-415-555-0100"),
    ],
)
def test_phone_numbers_are_read(typed, number):
    assert parsing.phone(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        "1-2-3-4-5-6",
        "전화",
        "",
        "+",
        "02-123-456a",
        "٠٢١٢٣٤٥٦٧",
        "1" * 21,
        "++8221234567",
    ],
)
def test_what_is_no_phone_number_is_refused(typed):
    with pytest.raises(parsing.ParseError, match=r"parse\.phone"):
        parsing.phone(typed)


def test_a_note_is_one_line_and_keeps_its_signs():
    assert parsing.note(" ① 밤 9시부터\n금식 ½ ") == "① 밤 9시부터 금식 ½"
    assert parsing.note("가" * 200) == "가" * 200


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("", "parse.note"),
        ("가" * 201, "parse.note"),
        ("금식\u202e", "parse.hidden"),
        ("4111 1111 1111 1111 로 결제", "parse.card_number"),
        ("４１１１－１１１１－１１１１－１１１１", "parse.card_number"),
        ("카드 378282246310005", "parse.card_number"),
    ],
)
def test_odd_notes_are_refused_with_the_rule(typed, rule):
    with pytest.raises(parsing.ParseError) as refused:
        parsing.note(typed)

    assert refused.value.rule == rule


def test_two_phone_numbers_in_a_note_are_no_card():
    note = "문의 02-123-4567 010-1234-5678, 4111 1111 1111 1112"

    assert parsing.note(note) == note
