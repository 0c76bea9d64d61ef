"""Names of hospitals inside a line: as they are registered, or similar.

Spaces and case count for nothing. What stands behind a Korean name may be a particle; a name inside
another word is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from handlers.parsing.reading import HospitalName
from handlers.parsing.words.similar import initials, is_syllable, jamo, within_one

MIN_PART_CHARS = 2
"""Shortest part of a name that stands for it."""
MAX_STRETCHES = 60
"""Stretches of a line that are compared with each name."""
MAX_WORDS_OF_NAME = 5
MAX_COMPARED_HOSPITALS = 20
MIN_SIMILARITY = 0.86
"""Of English names of several words, that are asked about."""

_TYPES = ("종합병원", "한의원", "병원", "의원", "내과", "외과", "치과", "검진센터", "센터", "클리닉")
_ENGLISH_TYPES = ("internalmedicine", "medicalcenter", "medicalcentre", "hospital", "clinic", "center")
_SHORT_TYPES = {"hosp": "hospital", "int": "internal", "med": "medicine"}
_PARTICLES = (
    *("", "이요", "요", "은", "는", "이", "가", "을", "를", "에", "에서", "으로", "로", "의", "도", "만"),
    *("이랑", "랑", "하고", "이나", "나", "에도", "에는", "으로요", "로요", "에요", "입니다", "이에요", "예요"),
)
_BEHIND = tuple(sorted(_PARTICLES, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Hospitals that a stretch of a line may mean; `certain`: the one there is, is meant."""

    hospitals: tuple[HospitalName, ...]
    certain: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words of a line without spaces and case, and without a particle behind them."""

    key: str
    start: int
    end: int


def exact(text: str, hospitals: Sequence[HospitalName]) -> tuple[HospitalName, int, int] | None:
    """Find the longest name as it is registered, without regard to spaces and case."""
    named = [(_key(name), each) for each in hospitals for name in each.names]
    key, offsets = _squeezed(text)
    found: list[tuple[int, int, HospitalName]] = []
    for name, each in named:
        at = key.find(name) if name else -1
        while at >= 0:
            if _stands_alone(text, offsets[at], offsets[at + len(name) - 1] + 1):
                found.append((len(name), -at, each))
            at = key.find(name, at + 1)
    if not found:
        return None
    size, before, each = max(found, key=lambda one: one[:2])
    return each, offsets[-before], offsets[size - before - 1] + 1


def similar(text: str, hospitals: Sequence[HospitalName], *, desk: bool) -> Candidates | None:
    """Find the hospitals whose names a stretch of the line resembles; the longest one wins.

    For customers a single candidate is certain, unless only the kind of place or more than one
    letter differs; for the desk none is.
    """
    some = hospitals[:MAX_COMPARED_HOSPITALS]
    for rule in (_is_misspelt, _is_part, _has_initials, _is_other_type, _is_like):
        for stretch in _stretches(text):
            near = tuple(
                each for each in some if any(rule(stretch.key, _key(name)) for name in each.names)
            )
            if near:
                sure = len(near) == 1 and not desk and rule in _SURE_RULES
                return Candidates(near, sure, stretch.start, stretch.end)
    return None


def _is_misspelt(typed: str, name: str) -> bool:
    one, other = jamo(typed), jamo(name)
    return len(other) > 5 and abs(len(one) - len(other)) < 2 and within_one(one, other)


def _is_part(typed: str, name: str) -> bool:
    """Whether it is a beginning of the name, its last word, or the name without the kind."""
    stem = _stem(name)
    letters = len(typed) >= (MIN_PART_CHARS if is_syllable(typed[0]) else 4)
    return letters and (
        name.startswith(typed)
        or stem.endswith(typed)
        or typed in _TYPES + _ENGLISH_TYPES
        and name.endswith(typed)
    )


def _has_initials(typed: str, name: str) -> bool:
    firsts = initials(name)
    return len(typed) >= MIN_PART_CHARS and bool(firsts) and typed in (firsts, initials(_stem(name)))


def _is_other_type(typed: str, name: str) -> bool:
    """Whether only the kind of place differs: 한빛의원 for 한빛병원."""
    stem = _stem(typed)
    return stem != typed and len(stem) >= MIN_PART_CHARS and _stem(name).endswith(stem)


def _is_like(typed: str, name: str) -> bool:
    stem = _stem(typed)
    if len(typed) < 6 or is_syllable(typed[0]) or stem == typed:
        return False
    return SequenceMatcher(None, typed, name).ratio() >= MIN_SIMILARITY


_SURE_RULES = (_is_misspelt, _is_part, _has_initials)


def _stem(name: str) -> str:
    """The name without the kind of place at its end."""
    kind = next((each for each in _TYPES + _ENGLISH_TYPES if name.endswith(each)), "")
    return name[: len(name) - len(kind)] or name


def _stretches(text: str) -> Iterator[_Stretch]:
    """Up to five words that stand together, the longest stretches first."""
    words = []
    at = 0
    for word in text.split(" "):
        if word:
            words.append((at, at + len(word)))
        at += len(word) + 1
    made = 0
    for size in range(min(MAX_WORDS_OF_NAME, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            start, end = words[first][0], words[first + size - 1][1]
            if "  " in text[start:end]:
                continue
            for stretch in _without_particles(text, start, end):
                made += 1
                yield stretch
            if made > MAX_STRETCHES:
                return


def _without_particles(text: str, start: int, end: int) -> Iterator[_Stretch]:
    key = _key(text[start:end].rstrip(".,!?~"))
    end = start + len(text[start:end].rstrip(".,!?~"))
    if not key:
        return
    yield _Stretch(key, start, end)
    if key.endswith("'s"):
        yield _Stretch(key[:-2], start, end)
    for each in _BEHIND:
        if each and key.endswith(each) and len(key) - len(each) >= MIN_PART_CHARS:
            yield _Stretch(key[: -len(each)], start, end)
            return


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter stands before it, and none behind it but of another word."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before.isalpha():
        return False
    return not (behind.isalpha() and behind.isascii() and text[end - 1].isascii())


def _key(name: str) -> str:
    words = (word.strip(".,") for word in name.casefold().split())
    return "".join(_SHORT_TYPES.get(word, word) for word in words)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text without spaces and case, and the offset of each character."""
    kept = [(c, at) for at, each in enumerate(text) if each != " " for c in each.casefold()]
    return "".join(c for c, _ in kept), [at for _, at in kept]
