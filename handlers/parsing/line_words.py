"""Words beside the parts of a line: those that say nothing, those by which it asks or doubts."""

import re

from handlers.parsing import intents
from handlers.parsing.calendar.found import CalendarWords
from handlers.parsing.calendar.vocabulary import SOFT
from handlers.parsing.line_parts import Intent, PartKind
from handlers.parsing.line_state import LineState, Words
from handlers.parsing.words.scan import words

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
_PLAIN_YES = re.compile(
    r"(?:네|넵|예|응|yes|yep|yeah|ok for)(?![가-힣a-z])|.*[ ,](?:네|yes)[^가-힣a-z0-9]*$"
)
"""A yes to what was asked, beside a day: "네 3/20이요"; "20 March is fine" only names the day."""
_AGREED = re.compile("뵐|뵙|뵈|(?:예약|변경|잡아|바꿔|옮겨|미뤄)[가-힣]{0,2} ?주셔서")
"""Thanks that speak of a visit as agreed: 18일에 뵐게요."""
_EXCHANGE = re.compile(
    r"(?<![a-z])(?:can|could) (?:we|i|you) (?:do|have|make it|come)(?: [^ ]{1,16}){1,6} instead"
)
_ASKS_TO_COME = re.compile(
    r"(?<![a-z])(?:(?:can|could|may|might|shall) (?:i|we) (?:please |also |maybe )?"
    r"(?:get|have|take|grab|come|go|do|visit|see)"
    r"|(?:i|we)(?:'?d| would)? (?:really )?(?:want|need|like|love|wish|prefer|hope)s? to"
    r" (?:come|go|visit|get|have|do|take)|do you have|have you got|are there|is there"
    r"|(?:is|are) (?!any)[^?]{1,40} (?:free|available))"
    r"(?![a-z])"
)
"""A booking without its word, beside a day or a hospital: "can I get 20 March"."""
_DELETES = re.compile(r"(?<![a-z])(?:delete|remove)(?![a-z])|삭제|없애|지워|지울|지우")
_A_BOOKING = re.compile(
    r"(?<![a-z])(?:bookings?|appointments?|reservations?|appts?|patients?)(?![a-z])"
    r"|예약|접수|환자|수검자|검진자"
)
_OF_THE_DESK = re.compile(
    r"(?<![a-z])(?:hospital|clinic|date|day)s?(?![a-z])|병원|의원|검진일|날짜"
)
"""What the desk deletes is a booking, or one of these, or a hospital that it names; else it is
asked.
"""
_DO_NOT = re.compile(r"(?<![a-z])(?:don['’]?t|do not|not|rather not|no need)(?![a-z])")
_ABOUT_DAYS = frozenset(
    {
        *(Intent.BOOK, Intent.CHANGE, Intent.CANCEL),
        *(Intent.OPEN, Intent.CLOSE, Intent.CAPACITY, Intent.MOVE),
    }
)
"""Wishes of which each may be about a day of its own: "cancel the 10th, book the 12th"."""
_DENIALS = frozenset({"not", "not_next", "not_do"})
_KEEPS = re.compile(
    "두고|놔두|놔둬|남기고|남겨|유지|그대로|(?<![a-z])(?:keep|leave|stay)", re.IGNORECASE
)
_OF_A_LIST = re.compile("(?:이랑|과|도|을|를|,)")
"""Behind a booking that is spoken of, not wished for: "10일 예약이랑 12일 예약 취소"."""
_OF_A_VISIT = frozenset({PartKind.HOSPITAL, PartKind.DAYS, PartKind.TIME})
"""Beside one of these a greeting is politeness."""


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


def _closes(line: LineState) -> bool:
    """Whether what is deleted is a hospital or days, and no booking."""
    kinds = {part.kind for part in line.parts}
    of_booking = kinds & {PartKind.CODE, PartKind.PERSON, PartKind.PHONE}
    said = line.text.casefold()
    named = PartKind.HOSPITAL in kinds or _OF_THE_DESK.search(said) is not None
    return named and not of_booking and _A_BOOKING.search(said) is None


def is_unclear(line: LineState, intent: Intent | None, calendar: CalendarWords) -> bool:
    """Whether the desk may delete a booking, a day may be booked instead of another, a day or time
    is not wanted, or a word for stopping may say when: "March 10 or later".
    """
    said = line.text.casefold()
    if intent is Intent.CLOSE:
        return _DELETES.search(said) is not None and not _closes(line)
    if intent is Intent.BOOK:
        return bool(calendar.excluded) and intents.INSTEAD.search(said) is not None
    corrected = calendar.days and calendar.excluded
    named = calendar.days or calendar.weekly or calendar.part or calendar.time
    if intent is Intent.STOP:  # "that is all for today" is one
        return bool(named) and calendar.days != (line.today,)
    denied = intent is Intent.NO and named and not corrected
    return bool(denied) and _DO_NOT.search(said) is not None


def likelier(line: LineState, intent: Intent | None) -> Intent | None:
    """What an unclear line leads to: a booking that the desk deletes is cancelled, one instead of
    another a change, and a no stays one; stopping leads to nothing.
    """
    if intent is Intent.STOP:
        return None
    if intent is Intent.CLOSE:
        return Intent.CANCEL if _A_BOOKING.search(line.text.casefold()) else None
    return Intent.CHANGE if intent is Intent.BOOK else intent


def exchanged(line: LineState, calendar: CalendarWords) -> Intent | None:
    """A change without its word: "can we do afternoon instead of morning"."""
    parts = calendar.part or calendar.time or calendar.days
    return Intent.CHANGE if parts and _EXCHANGE.search(line.text.casefold()) else None


def beside(
    line: LineState, intent: Intent | None, calendar: CalendarWords, person: str | None
) -> Intent | None:
    """The intent, but of words that only say that a day suits, or correct it, or are polite."""
    if intent is Intent.YES and (
        calendar.day_words or calendar.time_words or calendar.weekly or calendar.part
    ):
        return intent if _PLAIN_YES.match(line.text.casefold()) else None
    corrected = bool(calendar.days and calendar.excluded)
    if intent is Intent.THANKS and _AGREED.search(line.text):
        return intent
    kinds = {part.kind for part in line.parts} - {PartKind.INTENT}
    dropped = {
        Intent.NO: corrected,
        Intent.THANKS: person is not None or bool(kinds),
        Intent.START: bool(kinds & _OF_A_VISIT),
    }
    return None if intent is not None and dropped.get(intent) else intent


def asked_for(line: LineState) -> Intent | None:
    """A booking that is asked for without its word."""
    visit = any(part.kind in (PartKind.DAYS, PartKind.HOSPITAL) for part in line.parts)
    return Intent.BOOK if visit and _ASKS_TO_COME.search(line.text.casefold()) else None


def wishes_differ(line: LineState, calendar: CalendarWords, *, desk: bool) -> bool:
    """Whether the line names days apart from each other that may not share its wish: there are two
    wishes, or one is denied, or a day is kept.
    """
    if len(calendar.day_words) < 2:
        return False
    said = words(line.rest, desk=desk)
    wishes = [
        word.key
        for word in said
        if word.key in _ABOUT_DAYS
        and not (word.key == Intent.BOOK and _OF_A_LIST.match(line.rest, word.end))
    ]
    others = [key for key in wishes if key != Intent.BOOK] or wishes  # it names a booking, too
    if any(word.key in _DENIALS for word in said):
        return len(others) > 1
    kept = bool(others) and _KEEPS.search(line.rest) is not None
    return kept or (Intent.CANCEL in wishes and len(set(wishes)) > 1)
