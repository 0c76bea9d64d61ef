"""Names that lie by what is not seen, by marks, and by compounds of reserved words; variants of
each kind, beside real names that come close to it.
"""

import random
import sys
import unicodedata

import pytest

from handlers import parsing
from tests.handlers.parsing.test_names import ACCEPTED, taken

IGNORABLE = (
    "00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F "
    "FEFF FFA0 FFF0-FFF8 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF 2800 16FE4 1D159"
)
"""Default_Ignorable_Code_Point of Unicode, and the three symbols that look empty."""
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Those that turn the direction of a text: a hospital's name with one is refused."""
MARKS = {"Mn", "Mc", "Me"}
LATIN_OR_KOREAN = ["관리자", "홍길동", "Admin", "Minsu Kim"]


def ignorable():
    for part in IGNORABLE.split():
        first, _, last = part.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


def foreign(mark):
    """Whether it belongs to a script of its own, or crosses letters out."""
    name = unicodedata.name(mark, "")
    of_both = name.startswith(("COMBINING", "HANGUL"))
    return not of_both or "OVERLAY" in name or unicodedata.category(mark) == "Me"


def inserted(name, c, chance):
    at = chance.randrange(1, len(name) + 1)
    return name[:at] + c + name[at:]


def test_no_ignorable_code_point_hides_in_a_name():
    chance = random.Random(20270301)
    hidden = list(ignorable())
    names = [inserted(chance.choice(LATIN_OR_KOREAN), c, chance) for c in hidden]

    assert len(hidden) > 4000
    assert [ascii(name) for name in names if taken(name)] == []


def test_no_ignorable_code_point_makes_a_second_hospital_of_one():
    shown = [c for c in ignorable() if c not in TURNING]

    assert {parsing.hospital_name(f"한빛{c}병원") for c in shown} == {"한빛병원"}


def test_the_shape_of_a_kanji_is_dropped():
    assert parsing.person_name("葛\U000e0100城") == "葛城"
    assert not taken("管\U000e0100理\U000e01ef人")


def test_no_mark_of_another_script_and_none_that_crosses_out_is_taken():
    chance = random.Random(20270301)
    every = (chr(c) for c in range(sys.maxunicode))
    marks = [c for c in every if unicodedata.category(c) in MARKS and foreign(c)]
    names = [inserted(chance.choice(LATIN_OR_KOREAN[:3]), mark, chance) for mark in marks]

    assert len(marks) > 1000
    assert [ascii(name) for name in names if taken(name)] == []


@pytest.mark.parametrize("mark", "\u0334\u0335\u0336\u0337\u0338\u20d2\u20d3\u20e5\u20e6\u20eb")
def test_a_crossed_out_name_is_refused(mark):
    for name in ("홍길동", "Minsu", "Иван", "김"):
        with pytest.raises(parsing.ParseError, match=r"parse\.name_marks"):
            parsing.person_name("".join(c + mark for c in name))
        with pytest.raises(parsing.ParseError, match=r"parse\.name_marks"):
            parsing.hospital_name("".join(c + mark for c in name))


def test_accents_on_ordinary_names_are_taken():
    accents = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328"

    assert [ascii(c) for c in accents if not taken(f"Mi{c}nsu Ki{c}m")] == []


BEFORE = ["자동", "당일", "중복", "전체", "임시", "미", "재"]
STATES = ["취소", "예약", "확정", "완료", "접수", "삭제"]
AFTER = ["요망", "아님", "마감", "해주세요", "바람", "문의", "환자", "고객", "됨", "완료", "불가"]
UNITS = ["관리", "원무", "접수", "보건", "안내", "총무", "행정", "간호", "진료", "수납", "상담"]
PLACES = ["실", "과", "팀", "소", "창구", "센터", "직", "실장", "팀장", "과 직원"]
LATIN = ["{}Team", "Team{}", "The{}", "{}s", "X{}", "{}Desk"]
LATIN_WORDS = ["Admin", "admin", "Cancelled", "Confirmed", "Reserved", "Operator", "Unverified"]


def compounds():
    yield from (before + state for before in BEFORE for state in STATES)
    yield from (state + after for state in STATES for after in AFTER)
    yield from (unit + place for unit in UNITS for place in PLACES)
    yield from (form.format(word) for form in LATIN for word in LATIN_WORDS)


def test_a_compound_of_a_role_or_state_is_refused():
    names = [form.format(name) for name in compounds() for form in ("{}", "{} 김가명", "Kim {}")]

    assert len(names) > 600
    assert [name for name in names if taken(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        *(
            "김원장",
            "예지원",
            "마키노쇼고",
            "마키노 쇼자부로",
            "대기영",
            "변경애",
            "이승인",
            "김보건 소영",
        ),
        *("이삭 제임스", "이부원 장미", "João Cancelo", "Cancellara", "Jane Cancel", "Cancelmo"),
        *("Badminton", "Vipin", "Nomin", "Booker", "Pendinger"),
    ],
)
def test_a_real_name_that_comes_close_is_taken(name):
    assert taken(name)


def test_a_rule_of_parts_of_words_would_refuse_real_names():
    careless = ["cancel", "원장", "대기", "승인", "변경", "노쇼", "admin", "bot", "vip"]
    near = [*ACCEPTED, "김원장", "이승인", "Cancelmo", "Vipin", "마키노쇼고"]

    assert sum(any(part in name.casefold() for part in careless) for name in near) > 4
