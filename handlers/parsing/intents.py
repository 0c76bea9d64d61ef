"""What a line asks for: the meanings of its words, weighed against each other.

Every word is accounted for: what is in no table is left to others, and in the end unread.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.parsing.reading import Intent
from handlers.parsing.words.scan import ENDING, FILL, UNSURE, Word, words

_NOT, _NOT_DO, _KEEP = "not", "not_do", "keep"
_VALUES = frozenset(Intent)
_POLITE = frozenset({Intent.START, Intent.HELP, Intent.THANKS, Intent.YES})
"""Said beside another wish, they are politeness."""
_ANY_BOOKING = (Intent.BOOK, Intent.SHOW)
"""Their words also name the booking that another wish is about."""
_WINS: dict[Intent, frozenset[Intent]] = {
    Intent.WAITLIST: frozenset(
        {Intent.CANCEL, Intent.CALL, Intent.ROSTER, Intent.OPEN, Intent.WHERE, Intent.WHEN}
    ),
    Intent.LANGUAGE: frozenset({Intent.CHANGE}),
    Intent.PERSON: frozenset({Intent.CHANGE, Intent.CALL, Intent.NO, Intent.WHERE}),
    Intent.CAPACITY: frozenset({Intent.CHANGE, Intent.OPEN, Intent.PRICE, Intent.ROSTER}),
    Intent.PREPARE: frozenset({Intent.WHEN, Intent.WHERE, Intent.STOP}),
    Intent.CALL: frozenset({Intent.WHERE}),
    Intent.CLOSE: frozenset({Intent.STOP}),
    Intent.ROSTER: frozenset({Intent.TODAY, Intent.FIND}),
    Intent.BOOK_FOR: frozenset({Intent.CALL}),
}
"""Which of two wishes the words of both mean: "change language", "if anyone cancels, tell me"."""
_ASKED = (
    frozenset({Intent.YES, Intent.NO}),
    frozenset({Intent.YES, Intent.THANKS}),
    frozenset({Intent.YES, Intent.CANCEL}),
)
"""Pairs of which neither is politeness."""


@dataclass(frozen=True, slots=True)
class Found:
    """The intent of a line: `intent` it asks for, `negated` what it denies.

    Both None: its words may mean two intents, and which one is to be asked. `spans`: the words that
    say so, as offsets.
    """

    intent: Intent | None
    negated: Intent | None
    spans: tuple[tuple[int, int], ...]


def find(text: str, *, desk: bool = False) -> Found | None:
    """Find what a line asks for, None where no word says so; `desk`: by the front desk."""
    said = words(text, desk=desk)
    meaning = [word for word in said if word.key not in (ENDING, FILL)]
    if not meaning:
        return None
    spans = tuple((word.start, word.end) for word in said if word.key != FILL)
    wanted, negated, doubled = _denied(meaning)
    if doubled or any(word.key == UNSURE for word in meaning):
        return Found(None, None, spans)
    left = _weighed(wanted)
    asks = left <= {Intent.YES, Intent.NO} and "?" in text
    if len(left) > 1 or (left and asks):
        return Found(None, None, spans)
    if left:
        return Found(left.pop(), negated, spans)
    if negated is None and any(word.key == _NOT_DO for word in meaning):
        return Found(Intent.NO, None, spans)
    return Found(None, negated, spans) if negated else None


def filler_spans(text: str, *, desk: bool = False) -> list[tuple[int, int]]:
    """Find words that carry no meaning of their own: politeness, particles, "please"."""
    return [(word.start, word.end) for word in words(text, desk=desk) if word.key in (ENDING, FILL)]


def _denied(said: Sequence[Word]) -> tuple[set[Intent], Intent | None, bool]:
    """What is asked for, what is denied, and whether that is denied twice."""
    negated: list[int] = []
    kept = None
    for at, word in enumerate(said):
        if word.key in (_NOT, _NOT_DO):
            target = _target(said, at, before=word.korean)
            negated += [target] if target is not None else []
        elif word.key == _KEEP:
            kept = Intent.CANCEL
    wanted = {
        Intent(word.key)
        for at, word in enumerate(said)
        if word.key in _VALUES and at not in negated
    }
    denied = Intent(said[negated[0]].key) if negated else kept
    if denied is not None:
        wanted -= {*_ANY_BOOKING, denied}
    return wanted, denied, len(negated) > len(set(negated))


def _target(said: Sequence[Word], at: int, *, before: bool) -> int | None:
    """The intent that a "not" denies: in Korean the one before it, in English the one behind."""
    earlier = [n for n in range(at - 1, -1, -1) if said[n].key in _VALUES]
    later = [n for n in range(at + 1, len(said)) if said[n].key in _VALUES]
    nearest = (*earlier[:1], *later[:1]) if before else (*later[:1], *earlier[:1])
    return nearest[0] if nearest else None


def _weighed(wanted: set[Intent]) -> set[Intent]:
    """The intents that are left when those are taken away that others win over."""
    left = wanted - {loser for winner in wanted for loser in _WINS.get(winner, ())}
    if any(pair <= left for pair in _ASKED):
        return left
    for weaker in ({Intent.START}, {Intent.HELP}, {Intent.THANKS}, {Intent.YES}, {Intent.BOOK}):
        left = left - weaker or left
    return left - {Intent.SHOW} or left
