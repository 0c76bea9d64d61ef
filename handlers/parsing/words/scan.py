"""Words of a line with their meanings, as the tables have them.

Spaces count for nothing in Korean, so that a run of Korean words is covered by stems and endings
with as few letters left over as possible. English goes by words, the longest phrase first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.parsing.words import english, korean
from handlers.parsing.words.similar import NearWords, jamo

MAX_FUZZY_WORDS = 12
"""Words of a line that are looked for with a letter wrong; with more unread it is no typo."""
MIN_FUZZY_JAMO = 5
"""Letters of a Korean word that may have one wrong and still be certain."""
MIN_FUZZY_LETTERS = 4
ENDING, FILL, UNSURE = "ending", "fill", "unsure"

_RUN = re.compile(r"[가-힣ㄱ-ㅣ]+(?: [가-힣ㄱ-ㅣ]+)*|[a-z][a-z'’-]*", re.IGNORECASE)
_COST_UNREAD, _COST_FUZZY, _COST_PIECE = 100, 45, 10


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of a line and the key of its meaning; `after`: whether it denies what is before."""

    key: str
    start: int
    end: int
    korean: bool = True


class Tables:
    """The meanings of both languages, indexed."""

    def __init__(self, *, desk: bool) -> None:
        both = (english.DESK_MEANINGS, english.MEANINGS) if desk else (english.MEANINGS,)
        self.phrases = {
            " ".join(phrase.split()): key
            for each in reversed(both)
            for key, listed in each.items()
            for phrase in listed.split(",")
        }
        self.most_words = max(phrase.count(" ") + 1 for phrase in self.phrases)
        self.vocabulary = {word for phrase, key in self.phrases.items() for word in phrase.split()}
        wanted = {
            word for phrase, key in self.phrases.items() if key != FILL for word in phrase.split()
        }
        self.near_letters = NearWords(w for w in sorted(wanted) if len(w) >= MIN_FUZZY_LETTERS)
        self.stems: dict[str, str] = {}
        self.endings: dict[str, str] = {}
        for each in (korean.DESK_MEANINGS, korean.MEANINGS) if desk else (korean.MEANINGS,):
            for key, listed in each.items():
                for piece in listed.split():
                    (self.endings if key == ENDING else self.stems).setdefault(piece, key)
        self.most_syllables = max(map(len, self.stems))
        inner = {piece: key for piece, key in self.stems.items() if len(piece) > 1}
        self.inside = {**inner, **self.endings}
        self.behind = {**self.endings, **self.stems}
        self.by_jamo = {jamo(piece): key for piece, key in self.stems.items() if key != FILL}
        self.ending_by_jamo = {jamo(piece): ENDING for piece in self.endings if len(piece) > 1}
        self.near_stems = NearWords(j for j in self.by_jamo if len(j) >= 4)
        self.near_endings = NearWords(j for j in self.ending_by_jamo if len(j) >= 4)


_TABLES = {desk: Tables(desk=desk) for desk in (False, True)}


def words(text: str, *, desk: bool) -> list[Word]:
    """The words of the line that have a meaning, in order."""
    tables = _TABLES[desk]
    found: list[Word] = []
    latin: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        if run[0][0] < "\u0250":
            latin.append(run.span())
            continue
        joined = (run.start() >= 1 and text[: run.start()].endswith("  ")) or run.start() == 1
        found += _Korean(run[0], run.start(), tables, joined=joined).words()
    found += _english(text, latin, tables)
    return sorted(found, key=lambda word: word.start)


class _Korean:
    """A run of Korean words; `joined`: it stands behind a part that has been read already."""

    def __init__(self, run: str, start: int, tables: Tables, *, joined: bool) -> None:
        places = [at for at, c in enumerate(run) if c != " "]
        self.text = "".join(run[at] for at in places)
        self.offsets = [start + at for at in places]
        self.starts = {n for n, at in enumerate(places) if at == 0 or run[at - 1] == " "}
        ends = sorted({*self.starts, len(self.text)})
        self.word_end = {
            n: end for first, end in zip(ends, ends[1:], strict=False) for n in range(first, end)
        }
        self.tables = tables
        self.joined = joined
        self.guesses: dict[int, list[tuple[int, str]]] = {}

    def words(self) -> Iterator[Word]:
        path = self._best()
        stuck = [first for first, _, key in path if key == ""]
        if stuck and len(stuck) <= MAX_FUZZY_WORDS:
            for at in stuck:
                self._guess(at)
            path = self._best() if self.guesses else path
        for first, end, key in path:
            if key:
                yield Word(key, self.offsets[first], self.offsets[end - 1] + 1)

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
        for size in range(1, min(tables.most_syllables, len(text) - at) + 1):
            key = table.get(text[at : at + size])
            if key is not None and not self._is_cut(at, at + size, key):
                yield at + size, key, _COST_PIECE
        for end, key in self.guesses.get(at, ()):
            yield end, key, _COST_FUZZY
        end = self.word_end[at]
        yield end, "", _COST_UNREAD * (end - at)

    def _is_cut(self, at: int, end: int, key: str) -> bool:
        """Whether it is a word of one syllable that goes on: 네 in 네모, 노 in 노래."""
        alone = end - at == 1 and key not in (ENDING, FILL)
        return alone and self.word_end[at] != end and self.text[end] not in "요~"

    def _guess(self, at: int) -> None:
        """Add what the word may mean with one letter wrong."""
        first = at
        while first not in self.starts:
            first -= 1
        for start in {first, at}:
            near, keys = (
                (self.tables.near_stems, self.tables.by_jamo)
                if start in self.starts
                else (self.tables.near_endings, self.tables.ending_by_jamo)
            )
            found = self.guesses.setdefault(start, [])
            for end in range(start + 1, min(start + 6, len(self.text)) + 1):
                typed = jamo(self.text[start:end])
                meant = {keys[each] for each in near.near(typed)}
                if len(meant) == 1:
                    short = len(typed) < MIN_FUZZY_JAMO and start in self.starts
                    found.append((end, UNSURE if short else meant.pop()))


def _english(text: str, spans: list[tuple[int, int]], tables: Tables) -> Iterator[Word]:
    typed = [text[start:end].casefold().replace("'", "").replace("’", "") for start, end in spans]
    unknown = [n for n, word in enumerate(typed) if word not in tables.vocabulary]
    if len(unknown) <= MAX_FUZZY_WORDS:
        for n in unknown:
            near = tables.near_letters.near(typed[n]) if len(typed[n]) > 2 else []
            typed[n] = near[0] if len(near) == 1 else typed[n]
    at = 0
    while at < len(typed):
        size = min(tables.most_words, len(typed) - at)
        while size and " ".join(typed[at : at + size]) not in tables.phrases:
            size -= 1
        if size:
            key = tables.phrases[" ".join(typed[at : at + size])]
            yield Word(key, spans[at][0], spans[at + size - 1][1], korean=False)
        at += max(size, 1)
