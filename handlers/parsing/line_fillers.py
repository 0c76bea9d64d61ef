"""Phrases beside what a line means that say nothing: laughter, praise of a day, "for me"."""

import re

from handlers.parsing import intents
from handlers.parsing.calendar.found import CalendarWords
from handlers.parsing.calendar.vocabulary import SOFT
from handlers.parsing.line_parts import PartKind
from handlers.parsing.line_state import LineState, Words

MARKS = ".,!?~'\"“”‘’…:;()[]{}<>#&+-*/^@_·、。♡♥"
"""Signs around a word."""
WORD = re.compile(r"[^ |]+")
_NUMBER_WORDS = (
    "ref reference mobile landline cell tel phone you can reach me at 집 전화는 핸드폰 휴대폰"
)
_OF_NUMBERS = frozenset(_NUMBER_WORDS.split())
"""Words that say nothing beside a code or a telephone number."""
_SUITS = re.compile(
    r"(?<![a-z])(?:(?:is|are|was|be|it's|'s|looks|seems|sounds|works|work|suits|do) "
    r"(?:also |just |really |very |all |most |totally |absolutely )?"
    r"(?:good|fine|ok|okay|perfect|great|better|best|ideal|alright|convenient|cool|easier|possible)"
    r"|works|suits(?: me)?|(?:perfect|good|great|better|best) for|if possible|ok then|either)"
    r"(?: (?:for|with) (?:me|us))?(?![a-z])"
)
"""What is said of a day or a time, and is no answer."""
TEXTED = re.compile(
    r"(?<=[a-z] )2(?= (?:book|change|cancel|see|come|know|move|go|get|make|do|be|ask|switch|the)\b)"
    r"|(?<![^ ])4(?= (?:me|my|the|a|u|us)\b)"
)
"""`need 2 change`, `4 me`: to and for."""
COUNTED_DAYS = re.compile(
    r"(?:places|people|slots|spots|seats|persons|patients)( (?:(?:each|every|per|a) day|daily))"
)
"""`12 spots each day` repeats no day."""
_LAUGHS = "ㅋㅎㅠㅜㅡ"
_LAUGHTER = re.compile(f"(?<![ㄱ-ㅎ])[{_LAUGHS}]+(?![ㄱ-ㅎ])")
"""Laughter and tears, which say nothing beside words; ㅎㅂ are initials."""


def laughter(text: str) -> list[Words]:
    """Laughter and tears beside words; alone they are unread."""
    words = any(c.isalnum() and c not in _LAUGHS for c in text)
    return [found.span() for found in _LAUGHTER.finditer(text)] if words else []


def suits(text: str, calendar: CalendarWords) -> list[Words]:
    """What is said of a day or a time that suits."""
    said = calendar.days or calendar.weekly or calendar.time or calendar.part
    english = [found.span() for found in _SUITS.finditer(text)] if said else []
    named = calendar.day_words or calendar.time_words
    return english + (intents.suit_spans(text) if named else [])


def soft_words(line: LineState) -> list[Words]:
    """Words that say nothing beside a day, a code or a telephone number."""
    kinds = {part.kind for part in line.parts}
    soft = SOFT if kinds & {PartKind.DAYS, PartKind.TIME} else frozenset[str]()
    soft |= _OF_NUMBERS if kinds & {PartKind.CODE, PartKind.PHONE} else frozenset()
    return [found.span() for found in WORD.finditer(line.rest) if found[0].strip(MARKS) in soft]
