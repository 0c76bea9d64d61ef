"""Names of people inside sentences, and texts that are no name."""

import re
from datetime import date
from itertools import islice

from handlers.parsing import dates, intents
from handlers.parsing.names import person_name
from handlers.parsing.text import ParseError, clean
from handlers.parsing.words.people import (
    DAY_WORDS,
    KOREAN_RELATIVES,
    NO_NAMES,
    RELATIONS,
    WORDS_OF_SENTENCES,
)
from handlers.parsing.words.scan import TAKEN, is_english_word, unmasked, words
from handlers.parsing.words.tables import ENDING, FILL

_KOREAN_NAME = "[가-힣]{2,5}?|[가-힣]{1,2} [가-힣]{1,3}"
_LATIN_WORD = r"(?!I(?:['’]|\b(?!\.)))[A-Z][^\W\d_]*(?:[-–'’][^\W\d_]+)*\.?"
_LATIN_NAME = rf"{_LATIN_WORD}(?:,? (?:da|dos|de|van|von|der|di|le|la|al|bin|{_LATIN_WORD})){{0,6}}"
_TAIL = (
    "(?:이라고 합니다|라고 합니다|이라고 해요|라고 해요|입니다|이에요|예요|에요|이요"
    "|이구요|인데요|인데|이고요|이고|이라고요|라고요|이라 합니다|이라고 하는데요|라고 하는데요"
    "|라고 하는데|이라고 하는데|이라구요|라구요|이에용|에용|이여|인데여"
    "|입니당|이라고|라고|님|요| 님)"
)
_LEADS = (
    re.compile(
        "(?:예약자 ?(?:이름|성함)[은이]|이름은|이름이|이름|성함은|성함이"
        "|성함|예약자명|예약자는|예약자|성명|수검자|환자는|환자)"
        "(?![을를도만]) ?:? ?"
        rf"(?P<name>(?:{_KOREAN_NAME}|{_LATIN_NAME})) ?(?:{_TAIL})?(?=$|[ ,.!~?^])"
    ),
    re.compile(
        rf"(?:^|(?<= ))(?:저는|전|저|나는) (?P<name>[가-힣]{{2,4}}?) ?{_TAIL}(?=$|[ ,.!~?^])"
    ),
    re.compile(
        r"(?:^|(?<= ))(?P<name>[가-힣]{2,4}?) ?"
        r"(?:이라고 합니다|라고 합니다|이름(?:으로)?(?: 해주세요)?|본인입니다)(?=$|[ ,.!~?^])"
    ),
    re.compile(r"(?:^|(?<= ))(?P<name>[가-힣]{2,4}?)(?: 님| ?씨)(?=$|[ ,.!~?^])"),
    re.compile(
        r"(?i:\b(?:my (?:\w+'?s? )?(?:full )?names? is|my names|names? is|name's|the name's|name:"
        r"|under(?: the name)?(?: of)?|i am called|i'?m|i am|this is|it'?s for|it'?s"
        r"|the patient is|call me"
        r"|its for my \w+,"
        r"|it's for my \w+,|for|mr\.?|mrs\.?|ms\.?)) "
        rf"(?P<name>{_LATIN_NAME}|[가-힣]{{2,4}})(?=$|[ ,.!~?^])"
    ),
    re.compile(rf"(?:^|(?<= ))(?P<name>{_LATIN_NAME}|[가-힣]{{2,4}}) is my name"),
)
_BARE_KOREAN = re.compile(
    r"(?:^|(?<=  )|(?<=^ )|(?<= , ))(?P<name>[가-힣]{2,4}?) ?"
    rf"(?:{_TAIL}|으로|로)?(?=$|[,.!~^]|  | $)"
)
MAX_KOREAN_NAME, MAX_GIVEN_NAME = 8, 4
"""Syllables of a whole name, and of one without its surname, that are not asked back."""
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현"
    "함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감음빈동온"
)
_LONG_SURNAMES = (
    *("남궁", "황보", "제갈", "선우", "사공", "서문", "독고", "동방"),
    *("망절", "어금", "강전", "장곡", "소봉"),
)
_SPACED_KOREAN = re.compile(
    r"^(?!(?:한|두|세|네) [가-힣]{1,2}시)"
    rf"(?P<name>[가-힣]{{1,2}} [가-힣]{{2}}) ?(?:{_TAIL})?[.!~]*$"
)
_BEHIND_RELATION = re.compile(
    rf"(?:^|(?<= ))(?:{'|'.join(sorted(RELATIONS, key=len, reverse=True))})(?:이|인|은|는)? "
    rf"(?P<name>[가-힣]{{2,4}}?) ?(?:{_TAIL}|으로|로|씨)?(?=$|[ ,.!~^])"
)
_RELATIVE = re.compile(
    rf"(?<![가-힣])(?:{'|'.join(sorted(KOREAN_RELATIVES, key=len, reverse=True))})"
    r"이?(?:(?:도|랑|하고|와|과)(?![가-힣])|의? ?(?:것|거|꺼|건)"
    r"|(?:은|는|도|의)? ?(?:(?:건강|종합)?검진|검사|예약|접수|모시고|데리고|모셔|대신|같이|함께)"
    r"|(?:을|를) (?:위해|모시고|데리고)|까지)"
)
_BARE_LATIN = re.compile(
    r"(?:^|(?<=  )|(?<=^ )|(?<= , ))(?P<name>[^\W\d_가-힣][^\W\d_'’.–가-힣-]*"
    r"(?:[ ,'’.–-]{1,2}[^\W\d_가-힣]+\.?){1,6})(?=$|  |, | $)"
)
_SAID = re.compile(
    r"(?:^|(?<= ))(?P<name>[가-힣]{3,4}?)"
    r"(?:인데요?|입니다|이에요|이라고 합니다|라고 합니다|이구요|이고요)(?=$|[ ,.!~^])"
)
_BARE = (_BEHIND_RELATION, _SAID, _BARE_KOREAN, _SPACED_KOREAN, _BARE_LATIN)
_UNSPEAKABLE = re.compile(
    r"[bcdfghjklmnpqrstvwxz]{5}|(?<![a-z])[bcdfghjklmnpqrstvwxz]{3,}(?![a-z])"
)
"""Letters that no name typed in lower case has: of hands on the keys."""
_DAYS_AS_NAMES = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|april|may|june|august"
)
_DAY_NAME = re.compile(
    rf"(?i:\b(?:my (?:full )?name is|my name's|my names) )(?P<name>(?i:{_DAYS_AS_NAMES})\b"
    r"(?: [A-Z][a-z]+){0,2})(?=$|[ ,.!~?^])"
    rf"|(?i:\b(?:mr|mrs|ms|dr)\b\.? (?P<titled>{_DAYS_AS_NAMES}|march)\b)"
    "|(?:이름|성함)[은이] (?P<korean>오늘|내일|모레)(?=이에요|입니다|이라고)"
)
_PLACE = re.compile("(?:병원|의원|내과|외과|치과|센터|클리닉)$")
_PLACE_WORDS = frozenset(
    ["hospital", "clinic", "medical", "medicine", "internal", "center", "centre"]
)
_MONTH_NAMES = frozenset(["may", "april", "june", "august", "will", "sunday", "friday"])
_NAME_LINKS = frozenset(
    [
        "da",
        "dos",
        "de",
        "van",
        "von",
        "der",
        "den",
        "di",
        "le",
        "la",
        "al",
        "bin",
        "del",
        "du",
        "ter",
    ]
)
_SENTENCE_STARTS = frozenset(
    [
        "im",
        "my",
        "the",
        "this",
        "that",
        "its",
        "what",
        "when",
        "where",
        "how",
        "why",
        "please",
        "we",
        "is",
        "can",
        "id",
    ]
)
_ENDS_SENTENCE = re.compile(
    r"(?:습니다|입니다|세요|어요|아요|해요|예요|에요|나요|까요|네요|데요|죠|지요|거예요|싶어|싶다|할래|할게|줘|려고|하는|니까)$"
)


_BEHIND_A_NAME = re.compile(r" (?:at|on|for|in|please)$", re.IGNORECASE)
"""Words that go on with the sentence, in a line of capitals."""


MAX_CANDIDATES = 3
"""Names that may be meant, of one kind; a line with more is none that names a person."""


def find(text: str) -> tuple[str, int, int] | None:
    """Find the person that a line names: the name, and where it stands."""
    alone, text = TAKEN not in text, unmasked(text)
    for pattern in (*_LEADS, *_BARE):
        for found in islice(pattern.finditer(text), MAX_CANDIDATES):
            name = _BEHIND_A_NAME.sub("", found["name"].strip(" ,."))
            name = name if _is_name(name, bare=False) else name.partition(",")[0]
            if len(name.strip(".")) < 2:  # "for A HEALTH SCREENING"
                continue
            lower = name == name.lower() and not "가" <= name[:1] <= "힣"
            if lower and pattern is _BARE_LATIN and not (alone and text.strip(" .!") == name):
                continue
            if lower and _UNSPEAKABLE.search(name):
                continue
            if _is_name(name, bare=pattern in _BARE):
                start = found.start("name")
                return _joined(name), start, start + len(name)
    return None


def relative(text: str) -> tuple[int, int] | None:
    """Where a line says that a visit is a relative's, or one with a relative: 엄마 것도, 남편이랑.

    Who tells the patient to come, or cannot, is no such one: 엄마가 예약하래요.
    """
    found = _RELATIVE.search(text)
    return found.span() if found else None


def named_as_day(text: str) -> tuple[str, int, int, bool] | None:
    """Find a name that is a day or a month, behind what introduces a name or a title; where it
    stands, and whether a family name makes it certain: "my name is April Kim".
    """
    found = _DAY_NAME.search(text)
    if found is None:
        return None
    which = next(kind for kind in ("name", "titled", "korean") if found[kind])
    return found[which], *found.span(which), " " in found[which]


def _joined(name: str) -> str:
    """A Korean name as one word."""
    return name.replace(" ", "") if "가" <= name[0] <= "힣" else name


def doubt(text: str, *, today: date) -> str | None:
    """Why the text is hardly a name: "relation", "day", "intent" or "sentence"; None of a name."""
    try:
        said = clean(text)
    except ParseError:
        return None
    if _is_relation(said):
        return "relation"
    if _is_day(said, today=today):
        return "day"
    meaning = words(said, desk=False)
    spelt = sum(word.end - word.start for word in meaning)
    letters = len(said.replace(" ", ""))
    if letters > 1 and intents.find(said) is not None and spelt >= letters:
        return "intent"
    plain = said.casefold().replace("'", "").replace("’", "").split()
    spoken = len(WORDS_OF_SENTENCES.intersection(plain))
    if spoken > 1 or (len(plain) > 1 and plain[0] in _SENTENCE_STARTS):
        return "sentence"
    ends = _ENDS_SENTENCE.search(said.rstrip(".!?~")) is not None
    return "sentence" if ends or said.endswith("?") or _is_long_korean(said) else None


def _is_long_korean(said: str) -> bool:
    """Whether it is Korean and longer than a name, or several words that begin with no surname."""
    first, *others = said.rstrip(".!?~").split() or [""]
    if not all(re.fullmatch("[가-힣]+", each) for each in (first, *others)):
        return False
    if not others:
        return len(first) > MAX_KOREAN_NAME
    surname = len(first) == 1 or first in _LONG_SURNAMES
    return not surname or len(others) > 1 or len(others[0]) > MAX_GIVEN_NAME


def _is_relation(said: str) -> bool:
    squeezed = said.casefold().strip(" .!")
    for lead in ("my ", "for my ", "for ", "우리 ", "제 ", "저희 "):
        squeezed = squeezed.removeprefix(lead)
    for tail in ("입니다", "이에요", "예요", "이요", "요", *"가는은이도랑꺼거께"):
        squeezed = squeezed.removesuffix(tail) if len(squeezed) > len(tail) + 1 else squeezed
    return squeezed.replace(" ", "") in RELATIONS or said.replace(" ", "") in RELATIONS


def _is_day(said: str, *, today: date) -> bool:
    spoken = said.casefold().rstrip(".!?").split()
    if any(c.isdigit() for c in said) or spoken[:1] == ["다음주"] or spoken[:1] == ["이번주"]:
        return True
    if spoken and DAY_WORDS.intersection(spoken) and _DAY_LINKS.issuperset(spoken):
        return True
    try:
        return bool(dates.day(said, today=today))
    except ParseError:
        return False


_DAY_LINKS = DAY_WORDS | frozenset(["next", "this", "on", "please", "다음", "이번", "주"])


def _is_name(name: str, *, bare: bool) -> bool:
    if not name or name.casefold() in DAY_WORDS or _is_relation(name):
        return False
    if "가" <= name[0] <= "힣":
        known = _is_korean_name(name) if bare else not _has_meaning(name)
    else:
        known = _is_latin_name(name, bare=bare)
    return known and _can_be_kept(name)


def _can_be_kept(name: str) -> bool:
    try:
        person_name(name)
    except ParseError:
        return False
    return True


def _is_latin_name(name: str, *, bare: bool) -> bool:
    plain = frozenset(name.casefold().split())
    no_names = WORDS_OF_SENTENCES | _PLACE_WORDS | (DAY_WORDS - _MONTH_NAMES)
    one_case = name in (name.lower(), name.upper())
    spoken = one_case or all(map(is_english_word, name.split()))
    if not plain.isdisjoint(no_names) or (spoken and _has_meaning(name)):
        return False
    if not bare:
        return True
    parts = re.split(r"[ ,]+", name)
    known = {each.casefold() for each in parts if is_english_word(each)} - _MONTH_NAMES
    upper = all(part[:1].isupper() or part in _NAME_LINKS for part in parts)
    return not known and (len(parts) > 1 if upper else len(parts) == 2)


def _is_korean_name(name: str) -> bool:
    """Whether it begins as Korean names do, and has no other meaning."""
    squeezed = name.replace(" ", "")
    surname = squeezed.startswith(_LONG_SURNAMES) or squeezed[0] in _SURNAMES
    most = 5 if squeezed.startswith(_LONG_SURNAMES) else 4
    other = squeezed in NO_NAMES or _PLACE.search(squeezed) is not None
    return surname and not other and 2 < len(squeezed) < most and not _has_meaning(name)


def _has_meaning(name: str) -> bool:
    """Whether all of it is words of a wish, and not only particles."""
    found = words(name, desk=False)
    spelt = sum(word.end - word.start for word in found)
    return spelt >= len(name.replace(" ", "")) and any(
        word.key not in (ENDING, FILL) or (word.key == FILL and word.end - word.start > 1)
        for word in found
    )
