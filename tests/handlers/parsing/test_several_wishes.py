"""Days beside words of several meanings: which day goes with which wish, or with none, is asked."""

import pytest

from handlers import parsing
from handlers.parsing import Intent, PartKind, Reading
from tests.handlers.parsing.corpus_lines import HOSPITALS, TODAY

APART = """
    10일은 취소하고 12일은 유지 | 10일은 취소하고 12일은 그대로 둬 주세요 |
    10일은 두고 12일만 취소 |
    10일 취소하고 12일 예약해 주세요 | 10일 예약하고 12일은 취소해 주세요 |
    10일은 취소하지 말고 12일을 취소해 주세요 | 10일은 바꾸지 말고 12일은 취소 |
    10일 예약하지 말고 12일 예약해 주세요 | 3/10은 변경하고 3/12는 취소할게요 |
    3월 10일은 남겨두고 3월 12일은 취소 | cancel the 10th and keep the 12th |
    keep March 10 and cancel March 12 | cancel March 10 but leave March 12 as it is |
    book the 10th and cancel the 12th | book March 10, cancel March 12 |
    don't cancel March 10, change March 12 | don't cancel the 10th, cancel the 12th
"""
DESK_APART = """
    10일 휴진 아니고 11일 휴진 | 10일은 열고 12일은 닫아줘 | 10일 열지 말고 12일 열어줘 |
    close the 10th and open the 12th | don't close the 10th, close the 12th
"""
TOGETHER = {
    Intent.CANCEL: """
        10일 12일 취소 | 10일하고 12일 취소해 주세요 | 10일, 12일 예약 취소 |
        10일 예약이랑 12일 예약 취소해 주세요 | cancel the 10th and the 12th
    """,
    Intent.CHANGE: """
        10일 예약을 12일로 변경해 주세요 | 10일에서 12일로 옮겨 주세요 |
        10일 취소하고 12일로 다시 잡아 주세요 | change the 10th to the 12th |
        move my booking from March 10 to March 12
    """,
}
OR_LATER = """
    March 10 or later | later on March 10 | March 10, another time | the 10th or some other time |
    March 10, enough | at 9 or later | book March 10 or later | 10일 나중에 | 3/20 다음에 할게요 |
    예약 10일 나중에 | 9시 나중에 | 3월 10일 이따 할게요 | 매주 월요일 나중에
"""
STOPS = """
    later | another time | enough | end | I'll do it later today | not today, later | 나중에 |
    오늘은 그만할게요 | 나중에 할게요 | 오늘 말고 나중에 할게요
"""


def listed(lines: str) -> list[str]:
    return [each.strip() for each in lines.split("|")]


def read(text: str, *, desk: bool = False) -> Reading:
    return parsing.read(text, today=TODAY, hospitals=HOSPITALS, desk=desk)


@pytest.mark.parametrize("text", listed(APART))
def test_days_of_two_wishes_are_asked(text):
    reading = read(text)

    assert PartKind.DAYS in reading.ambiguous
    assert [day.day for day in reading.days] == [10, 12]


@pytest.mark.parametrize("text", listed(DESK_APART))
def test_the_desk_is_asked_for_one_wish_at_a_time(text):
    assert PartKind.INTENT in read(text, desk=True).ambiguous


@pytest.mark.parametrize(
    ("text", "intent"),
    [(text, intent) for intent, lines in TOGETHER.items() for text in listed(lines)],
)
def test_days_of_one_wish_are_certain(text, intent):
    reading = read(text)

    assert reading.certain
    assert (reading.intent, len(reading.days)) == (intent, 2)


@pytest.mark.parametrize("desk", [False, True])
@pytest.mark.parametrize("text", listed(OR_LATER))
def test_a_word_for_stopping_beside_a_day_or_time_is_asked(text, desk):
    reading = read(text, desk=desk)

    assert reading.intent is not Intent.STOP
    assert PartKind.INTENT in reading.ambiguous
    assert reading.days or reading.time or reading.weekly


@pytest.mark.parametrize("text", listed(STOPS))
def test_a_word_for_stopping_by_itself_or_for_today_stops(text):
    reading = read(text)

    assert reading.certain
    assert reading.intent is Intent.STOP
