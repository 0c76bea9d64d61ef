"""Kinds of days and times that lines of chance showed to be misread, each in several variants."""

from datetime import date, time

import pytest

from handlers.parsing import Intent, PartKind, read

MONDAY = date(2027, 3, 1)
DECEMBER = date(2027, 12, 20)


def korean(text, *, today=MONDAY, **other):
    return read(text, today=today, **other)


def english(text, *, today=MONDAY, **other):
    return read(text, today=today, language="en", **other)


def march(*days):
    return tuple(date(2027, 3, day) for day in days)


def days_and_certainty(reading):
    return reading.days, PartKind.DAYS in reading.ambiguous


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("8월달 8일", (date(2027, 8, 8),)),
        ("12월달 28일 화요일", (date(2027, 12, 28),)),
        ("시월 팔일", (date(2027, 10, 8),)),
        ("유월 십육일 수요일", (date(2027, 6, 16),)),
        ("삼월 이십오일 목요일", march(25)),
        ("삼월 이십일 토요일", march(20)),
        ("구월 이십칠일 월요일", (date(2027, 9, 27),)),
        ("7. 25.(일)", (date(2027, 7, 25),)),
        ("3. 20. 토요일", march(20)),
        ("10. 12. 20명씩", (date(2027, 10, 12),)),
        ("2027 - 03 - 20", march(20)),
        ("3 / 20 토요일", march(20)),
        ("11월 8·9·16일", tuple(date(2027, 11, day) for day in (8, 9, 16))),
        ("3월 3,7,12일", march(3, 7, 12)),
        ("3/15(월), 18(목), 22(월)", march(15, 18, 22)),
        ("3/10.~3/12.", march(10, 11, 12)),
        ("12.14. ~ 12.15.", (date(2027, 12, 14), date(2027, 12, 15))),
        ("27.10.11~27.10.12 오전 9시", (date(2027, 10, 11), date(2027, 10, 12))),
        ("오늘부터 3일 뒤", march(4)),
        ("지금부터 사흘 뒤", march(4)),
        ("3/15부터 19까지", march(15, 16, 17, 18, 19)),
        ("3/8~3/12 수요일 제외", march(8, 9, 11, 12)),
        ("3/1~3/14 월,수", march(1, 3, 8, 10)),
        ("20일과 21일 빼고 3월 셋째주", march(15, 16, 17, 18, 19)),
        ("십오일로", march(15)),
    ],
)
def test_days_are_read_for_certain(text, days):
    assert days_and_certainty(korean(text)) == (days, False)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Dec. 6 in the morning", (date(2027, 12, 6),)),
        ("Nov 22 to Nov 24 in the morning", tuple(date(2027, 11, n) for n in (22, 23, 24))),
        ("October 12 2pm", (date(2027, 10, 12),)),
        ("Mar 28, 2028 in the morning", (date(2028, 3, 28),)),
        ("last Friday of the month", march(26)),
        ("from tomorrow until Friday", march(2, 3, 4, 5)),
        ("not tomorrow, the day after", march(3)),
        ("not 20 March but the day after", march(21)),
        ("27/3/27", march(27)),
        ("11/16/20 April", tuple(date(2027, 4, n) for n in (11, 16, 20))),
        ("from 20 to 22 March please, I'm away that weekend", march(20, 21, 22)),
        ("March 19 in the afternoon", march(19)),
    ],
)
def test_days_are_read_for_certain_in_english(text, days):
    assert days_and_certainty(english(text)) == (days, False)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 / 20", march(20)),
        ("오늘 3/20 예약", march(1, 20)),
        ("일요일 '27.3.21", march(7, 21)),
        ("3/10!~3/12", march(10, 12)),
        ("12일 빼고 4/7~4/8", (date(2027, 4, 7), date(2027, 4, 8))),
        ("20일 21일 빼고 3월 셋째주", march(15, 16, 17, 18, 19)),
        ("4월 둘째주 평일", tuple(date(2027, 4, n) for n in range(5, 10))),
        ("5월 둘째주", tuple(date(2027, 5, n) for n in range(3, 10))),
        ("이십일", march(20)),
        ("다음달 초하루", (date(2027, 4, 1),)),
    ],
)
def test_days_that_may_be_others_are_asked(text, days):
    assert days_and_certainty(korean(text)) == (days, True)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1월 셋째 주 토요일", (date(2028, 1, 15),)),
        ("1월 둘째 목요일", (date(2028, 1, 13),)),
        ("금요일 5 / 5", (date(2028, 5, 5),)),
    ],
)
def test_a_day_of_next_year_is_asked_however_it_is_named(text, days):
    assert days_and_certainty(korean(text, today=DECEMBER)) == (days, True)


@pytest.mark.parametrize(
    ("text", "today", "days"),
    [
        ("Friday in two weeks", date(2027, 3, 6), march(19, 26)),
        ("3.7 (Tue)", DECEMBER, (date(2028, 3, 7),)),
        ("1/12/28", DECEMBER, (date(2028, 1, 12), date(2028, 12, 1))),
    ],
)
def test_days_that_may_be_others_are_asked_in_english(text, today, days):
    assert days_and_certainty(english(text, today=today)) == (days, True)


@pytest.mark.parametrize("text", ["March 2, 5 and 10 in the morning", "Dec 4 to 9 in the morning"])
def test_a_number_that_may_be_a_day_or_an_hour_is_named(text):
    reading = english(text)

    assert reading.unread or PartKind.DAYS in reading.ambiguous


@pytest.mark.parametrize(
    ("text", "excluded"),
    [("화요일은 빼주세요", (2,)), ("목요일 빼 줘", (4,)), ("3/20은 빼주세요", march(20))],
)
def test_days_that_are_to_be_left_out_are_no_wish(text, excluded):
    reading = korean(text)

    assert (reading.days, reading.excluded) == ((), excluded)
    assert reading.intent is not Intent.CANCEL


@pytest.mark.parametrize("text", ["월요일하고 목요일마다", "월요일 목요일마다"])
def test_a_list_of_weekdays_may_be_weekly(text):
    assert korean(text).weekly == {1, 4}
    assert korean(text).days == ()


def test_a_word_for_today_behind_every_week_is_named():
    reading = korean("매주 금일")

    assert reading.days == ()
    assert reading.unread


@pytest.mark.parametrize("text", ["May weekdays", "all of May", "weekdays in May"])
def test_may_is_a_month_beside_a_pattern(text):
    assert {day.month for day in english(text).days} == {5}


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("네 네시요", 16),
        ("네 한시요", 13),
        ("3/20 두 시", 14),
        ("팔월 십일 두 시", 14),
        ("10am instead of 9am", 10),
    ],
)
def test_times_beside_other_numbers(text, hour):
    reading = korean(text)

    assert reading.time is not None
    assert reading.time.first == time(hour)
    assert PartKind.TIME not in reading.ambiguous


@pytest.mark.parametrize("text", ["세 네시", "두 세시요", "네 다섯시요", "열 두시"])
def test_parts_of_a_larger_number_are_no_time(text):
    assert korean(text).time is None
    assert korean(text).unread


@pytest.mark.parametrize(
    "text", ["밤 12시", "밤 2시", "새벽 3시", "9시 10시 예약", "1-4 in the morning"]
)
def test_odd_or_several_times_are_asked(text):
    assert PartKind.TIME in korean(text).ambiguous


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can we do afternoon instead of morning", Intent.CHANGE),
        ("could we do 21 March instead of 20 March", Intent.CHANGE),
        ("booking 확인", Intent.SHOW),
        ("appointment 확인해 주세요", Intent.SHOW),
        ("may I come on 20 March", Intent.BOOK),
    ],
)
def test_wishes_beside_days(text, intent):
    reading = english(text)

    assert reading.intent is intent
    assert PartKind.INTENT not in reading.ambiguous


@pytest.mark.parametrize("text", ["I may be able to come on 20 March", "we might come on 20 March"])
def test_a_hesitant_wish_is_asked(text):
    assert PartKind.INTENT in english(text).ambiguous


def test_the_desk_registers_days_and_is_asked_where_it_names_a_person():
    days = english("register 20 March for Hanbit, 30 spots", desk=True)
    person = english("register Gildong Hong for 20 March", desk=True)

    assert (days.intent, days.places) == (Intent.OPEN, 30)
    assert PartKind.INTENT in person.ambiguous


@pytest.mark.parametrize(
    "text", ["12일", "10~15일", "12월 3일이랑 11월 12일", "11월 20일부터 12월 5일"]
)
def test_of_no_day_to_come_it_is_said_that_it_has_passed(text):
    reading = korean(text, today=date(2026, 11, 30))

    assert [each.rule for each in reading.doubts] == ["parse.day_later"]
    assert min(reading.days) >= date(2026, 11, 30)


def test_a_weekday_that_fits_no_day_is_explained_where_one_day_is_named_only():
    one, two = korean("3월 12일 토요일"), korean("3월 5일, 3월 12일 토요일")

    assert [each.rule for each in one.doubts] == ["parse.day_weekday"]
    assert [each.rule for each in two.doubts] == ["parse.day_order"]


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (korean, "검진 예약하고 싶은데 언제 돼요?"),
        (korean, "언제 될까요?"),
        (english, "I'd like to book a check-up, when is it possible?"),
        (english, "when do you have space?"),
    ],
)
def test_when_a_visit_is_possible_asks_to_book(reader, text):
    assert (reader(text).intent, reader(text).certain) == (Intent.BOOK, True)


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (korean, "제 예약이 언제로 돼 있죠"),
        (korean, "언제 가면 되나요?"),
        (english, "when is it?"),
    ],
)
def test_when_a_visit_is_asks_about_the_booking(reader, text):
    assert reader(text).intent is Intent.WHEN


@pytest.mark.parametrize(
    ("reader", "text"),
    [(korean, "3월 12일 40명으로 변경"), (english, "change 12 March to 40 places")],
)
def test_a_changed_number_of_places_is_a_capacity_at_the_desk_alone(reader, text):
    desk, customer = reader(text, desk=True), reader(text)

    assert (desk.intent, desk.places) == (Intent.CAPACITY, 40)
    assert customer.intent is Intent.CHANGE
