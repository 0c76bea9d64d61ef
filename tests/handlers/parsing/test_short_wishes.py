"""Short wishes of both languages, however they are spaced, cased and ended."""

from datetime import date

import pytest

from handlers import parsing
from handlers.parsing import Intent

TODAY = date(2026, 11, 22)
WISHES = {
    Intent.START: "안녕|안녕하세요|안녕하세요!|시작|시작하기|처음으로|hello|Hello|hi|start",
    Intent.BOOK: (
        "예약| 예 약 |예약하기|예약할게요|예약할래요|예약해줘|예약해 주세요|예약하고 싶어요|"
        "검진예약|건강검진|건강검진 예약|Book|booking|book a screening|I want to book"
    ),
    Intent.CANCEL: (
        "취소|취소하기|취소해줘|취소할게요|취소해 주세요|취소하고싶어요|예약취소|예약 취소|"
        "예약취소하기|예약취소해줘|예약취소할게요|예약 취소해 주세요|CANCEL!|cancel booking|"
        "cancel my booking|cancelbooking|cancelmybooking"
    ),
    Intent.SHOW: (
        "내 예약|내예약|내예약보기|내 예약 보여줘|예약확인|예약내역|예약조회|my bookings|"
        "mybookings|my booking|mybooking"
    ),
    Intent.HOSPITALS: "병원|병원요?|병원보기|병원목록|hospitals|hospital|Hospital.",
    Intent.PRIVACY: "개인정보|privacy",
    Intent.LANGUAGE: "언어|language",
    Intent.HELP: "도움말|도움|help|help?|ＨＥＬＰ|메뉴|menu",
    Intent.STOP: "그만|그만두기|그만둘게요|그만할게요!|Stop|ＳＴＯＰ",
}


@pytest.mark.parametrize("desk", [False, True])
@pytest.mark.parametrize("intent", WISHES)
def test_a_short_wish_is_certain_and_nothing_else(intent, desk):
    some = WISHES[intent].split("|")
    read = {typed: parsing.read(typed, today=TODAY, desk=desk) for typed in some}

    assert {t for t, each in read.items() if each.intent is not intent} == set()
    assert {t for t, each in read.items() if not each.only_intent} == set()


@pytest.mark.parametrize("typed", ["", "예약은 싫어요", "한빛병원", "병원비", "가" * 200])
def test_other_words_are_no_wish(typed):
    assert not parsing.read(typed, today=TODAY).only_intent


@pytest.mark.parametrize(
    ("typed", "whole"),
    [("예약", True), ("찾기 HS-7X5CKK", True), ("예약병원", False), ("Find Clinic", False)],
)
def test_a_word_that_was_passed_over_is_no_part(typed, whole):
    assert parsing.read(typed, today=TODAY, desk=True).whole == whole
