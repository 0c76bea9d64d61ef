"""Korean particles that depend on the sound before them: 은/는, 이/가, 을/를, 과/와, 으로/로.

Reads Hangul, digits and Latin letters; after anything else both forms are shown.
"""

import re

_FIRST, _LAST = "가", "힣"
_DIGITS = {"0": "ㅇ", "1": "ㄹ", "3": "ㅁ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}
_LETTERS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}
_LATIN = re.compile(r"[A-Za-z]+$")
_WORD_ENDS = (
    (re.compile(r"le?$"), "ㄹ"),
    (re.compile(r"([mn]e?|ng)$"), "ㄴ"),
    (re.compile(r"[aeiou][bckpt]$"), "ㄱ"),
)


def particle(word: str, pair: str) -> str:
    """Answer which of the `pair` (as 은/는: after a final consonant, after a vowel) follows."""
    closed, open_ = pair.split("/")
    final = _final_sound(word)
    if final is None:
        return f"(으){open_}" if closed == "으" + open_ else f"{closed}({open_})"
    if final == "ㄹ" and closed == "으" + open_:
        return open_
    return closed if final else open_


def _final_sound(word: str) -> str | None:
    """Answer ㄹ, some other final consonant, "" for an open syllable, None if nobody can say."""
    spoken = word.rstrip("".join({c for c in word if not c.isalnum()}))
    if not spoken:
        return None
    last = spoken[-1]
    if _FIRST <= last <= _LAST:
        final = (ord(last) - ord(_FIRST)) % 28
        return "ㄹ" if final == 8 else "ㄱ" if final else ""
    if last.isascii() and last.isdecimal():
        return _DIGITS.get(last, "")
    latin = _LATIN.search(spoken)
    return _latin_sound(latin[0]) if latin else None


def _latin_sound(word: str) -> str:
    if word.isupper():  # letters read one by one: HS, MRI, KAIST is wrong but rare
        return _LETTERS.get(word[-1].lower(), "")
    return next((sound for end, sound in _WORD_ENDS if end.search(word.lower())), "")
