"""Days, sets of days and times of typed lines."""

from datetime import date, time, timedelta
from random import Random

import pytest

from handlers.parsing import PartKind, read
from handlers.parsing.line_parts import PartOfDay

MONDAY = date(2027, 3, 1)


def korean(text, **other):
    return read(text, today=MONDAY, **other)


def english(text, **other):
    return read(text, today=MONDAY, language="en", **other)


def march(*days):
    return tuple(date(2027, 3, day) for day in days)


ONE_DAY = {
    date(2027, 3, 20): (
        "3/20",
        "3.20",
        "3.20.",
        "3.20.(토)",
        "27.3.20",
        "'27.3.20",
        "2027/3/20",
        "2027. 3. 20.",
        "2027년 3월 20일",
        "27년 3월 20일",
        "3월20일",
        "3월 20일 토요일",
        "3-20",
        "20270320",
        "20일",
        "이번 달 20일",
        "삼월 이십일",
        "스무날",
        "3月20日",
        "3 월 20 일",
        "３／２０",
        "3∕20",
        "2027–03–20",
        "3월 셋째 주 토요일",
    ),
    date(2027, 3, 6): ("토요일", "토욜", "이번 주 토요일", "이번주토욜", "오는 토요일"),
    date(2027, 3, 8): (
        "다음 주 월요일",
        "담주 월욜",
        "차주 월요일",
        "일주일 뒤",
        "돌아오는 월요일",
    ),
    date(2027, 3, 3): ("모레", "내일모레", "낼모레", "이틀 뒤"),
    date(2027, 3, 4): ("글피", "사흘 뒤", "3일 뒤"),
    date(2027, 4, 3): ("4/3", "다음 달 3일"),
    date(2027, 3, 31): ("3월 마지막 날", "31일"),
}
ONE_DAY_IN_ENGLISH = {
    date(2027, 3, 20): (
        "20 Mar",
        "20th of March",
        "Mar 20th",
        "March 20, 2027",
        "Sat 20 Mar",
        "20 Mar (Sat)",
        "the 20th",
        "20-Mar-2027",
        "20/3",
        "3/20",
        "20/03/27",
        "20.3.",
        "third Saturday of March",
    ),
    date(2027, 3, 6): ("this Saturday", "satuday", "in five days"),
    date(2027, 3, 12): ("Friday next week", "next week Friday", "Friday week"),
    date(2027, 3, 15): ("in two weeks", "a fortnight today", "the Monday after next"),
    date(2027, 4, 3): ("Sat 4/3", "4/3 (Sat)", "3 April"),
}


@pytest.mark.parametrize(
    ("text", "day"), [(text, day) for day, texts in ONE_DAY.items() for text in texts]
)
def test_a_day_is_read_in_every_way_it_is_written(text, day):
    reading = korean(text)

    assert reading.day == day
    assert reading.certain


@pytest.mark.parametrize(
    ("text", "day"), [(text, day) for day, texts in ONE_DAY_IN_ENGLISH.items() for text in texts]
)
def test_a_day_is_read_in_every_way_it_is_written_in_english(text, day):
    reading = english(text)

    assert reading.day == day
    assert reading.certain


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("월요일", march(1, 8)),
        ("다음 토요일", march(6, 13)),
        ("3/20(금)", march(20)),
        ("내일 수요일", march(2)),
        ("1일", (date(2027, 3, 1), date(2027, 4, 1))),
        ("2/28", (date(2028, 2, 28),)),
        ("5월 둘째 주 월요일", (date(2027, 5, 3), date(2027, 5, 10))),
        ("3/22~20", march(20, 21, 22)),
        ("3/20 21 22", march(20, 21, 22)),
        ("다음주 3/30", march(30)),
        ("3//20", march(20)),
    ],
)
def test_what_may_mean_another_day_is_asked(text, days):
    reading = korean(text)

    assert reading.days == days
    assert PartKind.DAYS in reading.ambiguous
    assert any(doubt.kind is PartKind.DAYS for doubt in reading.doubts)


@pytest.mark.parametrize("text", ["4/3", "04/03/27", "4/3/2027", "4-3", "4.3."])
def test_the_order_of_day_and_month_is_asked_in_english(text):
    reading = english(text)

    assert reading.days == (date(2027, 3, 4), date(2027, 4, 3))
    assert reading.day is None
    assert reading.doubts[0].rule == "parse.day_order"


def test_a_weekday_that_contradicts_is_said():
    assert korean("3월 20일 월요일").doubts[0].rule == "parse.day_weekday"


@pytest.mark.parametrize("text", ["2/30", "4/31", "13월 1일", "32일", "3/0", "2027-02-29"])
def test_a_day_that_does_not_exist_is_unread(text):
    reading = korean(text)

    assert reading.days == ()
    assert reading.unread == (text,)
    assert reading.doubts[0].rule == "parse.day_missing"


@pytest.mark.parametrize("text", ["3/20~4/31", "3/30~32"])
def test_a_range_without_a_real_end_is_none(text):
    reading = korean(text)

    assert reading.days == ()
    assert reading.unread


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3/20~22", march(20, 21, 22)),
        ("3/20 - 3/22", march(20, 21, 22)),
        ("3월 20일부터 22일까지", march(20, 21, 22)),
        ("20~22일", march(20, 21, 22)),
        ("3/20, 21, 22", march(20, 21, 22)),
        ("3/20과 3/21", march(20, 21)),
        ("20일이나 21일", march(20, 21)),
        ("3/25 , 3/26", march(25, 26)),
        ("3/27 및 3/28", march(27, 28)),
        ("20일부터 사흘간", march(20, 21, 22)),
        ("이번 주말", march(6, 7)),
        ("다음 주 월수금", march(8, 10, 12)),
        ("내일부터 금요일까지", march(2, 3, 4, 5)),
        ("3월 토요일", march(6, 13, 20, 27)),
        ("3/22~26, 24일 제외", march(22, 23, 25, 26)),
        ("3/20~26 주말 제외", march(22, 23, 24, 25, 26)),
        ("20일 말고 27일이요", march(27)),
    ],
)
def test_sets_of_days(text, days):
    assert korean(text).days == days
    assert PartKind.DAYS not in korean(text).ambiguous


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("22 to 24 Mar", march(22, 23, 24)),
        ("March 22-24", march(22, 23, 24)),
        ("22, 23 and 24 March", march(22, 23, 24)),
        ("from the 22nd to the 24th", march(22, 23, 24)),
        ("Mon 22 to Wed 24 Mar", march(22, 23, 24)),
        ("Saturdays in March", march(6, 13, 20, 27)),
        ("22-26 Mar w/o the 24th", march(22, 23, 25, 26)),
        ("not 20 Mar but 21 Mar", march(21)),
    ],
)
def test_sets_of_days_in_english(text, days):
    assert english(text).days == days
    assert PartKind.DAYS not in english(text).ambiguous


@pytest.mark.parametrize(
    ("text", "weekly", "excluded"),
    [
        ("월수금", {1, 3, 5}, ()),
        ("매주 화요일과 목요일", {2, 4}, ()),
        ("평일", {1, 2, 3, 4, 5}, ()),
        ("토요일만", {6}, ()),
        ("주말 제외", set(), (6, 7)),
        ("월요일 빼고 평일", {2, 3, 4, 5}, (1,)),
        ("3/20은 안 돼요", set(), (date(2027, 3, 20),)),
    ],
)
def test_weekly_patterns_and_exclusions(text, weekly, excluded):
    reading = korean(text)

    assert reading.weekly == weekly
    assert reading.excluded == excluded
    assert reading.days == ()


def test_working_days_leave_out_public_holidays():
    days = korean("5월 평일").days

    assert date(2027, 5, 3) not in days
    assert date(2027, 5, 5) not in days
    assert date(2027, 5, 13) not in days
    assert date(2027, 5, 6) in days
    assert len(days) == 18


def test_more_than_400_days_are_not_expanded():
    reading = korean("2027-03-02..2029-03-02", desk=True)

    assert reading.days == ()
    assert reading.doubts[0].rule == "parse.days_many"
    assert len(korean("2027-03-02..2028-03-01", desk=True).days) == 366


def test_a_day_of_the_past_year_is_the_nearest_one_where_the_past_counts():
    assert korean("2/28", past=True).day == date(2027, 2, 28)
    assert korean("3/5", past=True).day == date(2027, 3, 5)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("9시", time(9), time(9)),
        ("오전 9시 반", time(9, 30), time(9, 30)),
        ("오후2시", time(14), time(14)),
        ("두시요", time(14), time(14)),
        ("네 시요", time(16), time(16)),
        ("정오", time(12), time(12)),
        ("9:30-11:00", time(9, 30), time(11)),
        ("9~11시", time(9), time(11)),
        ("오후 2~4시", time(14), time(16)),
        ("half past nine", time(9, 30), time(9, 30)),
        ("quarter to ten", time(9, 45), time(9, 45)),
        ("2-4pm", time(14), time(16)),
    ],
)
def test_times(text, first, last):
    found = english(text).time

    assert (found.first, found.last) == (first, last)
    assert PartKind.TIME not in english(text).ambiguous


@pytest.mark.parametrize("text", ["7시", "오전 14시", "9:30 - 9:00", "9시 이후", "9시나 10시"])
def test_times_that_are_asked(text):
    assert PartKind.TIME in korean(text).ambiguous


@pytest.mark.parametrize("text", ["25시", "9시 75분", "24:30"])
def test_times_that_do_not_exist_are_unread(text):
    assert korean(text).unread == (text,)
    assert korean(text).time is None


def test_parts_of_the_day():
    assert korean("점심 전이요").part_of_day is PartOfDay.MORNING
    assert english("after work").part_of_day is PartOfDay.EVENING
    assert english("I am here").part_of_day is None


@pytest.mark.parametrize("text", ["토마토", "안내일정", "오늘내과", "응급실", "오늘은행"])
def test_a_word_that_only_contains_a_day_is_none(text):
    assert korean(text).days == ()


def _perturbed(text, random):
    """The same line with other blanks, dashes, and figures of full width."""
    text = "".join(random.choice(" \u00a0\u3000") if c == " " else c for c in text)
    text = text.replace("-", random.choice("-–—－"))
    if random.random() < 0.5:
        text = text.translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    return " " * random.randrange(3) + text + random.choice(["", " ", "!", "~~"])


@pytest.mark.parametrize("seed", range(60))
def test_blanks_dashes_and_wide_figures_never_make_another_day(seed):
    random = Random(seed)
    text, days = random.choice(
        [(text, (day,)) for day, texts in ONE_DAY.items() for text in texts]
        + [("3/20-22", march(20, 21, 22)), ("3월 20일~22일", march(20, 21, 22))]
    )
    reading = korean(_perturbed(text, random))

    assert reading.days == days or not reading.certain


@pytest.mark.parametrize("seed", range(100))
def test_any_day_is_read_back_as_it_was_written(seed):
    random = Random(seed)
    day = MONDAY + timedelta(days=random.randrange(1, 300))
    form = random.choice(
        ["{d:%Y-%m-%d}", "{d.month}/{d.day}", "{d.month}월{d.day}일", "{d:%y.%m.%d}"]
    )
    text = form.format(d=day)

    reading = korean(text)

    assert reading.days == (day,) or not reading.certain
    if day.year == MONDAY.year:
        assert reading.day == day
