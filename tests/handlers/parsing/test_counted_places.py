"""Numbers beside a day at the desk: days, numbers of places, and those that may be either."""

from datetime import date

import pytest

from handlers.parsing import Intent, PartKind, PlacesChange, Reading, read

TODAY = date(2027, 3, 1)


def at_desk(text: str) -> Reading:
    language = "ko" if any("가" <= c <= "힣" for c in text) else "en"
    return read(text, today=TODAY, language=language, desk=True)


def days(text: str) -> list[int]:
    return [each.day for each in at_desk(text).days]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("march 10, 5 to 8 places", "5 to 8 places"),
        ("10 march, five to eight people", "five to eight people"),
        ("march 10, 5 and 8 places", "5 and 8 places"),
        ("the 10th, 5 or 6 patients", "5 or 6 patients"),
        ("march 10, 4, 5 or 8 places", "4, 5 or 8 places"),
        ("march 10, 5-8 places", "5-8 places"),
        ("march 10, 5 - 8 slots", "5 - 8 slots"),
        ("march 10, 5/8 places", "5/8 places"),
        ("march 10, 15 to 20 each", "15 to 20 each"),
        ("march 10, 15 and 20 per day", "15 and 20 per day"),
        ("march 10 capacity 5 to 8", "5 to 8"),
        ("5 to 8 places on march 10", "5 to 8 places"),
        ("3/10 5~8명", "5~8명"),
        ("10일 5-8명", "5-8명"),
        ("3월 10일 5/10명", "5/10명"),
        ("3월 10일, 3-8명", "3-8명"),
        ("3.10, 5.12명", "5.12명"),
        ("3월 10일 20/15자리", "20/15"),
        ("3월 10일, 5에서 8명", "5에서 8명"),
        ("3월 10일, 5 또는 8명", "5 또는 8명"),
        ("3월 10일 정원 5~8", "5~8"),
        ("정원 5~8, 10일", "5~8"),
    ],
)
def test_several_numbers_of_places_are_named_and_no_day(text, named):
    found = at_desk(text)

    assert (days(text), found.places) == ([10], None)
    assert found.unread == (named,)


@pytest.mark.parametrize(
    "text",
    [
        "3월 10일, 15, 20명",
        "3월 10일(수), 15, 20명",
        "3월 10일, 15, 20명씩",
        "3월 10일, 15, 20분",
        "3/10, 11, 12명",
        "march 10, 15, 20 places",
        "march 10, 15, 20 each",
        "march 10 to 12 places",
        "march 10-12 places",
        "march 10 and 12 places",
        "10th to 12 people",
        "3/10~12명",
        "10일 ~ 12명",
        "3/10-12명",
        "3월 10~12명",
    ],
)
def test_a_number_that_may_be_a_day_or_count_places_is_asked(text):
    found = at_desk(text)

    assert PartKind.DAYS in found.ambiguous
    assert not found.certain


@pytest.mark.parametrize(
    ("text", "numbers", "places"),
    [
        ("3/10, 15명", [10], 15),
        ("3/10 - 15명", [10], 15),
        ("3/10, 11, 12 15명", [10, 11, 12], 15),
        ("3/10, 11, 12, 15명", [10, 11, 12], 15),
        ("10일, 12일, 15명", [10, 12], 15),
        ("10, 12일 15명", [10, 12], 15),
        ("3/10~12, 15명", [10, 11, 12], 15),
        ("3월 10~12일 5명", [10, 11, 12], 5),
        ("10일부터 12일까지 15명", [10, 11, 12], 15),
        ("3/10 9~11시 5명", [10], 5),
        ("03-10 자리 15개", [10], 15),
        ("march 10 and 12, 5 places", [10, 12], 5),
        ("march 10 and 12, 20 each", [10, 12], 20),
        ("march 10 to 12, 5 places", [10, 11, 12], 5),
        ("10th and 12th, 5 places per day", [10, 12], 5),
        ("정원 5, 10일", [10], 5),
        ("정원 5, 10, 12일", [10, 12], 5),
        ("capacity 5, 10 march", [10], 5),
        ("places 5, 10th", [10], 5),
    ],
)
def test_days_and_their_places_that_can_be_told_are_certain(text, numbers, places):
    found = at_desk(text)

    assert (days(text), found.places) == (numbers, places)
    assert found.certain


def test_places_that_only_name_what_is_opened_leave_both_days():
    found = at_desk("3/20, 3/22 자리 열어줘")

    assert (days("3/20, 3/22 자리 열어줘"), found.intent) == ([20, 22], Intent.OPEN)
    assert found.certain


MORE = """
    10 March +5 | 3/10 5자리 더 열어줘 | 3/10 5명 늘려 주세요 | 3/10 5명 증원 | 3/10 정원 5 늘려줘 |
    추가로 5명 더 받을게요 3/10 | add 5 to the 10th | add 5 places to the 10th |
    5 more places on 10 March | five extra places on 10 March | add 5 more places on 10 March |
    increase 10 March by 5 | bump 10 March up by 5
"""
FEWER = """
    3/10 5명 줄여줘 | 3/10 정원 5명 줄여 주세요 | 3/10 정원 5 줄여 | 3/10 5명 감원 | 3/10 5명 감축 |
    3/10 정원 5명 축소 | 3/10 5명 덜 받아요 | 3/10 5명 적게 열어줘 | cut 5 places on the 10th |
    drop 5 places on 10 March | 10 March 5 fewer places | five fewer places on 10 March |
    10 March 5 less | reduce 10 March by 5 | decrease 10 March by 5 places |
    capacity 10 March minus 5
"""
WHOLE = """
    3/10 정원 5 | 3/10 5명으로 늘려 주세요 | 3/10 5명으로 줄여줘 | 3/10 정원을 5로 줄여 |
    3/10 5명까지 늘려줘 | 3/10 정원 5명만 남기고 줄여줘 | reduce 10 March to 5 | cut the 10th to 5 |
    lower 10 March to 5 places | increase 10 March to 5 places | raise capacity on 10 March to 5 |
    capacity 10 March 5
"""


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (change, each.strip())
        for change, lines in (("more", MORE), ("fewer", FEWER), ("to", WHOLE))
        for each in lines.split("|")
    ],
)
def test_more_and_fewer_places_are_told_from_all_of_them(change, text):
    found = at_desk(text)

    assert (found.intent, days(text), found.places) == (Intent.CAPACITY, [10], 5)
    assert found.places_change is PlacesChange(change)
    assert not found.unread


@pytest.mark.parametrize(
    "text",
    [
        "3/10 빼고 3/11~12 5명",
        "하늘리조트 3/10 5명",
        "no more than 5 places on 10 March",
        "+82 10-1234-5678 10 March 5 places",
        "add 5 places on 10 March",
    ],
)
def test_other_words_change_no_number_of_places(text):
    assert at_desk(text).places_change is PlacesChange.TO
