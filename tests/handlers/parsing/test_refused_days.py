"""Days that a patient says do not suit: never taken as wanted."""

from datetime import date

import pytest

from handlers.parsing import Intent, PartKind, Reading, read
from handlers.parsing.line_parts import PartOfDay

TODAY = date(2027, 3, 1)
REFUSED_KOREAN = """
    20일에 갈 수 없어요 | 20일에 갈 수가 없어요 | 20일은 갈수없을 것 같네 | 20일은 올 수 없어요 |
    20일은 예약할 수 없어요 | 20일 불가 | 20일은 불가능해요 | 3/20(토) 불가합니다 | 3/20 은 불가 |
    20일은 시간이 없어요 | 20일 시간없어요 | 20일은 시간이 안 나요 | 20일은 일정이 안 맞아요 |
    20일은 제가 시간이 없네요 | 20일은 시간 내기 어려워요 | 20일은 참석하기 곤란해요 |
    20일은 방문이 어렵습니다 | 20일은 무리예요 | 20일에 안 가요 | 20일은 바빠요 | 20일은 싫어요
"""
REFUSED_ENGLISH = """
    no time on the 20th | I'm not available on the 20th | I am not free on the 20th |
    I'm busy on the 20th | the 20th is not possible | the 20th is impossible |
    the 20th is bad for me | the 20th is out
"""
ASKED = """
    20일은 안 되나요? | 20일 안 될까요 | 20일 안돼요? | 20일에 갈 수 없나요 | 20일 힘들까요? |
    20일 불가능한가요 | the 20th isn't free?
"""


def listed(lines: str) -> list[str]:
    return [each.strip() for each in lines.split("|")]


def of(text: str) -> Reading:
    language = "ko" if any("가" <= c <= "힣" for c in text) else "en"
    return read(text, today=TODAY, language=language)


@pytest.mark.parametrize("text", listed(REFUSED_KOREAN) + listed(REFUSED_ENGLISH))
def test_a_refused_day_is_taken_out(text):
    found = of(text)

    assert (found.days, found.excluded) == ((), (date(2027, 3, 20),))
    assert (found.intent, found.unread) == (None, ())


@pytest.mark.parametrize(
    "text", ["20일, 21일은 못 가요", "20일하고 21일은 시간이 없어요", "3/20~21은 안 돼요"]
)
def test_all_days_of_a_list_or_a_range_are_refused(text):
    found = of(text)

    assert [each.day for each in found.excluded] == [20, 21]
    assert found.days == ()


def test_a_week_is_refused_as_a_whole():
    assert len(of("다음 주는 시간이 없어요").excluded) == 7
    assert of("다음 주는 시간이 없어요").days == ()


def test_of_two_days_side_by_side_it_is_asked_whether_both_are_refused():
    assert PartKind.DAYS in of("20일 21일은 못 가요").ambiguous


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("20일은 갈 수 없고 21일은 가능해요", None),
        ("20일은 시간이 없어서 21일로 바꿔 주세요", Intent.CHANGE),
        ("20일은 힘드니까 21일이요", None),
        ("21st instead of the 20th", None),
        ("20일은 불가, 21일 예약할게요", Intent.BOOK),
    ],
)
def test_the_other_day_is_wanted(text, intent):
    found = of(text)

    assert [each.day for each in found.days] == [21]
    assert (found.intent, found.certain) == (intent, True)


@pytest.mark.parametrize("text", listed(ASKED))
def test_a_question_whether_a_day_suits_refuses_none(text):
    found = of(text)

    assert [each.day for each in found.days] == [20]
    assert found.excluded == ()


@pytest.mark.parametrize(
    "text",
    [
        "20일에 갈 수 있어요",
        "20일은 시간이 있어요",
        "20일 괜찮아요",
        "20일은 어렵지 않아요",
        "20일도 싫지는 않아요",
        "20일은 무리 없어요",
        "the 20th is no problem",
    ],
)
def test_a_day_that_suits_is_wanted(text):
    assert [each.day for each in of(text).days] == [20]


def test_a_verb_names_no_price():
    assert of("갈 수가 없어요").intent is None
    assert of("갈 수가 있나요").intent is None
    assert of("수가 알려 주세요").intent is Intent.PRICE
    assert of("검진 수가가 얼마예요").intent is Intent.PRICE


@pytest.mark.parametrize(
    "text",
    [
        "yes, but March 12",
        "yes but the 12th please",
        "ok but March 12",
        "sorry but March 12 please",
        "book me but on March 12",
        "change my booking but to March 12",
        "nothing but March 12",
        "no but March 12 works",
        "not March 10 but March 12",
        "can't do March 10, but March 12 is ok",
    ],
)
def test_a_day_behind_but_is_wanted(text):
    found = of(text)

    assert [each.day for each in found.days] == [12]
    assert date(2027, 3, 12) not in found.excluded


@pytest.mark.parametrize(
    "text",
    [
        "March 10 but March 12 is better",
        "I booked March 10 but want March 12",
        "next week, but March 12",
        "April, but the 12th",
    ],
)
def test_of_days_on_both_sides_of_but_it_is_asked_which_is_meant(text):
    found = of(text)

    assert PartKind.DAYS in found.ambiguous
    assert found.excluded == ()


@pytest.mark.parametrize(
    "text",
    [
        "any day but March 12",
        "any day, but not March 12",
        "anything but March 12",
        "all but March 12",
        "every Friday but March 12",
        "weekdays but March 12",
        "March 10 to 14 but March 12",
        "next week but March 12",
        "March 10 but not March 12",
        "yes but not March 12",
    ],
)
def test_but_behind_several_days_takes_one_out(text):
    found = of(text)

    assert date(2027, 3, 12) in found.excluded
    assert date(2027, 3, 12) not in found.days
    assert found.certain


@pytest.mark.parametrize("text", ["yes, but in the morning", "March 12 but in the morning"])
def test_a_part_of_the_day_behind_but_is_wanted(text):
    found = of(text)

    assert found.part_of_day is PartOfDay.MORNING
    assert found.certain
