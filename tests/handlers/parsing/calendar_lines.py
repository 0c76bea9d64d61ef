"""Lines that name days which are known, in many spellings.

They are made without the words and rules of the reader. Run as a tool, it prints what became of
many lines: `python -m tests.handlers.parsing.calendar_lines [COUNT] [SEED] [-v]`.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from handlers import parsing
from handlers.parsing import PartKind, Reading
from tests.handlers.parsing import (
    calendar_lines_en,
    calendar_lines_ko,
    calendar_sets_en,
    calendar_sets_ko,
)
from tests.handlers.parsing.calendar_days import Named, ahead
from tests.handlers.parsing.corpus_lines import HOSPITALS

FIRST_TODAY = date(2026, 12, 1)
MAKERS = {"ko": calendar_lines_ko, "en": calendar_lines_en}
NAMED = {
    "ko": (*calendar_lines_ko.DAYS, *calendar_sets_ko.SETS),
    "en": (*calendar_lines_en.DAYS, *calendar_sets_en.SETS),
}
WIDE = {n: n + 0xFEE0 for n in (*range(0x30, 0x3A), 0x2F, 0x28, 0x29, 0x2E, 0x7E)}
"""Full width of the figures and marks of dates."""
DASHES = "-–—−‐‑－﹣"
TILDES = "~∼〜～"
CERTAIN, ASKED, UNREAD, MISREAD = "certain", "asked", "unread", "misread"


@dataclass(frozen=True)
class Typed:
    """A line, who types it when, and what it names."""

    text: str
    language: str
    today: date
    desk: bool
    named: Named
    hours: tuple[float, ...]
    """First and last time, as hours."""

    def read(self) -> Reading:
        return parsing.read(
            self.text,
            today=self.today,
            language=self.language,
            desk=self.desk,
            hospitals=HOSPITALS,
        )


def made(random: Random, language: str) -> Typed:
    """A line of chance."""
    today = FIRST_TODAY + timedelta(days=random.randrange(400))
    maker = MAKERS[language]
    named = random.choice(NAMED[language])(random, ahead(random, today), today)
    desk = random.random() < 0.3
    line, hours = maker.line(random, named.words, desk=desk)
    return Typed(_respelt(random, line), language, today, desk, named, hours)


def many(count: int, seed: int | str, language: str) -> Iterator[Typed]:
    """So many lines of a seed."""
    random = Random(f"{language}{seed}")
    return (made(random, language) for _ in range(count))


def _respelt(random: Random, text: str) -> str:
    """The line with other dashes, other blanks and figures of full width."""
    text = "".join(random.choice(DASHES) if c == "-" else c for c in text)
    text = "".join(random.choice(TILDES) if c == "~" else c for c in text)
    if random.random() < 0.1:
        text = text.translate(WIDE)
    if random.random() < 0.1:
        text = text.replace(" ", random.choice(("  ", "\u00a0", "\u3000")))
    return text


def outcome(typed: Typed, reading: Reading) -> str:
    """What became of the days and the time: read as they are meant, asked, named as unread, or
    misread.
    """
    named = typed.named
    if not _time_fits(typed, reading):
        return MISREAD
    if PartKind.DAYS in reading.ambiguous:
        return ASKED if _offered(named, reading) else MISREAD
    right = (frozenset(reading.days), reading.weekly) == (named.days, named.weekly)
    if right and not named.must_ask:
        return CERTAIN
    return UNREAD if _is_named(named, reading) else MISREAD


def _time_fits(typed: Typed, reading: Reading) -> bool:
    """Whether the time is read as it is meant, asked, or missing beside something unread."""
    if reading.time is not None and PartKind.TIME not in reading.ambiguous:
        return _hours(reading) == typed.hours
    return not (typed.hours and reading.certain)


def _offered(named: Named, reading: Reading) -> bool:
    """Whether what is meant is among the days that are offered, if any are."""
    days = frozenset(reading.days)
    if not days or named.weekly:
        return True
    return named.days <= days if len(named.days) == 1 else bool((named.days | named.either) & days)


def _is_named(named: Named, reading: Reading) -> bool:
    """Whether the days, or words of them, are named as unread."""
    left = "".join(reading.unread)
    figures = any(c in named.words for c in left if c.isdecimal())
    if figures or any(doubt.kind is PartKind.DAYS for doubt in reading.doubts):
        return True
    empty = not reading.days and not reading.weekly
    return not reading.certain and (empty or _names_part(left, named.words))


def _hours(reading: Reading) -> tuple[float, ...]:
    """First and last time of the reading, or the one."""
    if reading.time is None:
        return ()
    ends = dict.fromkeys((reading.time.first, reading.time.last))
    return tuple(at.hour + at.minute / 60 for at in ends)


def _names_part(left: str, words: str) -> bool:
    """Whether what is named as unread holds some of the words of the days."""
    return any(
        word.strip("(),.") in left
        for word in words.lower().replace("(", " ").split()
        if word.strip("(),.")
    )


def report(count: int, seed: str, *, verbose: bool) -> None:
    """Print the shares, and lines that were misread."""
    for language in MAKERS:
        found: dict[str, list[tuple[Typed, Reading]]] = defaultdict(list)
        for typed in many(count, seed, language):
            reading = typed.read()
            found[outcome(typed, reading)].append((typed, reading))
        print(language, {kind: f"{len(each) / count:.2%}" for kind, each in found.items()})
        kinds = [MISREAD, ASKED, UNREAD] if verbose else [MISREAD]
        for kind in kinds:
            by = Counter(typed.named.form for typed, _ in found[kind])
            print(" ", kind, dict(by.most_common()))
            shown: Counter[str] = Counter()
            for typed, reading in found[kind]:
                shown[typed.named.form] += 1
                if shown[typed.named.form] <= 4:
                    _show(typed, reading)


def _show(typed: Typed, reading: Reading) -> None:
    meant, days = sorted(typed.named.days), reading.days
    print(
        f"    [{typed.named.form}] «{typed.text}» {'desk ' if typed.desk else ''}"
        f"today {typed.today:%a %m-%d} meant {[f'{d:%y-%m-%d}' for d in meant[:4]]}{len(meant)}"
        f" {sorted(typed.named.weekly)} read {[f'{d:%y-%m-%d}' for d in days[:4]]}{len(days)}"
        f" {sorted(reading.weekly)} {typed.hours}{_hours(reading)} {sorted(reading.ambiguous)}"
        f" {reading.unread} {[d.rule for d in reading.doubts]}"
    )


if __name__ == "__main__":
    numbers = [each for each in sys.argv[1:] if each != "-v"] or ["2000"]
    report(int(numbers[0]), (numbers[1:] or ["0"])[0], verbose="-v" in sys.argv)
