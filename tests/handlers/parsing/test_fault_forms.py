"""Lines that were once misread, refused or made part of a hospital's name, read right.

A row is a line and the keys of its reading, as in `corpus/`. Each way to write days is also read
in a line of the front desk, where a misread day once became a hospital.
"""

from datetime import date, timedelta

import pytest

from handlers import parsing
from handlers.parsing import HospitalName
from tests.handlers.parsing.corpus import Score, reading_of, score
from tests.handlers.parsing.corpus_lines import TODAY, line_of

ASKED = "ambiguous"
HANBIT, SAEBOM = "한빛병원", "새봄의원"


def march(*days: int) -> list[str]:
    return [f"2027-03-{day:02}" for day in days]


def on(*days: str) -> list[str]:
    return [f"2027-{day}" for day in days]


def weekdays(first: str, last: str, *, closed: set[str]) -> list[str]:
    start = date.fromisoformat(first)
    span = (date.fromisoformat(last) - start).days + 1
    days = (start + timedelta(days=n) for n in range(span))
    return [str(day) for day in days if day.isoweekday() < 6 and str(day) not in closed]


def read(text, *, language="ko", today=TODAY, **keys) -> Score:
    line = line_of({"text": text, "kind": "fault", **keys}, language)
    return score(line, reading_of(line, parsing.read, today=today))


def assert_right(found: Score) -> None:
    assert found.wrong == (), found.reading
    assert not found.misread
    assert not found.acted


DAYS_KO = {
    "3.20": {"days": march(20)},
    "3.20.(토)": {"days": march(20)},
    "3/20(토)": {"days": march(20)},
    "27.3.20": {"days": march(20)},
    "'27.3.20": {"days": march(20)},
    "2027/3/20": {"days": march(20)},
    "2027-03-20": {"days": march(20)},
    "27년 3월 20일": {"days": march(20)},
    "3월20일": {"days": march(20)},
    "３／２０": {"days": march(20)},
    "3∕20": {"days": march(20)},
    "2027–03–20": {"days": march(20)},
    "20일": {"days": march(20)},
    "토요일": {"days": march(6)},
    "이번 주 토요일": {"days": march(6)},
    "다음 주 월요일": {"days": march(8)},
    "모레": {"days": march(3)},
    "글피": {"days": march(4)},
    "내일모레": {"days": march(3)},
    "사흘 뒤": {"days": march(4)},
    "월말": {"days": march(31), "certainty": ASKED},
    "3월 둘째 주": {"days": march(*range(8, 15))},
    "3/20~22": {"days": march(20, 21, 22)},
    "3/20–22": {"days": march(20, 21, 22)},
    "3/20—22": {"days": march(20, 21, 22)},
    "3/22 - 3/24": {"days": march(22, 23, 24)},
    "3월 20일부터 22일까지": {"days": march(20, 21, 22)},
    "3/20, 21, 22": {"days": march(20, 21, 22)},
    "3/25 , 3/26": {"days": march(25, 26)},
    "3/20과 3/21": {"days": march(20, 21)},
    "3/27 및 3/28": {"days": march(27, 28)},
    "매주 월요일": {"weekly": [1]},
    "월수금": {"weekly": [1, 3, 5]},
    "평일": {"weekly": [1, 2, 3, 4, 5]},
    "주말": {"weekly": [6, 7]},
    "3/22~26 3/24 제외": {"days": march(22, 23, 25, 26), "excluded": march(24)},
    "오늘부터 2주": {"days": march(*range(1, 15))},
    "3월 20일 월요일": {"days": march(20), "certainty": ASKED},
    "2/28": {"days": ["2028-02-28"], "certainty": ASKED},
    "다음주 3/30": {"days": march(30), "certainty": ASKED},
}
DAYS_EN = {
    "next Friday": {"days": march(5, 12), "certainty": ASKED},
    "next Monday": {"days": march(8)},
    "this Saturday": {"days": march(6)},
    "20 Mar": {"days": march(20)},
    "Mar 20th": {"days": march(20)},
    "the 20th": {"days": march(20)},
    "Mon 22 Mar": {"days": march(22)},
    "22 to 24 Mar": {"days": march(22, 23, 24)},
    "from 22 Mar to 24 Mar": {"days": march(22, 23, 24)},
    "in two weeks": {"days": march(15)},
    "4/3": {"days": on("03-04", "04-03"), "certainty": ASKED},
    "4/3/2027": {"days": on("03-04", "04-03"), "certainty": ASKED},
    "Sat 4/3": {"days": on("04-03")},
    "Fri 20 Mar": {"days": march(20), "certainty": ASKED},
}


@pytest.mark.parametrize("text", DAYS_KO)
def test_korean_days(text):
    assert_right(read(text, **DAYS_KO[text]))


@pytest.mark.parametrize("text", DAYS_EN)
def test_english_days(text):
    assert_right(read(text, language="en", **DAYS_EN[text]))


@pytest.mark.parametrize("text", DAYS_KO)
def test_korean_days_are_no_part_of_a_hospital(text):
    keys = {"intent": "open", "hospital": HANBIT, "places": 30, "who": "desk"}

    assert_right(read(f"한빛병원 {text} 30", **keys, **DAYS_KO[text]))


@pytest.mark.parametrize("text", DAYS_EN)
def test_english_days_are_no_part_of_a_hospital(text):
    keys = {"intent": "open", "hospital": HANBIT, "places": 30, "who": "desk"}

    assert_right(read(f"Hanbit Hospital {text} 30", language="en", **keys, **DAYS_EN[text]))


TIMES_KO = {
    "9시": {"time": ["09:00"]},
    "오전 9시 반": {"time": ["09:30"]},
    "09:30": {"time": ["09:30"]},
    "9:30-11:00": {"time": ["09:30", "11:00"]},
    "9:30–11:00": {"time": ["09:30", "11:00"]},
    "아침": {"part": "morning"},
    "점심 전": {"part": "morning"},
}
TIMES_EN = {"9am": {"time": ["09:00"]}, "half past nine": {"time": ["09:30"]}}


@pytest.mark.parametrize("text", TIMES_KO)
def test_korean_times(text):
    assert_right(read(text, **TIMES_KO[text]))


@pytest.mark.parametrize("text", TIMES_EN)
def test_english_times(text):
    assert_right(read(text, language="en", **TIMES_EN[text]))


SAID_KO = {
    "예약 변경할게요": {"intent": "change"},
    "날짜 변경": {"intent": "change"},
    "12/16으로 바꿔주세요": {"intent": "change", "days": on("12-16")},
    "건강검진 예약하고 싶어요": {"intent": "book"},
    "예약하고싶습니다": {"intent": "book"},
    "취소하고 싶습니다": {"intent": "cancel"},
    "내 예약 확인": {"intent": "show"},
    "언제예요?": {"intent": "when"},
    "주소가 어디예요?": {"intent": "where"},
    "몇 시까지 가야 돼요?": {"intent": "when"},
    "대장내시경도 되나요?": {
        "unread": ["대장내시경"],
        "certainty": "unread",
        "also": [{"intent": "book"}],
    },
    "부모님 것도 예약하려고요": {"intent": "book", "certainty": ASKED},
    "토요일 오전 되나요?": {"intent": "book", "days": march(6), "part": "morning"},
    "감사합니다": {"intent": "thanks"},
    "상담원": {"intent": "human"},
    "전화번호 알려줘": {"intent": "call"},
    "예약 한빛병원": {"intent": "book", "hospital": HANBIT},
    "/예약": {"intent": "book"},
    "한빛병원": {"hospital": HANBIT},
    "15일": {"days": march(15)},
    "12/18": {"days": on("12-18")},
    "네": {"intent": "yes"},
    "확정": {"intent": "yes"},
    "예약 확정": {"intent": "yes"},
    "English": {"intent": "language"},
    "한빛병원 3.11": {"hospital": HANBIT, "days": march(11)},
    "취소하지 마세요": {},
    "다음주 금요일 한빛병원 예약하고 싶어요": {
        "intent": "book",
        "hospital": HANBIT,
        "days": march(12),
    },
    "내일": {"days": march(2)},
    "제 이름은 홍길동이에요": {"person": "홍길동"},
    "남편": {"certainty": ASKED},
    "ㄱㄱ": {"intent": "yes", "certainty": ASKED},
    "7x5ckk": {"code": "HS-7X5CKK"},
    "예약번호 HS-7X5CKK": {"code": "HS-7X5CKK"},
    "HS-7O5CKK": {"code": "HS-705CKK"},
    "HS-7X5CKI": {"code": "HS-7X5CK1"},
    "hs-7x5ckl": {"code": "HS-7X5CK1"},
}
SAID_EN = {
    "I'd like to change my booking": {"intent": "change"},
    "change the date": {"intent": "change"},
    "I want to book a health screening": {"intent": "book"},
    "I want to cancel": {"intent": "cancel"},
    "check my booking": {"intent": "show"},
    "when is it?": {"intent": "when"},
    "what's the address?": {"intent": "where"},
    "what time should I be there?": {"intent": "when"},
    "is Saturday morning possible?": {"intent": "book", "days": march(6), "part": "morning"},
    "thank you": {"intent": "thanks"},
    "agent": {"intent": "human"},
    "phone number please": {"intent": "call"},
    "book Hanbit Hospital": {"intent": "book", "hospital": HANBIT},
    "yes": {"intent": "yes"},
    "confirm": {"intent": "yes"},
    "next Friday please": {"days": march(5, 12), "certainty": ASKED},
    "my name is Gildong Hong": {"person": "Gildong Hong"},
    "don't cancel": {},
}


@pytest.mark.parametrize("text", SAID_KO)
def test_what_koreans_say(text):
    assert_right(read(text, **SAID_KO[text]))


@pytest.mark.parametrize("text", SAID_EN)
def test_what_english_speakers_say(text):
    assert_right(read(text, language="en", **SAID_EN[text]))


HOLIDAYS = {"2026-12-25", "2027-01-01", "2027-02-08", "2027-02-09"}
OPENED = {
    "/addhospital 새봄의원 2026-12-02..2027-02-24 평일 제외 2026-12-25 40": {
        "hospital": SAEBOM,
        "days": weekdays("2026-12-02", "2027-02-24", closed=HOLIDAYS),
        "excluded": ["2026-12-25"],
        "places": 40,
    },
    "/addhospital 한빛병언 2026-12-14 30": {
        "hospital": HANBIT,
        "days": ["2026-12-14"],
        "places": 30,
        "certainty": ASKED,
    },
    "/addhospital 한빛병원, 2027-01-02, 30": {
        "hospital": HANBIT,
        "days": ["2027-01-02"],
        "places": 30,
    },
    "/addhospital 한빛병원 02-777-7777 2026-12-26 30": {
        "hospital": HANBIT,
        "days": ["2026-12-26"],
        "places": 30,
        "phone": "02-777-7777",
    },
    "/addhospital Hanbit Clinic from Dec 28 to Dec 31 30": {
        "hospital": [HANBIT, "강남한빛병원"],
        "days": ["2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31"],
        "places": 30,
        "certainty": ASKED,
        "also": [{"hospital": HANBIT}],
    },
    "/addhospital 한빛병원 30 2026-12-26": {
        "hospital": HANBIT,
        "days": ["2026-12-26"],
        "places": 30,
    },
    "/addhospital 한빛병원 12-07..12-12 99": {
        "hospital": HANBIT,
        "days": [f"2026-12-{day:02}" for day in range(7, 13)],
        "places": 99,
    },
}


@pytest.mark.parametrize("text", OPENED)
def test_a_line_opens_days_of_the_hospital_that_is_there(text):
    keys = {"intent": "open", "who": "desk", **OPENED[text]}

    found = read(text, today=date(2026, 11, 30), **keys)

    assert_right(found)


def test_deleting_a_day_names_the_hospital_and_that_day():
    keys = {"intent": "close", "hospital": HANBIT, "days": march(20), "who": "desk"}

    assert_right(read("/deletehospital 한빛병원 3.20", **keys))


@pytest.mark.parametrize(
    ("text", "intent", "days"),
    [
        ("오늘 내과 3/20 10명", "open", on("03-20")),
        ("오늘 내과 내일 10명", "open", on("03-02")),
        ("오늘 내과 오늘 10명", "open", on("03-01")),
    ],
)
def test_a_hospital_named_after_a_day_is_found(text, intent, days):
    named = HospitalName(1, ("오늘 내과",))

    reading = parsing.read(text, today=TODAY, hospitals=[named], desk=True)

    assert (reading.hospital, [str(day) for day in reading.days]) == (named, days)
    assert (reading.intent, reading.places) == (intent, 10)


PARTS = [("명단 미래", "roster"), ("정원 미래 3/20 40", "capacity")]


@pytest.mark.parametrize(("text", "intent"), PARTS)
def test_a_part_of_a_name_is_enough(text, intent):
    named = HospitalName(1, ("미래의원",))

    reading = parsing.read(text, today=TODAY, hospitals=[named], desk=True)

    assert (reading.intent, reading.hospitals, reading.unread) == (intent, (named,), ())
