"""Likeness of words: Korean ones by the letters of their syllables, at most one letter apart."""

from collections.abc import Iterable
from functools import lru_cache

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
FIRST_SYLLABLE, LAST_SYLLABLE = "가", "힣"
MIN_FAR_LETTERS, MAX_FAR_LETTERS, MAX_FAR_MISSING = 7, 14, 3


def jamo(text: str) -> str:
    """The text with its Korean syllables taken apart into letters."""
    return "".join(map(_letters, text))


def initials(text: str) -> str:
    """The first letter of each Korean syllable; other characters are left out."""
    return "".join(_INITIALS[_number(c) // 588] for c in text if is_syllable(c))


def is_syllable(c: str) -> bool:
    return FIRST_SYLLABLE <= c <= LAST_SYLLABLE


def within_one(one: str, other: str) -> bool:
    """Whether they differ by at most one letter: wrong, missing, surplus, or two exchanged."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    if len(longer) - len(shorter) > 1:
        return False
    pairs = zip(longer, shorter, strict=False)
    at = next((at for at, (a, b) in enumerate(pairs) if a != b), len(shorter))
    if len(longer) > len(shorter):
        return longer[at + 1 :] == shorter[at:]
    exchanged = longer[at : at + 2] == shorter[at : at + 2][::-1]
    return longer[at + 1 :] == shorter[at + 1 :] or (
        exchanged and longer[at + 2 :] == shorter[at + 2 :]
    )


class NearWords:
    """Words by their spellings without one letter, to find those at most one letter from a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_short: dict[str, list[str]] = {}
        for word in words:
            for short in _without_one(word):
                self._by_short.setdefault(short, []).append(word)

    def near(self, text: str) -> list[str]:
        """The words at most one letter from it, in the order they were given."""
        found = (word for short in _without_one(text) for word in self._by_short.get(short, ()))
        return [word for word in dict.fromkeys(found) if within_one(word, text)]


class FarWords:
    """Long words, to find those that a text becomes with up to three letters taken from the two."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_short: dict[str, list[str]] = {}
        self._by_first: dict[str, list[frozenset[str]]] = {}
        for word in words:
            if MIN_FAR_LETTERS <= len(word) <= MAX_FAR_LETTERS:
                self._by_first.setdefault(word[0], []).append(frozenset(word))
                for short in _without_two(word):
                    self._by_short.setdefault(short, []).append(word)

    def near(self, text: str) -> list[str]:
        """The words with the same first letter, in the order they were given."""
        if not MIN_FAR_LETTERS <= len(text) <= MAX_FAR_LETTERS:
            return []
        letters = frozenset(text)
        alike = self._by_first.get(text[0], ())
        if all(len(each ^ letters) > MAX_FAR_MISSING for each in alike):
            return []  # without which most words would be taken apart for nothing
        return list(
            dict.fromkeys(
                word
                for short in _without_two(text)
                for word in self._by_short.get(short, ())
                if word[0] == text[0] and len(word) + len(text) - 2 * len(short) <= MAX_FAR_MISSING
            )
        )


def _without_two(text: str) -> set[str]:
    one = _without_one(text)
    return one.union(*map(_without_one, one))


def _without_one(text: str) -> set[str]:
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


@lru_cache(maxsize=4096)
def _letters(c: str) -> str:
    if not is_syllable(c):
        return c
    number = _number(c)
    return str(_INITIALS[number // 588] + _VOWELS[number % 588 // 28] + _FINALS[number % 28])


def _number(c: str) -> int:
    return ord(c) - ord(FIRST_SYLLABLE)
