"""Names of hospitals inside a line: as they are registered, or similar.

Spaces and case count for nothing. What stands behind a Korean name may be a particle; a name inside
another word is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from handlers.parsing.line_parts import HospitalName
from handlers.parsing.words.scan import unmasked
from handlers.parsing.words.similar import initials, is_syllable, jamo, within_one

MIN_PART_CHARS = 2
"""Shortest part of a name that stands for it."""
MAX_STRETCHES = 20
"""Stretches of a line that are compared with each name."""
MAX_WORDS_OF_NAME = 5
MAX_WORDS_OF_LINE = 16
"""Words of a line that are compared; a name stands near the start."""
MAX_COMPARED_HOSPITALS = 20
MIN_PART_LETTERS = 4
MIN_MISSPELT_LETTERS = 6
MIN_SIMILARITY = 0.8
"""Of English names of several words, that are asked about."""

_TYPES = (
    "종합병원",
    "한의원",
    "병원",
    "의원",
    "내과",
    "외과",
    "치과",
    "검진센터",
    "센터",
    "클리닉",
)
_ENGLISH_TYPES = (
    "internalmedicine",
    "medicalcenter",
    "medicalcentre",
    "hospital",
    "clinic",
    "center",
)
_LONE_TYPES = frozenset({"내과", "외과", "치과", "의원", "한의원", "clinic", "internalmedicine"})
_DAY_WORDS = frozenset({"오늘", "내일", "모레", "매일", "주말", "평일", "today", "tomorrow"})
_NO_PARTS = _DAY_WORDS.union(_TYPES, _ENGLISH_TYPES)
"""Words that stand for no hospital whose name they are a part of."""
_DENIED_BEHIND = re.compile(" ?(?:은|는|이|가|만)? ?(?:말고|빼고|제외|아니)")
_DENIED_BEFORE = re.compile(
    r"\b(?:not|but not|instead of|anywhere but|except|rather than)(?: at| to| the)? $"
)
_DENIAL = re.compile(r"\b(?:not|instead of|rather than|except)(?: at| to| the)? ")
_WORD = re.compile(r"[^ ]+")
_SHORT_TYPES = {"hosp": "hospital", "int": "internal", "med": "medicine"}
_PARTICLES = (
    *(
        "",
        "이요",
        "요",
        "은",
        "는",
        "이",
        "가",
        "을",
        "를",
        "에",
        "에서",
        "으로",
        "로",
        "의",
        "도",
        "만",
    ),
    *(
        "이랑",
        "랑",
        "하고",
        "이나",
        "나",
        "에도",
        "에는",
        "으로요",
        "로요",
        "에요",
        "입니다",
        "이에요",
        "예요",
    ),
)
_BEHIND = tuple(sorted(_PARTICLES, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Hospitals that a stretch of a line may mean; `certain`: the one there is, is meant."""

    hospitals: tuple[HospitalName, ...]
    certain: bool
    start: int
    end: int


class _Stretch:
    """Words of a line without spaces and case; `opens`: no other word stands before them."""

    def __init__(self, key: str, start: int, end: int, *, opens: bool = False) -> None:
        self.key, self.start, self.end, self.opens = key, start, end, opens
        self.letters = jamo(key)
        self.stem = _stem(key)
        least = MIN_PART_CHARS if is_syllable(key[0]) else MIN_PART_LETTERS
        self.is_long = len(key) >= least and key not in _NO_PARTS


class _Name:
    """A name to compare with: without spaces, as Korean letters, and without the kind of place."""

    def __init__(self, hospital: HospitalName, name: str) -> None:
        self.hospital = hospital
        self.key = _key(name)
        self.letters = jamo(self.key)
        self.stem = _stem(self.key)
        self.initials = initials(self.key)
        self.stem_initials = initials(self.stem)


@lru_cache(maxsize=4096)
def _names(hospital: HospitalName) -> tuple[_Name, ...]:
    return tuple(_Name(hospital, name) for name in hospital.names)


def exact(text: str, hospitals: Sequence[HospitalName]) -> tuple[HospitalName, int, int] | None:
    """Find the longest name as it is registered, without regard to spaces and case.

    None where it is denied, where two are named, and where it may be the end of a longer one.
    """
    text = unmasked(text)
    names = [name for each in hospitals for name in _names(each)]
    named = _named(text, names)
    if len({each.hospital.id for each, _, _ in named}) != 1:
        return None
    name, start, end = named[0]
    first, _, rest = text[start:end].partition(" ")
    others = text[:start] + text[end:]
    dated = any(c.isdigit() for c in others) or any(word in others for word in _DAY_WORDS)
    if rest and first in _DAY_WORDS and not dated:
        return None  # 오늘 내과: the name, or today at some 내과
    before = _key(text[:start].rstrip().rpartition(" ")[2])
    for longer in names:
        if longer.key == name.key or not longer.key.endswith(name.key):
            continue
        branch = longer.key.removesuffix(name.key)
        if within_one(jamo(before + name.key), longer.letters):
            return None
        at = _spot(text, branch)
        if at is not None and not _is_denied(text, *at):
            return longer.hospital, min(start, at[0]), max(end, at[1])
    return name.hospital, start, end


def similar(text: str, hospitals: Sequence[HospitalName], *, desk: bool) -> Candidates | None:
    """Find the hospitals whose names a stretch of the line resembles; the longest one wins.

    For customers a single candidate is certain, unless only the kind of place or more than one
    letter differs; for the desk none is.
    """
    text = unmasked(text)
    names = [name for each in hospitals[:MAX_COMPARED_HOSPITALS] for name in _names(each)]
    named = _named(text, names)
    several = tuple(dict.fromkeys(each.hospital for each, _, _ in named))
    if len(several) > 1:
        return Candidates(several, False, named[0][1], named[0][2])
    stretches: dict[tuple[str, bool], _Stretch] = {}
    for each in _stretches(text):
        if not _is_denied(text, each.start, each.end):
            stretches.setdefault((each.key, each.opens), each)
    for rule in _RULES:
        for stretch in stretches.values():
            alike = [each.hospital for each in names if rule(stretch, each)]
            if alike:
                near = tuple(dict.fromkeys(alike))
                sure = len(near) == 1 and not desk and rule in _SURE_RULES
                sure = sure and not _has_other_type(text, stretch, near[0])
                return Candidates(near, sure, stretch.start, stretch.end)
    return None


def denied_spans(text: str, hospitals: Sequence[HospitalName]) -> list[tuple[int, int]]:
    """Find the names that are said not to be meant, with the words that say so: "한빛병원 말고"."""
    text = unmasked(text)
    found = list(_DENIED_BEHIND.finditer(text))
    if not found:
        return []
    keys = {
        key
        for each in hospitals[:MAX_COMPARED_HOSPITALS]
        for name in _names(each)
        for key in (name.key, name.stem, *_branches(name, hospitals))
    }
    spans = []
    for denied in found:
        start = denied.start()
        before = text[:start].split(" ")
        for words in (before[-2:], before[-1:]):
            if _key("".join(words)) in keys:
                spans.append((start - len(" ".join(words)), _word_end(text, denied.end())))
                break
    return spans


def _branches(name: _Name, hospitals: Sequence[HospitalName]) -> Iterator[str]:
    """What stands before another hospital's name in this one: 강남 of 강남한빛병원."""
    for each in hospitals[:MAX_COMPARED_HOSPITALS]:
        for other in _names(each):
            if other.key != name.key and name.key.endswith(other.key):
                yield name.key.removesuffix(other.key)


def _word_end(text: str, at: int) -> int:
    end = text.find(" ", at)
    return len(text) if end < 0 else end


def denied(text: str, hospitals: Sequence[HospitalName]) -> Iterator[tuple[int, int]]:
    """Find the words that exclude a hospital: "not Hanbit", "instead of Gaon Internal Medicine"."""
    text = unmasked(text)
    beginnings = {name.key for each in hospitals for name in _names(each)}
    for found in _DENIAL.finditer(text):
        words = list(_WORD.finditer(text, found.end()))[:MAX_WORDS_OF_NAME]
        for count in range(len(words), 0, -1):
            key = _key(text[found.end() : words[count - 1].end()].rstrip(".,!?"))
            if len(key) >= MIN_PART_LETTERS and any(each.startswith(key) for each in beginnings):
                yield found.start(), words[count - 1].end()
                break


def _has_other_type(text: str, typed: _Stretch, hospital: HospitalName) -> bool:
    """Whether another kind of place stands behind a part of the name: "Gaon Hospital"."""
    behind = _WORD.match(text, typed.end + 1)
    word = behind[0].strip(".,!?").casefold() if behind else ""
    kind = next((each for each in _ENGLISH_TYPES if within_one(each, word)), "")
    whole = typed.key + kind
    return kind != "" and not any(
        each.key.startswith(whole) or (each.stem.endswith(typed.key) and each.key.endswith(kind))
        for each in _names(hospital)
    )


def _named(text: str, names: Sequence[_Name]) -> list[tuple[_Name, int, int]]:
    """The names that stand in the text and are not denied, the longest first."""
    key, offsets = _squeezed(text)
    found: list[tuple[_Name, int, int]] = []
    for name in sorted(names, key=lambda each: -len(each.key)):
        at = key.find(name.key) if name.key else -1
        while at >= 0:
            start, end = offsets[at], offsets[at + len(name.key) - 1] + 1
            free = all(end <= first or start >= last for _, first, last in found)
            if free and _stands_alone(text, start, end):
                found.append((name, start, end))
            at = key.find(name.key, at + 1)
    return [each for each in found if not _is_denied(text, each[1], each[2])]


def _is_denied(text: str, start: int, end: int) -> bool:
    """Whether it is excluded: "한빛병원 말고", "not at Hanbit Hospital"."""
    return _DENIED_BEHIND.match(text, end) is not None or (
        _DENIED_BEFORE.search(text[max(0, start - 20) : start]) is not None
    )


def _spot(text: str, word: str) -> tuple[int, int] | None:
    at = text.casefold().find(word)
    return (at, at + len(word)) if word and at >= 0 else None


def _is_misspelt(typed: _Stretch, name: _Name) -> bool:
    one, other = typed.letters, name.letters
    if one[:2] != other[:2] and one[-2:] != other[-2:]:
        return False
    return len(other) >= MIN_MISSPELT_LETTERS and within_one(one, other)


def _is_part(typed: _Stretch, name: _Name) -> bool:
    """Whether it is a beginning of the name, or the end of the name without the kind."""
    key = typed.key
    return typed.is_long and (name.key.startswith(key) or name.stem.endswith(key))


def _is_branch(typed: _Stretch, name: _Name) -> bool:
    """Whether it is the place that a name begins with, as a branch: 강남점 for 강남한빛병원."""
    if not typed.key.endswith("점"):
        return False
    place = typed.key.removesuffix("점")
    return len(place) >= MIN_PART_CHARS and name.key.startswith(place)


def _has_initials(typed: _Stretch, name: _Name) -> bool:
    return typed.key == name.initials and len(typed.key) >= MIN_PART_CHARS


def _has_some_initials(typed: _Stretch, name: _Name) -> bool:
    return name.stem_initials.endswith(typed.key) and len(typed.key) >= MIN_PART_CHARS


def _is_other_type(typed: _Stretch, name: _Name) -> bool:
    """Whether only the kind of place differs: 한빛의원 for 한빛병원."""
    stem = typed.stem
    return name.stem.endswith(stem) and stem != typed.key and len(stem) >= MIN_PART_CHARS


def _is_like(typed: _Stretch, name: _Name) -> bool:
    """Whether an English name with a kind of place is near to it."""
    key = typed.key
    if key[:3] != name.key[:3] or is_syllable(key[0]) or typed.stem == key:
        return False
    near = abs(len(key) - len(name.key)) <= 2
    return near and SequenceMatcher(None, key, name.key).ratio() >= MIN_SIMILARITY


def _is_type(typed: _Stretch, name: _Name) -> bool:
    """Whether it is the kind of place alone: 내과, the clinic."""
    return typed.opens and typed.key in _LONE_TYPES and name.key.endswith(typed.key)


_SURE_RULES = (_is_misspelt, _has_initials, _is_part)
_RULES = (*_SURE_RULES, _is_branch, _has_some_initials, _is_other_type, _is_like, _is_type)


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
    words = words[:MAX_WORDS_OF_LINE]
    for size in range(min(MAX_WORDS_OF_NAME, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            start, end = words[first][0], words[first + size - 1][1]
            if "  " in text[start:end]:
                continue
            before = text[:start].casefold().removesuffix("the ").removesuffix("at ")
            opens = not before.strip() or before.endswith("  ")
            for stretch in _without_particles(text, start, end, opens=opens):
                made += 1
                yield stretch
            if made > MAX_STRETCHES:
                return


def _without_particles(text: str, start: int, end: int, *, opens: bool) -> Iterator[_Stretch]:
    key = _key(text[start:end].rstrip(".,!?~"))
    end = start + len(text[start:end].rstrip(".,!?~"))
    if not key:
        return
    yield _Stretch(key, start, end, opens=opens)
    if key.endswith("'s"):
        yield _Stretch(key[:-2], start, end)
    for each in _BEHIND:
        if each and key.endswith(each) and len(key) - len(each) >= MIN_PART_CHARS:
            yield _Stretch(key[: -len(each)], start, end, opens=opens)
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
