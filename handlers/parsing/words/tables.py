"""The tables of words, indexed as `scan` looks them up."""

from collections.abc import Mapping

from handlers.parsing.calendar.vocabulary import ENGLISH
from handlers.parsing.words import english, english_desk, korean, korean_desk
from handlers.parsing.words.fillers import CONTEXT_WORDS, FILLERS, REAL_WORDS
from handlers.parsing.words.similar import FarWords, NearWords, jamo

ENDING, FILL, UNSURE, OTHER_SUBJECT = "ending", "fill", "unsure", "other_subject"
"""Keys of words that say nothing, or nothing for certain."""
Tree = dict[str, "Tree | str"]


class Tables:
    """The meanings of both languages, indexed."""

    def __init__(self, *, desk: bool) -> None:
        self._index_english(desk=desk)
        self._index_korean(desk=desk)

    def _index_english(self, *, desk: bool) -> None:
        self.phrases = by_piece(english.MEANINGS, ",")
        if desk:
            self.phrases |= by_piece(english_desk.DESK_MEANINGS, ",")
        self.vocabulary = {word for phrase in self.phrases for word in phrase.split()}
        self.spoken = frozenset(self.vocabulary)
        self.others = frozenset(english.OTHER_WORDS.split())
        self.fillers = frozenset(() if desk else (FILLERS + CONTEXT_WORDS).split())
        self.context = self.fillers & frozenset(CONTEXT_WORDS.split()) - self.spoken
        self.loose = frozenset(() if desk else self.spoken - self.others - ENGLISH.keys())
        self.phrases = dict.fromkeys(sorted(self.fillers), FILL) | self.phrases
        self.vocabulary |= self.fillers
        self.vocabulary |= self.others | set(REAL_WORDS.split())
        wanted = {
            word
            for phrase, key in self.phrases.items()
            if key not in (FILL, OTHER_SUBJECT)
            for word in phrase.split()
        }
        self.near_letters = NearWords(w for w in sorted(wanted | self.others) if len(w) > 2)
        self.near_fillers = NearWords(
            sorted(w for w, key in self.phrases.items() if key == FILL and w.isalpha())
        )
        self.far_letters = FarWords(sorted(self.vocabulary))
        self.tree = _tree(self.phrases)

    def _index_korean(self, *, desk: bool) -> None:
        self.endings = dict.fromkeys(korean.MEANINGS[ENDING].split(), ENDING)
        others = {key: listed for key, listed in korean.MEANINGS.items() if key != ENDING}
        self.stems = by_piece(others)
        if desk:
            self.stems |= by_piece(korean_desk.DESK_MEANINGS)
        self.longest_ending = max(map(len, self.endings))
        self.longest = _longest(*self.stems, *self.endings)
        inner = {
            piece: key
            for piece, key in self.stems.items()
            if len(piece) > 1 and piece not in korean.OPENS_A_WORD
        }
        self.inside = {**inner, **self.endings}
        self.behind = {**self.endings, **self.stems}
        self.by_jamo = {
            jamo(piece): key
            for piece, key in self.stems.items()
            if key not in (FILL, OTHER_SUBJECT) and piece not in korean.EXACT
        }
        self.ending_by_jamo = {jamo(piece): ENDING for piece in self.endings if len(piece) > 1}
        self.near_stems = NearWords(j for j in self.by_jamo if len(j) >= 4)
        self.near_endings = NearWords(j for j in self.ending_by_jamo if len(j) >= 4)


def by_piece(meanings: Mapping[str, str], separator: str | None = None) -> dict[str, str]:
    """The key of each piece of a table. Raises ValueError for a piece under two keys."""
    found: dict[str, str] = {}
    for key, listed in meanings.items():
        for piece in (" ".join(each.split()) for each in listed.split(separator)):
            if found.setdefault(piece, key) != key:
                raise ValueError(f"{piece!r} stands under {found[piece]!r} and {key!r}")
    return found


def _tree(phrases: Mapping[str, str]) -> Tree:
    """The phrases by their words; the key of a phrase stands under ""."""
    tree: Tree = {}
    for phrase, key in phrases.items():
        node = tree
        for word in phrase.split():
            node = node.setdefault(word, {})  # type: ignore[assignment]
        node[""] = key
    return tree


def _longest(*pieces: str) -> dict[str, int]:
    """The length of the longest piece by the first letter."""
    found: dict[str, int] = {}
    for piece in pieces:
        found[piece[0]] = max(found.get(piece[0], 0), len(piece))
    return found
