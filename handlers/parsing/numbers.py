"""Booking codes, telephone numbers and numbers of places inside a line."""

import re
from dataclasses import dataclass

from domain.model import CODE_CHARS, CODE_PREFIX
from handlers.parsing.calendar.vocabulary import ENGLISH, NATIVE, SINO
from handlers.parsing.fields import MAX_CAPACITY
from handlers.parsing.line_parts import PlacesChange

_CODE = re.compile(
    r"(?<![0-9a-z])(?:(?P<prefix>hs|ㅗㄴ) ?[-_]? ?)?"
    r"(?P<code>[0-9a-z]{3}[ -]?[0-9a-z]{3})(?![0-9a-z*])"
)
_BROKEN_CODE = re.compile(
    r"(?<![0-9a-z])(?:hs[-_][0-9a-z*]{0,12}|hs[0-9][0-9a-z]{2,9})(?![0-9a-z])"
)
_CODE_LEAD = re.compile("(?:예약 ?번호|코드)[은는이가]? ?:? ?$")
_TYPED = str.maketrans("oil", "011")
_TIME_LIKE = re.compile(r"[0-9]+(?:am|pm|st|nd|rd|th|h)?|[a-z]+")
"""Half of a range: 9am-5pm, 3rd-5th, mon-fri."""
_DATE_LIKE = re.compile(r"[0-9]{1,2}[a-z]{3}[0-9]{1,2}")
_PHONE = re.compile(
    r"(?<![0-9+])(?:(?P<land>\+82|0082|82(?=[- ]?0?1?0))[- ]{0,2}(?:\(0\))?)?\(?"
    r"(?P<area>0?[1-9][0-9]?)\)?"
    r"[-. ]{0,2}(?P<mid>[0-9]{3,4})[-. ]?(?P<last>[0-9]{4})(?![0-9])"
)
_NATIONWIDE = re.compile(r"(?<![0-9-])1[568][0-9]{2}-[0-9]{4}(?![0-9-])")
_FOREIGN = re.compile(r"\+[1-9][0-9]{0,2}[-. ]?[0-9]{2,4}[-. ]?[0-9]{3,4}[-. ]?[0-9]{3,4}(?![0-9])")
_BROKEN_PHONE = re.compile(
    r"(?<![0-9])0[0-9]{1,2}-[0-9]{3,4}-[0-9]{1,9}|[0-9]{6}-[0-9]{7}|[0-9]{9,}"
)
_ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGIT_WORDS = re.compile(
    r"(?:[공영일이삼사오육칠팔구] ?){9,11}(?![가-힣])"
    rf"|(?:(?:{'|'.join(_ENGLISH_DIGITS)}),? ?){{9,11}}"
)
_UNITS = (
    r"명(?:씩|으로|을|만|이)?|사람|분(?=[ 이의께|]|$)|자리"
    r"|places?|people|persons?|slots?|spots?|seats?|patients?|pax|per day|each"
)
_TENS = {"열": 10, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60}
_ONES = {word: each.number for word, each in NATIVE.items() if each.number < 10}
_COUNTED = (
    {word: each.number for word, each in NATIVE.items()}
    | _TENS
    | {ten + one: tens + ones for ten, tens in _TENS.items() for one, ones in _ONES.items()}
)
_WORDS = "|".join(sorted(_COUNTED, key=len, reverse=True))
_SINO = "[일이삼사오육칠팔구]?(?:백(?:[일이삼사오육칠팔구]?십)?|십)[일이삼사오육칠팔구]?"
_COUNT = rf"(?P<count>[0-9]{{1,5}}|{_WORDS}|{_SINO}|[a-z]{{3,7}})"
_PLACES = (
    re.compile(
        rf"(?<![0-9./:,~-])(?:하루(?:에)? ?)?{_COUNT} ?"
        rf"(?:(?:more|fewer|less|extra|additional) )?(?:{_UNITS})"
        r"(?: (?:a|per) day| each)?(?![a-z])"
    ),
    re.compile(rf"(?<![0-9a-z])자리 ?{_COUNT} ?개"),
    re.compile(
        rf"(?:정원|capacity)(?:을|을 |은|of|to| to| of|:)? ?\+?"
        rf"{_COUNT}(?:명|으로|로)*(?![0-9a-z])(?!(?<=[가-힣])[가-힣])"
    ),
    re.compile(r"(?<![0-9a-z])x ?(?P<count>[0-9]{1,4})(?![0-9a-z])"),
    re.compile(rf"(?<![a-z])(?:for|family of) {_COUNT}(?= |$)"),
    re.compile(rf"{_COUNT} of us"),
    re.compile(r"(?P<both>both of them)"),
)
_ADDED = re.compile(r"(?<![0-9])\+ ?(?P<count>[0-9]{1,4})(?![0-9./:-])(?: ?(?:명|자리|개))?")
_NAMES_OF_CAPACITY = ("정원", "capacity")
"""Words that say what is asked for, and so are left for the reader of intents."""
_BARE = re.compile(
    r"(?<![0-9a-z/.:,~-])(?P<count>-?[0-9]{1,4})(?![0-9/:~a-z월일시년분번-]|\.[0-9])"
)

_WHOLE_BEFORE = re.compile(r"(?<![a-z])to(?= $)")
_WHOLE_BEHIND = re.compile("으로|로|까지|[만을를]? ?남[기겨]")
"""Around a number that all places are to be: reduce to 5, 5명으로 줄여."""
_BY = re.compile(r"(?<![a-z])by(?= $)")
_FEWER = re.compile(
    r"줄[이여임일입]|감원|감축|감소|축소|적게|(?<![가-힣])덜(?![가-힣])|빼(?!고|면)"
    r"|\b(?:(?:fewer|less)(?! than)|minus|reduc(?:e|ed|ing)|decreas(?:e|ed|ing)|lower|cut|drop"
    r"|remove|down)\b|\btake [^,]{1,24} (?:off|away|out)\b"
)
_MORE = re.compile(
    r"(?<![가-힣])더(?= |열|받|늘|추가|$)|추가로|(?:명|자리|개)[만씩을를]? ?추가"
    r"|(?<!하)늘[리려릴립]"
    r"|증원|증설|\b(?:more(?! than)|extra|additional|plus)\b|\banother (?=[0-9])"
)
_OF_OPEN_DAY = re.compile(
    rf"\badd {_COUNT} (?:(?:{_UNITS}) )?to\b|\b(?:more(?! than)|extra|additional)\b"
)
"""`add 3 to the 10th`, which is open; `add 3 places on the 10th` may open it."""


@dataclass(frozen=True, slots=True)
class Number:
    """What was found, its value empty where it is none or one of several."""

    start: int
    end: int
    value: str = ""
    doubt: str = ""


def codes(text: str) -> list[Number]:
    """Booking codes of a lower-case text: O is read as 0, I and L as 1."""
    found = [each for each in map(_code, _CODE.finditer(text)) if each is not None]
    taken = {each.start for each in found}
    broken = (Number(each.start(), each.end()) for each in _BROKEN_CODE.finditer(text))
    return found + [each for each in broken if each.start not in taken]


def _code(found: re.Match[str]) -> Number | None:
    typed = found["code"].replace(" ", "").replace("-", "")
    lead = found.string[max(0, found.start() - 12) : found.start()]
    named = found["prefix"] or (_CODE_LEAD.search(lead) and any(c.isdigit() for c in typed))
    if not named and not _looks_like_code(found["code"]):
        return None
    if "u" in typed:
        return Number(found.start(), found.end()) if found["prefix"] else None
    return Number(found.start(), found.end(), CODE_PREFIX + typed.translate(_TYPED).upper())


def _looks_like_code(typed: str) -> bool:
    """Whether six characters without the prefix can be a code: digits and letters, and no date."""
    first, dash, last = typed.partition("-")
    if dash and (_TIME_LIKE.fullmatch(first) or _TIME_LIKE.fullmatch(last)):
        return False
    typed = first + last
    mixed = any(c.isdigit() for c in typed) and any(c.isalpha() for c in typed)
    return mixed and len(typed) == CODE_CHARS and not _DATE_LIKE.fullmatch(typed)


def phones(text: str) -> list[Number]:
    """Telephone numbers of a lower-case text, written as in Korea; a foreign one as typed."""
    spelt = [_spelt_phone(each) for each in _DIGIT_WORDS.finditer(text)]
    known = [_phone(each) for each in _PHONE.finditer(text)]
    foreign = (
        Number(each.start(), each.end(), each[0], "parse.phone")
        for each in _FOREIGN.finditer(text)
        if not each[0].startswith("+82")
    )
    nationwide = (Number(*each.span(), each[0]) for each in _NATIONWIDE.finditer(text))
    found = [*foreign, *nationwide, *(each for each in (*known, *spelt) if each is not None)]
    broken = (
        Number(each.start(), each.end(), "", "parse.phone") for each in _BROKEN_PHONE.finditer(text)
    )
    return found + [
        each for each in broken if not any(f.start < each.end and each.start < f.end for f in found)
    ]


def _phone(found: re.Match[str]) -> Number | None:
    area = found["area"]
    if not area.startswith("0"):
        if found["land"] is None:
            return None
        area = "0" + area
    digits = len(area) + len(found["mid"]) + 4
    mobile = area == "010"
    if not 9 <= digits <= 11 or (mobile and digits != 11) or (area != "02" and len(area) != 3):
        return None
    return Number(found.start(), found.end(), f"{area}-{found['mid']}-{found['last']}")


def _spelt_phone(found: re.Match[str]) -> Number | None:
    words = found[0].replace(",", " ")
    if words[0] in "공영일이삼사오육칠팔구":
        figures = "".join(
            str("공일이삼사오육칠팔구".index(c.replace("영", "공"))) for c in words if c != " "
        )
    else:
        figures = "".join(str(_ENGLISH_DIGITS.index(word)) for word in words.split())
    plain = _PHONE.fullmatch(figures)
    number = _phone(plain) if plain else None
    return Number(found.start(), found.end(), number.value) if number else None


def added_places(text: str) -> Number | None:
    """The number of places to add in a line of the front desk, such as +5."""
    found = _ADDED.search(text)
    return Number(*found.span(), _valid(int(found["count"]))) if found else None


def places(text: str, *, desk: bool) -> list[Number]:
    """Numbers of places in what is left of a lower-case text; a bare number only of the desk."""
    found: list[Number] = []
    for pattern in _PLACES:
        for each in pattern.finditer(text):
            number = _counted(each)
            if number and not any(f.start < number.end and number.start < f.end for f in found):
                found.append(number)
    if not found and desk:
        found = [Number(e.start(), e.end(), _valid(int(e["count"]))) for e in _BARE.finditer(text)]
    return found


def places_change(text: str, words: tuple[int, int]) -> PlacesChange:
    """What becomes of the places that `words` of a lower-case line count: all there are to be,
    unless a word says that so many are added or taken away.
    """
    before, behind = text[: words[0]], text[words[1] :]
    if _WHOLE_BEFORE.search(before) or _WHOLE_BEHIND.match(behind):
        return PlacesChange.TO
    if _FEWER.search(text):
        return PlacesChange.FEWER
    more = _MORE.search(text) or adds_to(text) or _BY.search(before)
    return PlacesChange.MORE if more else PlacesChange.TO


def adds_to(text: str) -> bool:
    """Whether a lower-case line adds places to a day that is open."""
    return _OF_OPEN_DAY.search(text) is not None


def change_words(text: str, words: tuple[int, int], change: PlacesChange) -> list[tuple[int, int]]:
    """Find the words of a lower-case line that say what becomes of the places."""
    whole = change is PlacesChange.TO
    edge = (_WHOLE_BEFORE if whole else _BY).search(text[: words[0]])
    found = [] if whole else [*_FEWER.finditer(text), *_MORE.finditer(text)]
    return [each.span() for each in ([edge, *found] if edge else found)]


def _counted(found: re.Match[str]) -> Number | None:
    word = next((value for value in found.groups() if value), "")
    count = 2 if word == "both of them" else _number(word)
    start = found.start("count") if found[0].startswith(_NAMES_OF_CAPACITY) else found.start()
    end = found.start() + len(found[0].rstrip("으로"))
    return Number(start, end, _valid(count)) if count >= 0 else None


def _number(word: str) -> int:
    """The number that a word or figures say, -1 of another word."""
    if word.isdecimal():
        return int(word)
    if word in _COUNTED:
        return _COUNTED[word]
    known = ENGLISH.get(word)
    if known is not None:
        return known.number if known.code == "n" else -1
    number, digit = 0, 0
    for c in word:
        if c in "십백":
            number, digit = number + max(digit, 1) * (10 if c == "십" else 100), 0
        elif c in SINO:
            digit = SINO[c]
        else:
            return -1
    return number + digit if word else -1


def _valid(count: int) -> str:
    return str(count) if 1 <= count <= MAX_CAPACITY else ""
