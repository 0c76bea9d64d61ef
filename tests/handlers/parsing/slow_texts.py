"""Texts that are slow to read: every parser entry, the CPU time it takes, a generator and a search.

Run as a tool, it climbs towards the slowest texts and prints them as rows of `slow_texts.json`:
`python -m tests.handlers.parsing.slow_texts [seconds an entry]`.
"""

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from domain.model import hospital_key
from handlers import parsing
from handlers.booking import search_screens
from handlers.dialogue import ReplyInput, button_value
from handlers.frontdesk.admins import invited_by
from handlers.menu import MENU
from handlers.parsing.text import MAX_CHARS
from handlers.parsing.words.scan import clear_cache
from handlers.texts import Wording
from handlers.ui.callback_data import StaleButton, language_in, unpack

TODAY = date(2026, 11, 30)
"""A day on which a range may be of a whole year: 12월5일~11월29일."""
MAX_TELEGRAM_CHARS = 4096
LIMIT_MS = 5.0
YARDSTICK_MS = 0.55
"""What `yardstick` takes on the machine where 5 ms were set as the limit (2 cores, Python 3.11)."""
FIRST_TEXTS = 40
"""What a climb begins with, beside the corpus."""
CORPUS = Path(__file__).with_name("slow_texts.json")
Entry = Callable[[str], object]
KOREAN = Wording("ko")
COMMANDS = [entry.command for entry in MENU.commands]


def _message(text: str) -> None:
    """All that reads a message before it is known what it means."""
    parsing.looks_like_resident_number(text)
    with suppress(parsing.ParseError):
        parsing.read(text, today=TODAY, desk=True)


NAMED = [
    parsing.HospitalName(n, (f"한빛{c}병원", f"Hanbit {c} Hospital"))
    for n, c in enumerate("가나다라마바사아자차")
]
PARSERS: Mapping[str, Entry] = {
    **{name: getattr(parsing, name) for name in ("capacity", "code", "hospital_name", "note")},
    **{name: getattr(parsing, name) for name in ("person_name", "phone", "clean", "visible")},
    "name_doubt": partial(parsing.name_doubt, today=TODAY),
    "says_yes": partial(parsing.says_yes, to="book"),
    "looks_like_resident_number": parsing.looks_like_resident_number,
    "read": lambda text: parsing.read(text, today=TODAY),
    "read, English": lambda text: parsing.read(text, today=TODAY, language="en", hospitals=NAMED),
    "read, desk": lambda text: parsing.read(text, today=TODAY, hospitals=NAMED, desk=True),
}
"""Every function of `handlers.parsing` that reads a text, some in more than one way."""
ENTRIES: Mapping[str, Entry] = {
    **PARSERS,
    "a message": _message,
    "callback data": unpack,
    "callback data's language": language_in,
    "a deep link": invited_by,
    "a typed button": lambda text: button_value(ReplyInput(text=text), "ok"),
    "an unknown command": lambda text: get_close_matches(text.casefold()[:32], COMMANDS, n=1),
    "a value in a sentence": lambda text: KOREAN.say("admin.unknown_hospital", name=text[:50]),
    "a hospital's key": lambda text: hospital_key(text[:50]),
    "likeness of names": lambda text: [
        search_screens.likeness(name, text[:50])
        for name in ("한빛병원 강남점", "Hanbit Clinic (made up)", "가나" * 25, "ab" * 25)
    ],
}
"""Every way of a person's text into code of ours whose cost depends on the text."""

TOKENS = [
    *("12월5일~11월29일", "3/5", "12/24", "13/45", "3/1~3/7", "3/1..3/7", "2027-03-01..2027-03-31"),
    *("2027-03-05", "2027. 3. 5.", "20270305", "2027년 3월 5일", "3월5일", "2/29", "24/12/2026"),
    *("5 Mar", "Mar 5", "14 Dec 30", "December 24th, 2026", "30 Feb", "2027", "12-24", "5"),
    *("오늘", "내일", "today", "평일", "weekdays", "(금)", "(Fri)", "(목", "월", "일", "년", "명"),
    *("~", "..", "...", "-", "–", ",", ", ", ".", "/", "(", ")", "'", '"', "“", "”", "「", "」"),
    *("30", "30명", "1000", "02-123-4567", "0", "010 1234 5678", "+82", "900101-", "4111 "),
    *("예약", "book", "취소", "한빛병원", "Hanbit", "ㄱ", "a", "A", "x|", "v1|b|", "adm_", "h_1"),
    *(" ", "  ", "\t", "\n", "\u00a0", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u3164"),
    *("\u1112\u1161\u11ab", "\u1100", "a\u0315\u0300", "\u0315", "\u0300", "\u20e3", "\u0345"),
    *("３/５", "１", "²", "①", "½", "\ufdfa", "\u3300", "ﬃ", "ß", "İ", "é", "שלום", "😀", "👨‍👩‍👧"),
    *("<b>", "&amp;", "&#0;", "\x00", "\u202e", "\u2066", "\ud83d"),
]
"""What the grammar consists of, and what normalising and escaping trip over."""


class Row(NamedTuple):
    """A slow text of the corpus: `begin`, then `repeat` until it has `length` characters."""

    begin: str
    repeat: str
    length: int

    @property
    def text(self) -> str:
        return (self.begin + self.repeat * self.length)[: self.length]


def corpus() -> list[Row]:
    """The slow texts that were found so far."""
    return [Row(*row) for row in json.loads(CORPUS.read_text("utf-8"))]


def texts(chance: Random) -> Iterator[str]:
    """Grammar-shaped, repeated, nested and random texts, about as long as something allows."""
    while True:
        draw = chance.choice([_shaped, _repeated, _repeated, _nested, _random, _ordered])
        yield draw(chance, _length(chance))


def mutated(chance: Random, text: str) -> str:
    """The text with a part of it cut, doubled, moved or replaced by a token."""
    i, j = sorted(chance.choices(range(len(text) + 1), k=2))
    j = min(j, i + chance.choice([1, 4, 16, 64]))
    part = chance.choice(["", text[i:j] * 2, chance.choice(TOKENS), chance.choice(TOKENS) * 9])
    return (text[:i] + part + text[j:])[:MAX_TELEGRAM_CHARS]


def _length(chance: Random) -> int:
    limits = [parsing.MAX_LINE_CHARS, parsing.MAX_LINE_CHARS, MAX_CHARS, MAX_TELEGRAM_CHARS]
    return chance.choice(limits) - chance.choice([0, 0, 0, 1, 4, 40])


def _shaped(chance: Random, length: int) -> str:
    words = chance.choices(TOKENS, k=length)
    return chance.choice([" ", " ", "", ", "]).join(words)[:length]


def _repeated(chance: Random, length: int) -> str:
    piece = chance.choice(["", " "]).join(chance.choices(TOKENS, k=chance.choice([1, 1, 2, 3])))
    begin = chance.choice(["", "", "예약 ", "한빛병원 "])
    return (begin + (piece + chance.choice(["", " ", " "])) * length)[:length]


def _nested(chance: Random, length: int) -> str:
    left, right = chance.choice(["()", '""', "''", "“”", "「」", "<>"])
    inner = chance.choice(TOKENS)
    deep = max(1, (length - len(inner)) // 2)
    return (left * deep + inner + right * deep)[:length]


def _random(chance: Random, length: int) -> str:
    kinds = chance.choice([(0x20, 0x7F), (0xA0, 0x370), (0x1100, 0x1200), (0, 0x11000)])
    return "".join(chr(chance.randrange(*kinds)) for _ in range(length))


def _ordered(chance: Random, length: int) -> str:
    """Combining marks in the order that takes longest to sort."""
    marks = [chr(c) for c in range(0x300, 0x370)] + ["\u0f71", "\u3099", "\u05b0"]
    some = chance.choices(marks, k=length)
    return "".join(sorted(some, key=unicodedata.combining, reverse=chance.random() < 0.8))


def yardstick() -> str:
    """A fixed piece of work of the kind that parsers do, to measure this machine by."""
    text = "한빛병원 12/24 30 " * 512
    kept = (c for c in text if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", "".join(kept))


def cpu_ms(doing: Callable[[], object], *, times: int = 3) -> float:
    """The least CPU time of some runs, in milliseconds of this machine."""
    return min(_once(doing) for _ in range(times))


def _once(doing: Callable[[], object]) -> float:
    clear_cache()
    began = time.thread_time()
    with suppress(parsing.ParseError, StaleButton):
        doing()
    return (time.thread_time() - began) * 1000


def limit_ms() -> float:
    """5 ms of the machine they were set on, in milliseconds of this one."""
    return LIMIT_MS * cpu_ms(yardstick, times=7) / YARDSTICK_MS


def climbed(entry: Entry, chance: Random, *, seconds: float) -> tuple[float, str]:
    """The slowest text that hill climbing finds for the entry, with its milliseconds."""
    end = time.monotonic() + seconds
    first = [*(row.text for row in corpus()), *islice(texts(chance), FIRST_TEXTS)]
    best = max((cpu_ms(partial(entry, text)), text) for text in first)
    while time.monotonic() < end:
        text = mutated(chance, best[1])
        took = cpu_ms(partial(entry, text), times=1)
        if took > best[0]:
            best = max(best, (cpu_ms(partial(entry, text)), text))
    return best


def main(seconds: float) -> None:
    """Print the slowest text of each entry as a row of the corpus, and what it took."""
    chance = Random()
    for name, entry in ENTRIES.items():
        took, text = climbed(entry, chance, seconds=seconds)
        row = json.dumps(Row(text, "", len(text)), ensure_ascii=True)
        print(f"{name}: {took:.2f} ms of {limit_ms():.2f}\n  {row}", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
