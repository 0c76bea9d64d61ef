"""What is denied, what concerns a relative, and thanks: never certainly a wish for the writer."""

import pytest

from handlers import parsing
from handlers.parsing import Intent, PartKind
from tests.handlers.parsing.corpus_lines import HOSPITALS, TODAY

REFUSED = """
    못 열어요 | 못열어요 | 못 엽니다 | 못 열 것 같아요 | 안 엽니다 | 안 열 거예요 |
    안 열기로 했어요 | 열지 못합니다 | 열지 않습니다 | 열지 않아도 됩니다 | 열 수 없습니다 |
    열 수가 없어요 | 오픈 못 해요 | 오픈 안 합니다 | 오픈은 어렵습니다 | 등록 못 합니다 |
    예약 못 받아요 | 예약 받지 않습니다 | 예약을 받을 수 없습니다 | 받지 못해요 |
    못 받습니다 | 받기 힘들어요 | 더는 못 받아요 | 검진 못 해요 | 검진 안 합니다 |
    진료하지 않습니다 | 추가 못 해요 | 열기 어려워요
"""
OF_RELATIVES = """
    엄마 것도 예약해 주세요 | 남편이랑 3월 19일에 가고 싶어요 |
    아버지 검진은 3월 23일 한빛병원이요 | 시어머니 모시고 4월 9일 한빛병원 갈게요 |
    형이랑 같이 3월 20일 예약할게요 | 동생도 3/20 예약해 주세요 | 엄마 예약 취소해 주세요 |
    여자친구 검진 예약도 가능한가요?
"""
OF_THE_WRITER = """
    엄마가 예약하래요 | 아들 결혼식 때문에 취소해 주세요 | 3월 19일에 가고 싶어요 |
    딸 검진 3/20 예약, 이름은 홍길순이요
"""
DENIED_COMING = """
    I will not come on March 10 | I would never come on the 10th | never come on 22 March |
    we are not going to come on March 10 | I will not be coming in on the 10th |
    I will not be able to make it on March 10 | 10일에 안 가도 되나요 |
    안 가도 될까요 | 병원에 안 와도 되나요? | 3/20 안 가능한가요 | 못 가도 되나요
"""
UNDECIDED = """
    취소할까 말까 | 취소할까요 말까요 | 3/20 예약할까요 말까요 | 변경할까말까 |
    10일 예약을 바꿀지 말지 | 예약할까 말까 고민이에요 | should I cancel or not? |
    do I book March 10 or not | reschedule or not
"""
THANKS = """
    감사합니다 3월 18일에 뵐게요 | 3/20에 예약해 주셔서 감사합니다 | 예약 바꿔 주셔서 감사합니다
"""


def listed(lines):
    return [each.strip() for each in lines.split("|")]


def read(text, *, desk=False):
    return parsing.read(text, today=TODAY, hospitals=HOSPITALS, desk=desk)


@pytest.mark.parametrize("places", ["", " 20명"])
@pytest.mark.parametrize("said", listed(REFUSED))
def test_a_day_that_the_desk_refuses_is_never_opened_for_certain(said, places):
    reading = read(f"한빛병원 3/25{places} {said}", desk=True)

    assert not (reading.certain and reading.intent in {Intent.OPEN, Intent.CAPACITY, Intent.BOOK})


@pytest.mark.parametrize(
    "said", listed("엽니다 | 20명 받아요 | 안내드리고 20명 엽니다 | 10명 오픈합니다")
)
def test_a_day_that_the_desk_opens_is_opened(said):
    reading = read(f"한빛병원 3/25 {said}", desk=True)

    assert reading.certain
    assert reading.intent is Intent.OPEN


@pytest.mark.parametrize("said", listed("못 쉽니다 | 안 쉬어요 | 닫을 수 없어요 | 휴진 안 합니다"))
def test_a_day_that_the_desk_cannot_close_is_not_closed(said):
    assert read(f"한빛병원 3/25 {said}", desk=True).intent is None


@pytest.mark.parametrize(
    "said", listed("아님 | 아닌데 | 아녜 | 아녜요 | 아녀요 | 아닙니다 | 아니에요 | 아님!")
)
@pytest.mark.parametrize(
    "wish", listed("휴진 | 마감 | 쉬는 날 | 20명 | 20명 오픈 | 정원 20명 추가")
)
def test_what_the_desk_says_is_not_so_is_not_done(wish, said):
    for spaced in (f"한빛병원 3/25 {wish} {said}", f"3/25 {wish}은 {said}"):
        reading = read(spaced, desk=True)

        assert PartKind.INTENT in reading.ambiguous, spaced


@pytest.mark.parametrize("text", listed("휴진아님 | 마감아님 | 3/25 오픈아님 | 휴무아님"))
def test_a_denial_without_a_space_is_one(text):
    assert PartKind.INTENT in read(text, desk=True).ambiguous


@pytest.mark.parametrize(
    "text", listed("취소 아님 | 예약 아님 | 3/20 예약아님 | 변경이 아님 | 취소 아닌 | 대기 아녜요")
)
def test_what_is_not_so_is_asked(text):
    assert PartKind.INTENT in read(text).ambiguous


@pytest.mark.parametrize(
    "text",
    listed(
        "I'm not feeling well, please cancel | I am not in Seoul then. Please cancel |"
        "please do not, under any circumstances, cancel | never, cancel it"
    ),
)
def test_a_denial_in_another_part_of_the_sentence_is_asked(text):
    reading = read(text)

    assert (reading.intent, reading.negated) == (Intent.CANCEL, None)
    assert PartKind.INTENT in reading.ambiguous


@pytest.mark.parametrize("name", ["유진", "효진", "규진"])
@pytest.mark.parametrize("said", ["{} 3/20 예약", "{} 3/20", "{}님 3/20 예약"])
def test_a_given_name_closes_no_day(name, said):
    assert read(said.format(name), desk=True).intent is not Intent.CLOSE


@pytest.mark.parametrize("desk", [False, True])
def test_a_name_is_no_denial(desk):
    reading = read("김민아님 3/20 예약", desk=desk)

    assert reading.certain
    assert reading.person == "김민아"


@pytest.mark.parametrize(
    "text",
    listed(
        "공휴일 마감 | 공휴일 휴진 | 공휴일은 쉽니다 | 임시공휴일 휴진 | 한빛병원 3월 공휴일 마감 |"
        "close public holidays | close Hanbit Hospital on bank holidays in March"
    ),
)
def test_holidays_that_are_not_looked_up_are_no_person_and_asked(text):
    reading = read(text, desk=True)

    assert reading.intent is Intent.CLOSE
    assert reading.person is None
    assert PartKind.DAYS in reading.ambiguous


@pytest.mark.parametrize("text", listed("국경일 휴진 | 설연휴 마감 | 선거일 마감 | 기념일 휴무"))
def test_a_day_without_a_date_is_no_person(text):
    reading = read(text, desk=True)

    assert reading.person is None
    assert not reading.days


@pytest.mark.parametrize(
    "text", listed("한빛병원 3/25 공휴일 휴진 | Hanbit Hospital closed on 25 March, public holiday")
)
def test_a_holiday_beside_its_day_is_the_reason(text):
    assert read(text, desk=True).certain


def test_a_day_that_has_to_be_closed_is_closed():
    assert read("한빛병원 3/25 닫을 수밖에 없어요", desk=True).intent is Intent.CLOSE


@pytest.mark.parametrize("text", listed(OF_RELATIVES))
def test_a_visit_of_a_relative_is_asked(text):
    assert PartKind.PERSON in read(text).ambiguous


@pytest.mark.parametrize("text", listed(OF_THE_WRITER))
def test_a_relative_who_is_no_patient_or_has_a_name_is_not_asked(text):
    reading = read(text)

    assert PartKind.PERSON not in reading.ambiguous
    assert reading.intent is not None


@pytest.mark.parametrize("text", listed(DENIED_COMING) + listed(UNDECIDED))
def test_a_denial_of_no_wish_and_a_choice_are_asked(text):
    reading = read(text)

    assert PartKind.INTENT in reading.ambiguous
    assert reading.intent is not Intent.BOOK


@pytest.mark.parametrize(
    "text", listed("10일 휴진할까 말까 | 3/25 닫을까요 말까요 | close it or not")
)
def test_what_the_desk_has_not_decided_is_asked(text):
    assert PartKind.INTENT in read(text, desk=True).ambiguous


@pytest.mark.parametrize(
    "text",
    listed("I'll come on March 10 | can I come in on the 10th? | 10일에 가도 되나요 | 10일 되나요"),
)
def test_a_coming_that_is_not_denied_is_a_booking(text):
    reading = read(text)

    assert reading.intent is Intent.BOOK
    assert PartKind.INTENT not in reading.ambiguous


@pytest.mark.parametrize("text", listed(THANKS))
def test_thanks_with_a_day_are_no_booking(text):
    assert read(text).intent is Intent.THANKS


@pytest.mark.parametrize(
    "text", listed("네 병원이 어디예요? | 네라고 한 적 없어요 | 친구가 네라고 해요")
)
def test_a_yes_inside_a_sentence_is_no_yes(text):
    reading = read(text)

    assert reading.intent is not Intent.YES
    assert not parsing.says_yes(text)
