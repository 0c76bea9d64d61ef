"""Names of people and hospitals: real ones pass, others are refused with the reason.

The tables names_accepted.txt and names_refused.txt were written without sight of the rule: a name
and its category a line, what is not seen as \\uXXXX.
"""

import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from handlers import parsing

FOLDER = Path(__file__).parent
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([nrt]))")
ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
LINK = re.compile(r"(?<!\w)[@#/$]\w|\w\.\w{2}|://|[0-9]{5}")
"""What Telegram's apps turn into a link, at least; domains of any ending."""


def table(file: str) -> list[str]:
    lines = (FOLDER / file).read_text("utf-8").split("\n")
    names = [line.partition("\t")[0] for line in lines if line]
    return [
        ESCAPE.sub(lambda found: ESCAPED.get(found[3]) or chr(int(found[1] or found[2], 16)), name)
        for name in names
    ]


ACCEPTED, REFUSED = table("names_accepted.txt"), table("names_refused.txt")


def taken(typed: str) -> bool:
    try:
        parsing.person_name(typed)
    except parsing.ParseError:
        return False
    return True


def letters_alone(typed: str) -> bool:
    """The rule of the release before: letters, marks and four signs."""
    name = parsing.clean(typed[:500])
    return (
        2 <= len(name) <= 30
        and name[0].isalpha()
        and all(c in " '-." or unicodedata.category(c)[0] in "LM" for c in name)
    )


def test_real_names_are_taken():
    assert len(ACCEPTED) >= 400
    assert [name for name in ACCEPTED if not taken(name)] == []


def test_misleading_names_are_refused():
    assert len(REFUSED) >= 300
    assert [ascii(name) for name in REFUSED if taken(name)] == []


def test_a_rule_of_letters_alone_fails_on_both_tables():
    assert sum(not letters_alone(name) for name in ACCEPTED) > 40
    assert sum(letters_alone(name) for name in REFUSED) > 100


def test_no_name_that_is_taken_becomes_a_link():
    linked = [name for name in ACCEPTED if LINK.search(parsing.person_name(name))]

    assert linked == []
    assert sum(LINK.search(name) is not None for name in REFUSED) > 20


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("", "parse.person_name"),
        ("가" * 65, "parse.person_name"),
        ("김1수", "parse.person_name_digit"),
        ("김１수", "parse.person_name_digit"),
        ("김²", "parse.person_name_digit"),
        ("-김수", "parse.person_name_sign"),
        ("김수,", "parse.person_name_sign"),
        ("김@수", "parse.person_name_sign"),
        ("김\n수", "parse.person_name_sign"),
        ("'김수'", "parse.person_name_sign"),
        ("O''Brien", "parse.person_name_sign"),
        ("ㄱㄱ", "parse.person_name_jamo"),
        ("naver.com", "parse.person_name_dot"),
        ("t.me", "parse.person_name_dot"),
        ("\u0410dmin", "parse.name_scripts"),
        ("김gil동", "parse.name_scripts"),
        ("e" + "\u0301" * 28, "parse.name_marks"),
        ("a\u0300\u0301\u0302", "parse.name_marks"),
        ("A\u20dd", "parse.name_marks"),
        ("관리자 김가명", "parse.person_name_word"),
        ("예약 취소됨", "parse.person_name_word"),
        ("이름 없음", "parse.person_name_word"),
        ("NULL", "parse.person_name_word"),
        ("Ađmin", "parse.person_name_word"),
        ("\u1d00\u1d05\u1d0d\u026a\u0274", "parse.person_name_word"),
        ("\ua4ee\ua4d3\ua4df\ua4f2\ua4e0", "parse.name_scripts"),
        ("\u13a0\u13b3\u13a9", "parse.name_scripts"),  # Cherokee
        ("김\u200b수", "parse.hidden"),
        ("\u202e김수", "parse.hidden"),
        ("김\x00수", "parse.hidden"),
        ("김\x08수", "parse.hidden"),
        ("김\ud83d", "parse.broken"),
    ],
)
def test_what_is_wrong_with_a_name_is_named(typed, rule):
    with pytest.raises(parsing.ParseError) as refused:
        parsing.person_name(typed)

    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 남궁  민수 ", "남궁 민수"),
        ("O’Brien", "O'Brien"),
        ("O`Brien", "O'Brien"),
        ("Jean–Luc", "Jean-Luc"),
        ("Jean - Luc", "Jean-Luc"),
        ("Müller ,Hans", "Müller, Hans"),
        ("J.Kim", "J. Kim"),
        ("J.R.R.Kim", "J.R.R. Kim"),
        ("Jean-Luc P. Kim", "Jean-Luc P. Kim"),
        ("Hans Kim, Ph.D.", "Hans Kim, Ph.D."),
        ("शंकर के.सी.", "शंकर के.सी."),
        ("مشرف العسلي", "مشرف العسلي"),
        ("Farrokh Doctor", "Farrokh Doctor"),
        ("Jane Null", "Jane Null"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Ｋｉｍ", "Kim"),
        ("ローラ", "ローラ"),
        ("\u182a\u1820\u180b\u1832", "\u182a\u1820\u1832"),  # Mongolian, a joiner in it
        ("김", "김"),
        ("가" * 64, "가" * 64),
        ("Maria da Conceição dos Santos Silva", "Maria da Conceição dos Santos Silva"),
    ],
)
def test_names_of_people_are_tidied(typed, name):
    assert parsing.person_name(typed) == name
    assert parsing.person_name(name) == name


RESERVED = ["admin", "administrator", "moderator", "operator", "system", "support", "cancelled"]
ORDINARY = ["amina", "adriana", "modesta", "oparin", "sylvester", "sunniva", "camilla"]
LOOKALIKES = {"a": "\u0430", "c": "\u0441", "e": "\u0435", "o": "\u043e", "p": "\u0440"}
LOOKALIKES |= {"s": "\u0455", "i": "\u0456", "m": "\u043c", "n": "\u043f", "t": "\u0442"}
LOOKALIKES |= {"d": "\u0501", "r": "\u0433", "l": "\u04cf", "y": "\u0443"}
Disguise = Callable[[random.Random, str], str]
HARMLESS: list[Disguise] = [
    lambda chance, word: "".join(chance.choice([c, c.upper()]) for c in word),
    lambda _, word: "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in word),
    lambda chance, word: "".join(c + chance.choice(["", "\u0301", "\u0308"]) for c in word),
    lambda _, word: " ".join(word),
    lambda chance, word: f"{word} {chance.choice(['Kim', 'Minsu', '민수'])}",
    lambda chance, word: f"{chance.choice(['Kim', 'Minsu', '민수'])} {word}",
]
MISLEADING: list[Disguise] = [
    lambda chance, word: "".join(chance.choice([c, LOOKALIKES.get(c, c)]) for c in word),
    lambda chance, word: word.replace(hidden := chance.choice(word), hidden + "\u200d"),
    lambda chance, word: word + chance.choice([".com", ".kr", "@x", " #1", "\u0301" * 3, "\u20dd"]),
]


def test_a_reserved_word_is_refused_in_every_disguise():
    chance = random.Random(20270301)
    disguised = [
        second(chance, first(chance, word))
        for word in RESERVED
        for first in (*HARMLESS, *MISLEADING)
        for second in HARMLESS[:4]
        for _ in range(5)
    ]

    assert [ascii(name) for name in disguised if taken(name)] == []


def test_an_ordinary_name_passes_in_the_harmless_ones():
    chance = random.Random(20270301)
    dressed = [disguise(chance, name) for name in ORDINARY for disguise in HARMLESS]

    assert [ascii(name) for name in dressed if not taken(name)] == []


def test_what_misleads_in_a_real_name_is_refused():
    chance = random.Random(20270301)
    odd = ["\u200b", "\u2060", "\u00ad", "\u3164", "\u202e", "\u0301" * 3, "\u20dd", ".com", "1"]
    odd += ["@", "#", "/", "\u0000", "\n", "🙂", "관리자", " 취소됨", "://"]
    spoilt = []
    for name in ACCEPTED:
        at = chance.randrange(len(name))
        spoilt.append(name[:at] + chance.choice(odd) + name[at:])

    assert [ascii(name) for name in spoilt if taken(name)] == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("한빛병원", "한빛병원"),
        ("서울  병원 ", "서울 병원"),
        ("ｓｅｏｕｌ", "seoul"),
        ("서울\u200b병원", "서울병원"),
        ("A<b>x</b>", "A<b>x</b>"),
        ("[병원](user)", "[병원](user)"),
        ("한빛'; DROP TABLE--", "한빛'; DROP TABLE--"),
        ("㈜한빛", "(주)한빛"),
        ("365mc병원", "365mc병원"),
        ("SNU서울병원", "SNU서울병원"),
        ("H+양지병원", "H+양지병원"),
        ("한빛 & 새봄 의원 (강남점)", "한빛 & 새봄 의원 (강남점)"),
        ("St. Hanbit A/S Clinic No.1", "St. Hanbit A/S Clinic No.1"),
        ("가" * 50, "가" * 50),
        ("02-123-4567", "02-123-4567"),
    ],
)
def test_hospital_names_are_kept_as_they_read(typed, name):
    assert parsing.hospital_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("\u202e원병", "parse.hidden"),
        ("\u2066병원\u2069", "parse.hidden"),
        ("병원\x00", "parse.hidden"),
        ("가" * 51, "parse.hospital_name"),
        ("가" * 4096, "parse.hospital_name"),
        ("👨‍👩‍👧‍👦", "parse.hospital_name"),
        ("\u3164", "parse.hospital_name"),
        ("\u2800\u115f", "parse.hospital_name"),
        ("---", "parse.hospital_name"),
        ("%", "parse.hospital_name"),
        ("*", "parse.hospital_name"),
        ("", "parse.hospital_name"),
        *((f"{sign}1한빛", "parse.hospital_name_start") for sign in "=+-@/.'\"<"),
        ("\t=1+1", "parse.hospital_name_start"),
        ("＝1+1", "parse.hospital_name_start"),
        ("(=1+1)", "parse.hospital_name_start"),
        ("한빛 @admin", "parse.hospital_name_link"),
        ("한빛 #tag", "parse.hospital_name_link"),
        ("한빛 (/book)", "parse.hospital_name_link"),
        ("hanbit.com", "parse.hospital_name_link"),
        ("[병원](tg://user?id=1)", "parse.hospital_name_link"),
        ("빛" + "\u0301" * 3, "parse.name_marks"),
        ("\u041danbit 병원", "parse.name_scripts"),
        ("한빛клиника", "parse.name_scripts"),
    ],
)
def test_odd_hospital_names_are_refused_with_the_rule(typed, rule):
    with pytest.raises(parsing.ParseError) as refused:
        parsing.hospital_name(typed)

    assert refused.value.rule == rule
