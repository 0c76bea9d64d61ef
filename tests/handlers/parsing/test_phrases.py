"""Words without a slash: which command they mean, and which end a question."""

from datetime import date

import pytest

from handlers import parsing

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("예약", "book"),
        ("예약하기", "book"),
        ("Book", "book"),
        (" 예 약 ", "book"),
        ("취소", "cancel"),
        ("CANCEL!", "cancel"),
        ("예약 취소", "cancel"),
        ("내 예약", "mystatus"),
        ("내예약", "mystatus"),
        ("my bookings", "mystatus"),
        ("병원", "hospitals"),
        ("hospitals", "hospitals"),
        ("도움말", "help"),
        ("ＨＥＬＰ", "help"),
        ("help?", "help"),
        ("안녕하세요!", "start"),
        ("Hello", "start"),
        ("처음으로", "start"),
        ("예약하고 싶어요", "book"),
        ("건강검진 예약", "book"),
        ("예약 취소해 주세요", "cancel"),
        ("내 예약 보여줘", "mystatus"),
        ("개인정보", "privacy"),
        ("language", "language"),
    ],
)
def test_words_without_a_slash_mean_a_command(typed, command):
    assert parsing.command_of(typed) == command


@pytest.mark.parametrize("typed", ["", "예약은 싫어요", "한빛병원", "/book", "\ud83d", "가" * 5000])
def test_other_words_mean_no_command(typed):
    assert parsing.command_of(typed) is None


@pytest.mark.parametrize("typed", ["취소", "그만두기", "그만할게요!", "Stop", "cancel", "ＳＴＯＰ"])
def test_the_words_of_the_button_that_stops_stop_too(typed):
    assert parsing.says_stop(typed)


@pytest.mark.parametrize("typed", ["", "그만병원", "내 예약", "stop it", "\ud83d"])
def test_other_words_stop_nothing(typed):
    assert not parsing.says_stop(typed)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("예약 12/3", "12/3"),
        ("예약 한빛병원 내일", "한빛병원 내일"),
        ("Book Hanbit 3 Dec", "Hanbit 3 Dec"),
        ("예약", None),
        ("예약 한빛병원", None),
        ("예약 어떻게 해요?", None),
        ("예약 13/45", None),
        ("한빛병원 12/3", None),
        ("예약 \ud83d 12/3", None),
        ("예약 12/3 12/4", None),
        ("예약 12/3".rjust(200), "12/3"),
        ("예약 12/3".rjust(201), None),
    ],
)
def test_the_word_with_a_date_behind_it_is_a_line_to_book(typed, line):
    assert parsing.booking_line(typed, today=TODAY) == line
