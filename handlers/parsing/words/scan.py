"""Words of a line with their meanings, as the tables have them.

Spaces count for nothing in Korean, so that a run of Korean words is covered by stems and endings
with as few letters left over as possible. English goes by words, the longest phrase first.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from handlers.parsing.words.fillers import SHORT_FORMS
from handlers.parsing.words.similar import jamo
from handlers.parsing.words.tables import ENDING, FILL, UNSURE, Tables, Tree

MAX_FUZZY_WORDS = 6
"""Words of a line that are looked for with a letter wrong; with more unread it is no typo."""
MIN_FUZZY_JAMO = 5
"""Letters of a Korean word that may have one wrong and still be certain."""
MIN_FUZZY_LETTERS = 4
CACHED_WORDS = 128
"""Runs of Korean and English words of one line that are not looked up twice."""
MAX_FUZZY_SYLLABLES = 16
"""A longer Korean word, or one syllable repeated, is no typo."""
TAKEN = "|"
"""Stands in a line for a character that has been read."""
_AS_TYPED = {ord(unicodedata.normalize("NFKC", chr(c))): chr(c) for c in range(0x3131, 0x3164)}
_UNMASKED = _AS_TYPED | {ord(TAKEN): " "}
_SIGNS = {"👍": "yes", "👌": "yes", "✅": "yes", "👎": "no"}

_RUN = re.compile(
    r"[가-힣ㄱ-ㅣ]+(?: [가-힣ㄱ-ㅣ]+)*|[a-zÀ-ɏḀ-ỿ][a-zÀ-ɏḀ-ỿ'’-]*|[👍👌✅👎]", re.IGNORECASE
)
_COST_UNREAD, _COST_FUZZY, _COST_INTENT, _COST_ENDING, _COST_FILL = 1000, 450, 80, 100, 120
_COST_NOT = 60
"""Less than an intent, so that 하는 거 아니에요 denies rather than says no."""
_PLACE_WORDS = re.compile("병원|의원|내과|외과|치과|센터|클리닉|메디칼")
"""Of a word with one of these nothing is guessed: it is the name of a place."""
_ENGLISH_PLACES = frozenset(
    ["hospital", "clinic", "internal", "medical", "dental", "center", "centre"]
)
"""Of a word before one of these nothing is guessed: "Haneul Hospital" is no "hangul"."""
_BETWEEN_WORDS = "my the a an it this that our your please just really also some ever me us"
_BETWEEN = frozenset(_BETWEEN_WORDS.split())
"""Words that may stand inside a phrase: "push my appointment back"."""
_FIRST_WITHOUT_GAP = frozenset(["not", "no", "i", "do"])
MAX_BETWEEN = 2
_ENDINGS = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "ly",
    "er",
    "ers",
    "ment",
    "ies",
    "ied",
    "ness",
    "est",
    "ier",
    "iest",
)
MIN_STEM_LETTERS = 3
_OWNED = re.compile(r"(?:(?<=hospital)|(?<=clinic))['’]s$")
"""What is asked about one: "the hospital's address" asks for no hospitals."""
_SAYS_MORE = frozenset(["i", "im", "its", "it", "that", "thats", "this", "the", "we", "not", "you"])
"""Words behind a "no" that is an answer: "no I don't agree"."""


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A stretch of a line and the key of its meaning; `korean`: the language it is in."""

    key: str
    start: int
    end: int
    korean: bool = True


_PRICES = {
    ENDING: _COST_ENDING,
    FILL: _COST_FILL,
    "not": _COST_NOT,
    "not_next": _COST_FILL,
    "possible": _COST_FILL,
}
_TABLES = {desk: Tables(desk=desk) for desk in (False, True)}


def as_typed(text: str) -> str:
    """The text with Korean letters as they are typed: NFKC makes them parts of syllables."""
    return text.translate(_AS_TYPED)


def unmasked(text: str) -> str:
    """As `as_typed`, with spaces for what has been read already. Offsets are unchanged."""
    return text.translate(_UNMASKED)


def words(text: str, *, desk: bool) -> list[KnownWord]:
    """The words of the line that have a meaning, in order."""
    return list(_words(unmasked(text), desk))


@lru_cache(maxsize=1)
def _words(text: str, desk: bool) -> tuple[KnownWord, ...]:
    """The same; the readers of one line ask several times for what is left of it."""
    tables = _TABLES[desk]
    found: list[KnownWord] = []
    latin: list[tuple[int, int]] = []
    guesses = MAX_FUZZY_WORDS
    for run in _RUN.finditer(text):
        if run[0][0] in _SIGNS:
            found.append(KnownWord(_SIGNS[run[0][0]], *run.span()))
        elif run[0][0] < "ㄱ":
            latin.append(run.span())
        else:
            joined = text[: run.start()].endswith("  ") or text[: run.start()] == " "
            known, guessed = _korean(run[0], tables, joined, guesses)
            found += (KnownWord(key, run.start() + a, run.start() + b) for key, a, b in known)
            guesses -= guessed
    found += _english(text, latin, tables)
    return tuple(sorted(found, key=lambda word: word.start))


def clear_cache() -> None:
    """Drop the words of the line that was read last, which may hold a name."""
    for cached in (_words, _korean, _corrected):
        cached.cache_clear()


@lru_cache(maxsize=CACHED_WORDS)
def _korean(
    run: str, tables: Tables, joined: bool, guesses: int
) -> tuple[tuple[tuple[str, int, int], ...], int]:
    """Keys and offsets of a run of Korean words, and how many of `guesses` were made.

    It is asked for again each time that something else of the line has been read.
    """
    korean = _Korean(run, tables, joined=joined)
    return tuple(korean.words(guesses)), korean.guessed


class _Korean:
    """A run of Korean words; `joined`: it stands behind a part that has been read already."""

    def __init__(self, run: str, tables: Tables, *, joined: bool) -> None:
        places = [at for at, c in enumerate(run) if c != " "]
        self.text = "".join(run[at] for at in places)
        self.offsets = places
        self.starts = {n for n, at in enumerate(places) if at == 0 or run[at - 1] == " "}
        ends = sorted({*self.starts, len(self.text)})
        self.word_end = {n: end for first, end in pairwise(ends) for n in range(first, end)}
        self.tables = tables
        self.joined = joined
        self.guesses: dict[int, list[tuple[int, str]]] = {}
        self.guessed = 0

    def words(self, guesses: int) -> Iterator[tuple[str, int, int]]:
        path = self._best()
        stuck = [first for first, _, key in path if key == ""]
        if stuck and len(stuck) <= guesses:
            self.guessed = len(stuck)
            for at in stuck:
                self._guess(at)
            path = self._best() if self.guesses else path
        open_words = {self.word_end[first] for first, _, key in path if not key}
        for first, end, key in path:
            partial = key in (ENDING, FILL) and self.word_end[first] in open_words
            if key and not partial:
                yield key, self.offsets[first], self.offsets[end - 1] + 1

    def _best(self) -> list[tuple[int, int, str]]:
        """The cheapest way through the run: stretches with keys, "" for what is left over."""
        size = len(self.text)
        costs: dict[tuple[int, bool], int] = {(0, self.joined): 0}
        came: dict[tuple[int, bool], tuple[tuple[int, bool], str]] = {}
        for at in range(size):
            for read in (True, False):
                cost = costs.get((at, read))
                if cost is None:
                    continue
                for end, key, price in self._steps(at, read):
                    state = (end, key != "")
                    if cost + price < costs.get(state, 1 << 30):
                        costs[state] = cost + price
                        came[state] = ((at, read), key)
        state = min(
            ((size, read) for read in (True, False) if (size, read) in costs), key=costs.__getitem__
        )
        path = []
        while state in came:
            before, key = came[state]
            path.append((before[0], state[0], key))
            state = before
        return path[::-1]

    def _steps(self, at: int, read: bool) -> Iterator[tuple[int, str, int]]:
        tables, text = self.tables, self.text
        opens = at in self.starts
        table = (tables.behind if read else tables.stems) if opens else tables.inside
        for size in range(1, min(tables.longest.get(text[at], 0), len(text) - at) + 1):
            key = table.get(text[at : at + size])
            if key is not None and not self._is_cut(at, at + size, key):
                yield at + size, key, _PRICES.get(key, _COST_INTENT - size)
        for end, key in self.guesses.get(at, ()):
            yield end, key, _COST_FUZZY
        end = self.word_end[at]
        yield end, "", _COST_UNREAD * (end - at)

    def _is_cut(self, at: int, end: int, key: str) -> bool:
        """Whether it is a word of one syllable that goes on: 네 in 네모, 노 in 노래."""
        alone = end - at == 1 and key not in (ENDING, FILL)
        return alone and self.word_end[at] != end and self.text[end] not in "요~"

    def _ends_at(self, at: int, last: int) -> bool:
        """Whether nothing but endings follows to the end of the word."""
        reached = {at}
        for start in range(at, last):
            if start in reached:
                sizes = range(1, min(last - start, self.tables.longest_ending) + 1)
                reached |= {
                    start + size
                    for size in sizes
                    if self.text[start : start + size] in self.tables.endings
                }
        return last in reached or at > last

    def _near_ending(self, typed: str, *, whole: bool) -> set[str]:
        """That the letters are an ending with one wrong: 힐게요 for 할게요."""
        long = whole and len(typed) > MIN_FUZZY_JAMO
        return {ENDING} if long and self.tables.near_endings.near(typed) else set()

    def _guess(self, at: int) -> None:
        """Add what the word may mean with one letter wrong."""
        first = at
        while first not in self.starts:
            first -= 1
        word = self.text[first : self.word_end[at]]
        if len(word) > MAX_FUZZY_SYLLABLES or len(set(word)) == 1 or _PLACE_WORDS.search(word):
            return
        for start in {first, at}:
            near, keys = (
                (self.tables.near_stems, self.tables.by_jamo)
                if start in self.starts
                else (self.tables.near_endings, self.tables.ending_by_jamo)
            )
            found = self.guesses.setdefault(start, [])
            for end in range(start + 1, min(start + 6, len(self.text)) + 1):
                typed = jamo(self.text[start:end])
                known = self.text[start:end] in self.tables.endings
                known |= start not in self.starts and end > self.word_end[start]
                if known or len(typed) < 4 or not self._ends_at(end, self.word_end[start]):
                    continue
                meant = {keys[each] for each in near.near(typed)}
                meant = meant or self._near_ending(typed, whole=end == self.word_end[start])
                if len(meant) == 1:
                    alone = start in self.starts and end == self.word_end[start]
                    short = alone and len(typed) < MIN_FUZZY_JAMO
                    found.append((end, UNSURE if short else meant.pop()))


def is_english_word(word: str) -> bool:
    """Whether it has a meaning in a wish, in English."""
    plain = word.casefold().replace("'", "").replace("’", "")
    return plain in _TABLES[False].spoken


def _english(text: str, spans: list[tuple[int, int]], tables: Tables) -> Iterator[KnownWord]:
    typed = _spelt(text, spans, tables)
    at = 0
    while at < len(typed):
        size, key = _phrase(typed, at, tables.tree)
        if not size and text[slice(*spans[at])].casefold() in tables.loose:
            size, key = 1, FILL
        if size:
            yield KnownWord(key, spans[at][0], spans[at + size - 1][1], korean=False)
        at += max(size, 1)


def _spelt(text: str, spans: list[tuple[int, int]], tables: Tables) -> list[str]:
    """The words in full and without typos; "" for what is a part of a name."""
    typed = [_OWNED.sub("", text[start:end].casefold()) for start, end in spans]
    typed = [word.replace("'", "").replace("’", "") for word in typed]
    typed = [
        _answer(SHORT_FORMS.get(word, word), text[end : end + 2])
        for word, (_, end) in zip(typed, spans, strict=True)
    ]
    if typed[:1] == ["no"] and _SAYS_MORE.intersection(typed[1:2]):
        typed[0] = "nope"
    unknown = [n for n, word in enumerate(typed) if word not in tables.vocabulary]
    names = {n for n in range(len(typed) - 1) if typed[n + 1] in _ENGLISH_PLACES}
    for n in unknown if len(unknown) <= MAX_FUZZY_WORDS else ():
        if n not in names:
            typed[n] = _inflected(typed[n], tables) or _corrected(typed[n], tables)
    return ["" if n in names and word in tables.context else word for n, word in enumerate(typed)]


def _phrase(typed: Sequence[str], at: int, tree: Tree) -> tuple[int, str]:
    """The longest phrase that begins there, as number of words and key; 0 and "" if none does."""
    node, found, between = tree, (0, ""), 0
    for n in range(at, len(typed)):
        inside = node.get(typed[n])
        if isinstance(inside, dict):
            node = inside
        elif n > at and typed[n] in _BETWEEN and between < MAX_BETWEEN:
            between += 1
            if typed[at] in _FIRST_WITHOUT_GAP:
                break
            continue
        else:
            break
        key = node.get("")
        if isinstance(key, str):
            found = (n - at + 1, key)
    return found


def _answer(word: str, behind: str) -> str:
    """A "no" that is an answer, told by the comma behind it from that of "no cancellation".

    "No Fridays" and "no 21 March" cannot be told apart once the day is read: no certain answer.
    """
    if word != "no":
        return word
    return "nope" if behind[:1] in tuple(",.!") else "maybe" if behind == "  " else word


def _inflected(word: str, tables: Tables) -> str:
    """The filler that it is a form of, as "reminded" of "remind"; "" of others."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < MIN_STEM_LETTERS:
            continue
        doubled = stem[-1] == stem[-2]
        for each in (stem, stem + "e", stem[:-1] if doubled else stem, stem[:-1] + "y"):
            if each in tables.fillers:
                return each
    return ""


@lru_cache(maxsize=CACHED_WORDS)
def _corrected(word: str, tables: Tables) -> str:
    """The word of the tables that was meant, if that is clear: two letters exchanged, else a word
    that is an intent by itself.
    """
    near = tables.near_letters.near(word) if len(word) > 2 else []
    exchanged = [each for each in near if sorted(each) == sorted(word)]
    near = exchanged or [each for each in near if len(each) >= MIN_FUZZY_LETTERS]
    if not (tables.others - tables.spoken).isdisjoint(near):
        return word
    alone = [each for each in near if tables.phrases.get(each, FILL) != FILL]
    best = near if len(near) == 1 else alone
    best = best or ([] if near else tables.far_letters.near(word))
    same = len({tables.phrases.get(each) for each in best}) == 1
    if best and same:
        return best[0]
    return word if near or best else _filler(word, tables)


def _filler(word: str, tables: Tables) -> str:
    """A word without a meaning that is one letter from it, or the word."""
    near = tables.near_fillers.near(word) if len(word) >= MIN_FUZZY_LETTERS else []
    clear = [
        w for w in near if sorted(w) == sorted(word) or min(len(w), len(word)) > MIN_FUZZY_LETTERS
    ]
    return clear[0] if clear else word
