"""Text cut into the tokens of days and times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from handlers.parsing.calendar.spans import DaySet
from handlers.parsing.calendar.vocabulary import (
    ENGLISH,
    EVENING,
    KOREAN,
    NATIVE,
    PARTICLES,
    SINO,
    TAILS,
    Word,
)
from handlers.parsing.line_parts import TimeRange

MIN_TYPO_CHARS = 5
MAX_KOREAN_WORD_CHARS = 5
_PIECES = re.compile(
    r"2(?:day|moro)(?![a-z])|[0-9]+|w/o(?![a-z])|m-f(?![a-z])"
    r"|(?:week|working|business) days(?![a-z])|per day(?![a-z])"
    r"|(?:all|anything|any ?time) but(?![a-z])"
    r"|that (?:day|week|weekend|month)(?![a-z])"  # refers back and names nothing
    r"|[a-z]+(?:'[a-z]+)?|[가-힣]+|月|日|年| +|\.{2,3}|//|[^ ]"
)
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th|ht)(?![a-z])")
_MARKS = {
    **dict.fromkeys("~∼〜～", "~"),
    **dict.fromkeys("/∕⁄", "/"),
    **dict.fromkeys(",、，", ","),
    **dict.fromkeys("&·・", "&"),
    "月": "M",
    "日": "T",
    "年": "Y",
    "+": "+",
    "-": "-",
    ".": ".",
    ":": ":",
    "(": "(",
    ")": ")",
    "..": "~",
    "...": "~",
    "//": "/",
}
_SINO_NUMBER = re.compile(r"(?:[이삼사오육칠팔구]?십)?[일이삼사오육칠팔구]?|[공영]")
_SINO_UNIT = re.compile(r"[월일](?!요일|욜)|년|분|주|명|개월|시")
_SOFTENED = {"유": 6, "시": 10}
"""유월 and 시월: how six and ten are said before a month."""
_SOFTENED_BEFORE = re.compile(r"(?<![0-9일이삼사오육칠팔구십한두세네섯곱덟홉열])[유시]$")
_WEEKDAY_BEHIND = re.compile(r"[,·/]? ?[화수목금토일](?!요|욜)")
_TENS_BEFORE = re.compile(
    r"[0-9일이삼사오육칠팔구십한두세네섯곱덟홉열]$|(?:열|스물|서른|마흔|쉰|십) $"
)
"""What makes a number part of a larger one: 열 in front of 두 시."""
_COUNTING = "일이삼사오육칠팔구십한두세네섯곱덟홉열무른흔쉰"
_BEHIND = "MTYIH#&>GK"
"""Codes of words that stand behind a number or a word only."""
_FREE = frozenset({"주", "및", "또는", "혹은", "아니면", "그리고", "자리", "날", "동안"})
_KNOWN = KOREAN.keys() | NATIVE.keys() | PARTICLES | _SOFTENED.keys()
_NAME_ENDS = ("내과", "외과", "안과", "치과", "의원", "병원", "센터", "클리닉")
_UNITS_ALONE = "월일시명"
_NATIVE_UNITS = ("시", "명", "분", "달", "주", "사람", "개", "자리")


@dataclass(slots=True)
class Token:
    """A stretch of text with its code (see `vocabulary`) and what it means; `less`: what it takes
    out. Not frozen, since that would make it four times as slow to make.
    """

    code: str
    start: int
    end: int
    number: int = 0
    weekdays: frozenset[int] = frozenset()
    days: DaySet | None = None
    time: TimeRange | None = None
    doubt: str = ""
    less: DaySet | None = None
    less_weekdays: frozenset[int] = frozenset()

    def at(self, start: int, end: int) -> "Token":
        """The same over another stretch; ten times as fast as `replace`."""
        what = self.code, start, end, self.number, self.weekdays, self.days, self.time
        return Token(*what, self.doubt, self.less, self.less_weekdays)

    @property
    def digits(self) -> int:
        """How many characters it has, of a number its digits."""
        return self.end - self.start


def tokenise(text: str) -> list[Token]:
    """Cut lower-case text into tokens that cover it without gaps."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _PIECES.match(text, at)
        if found is None:  # nothing matches an unknown kind of space
            at += 1
            continue
        for token in _tokens_of(text, found):
            tokens.append(token)
            at = token.end
        at = max(at, found.end())
    return list(_with_single_blanks(tokens))


def _tokens_of(text: str, found: re.Match[str]) -> Iterator[Token]:
    piece, start, end = found[0], found.start(), found.end()
    if piece in ENGLISH:
        yield from _english(text, piece, start)
    elif piece[0] in "0123456789":
        ordinal = _ORDINAL_END.match(text, end)
        stop = ordinal.end() if ordinal else end
        yield Token("O" if ordinal else "N", start, stop, int(piece[:9]))
    elif piece[0] == " ":
        yield Token(" ", start, end)
    elif "가" <= piece[0] <= "힣":
        yield from _korean(text, piece, start)
    elif piece in _MARKS:
        yield Token(_MARKS[piece], start, end)
    elif "a" <= piece[0] <= "z":
        yield from _english(text, piece, start)
    else:
        yield Token("?", start, end)


def _english(text: str, piece: str, start: int) -> list[Token]:
    if text[start : start + 4] in {"a.m.", "p.m."}:
        word = ENGLISH[text[start] + "m"]
        return [Token(word.code, start, start + 4, word.number)]
    if piece == "tonight":
        return [Token("h", start, start + 2), Token("P", start + 2, start + 7, EVENING)]
    as_said = piece in ENGLISH or piece == "we'd"  # which is no Wednesday
    plain = piece if as_said else piece.removesuffix("'s").replace("'", "")
    known = ENGLISH.get(plain) or ENGLISH.get(_corrected(plain))
    if known is None:
        return [Token("?", start, start + len(piece))]
    return [Token(known.code, start, start + len(piece), known.number, known.weekdays)]


@cache
def _shortened() -> dict[str, str]:
    """Words of English by what is left of them without one letter."""
    long = [word for word in ENGLISH if len(word) >= MIN_TYPO_CHARS]
    return {form: word for word in reversed(long) for form in (word, *_without_one(word))}


def _without_one(word: str) -> list[str]:
    return [word[:n] + word[n + 1 :] for n in range(len(word))]


def _corrected(word: str) -> str:
    """The word of which this is a spelling with one letter missing, added, wrong or swapped."""
    if not MIN_TYPO_CHARS - 1 <= len(word) <= 12:
        return ""
    forms = _shortened()
    near = {forms[form] for form in (word, *_without_one(word)) if form in forms}
    fitting = [each for each in near if abs(len(each) - len(word)) <= 1 and each[0] == word[0]]
    return fitting[0] if len({ENGLISH[each] for each in fitting}) == 1 else ""


def _korean(text: str, piece: str, start: int) -> Iterator[Token]:
    """The tokens of a row of Hangul that is made of known words and particles throughout, or up to
    the beginning of a verb; else one unknown token, since it may be a name.
    """
    if piece.startswith("시간") and not piece.startswith("시간다"):  # a length: 한 시간, 9시간
        yield Token("?", start, start + len(piece))
        return
    joined = start > 0 and text[start - 1] in "0123456789)월일년月日."
    end = start + len(piece)
    known = KOREAN.get(piece)
    is_number = piece in NATIVE or piece in _SOFTENED or all(c in SINO for c in piece)
    if known is not None and known.code not in _BEHIND and not is_number:
        yield Token(known.code, start, end, known.number, known.weekdays)
        return
    whole = Token("?", start, end)
    if any(name in piece for name in _NAME_ENDS):
        found = {}
    else:
        found = _covered(text, start, end, joined=joined)
    if start not in found and joined and piece[0] in _UNITS_ALONE:
        yield Token(KOREAN[piece[0]].code, start, start + 1)
        whole = Token("?", start + 1, end)
    elif start in found:
        while start < end:
            yield found[start]
            start = found[start].end
        return
    yield whole


def _covered(text: str, start: int, end: int, *, joined: bool) -> dict[int, Token]:
    """The token that begins at each offset from which known words reach the end of the row."""
    found: dict[int, Token] = {}
    for at in range(end - 1, start - 1, -1):
        inner = joined or at > start
        for size in range(min(MAX_KOREAN_WORD_CHARS, end - at), 0, -1):
            reached = at + size == end or at + size in found
            if not reached or not _may_be_word(text, at, size):
                continue
            word = _korean_word(text, at, size, joined=inner)
            if word is not None and not _stray_syllable(word, found.get(at + size)):
                found[at] = Token(word.code, at, at + size, word.number, word.weekdays)
                break
        else:
            if inner and text.startswith(TAILS, at):
                found[at] = Token("?", at, end)
    return found


def _stray_syllable(word: Word, following: Token | None) -> bool:
    """Whether a weekday of one syllable stands beside something that is none: 토 of 토마토."""
    return word.code == "q" and following is not None and following.code not in "q_>&^e<"


def _korean_word(text: str, at: int, size: int, *, joined: bool) -> Word | None:
    piece, after = text[at : at + size], text[at + size : at + size + 4].lstrip(" ")
    before = text[max(at - 6, 0) : at]
    number = _number(piece, after)
    if number is not None and not _part_of_larger(before, number):
        return Word("n", number)
    if piece == "월" and text[at - 1 : at] == " " and _WEEKDAY_BEHIND.match(after):
        return Word("q", 1)
    softened = piece == "월" and _SOFTENED_BEFORE.search(before) is not None
    if piece in "월일" and not softened and not _counted(before, joined):
        return Word("q", 1 if piece == "월" else 7)
    known = KOREAN.get(piece)
    if known is not None and (
        joined or known.code not in _BEHIND or piece in _FREE or _counted(before, joined)
    ):
        return known
    return Word("_") if joined and piece in PARTICLES else None


def _number(piece: str, after: str) -> int | None:
    """The number that the word is in front of a unit."""
    if piece in NATIVE and after.startswith(_NATIVE_UNITS):
        return NATIVE[piece].number
    if _SINO_NUMBER.fullmatch(piece) and _SINO_UNIT.match(after):
        return _sino(piece)
    return _SOFTENED.get(piece) if after.startswith("월") else None


def _part_of_larger(before: str, number: int) -> bool:
    """Whether it belongs to the number before it: 열 두 시, or 두 세 시, which is two or three."""
    last = before.strip().rpartition(" ")[2]
    one_less = last in NATIVE and NATIVE[last].number == number - 1
    return one_less or _TENS_BEFORE.search(before) is not None


def _may_be_word(text: str, at: int, size: int) -> bool:
    """Whether it is worth a look at what stands around it."""
    return text[at : at + size] in _KNOWN or (text[at] in SINO and text[at + size - 1] in SINO)


def _counted(before: str, joined: bool) -> bool:
    """Whether a number stands before, joined or not."""
    if before[-1:].isdecimal() or (joined and before[-1:] in tuple(_COUNTING)):
        return True
    last = before.rpartition(" ")[0].split()[-1:] if before.endswith(" ") else []
    return any(w[-1].isdecimal() or w in NATIVE or all(c in SINO for c in w) for w in last)


def _sino(word: str) -> int:
    """The number of sino-Korean digits: 이십일 is 21."""
    total, digit = 0, 0
    for c in word:
        if c == "십":
            total, digit = total + 10 * (digit or 1), 0
        else:
            digit = SINO[c]
    return total + digit


def _with_single_blanks(tokens: list[Token]) -> Iterator[Token]:
    blank: Token | None = None
    for token in tokens:
        if token.code in " _":
            blank = Token(" ", blank.start if blank else token.start, token.end)
            continue
        if blank:
            yield blank
        blank = None
        yield token
    if blank:
        yield blank
