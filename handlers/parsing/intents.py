"""What a line asks for: the meanings of its words, weighed against each other.

Every word is accounted for: what is in no table is left to others, and in the end unread.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.parsing.line_parts import Intent
from handlers.parsing.words.scan import TAKEN, KnownWord, unmasked, words
from handlers.parsing.words.tables import ENDING, FILL, OTHER_SUBJECT, UNSURE

_NOT, _NOT_NEXT, _NOT_DO, _AVAILABLE = "not", "not_next", "not_do", "available"
_POSSIBLE, _VAGUE, _FINE, _REBOOK, _FREE = "possible", "vague", "fine", "rebook", "free"
_ABSENT = "absent"
_KEPT = {"keep": Intent.CANCEL, "as_is": Intent.CHANGE}
"""What is denied by saying that something stays."""
_LABEL = re.compile(r"(?:은|는|이|가|is|[:.,]| )* {6}")
"""Between "phone number" and a number that has been read: it is no question for one."""
_ABILITY = re.compile("수가 ?[있없]")
"""Of 갈 수가 없어요."""
_BOOKING_STATE = re.compile(
    r"(?<![a-z])(?:booking|reservation|appointment|appt) ?(?:확인|조회|내역)", re.IGNORECASE
)
"""In two languages what 예약 확인 is in one."""
_REFUSED_BEFORE = re.compile(r"(?<![가-힣])(?:못|안) ?$")
_REFUSED_BEHIND = re.compile(
    r"[가-힣]{0,2}?(?:지(?:는|도|를)?|을|를|은|는|질)? ?(?:못 ?[하해합할한열엽받]|않)[가-힣]{0,3}"
    r"|[가-힣]{0,2}? ?수(?:는|가|도)? ?없[가-힣]{0,3}"
    r"|[가-힣]{0,2}?(?:기(?:가|는|도|에)?)? ?(?:어려|어렵|힘들|힘듭|곤란)[가-힣]{0,3}"
)
"""What the desk says before and behind a verb of opening that it cannot, or will not."""
_CLAUSE_END = re.compile("[,.;!?](?= )")
"""Behind it another thing may be said than what is denied: "I'm not well, please cancel"."""
_ALSO = re.compile("도 ?(?:좀 |함께 |같이 )?(?:알려|부탁|안내|보내|궁금|가르쳐)")
"""How a second wish is joined to the first: "예약하고 위치도 알려 주세요"."""
_SECOND = frozenset(
    {
        *(Intent.CHANGE, Intent.CANCEL, Intent.WHEN, Intent.WHERE),
        *(Intent.PREPARE, Intent.PRICE, Intent.CALL),
    }
)
"""Wishes of which one is not a name of what another is about, as "booking" is."""
_DENIES = re.compile(
    "(?<![가-힣])(?:못|안)(?![내녕쪽])|없(?!이)|않|지 ?(?:마|말)|힘들|힘듭|어려|어렵|곤란|불가"
    "|(?<![가-힣])아(?:님|닌|닙|녜|녀|니[에예야지])"
)
_CANNOT_BEFORE = re.compile("(?<![가-힣])못 ?$")
"""So before one of closing, of which "안" is a word by itself."""
_DECLINED = re.compile("[은는] ?(?:이제 |그냥 )?괜찮(?:습니다|아요|아|네요)[ .!~^ㅎㅠ]*$")
"""A wish that is politely declined, or said to suit: "상담원 연결은 괜찮습니다"."""
INSTEAD = re.compile(r"(?<![a-z])instead(?! of)")
_BOOKS_NEXT = re.compile(
    r"(?:and|then|but|,) (?:please )?(?:book|can i|could i|i'?d like)(?![a-z])"
)
"""Beside a cancellation, another booking is wanted: a change, or both, is to be asked."""
_VALUES = frozenset(Intent)
_NO_WISH = frozenset({ENDING, FILL, OTHER_SUBJECT})
_ASKS_OF_ANYTHING = frozenset({Intent.WHEN, Intent.WHERE, Intent.PRICE, _AVAILABLE, _POSSIBLE})
"""Keys of a question that may be about another subject: where the toilet is, when results come."""
_BESIDE_ABSENCE = {Intent.NO, Intent.START, Intent.THANKS}
_ANY_BOOKING = (Intent.BOOK, Intent.SHOW)
"""Their words also name the booking that another wish is about."""
_OF_A_BOOKING = frozenset({Intent.CANCEL, Intent.CHANGE, *_ANY_BOOKING})
"""What is denied of a booking; beside another denial, booking is a wish: "대기 말고 예약이요"."""
_WINS: dict[Intent, frozenset[Intent]] = {
    Intent.WAITLIST: frozenset(
        {Intent.CANCEL, Intent.CALL, Intent.ROSTER, Intent.OPEN, Intent.WHERE, Intent.WHEN}
    ),
    Intent.LANGUAGE: frozenset({Intent.CHANGE}),
    Intent.RENAME: frozenset({Intent.CHANGE}),
    Intent.PERSON: frozenset({Intent.CHANGE, Intent.CALL, Intent.NO, Intent.WHERE}),
    Intent.CAPACITY: frozenset({Intent.CHANGE, Intent.OPEN, Intent.PRICE, Intent.ROSTER}),
    Intent.PREPARE: frozenset({Intent.WHEN, Intent.WHERE, Intent.STOP}),
    Intent.CALL: frozenset({Intent.WHERE}),
    Intent.CLOSE: frozenset({Intent.STOP}),
    Intent.ROSTER: frozenset({Intent.TODAY, Intent.FIND}),
    Intent.MOVE: frozenset({Intent.ROSTER, Intent.CHANGE}),
    Intent.ANNOUNCE: frozenset({Intent.CLOSE, Intent.OPEN}),
    Intent.HOSPITALS: frozenset({Intent.WHERE}),
    Intent.BOOK_FOR: frozenset({Intent.CALL}),
}
"""Which of two wishes the words of both mean: "change language", "if anyone cancels, tell me"."""
_ASKED = (
    frozenset({Intent.YES, Intent.NO}),
    frozenset({Intent.YES, Intent.THANKS}),
    frozenset({Intent.YES, Intent.CANCEL}),
    frozenset({Intent.NO, Intent.CANCEL}),
    frozenset({Intent.NO, Intent.CHANGE}),
    frozenset({Intent.NO, Intent.BOOK}),
)
"""Pairs of which neither is politeness."""


@dataclass(frozen=True, slots=True)
class Found:
    """The intent of a line: `intent` it asks for, `negated` what it denies.

    Both None: its words may mean two intents, and which one is to be asked; `likely` the one that
    a card may ask about. `spans`: the words that say so, as offsets.
    """

    intent: Intent | None
    negated: Intent | None
    spans: tuple[tuple[int, int], ...]
    likely: Intent | None = None


def find(text: str, *, desk: bool = False) -> Found | None:
    """Find what a line asks for, None where no word says so; `desk`: by the front desk."""
    whole, text = TAKEN not in text, unmasked(text)
    said = words(text, desk=desk)
    said = _refused(text, said) if desk else said
    meaning = [word for word in said if word.key not in _NO_WISH and not _is_label(text, word)]
    keys = {word.key for word in meaning}
    elsewhere = any(word.key == OTHER_SUBJECT for word in said)
    if not meaning or (elsewhere and keys <= _ASKS_OF_ANYTHING):
        return None
    spans = tuple((word.start, word.end) for word in said if word.key not in (FILL, OTHER_SUBJECT))
    wanted, negated, doubled = _denied(text, meaning)
    if len(wanted & _SECOND) > 1 and negated is None and _ALSO.search(text):
        return Found(None, None, spans)
    declined = bool(wanted) and _DECLINED.search(text) is not None
    if doubled or declined or UNSURE in keys:
        return Found(None, None, spans, likely=negated if negated in wanted else None)
    if _BOOKING_STATE.search(text):
        wanted = wanted - {Intent.BOOK} | {Intent.SHOW}
    wanted = _by_other_words(wanted, negated, keys, whole=whole)
    if {Intent.CANCEL, Intent.BOOK} <= wanted and (
        INSTEAD.search(text) or _BOOKS_NEXT.search(text)
    ):
        return Found(None, None, spans, likely=Intent.CHANGE)
    if _ABSENT in keys and negated is not None and not wanted:
        return Found(None, None, spans)
    return _decided(_weighed(wanted), negated, keys, spans, asks="?" in text)


def _refused(text: str, said: Sequence[KnownWord]) -> list[KnownWord]:
    """The words of the desk, in which a day that it cannot or will not open is one to close, and
    one that it cannot close is not closed.
    """
    found: list[KnownWord] = []
    end = 0
    for word in said:
        if word.start < end:
            continue  # a word of the refusal
        opens, closes = word.korean and word.key == Intent.OPEN, word.key == Intent.CLOSE
        behind = _REFUSED_BEHIND.match(text, word.end) if opens or closes else None
        end = behind.end() if behind else word.end
        before = text[: word.start]
        if opens and (behind is None or "않아도" not in behind[0]):
            refused = behind or _REFUSED_BEFORE.search(before)
            if refused:
                found = [each for each in found if each.key != _NOT_NEXT]
            found.append(replace(word, key=Intent.CLOSE, end=end) if refused else word)
            continue
        found.append(word)
        if behind or (closes and _CANNOT_BEFORE.search(before)):
            found.append(replace(word, key=_NOT, end=end))
    return found


def denies(text: str) -> bool:
    """Whether a Korean word of the line says that something is not, or cannot be."""
    return _DENIES.search(text) is not None


def suit_spans(text: str) -> list[tuple[int, int]]:
    """Find words that say of a day that it suits, and ask for nothing: 괜찮아요, 가능합니다."""
    text = unmasked(text)
    said = words(text, desk=False)
    suits = [word for word in said if word.key not in _NO_WISH]
    both = [text[word.start : word.end].replace(" ", "") == "둘다" for word in suits]
    fine = [word.key in (_FINE, _POSSIBLE) for word in suits]
    if "?" in text or denies(text) or not all(map(max, both, fine)):
        return []
    return [(word.start, word.end) for word in suits]


def filler_spans(text: str, *, desk: bool = False) -> list[tuple[int, int]]:
    """Find words that carry no meaning of their own: politeness, particles, "please"."""
    text = unmasked(text)
    return [
        (word.start, word.end)
        for word in words(text, desk=desk)
        if word.key in (ENDING, FILL) or _is_label(text, word)
    ]


def _is_label(text: str, word: KnownWord) -> bool:
    """Whether it is "phone number" in front of one, or 수가 of a verb, which is no price there."""
    if word.key == Intent.PRICE:
        return _ABILITY.match(text, word.start) is not None
    return word.key == Intent.CALL and _LABEL.match(text, word.end) is not None


def _decided(
    left: set[Intent],
    negated: Intent | None,
    keys: set[str],
    spans: tuple[tuple[int, int], ...],
    *,
    asks: bool,
) -> Found | None:
    """What is found when these intents are left."""
    if negated is not None:
        left -= {Intent.THANKS}
        left = left - {Intent.NO} or left
    answers = left <= {Intent.YES, Intent.NO} and (left or _NOT_DO in keys)
    unclear = asks or _VAGUE in keys or (negated is not None and Intent.YES in left)
    if len(left) > 1 or (answers and unclear):
        return Found(None, None, spans)
    if left:
        return Found(left.pop(), negated, spans)
    if negated is Intent.YES or (negated is None and _NOT_DO in keys):
        return Found(Intent.NO, negated, spans)
    if negated is not None:
        return Found(None, negated, spans)
    if keys & {_VAGUE, _FINE, _ABSENT}:
        return Found(None, None, spans, likely=Intent.CANCEL if _ABSENT in keys else None)
    denied = keys & {_NOT, _NOT_NEXT}  # of no intent, so that it is about the coming
    comes = _AVAILABLE in keys or (asks and _POSSIBLE in keys)
    return Found(None if denied else Intent.BOOK, None, spans) if comes else None


def _by_other_words(
    wanted: set[Intent], negated: Intent | None, keys: set[str], *, whole: bool
) -> set[Intent]:
    """What is wanted, with the wishes that words say which are of no intent alone.

    A person that cannot come, or changed their mind, wants to cancel, if the line says no more
    (`whole`: nothing of it was read before): that a day does not suit is also said while one is
    chosen.
    """
    if _REBOOK in keys:
        wanted = wanted - {Intent.CANCEL} | {Intent.CHANGE}
    if _FREE in keys and negated is None:
        wanted = wanted - {Intent.WHEN} | {Intent.BOOK}
    gives_up = whole and negated is None and wanted <= _BESIDE_ABSENCE
    if _ABSENT in keys and (gives_up or Intent.BOOK in wanted):
        wanted = wanted | {Intent.CANCEL}
    return wanted


def _denied(text: str, said: Sequence[KnownWord]) -> tuple[set[Intent], Intent | None, bool]:
    """What is asked for, what is denied, and whether that is to be asked: it is denied twice, or
    in another part of the sentence.
    """
    negated: list[int] = []
    kept = aside = None
    for at, word in enumerate(said):
        if word.key in (_NOT, _NOT_NEXT, _NOT_DO) or (word.key in _KEPT and word.korean):
            target = _target(said, at, before=word.korean and word.key != _NOT_NEXT)
            if target is not None and _CLAUSE_END.search(text, word.end, said[target].start):
                aside = Intent(said[target].key)
                continue
            if target is None and word.key == _NOT_NEXT:
                target = _target(said, at, before=True)
            kept_already = word.key in _KEPT and target in negated
            negated += [target] if target is not None and not kept_already else []
        kept = _KEPT.get(word.key, kept)
    wanted = {
        Intent(word.key)
        for at, word in enumerate(said)
        if word.key in _VALUES and at not in negated
    }
    if aside in wanted and not negated:
        return wanted, aside, True
    denied = Intent(said[negated[0]].key) if negated else kept
    again = denied is Intent.CANCEL and denied in wanted
    if denied is not None:
        other = negated and denied not in _OF_A_BOOKING and said[-1].key == Intent.BOOK
        wanted -= {denied} if other else {*_ANY_BOOKING, denied}
    if again:
        wanted.add(Intent.CANCEL)
    return wanted, denied, again or len(negated) > len(set(negated))


def _target(said: Sequence[KnownWord], at: int, *, before: bool) -> int | None:
    """The intent that a "not" denies: the nearest one before or behind it."""
    where = range(at - 1, -1, -1) if before else range(at + 1, len(said))
    return next((n for n in where if said[n].key in _VALUES - {Intent.NO}), None)


def _weighed(wanted: set[Intent]) -> set[Intent]:
    """The intents that are left when those are taken away that others win over."""
    left = wanted - {loser for winner in wanted for loser in _WINS.get(winner, ())}
    if any(pair <= left for pair in _ASKED):
        return left
    for weaker in ({Intent.START}, {Intent.HELP}, {Intent.THANKS}, {Intent.YES}, {Intent.BOOK}):
        left = left - weaker or left
    return left - {Intent.SHOW} or left
