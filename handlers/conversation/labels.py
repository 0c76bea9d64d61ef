"""Labels and numbers of buttons as they are typed."""

import re
from collections.abc import Callable, Iterable, Sequence
from unicodedata import category

from handlers.parsing import MAX_LINE_CHARS

_ORDINALS = (
    ("첫", "한", "first", "1st"),
    ("두", "둘", "second", "2nd"),
    ("세", "셋", "third", "3rd"),
    ("네", "넷", "fourth", "4th"),
    ("다섯", "fifth", "5th"),
    ("여섯", "sixth", "6th"),
    ("일곱", "seventh", "7th"),
    ("여덟", "eighth", "8th"),
)
_BY_WORD = {word: n for n, words in enumerate(_ORDINALS, 1) for word in words}
_NUMBER = re.compile(r"(?:number|no\.?)?([0-9]{1,2})(?:번|번째|번으로|번이요|번요)?")
_NTH = re.compile(r"([가-힣]{1,2})번째(?:거|것|요|로|거요|것으로)?|(?:the)?([a-z0-9]{3,7})(?:one)?")


_EMOJI = frozenset({"So", "Mn", "Sk"})
"""Unicode categories of emoji and their modifiers; a sign is Sm or Pd."""


def squeezed(text: str) -> str:
    """The text without spaces, in lower case."""
    return "".join(text.casefold().split())


def bare(text: str) -> str:
    """The text without spaces and case, a leading emoji, and punctuation that ends a sentence. A
    sign, a slash or a question mark stays: `-10` is not `10`, `확정?` no yes.
    """
    tight = squeezed(text)
    first = next((n for n, c in enumerate(tight) if category(c) not in _EMOJI), len(tight))
    return tight[first:].rstrip(".!~,…")


def _first(text: str) -> str:
    """What a label names first: `5` of `5·3`, the hospital of `한빛병원 · 3월 5일(금)`."""
    return bare(text.partition("·")[0])


def _sign(text: str) -> str:
    """The emoji in front, without what only colours it."""
    tight = squeezed(text)
    first = next((n for n, c in enumerate(tight) if category(c) not in _EMOJI), len(tight))
    return "".join(c for c in tight[:first] if category(c) == "So")


FORMS: tuple[Callable[[str], str], ...] = (squeezed, bare)
"""Forms in which a label and the text are compared, the strictest first."""


def pressed(text: str, buttons: Iterable[tuple[str, str]]) -> str | None:
    """Callback data of the one button whose label is the text; None where several are."""
    if len(text) > MAX_LINE_CHARS:
        return None
    known = list(buttons)
    for form in FORMS:
        found = {
            data
            for label, data in known
            if form(text) and form(label) == form(text) and _sign(text) in ("", _sign(label))
        }
        if found:
            return found.pop() if len(found) == 1 else None
    found = {data for label, data in known if "·" in label and _first(label) == bare(text) != ""}
    return found.pop() if len(found) == 1 else None


def ordinal(text: str) -> int | None:
    """The number on a list that the text says: `2`, `2번`, `두 번째`, `the second one`."""
    tight = bare(text[:MAX_LINE_CHARS])
    number = _NUMBER.fullmatch(tight)
    if number:
        return int(number[1])
    nth = _NTH.fullmatch(tight)
    return _BY_WORD.get(nth[1] or nth[2]) if nth else None


def nth_choice(text: str, choices: Sequence[str]) -> str | None:
    """The choice whose number on the list the text says."""
    n = ordinal(text)
    return choices[n - 1] if n is not None and 0 < n <= len(choices) else None
