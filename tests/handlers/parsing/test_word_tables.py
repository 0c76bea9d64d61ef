"""The tables of words: a piece has one meaning in a table."""

import pytest

from handlers.parsing import Intent, PartKind, read
from handlers.parsing.words import english, english_desk, korean, korean_desk
from handlers.parsing.words.tables import ENDING, Tables, by_piece
from tests.handlers.parsing.corpus_lines import HOSPITALS, TODAY

KOREAN = {key: listed for key, listed in korean.MEANINGS.items() if key != ENDING}
"""A piece may also be an ending, which stands behind another word."""


@pytest.mark.parametrize(
    ("meanings", "separator"),
    [
        (english.MEANINGS, ","),
        (english_desk.DESK_MEANINGS, ","),
        (KOREAN, None),
        (korean_desk.DESK_MEANINGS, None),
    ],
)
def test_a_piece_under_a_second_key_is_refused(meanings, separator):
    pieces = by_piece(meanings, separator)
    first = next(iter(pieces))

    with pytest.raises(ValueError, match="stands under"):
        by_piece({**meanings, "second": first}, separator)


def test_spaces_and_lines_of_a_phrase_count_for_nothing():
    with pytest.raises(ValueError, match="'go away' stands under 'a' and 'b'"):
        by_piece({"a": "come, go\n        away", "b": "go away"}, ",")


def test_a_word_of_the_desk_goes_over_the_general_one():
    desk, others = Tables(desk=True), Tables(desk=False)

    assert (desk.stems["조회"], others.stems["조회"]) == ("find", "show")
    assert (desk.phrases["remove"], others.phrases["remove"]) == ("close", "cancel")


@pytest.mark.parametrize(
    "text",
    [
        "10일 삭제",
        "3/25 없애줘",
        "3/20 지워줘",
        "10일 홍길동 삭제",
        "한빛병원 3/25 홍길동 삭제",
        "한빛병원 3/25 예약들 삭제",
        "3/25 휴진취소",
        "한빛병원 3/25 휴진 취소해 주세요",
        "delete March 25",
        "remove the patient of 25 March",
        "undo the closing of 25 March",
    ],
)
def test_what_the_desk_deletes_or_undoes_is_asked(text):
    reading = read(text, today=TODAY, hospitals=HOSPITALS, desk=True)

    assert PartKind.INTENT in reading.ambiguous
    assert reading.intent not in {Intent.CLOSE, Intent.OPEN}


@pytest.mark.parametrize(
    "text",
    [
        "한빛병원 3/25 삭제",
        "새봄의원 3/25 없애 주세요",
        "3/25 검진일 삭제",
        "병원 삭제",
        "날짜 지워줘",
        "delete Hanbit Hospital 25 March",
        "delete hospital",
        "remove a hospital please",
        "delete the date",
    ],
)
def test_a_hospital_or_a_day_that_the_desk_deletes_is_closed(text):
    reading = read(text, today=TODAY, hospitals=HOSPITALS, desk=True)

    assert reading.certain
    assert reading.intent is Intent.CLOSE
