"""Kinds of Korean lines: words beside a wish, what is denied, what is only mentioned."""

import pytest

from handlers.parsing import Intent, PartKind, Reading, read
from tests.handlers.parsing.corpus_lines import HOSPITALS, TODAY


def of(text: str, *, desk: bool = False) -> Reading:
    return read(text, today=TODAY, hospitals=HOSPITALS, desk=desk)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("ㅎㅎ 예약할게요ㅋㅋㅋㅋㅋ", Intent.BOOK),
        ("급한 일이 생겨서 취소해야겠네요 ㅠㅠㅠㅠ", Intent.CANCEL),
        ("예약 힐게요", Intent.BOOK),
        ("아니요 괜찮습니다", Intent.NO),
        ("네 괜찮아요", Intent.YES),
        ("저번에 취소했는데 다시 예약하고 싶어요", Intent.BOOK),
        ("대기 말고 예약이요", Intent.BOOK),
        ("아니 취소 말고 시간만 변경", Intent.CHANGE),
    ],
)
def test_words_beside_a_wish_leave_it_as_it_is(text, intent):
    found = of(text)

    assert found.intent is intent
    assert found.certain


@pytest.mark.parametrize(
    "text",
    [
        "취소하는 거 아니에요",
        "예약 취소한 거 아닌데요",
        "취소하려던 게 아닙니다",
        "취소하는 것이 아닙니다",
        "취소하려는 것 아녜요",
        "예약을 취소한 것은 아님",
        "취소하고 싶은 건 아닌데요",
    ],
)
def test_what_is_denied_is_not_wanted(text):
    found = of(text)

    assert (found.intent, found.negated) == (None, Intent.CANCEL)


@pytest.mark.parametrize("text", ["괜찮아요", "빼주세요", "그날 못 가요"])
def test_words_of_two_meanings_alone_are_asked(text):
    assert PartKind.INTENT in of(text).ambiguous


@pytest.mark.parametrize(
    "text", ["월수금 다 괜찮아요", "3/6하고 3/7 둘 다 괜찮아요", "수요일 가능합니다"]
)
def test_a_day_that_suits_is_no_wish(text):
    found = of(text)

    assert found.intent is None
    assert found.certain


@pytest.mark.parametrize(
    "text", ["ㅋㅋㅋㅋ", "ㅠㅠ", "시간 일정 그거", "김치찌개", "한빛병원 김치찌개 예약"]
)
def test_what_says_nothing_known_is_named_as_typed(text):
    unread = of(text).unread

    assert unread
    assert all(words in text for words in unread)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("우리 어머니 홍길순 예약이요", "홍길순"),
        ("3/12 오전 예약한 홍길동인데요 취소할게요", "홍길동"),
        ("홍 길동", "홍길동"),
        ("성함 김가명이요~", "김가명"),
        ("엄마가 검진 예약하라고 해서요", None),
        ("집 전화는 02-777-7777이에요 ^^", None),
        ("임산부인데 예약 되나요", None),
    ],
)
def test_a_name_is_told_from_a_relation_and_an_ending(text, name):
    assert of(text).person == name


@pytest.mark.parametrize(
    ("text", "hospital"),
    [("한빛병원 말고 새봄의원이요", "새봄의원"), ("강남 말고 그냥 한빛병원이요", "한빛병원")],
)
def test_a_hospital_that_is_denied_is_read(text, hospital):
    found = of(text)

    assert found.hospital is not None
    assert found.hospital.names[0] == hospital
    assert found.unread == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("스물다섯 명", 25),
        ("열다섯 자리", 15),
        ("이십오명", 25),
        ("백이십명", 120),
        ("서른 명", 30),
    ],
)
def test_places_in_words_are_counted(text, count):
    assert of(f"한빛병원 3/9 {text}", desk=True).places == count


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("예약번호 ZX4-8NC", "HS-ZX48NC"),
        ("ㅗㄴ-7x5ckk", "HS-7X5CKK"),
        ("9am-5pm", None),
        ("3rd-5th", None),
    ],
)
def test_a_code_in_two_halves_is_told_from_a_range(text, code):
    assert of(text).code == code
