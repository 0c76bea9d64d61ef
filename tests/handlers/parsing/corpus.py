"""The score of a reader on typed lines whose right readings are known.

Run as a tool, it prints the score of `parsing.read` by language, kind and field, the lines that
were misread without a question, and what a line costs:
`python -m tests.handlers.parsing.corpus [seen|held] [-v]` (`-v`: every line that is not right).
"""

import argparse
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

from handlers import parsing
from handlers.parsing import Intent, PartKind, Reading
from tests.handlers.parsing.corpus_lines import HOSPITALS, LANGUAGES, TODAY, Line, Right, lines

COMMANDS = {
    "/addhospital": Intent.OPEN,
    "/capacity": Intent.CAPACITY,
    "/close": Intent.CLOSE,
    "/deletehospital": Intent.CLOSE,
}
"""A command says what is wanted, and the reader gets the rest of the line."""
FAR = timedelta(days=180)
AT_ONCE = {Intent.OPEN, Intent.CAPACITY}
"""What a line of the front desk does without a card, where all of it is certain."""
FIELDS = {
    "intent": PartKind.INTENT,
    "hospital": PartKind.HOSPITAL,
    "days": PartKind.DAYS,
    "excluded": PartKind.DAYS,
    "time": PartKind.TIME,
    "part": PartKind.TIME,
    "places": PartKind.PLACES,
    "person": PartKind.PERSON,
    "code": PartKind.CODE,
    "phone": PartKind.PHONE,
}
HARMLESS = {"excluded", "part", "phone"}
"""Fields that nothing is decided by alone."""
Read = Callable[..., Reading]


@dataclass(frozen=True)
class Score:
    """What became of a line: the fields that are wrong, among them `certainty`."""

    line: Line
    reading: Reading
    wrong: tuple[str, ...]
    misread: bool
    """Read for certain, and not as it is meant."""
    acted: bool
    """Not right, and acted upon without a card."""


def reading_of(line: Line, read: Read, *, today: date = TODAY) -> Reading:
    """The line as the reader reads it; what follows a command is read with its intent."""
    command, _, rest = line.text.partition(" ")
    intent = COMMANDS.get(command)
    text = rest if intent else line.text
    reader = partial(read, today=today, language=line.language, hospitals=HOSPITALS)
    try:
        reading = reader(text, desk=line.desk)
    except parsing.ParseError:
        return Reading(text, unread=(text,))
    return replace(reading, intent=intent) if intent else reading


@cache
def readings(language: str) -> tuple[Reading, ...]:
    """The language's lines as `parsing.read` reads them, in their order; read once a process."""
    return tuple(reading_of(line, parsing.read) for line in lines(language))


def score(line: Line, reading: Reading) -> Score:
    """How near the reading comes to the right one that it is nearest to."""
    wrong = min((_wrong(right, reading) for right in line.rights), key=len)
    misread = all(_misread(line, right, reading) for right in line.rights)
    acted = bool(wrong) and line.desk and acts_at_once(reading)
    return Score(line, reading, tuple(wrong), misread, acted)


def scores(some: Sequence[Line], read: Read) -> list[Score]:
    return [score(line, reading_of(line, read)) for line in some]


def share_right(some: Sequence[Score]) -> float:
    return sum(not each.wrong for each in some) / len(some)


def acts_at_once(reading: Reading) -> bool:
    """Whether a line of the front desk does what it says without a card: nothing is in doubt, and
    it concerns an existing hospital, its phone unchanged, and near days.
    """
    near = all(TODAY <= day <= TODAY + FAR for day in reading.days)
    return (
        reading.certain
        and reading.intent in AT_ONCE
        and reading.hospital is not None
        and reading.phone is None
        and reading.places is not None
        and bool(reading.days)
        and near
    )


def _wrong(right: Right, reading: Reading) -> list[str]:
    said = _fields(reading)
    fields = [name for name in FIELDS if not _fits(name, right, reading, said[name])]
    return fields if _certainty_fits(right, reading) else [*fields, "certainty"]


def _fields(reading: Reading) -> dict[str, Any]:
    stretch = reading.time and [f"{at:%H:%M}" for at in (reading.time.first, reading.time.last)]
    return {
        "intent": reading.intent,
        "hospital": frozenset(each.names[0] for each in reading.hospitals),
        "days": frozenset(reading.days),
        "excluded": frozenset(reading.excluded),
        "time": tuple(dict.fromkeys(stretch or ())),
        "part": reading.part_of_day,
        "places": reading.places,
        "person": reading.person,
        "code": reading.code,
        "phone": reading.phone,
    }


def _fits(name: str, right: Right, reading: Reading, said: Any) -> bool:
    meant = getattr(right, name)
    asked = right.ambiguous and FIELDS[name] in reading.ambiguous
    if name == "excluded":
        return not meant or said == meant
    if name == "intent":
        return said == meant or asked
    if name == "days":
        return _days_fit(right, reading) or (asked and not meant)
    if name == "time" and (asked or right.bound):
        return not meant or not said or meant[0] in said
    return said == meant or (asked and not meant)


def _days_fit(right: Right, reading: Reading) -> bool:
    days, weekly = frozenset(reading.days), reading.weekly
    if right.bound and right.days and days:
        return min(right.days) in {min(days), max(days)}
    if right.ambiguous and right.weekly:
        return (days, weekly) in {
            (right.days, right.weekly),
            (right.days, frozenset()),
            (frozenset(), right.weekly),
        }
    return (days, weekly) == (right.days, right.weekly)


def _certainty_fits(right: Right, reading: Reading) -> bool:
    if right.unread:
        return bool(reading.unread or reading.doubts) and all(
            _named(words, reading) for words in right.unread
        )
    if right.ambiguous:
        several = len(right.hospital) > 1
        asked = bool(reading.ambiguous) or (_empty(right) and _nothing(reading))
        return asked and (not several or PartKind.HOSPITAL in reading.ambiguous)
    return reading.certain


def _named(words: str, reading: Reading) -> bool:
    """Whether one of the words is named as unread, or a part of them is."""
    named = [*reading.unread, *(doubt.words for doubt in reading.doubts)]
    parts = {_letters(each) for each in named}
    return any(_letters(word) in "".join(parts) for word in words.split()) or any(
        part and part in _letters(words) for part in parts
    )


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


def _empty(right: Right) -> bool:
    return not any(getattr(right, name) for name in FIELDS) and not right.weekly


def _nothing(reading: Reading) -> bool:
    """Whether nothing was understood: the answer says so or shows the menu."""
    return not any(_fields(reading).values()) and not reading.weekly


def _misread(line: Line, right: Right, reading: Reading) -> bool:
    """Whether the reading is certain, yet another one than is meant, or one of several meant."""
    if not reading.certain or _nothing(reading):
        return False
    wrong = set(_wrong(right, reading)) - HARMLESS - {"certainty"}
    several = len(right.hospital) > 1 or (len(right.days) > 1 and line.kind != "dates")
    return bool(wrong or right.unread or (right.ambiguous and several))


# The tool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", nargs="?", default="seen", choices=["seen", "held"])
    parser.add_argument("-v", "--verbose", action="store_true", help="list what is not right")
    asked = parser.parse_args()
    suffix = "" if asked.which == "seen" else "_held"
    every = [each for language in LANGUAGES for each in lines(language + suffix)]
    found = scores(every, parsing.read)
    for row in [*_by_kind(found), *_by_field(found), *_silent(found), *_costs(every)]:
        print(row)
    if asked.verbose:
        print("\n".join(_shown(each) for each in found if each.wrong))


def _by_kind(found: Sequence[Score]) -> Iterator[str]:
    groups = defaultdict(list)
    for each in found:
        groups[each.line.language, "all"].append(each)
        groups[each.line.language, each.line.kind].append(each)
    for (language, kind), some in groups.items():
        right = sum(not each.wrong for each in some)
        yield f"{language} {kind:12} {right:5} of {len(some):5} {share_right(some):7.1%}"


def _by_field(found: Sequence[Score]) -> Iterator[str]:
    for language in LANGUAGES:
        wrong = Counter(
            name for each in found if each.line.language == language for name in each.wrong
        )
        yield f"{language} wrong: {', '.join(f'{name} {n}' for name, n in wrong.most_common())}"


def _silent(found: Sequence[Score]) -> Iterator[str]:
    misread = [each for each in found if each.misread]
    yield f"silent misreadings: {len(misread)}, of {len(found)}"
    yield from map(_shown, misread)
    acted = [each for each in found if each.acted]
    yield f"acted without a card, and not right: {len(acted)}"
    yield from map(_shown, acted)


def _shown(each: Score) -> str:
    said = {name: value for name, value in _fields(each.reading).items() if value}
    days = sorted(said.pop("days", ()))
    said["days"] = [f"{day:%m-%d}" for day in days[:3]] + ["…"] * (len(days) > 3)
    if "hospital" in said:
        said["hospital"] = sorted(said["hospital"])
    asked = sorted(each.reading.ambiguous) or ("unread" if each.reading.unread else "certain")
    who = "desk " if each.line.desk else ""
    return (
        f"  {each.line.language} {who}{each.line.kind} «{each.line.text}» wrong:"
        f" {' '.join(each.wrong)} | {said} {sorted(each.reading.weekly) or ''}"
        f" {asked} {list(each.reading.unread) or ''} | {each.line.note}"
    )


def _costs(some: Sequence[Line]) -> Iterator[str]:
    took = {line: _microseconds(line, times=1) for line in some}
    worst = sorted(took, key=took.__getitem__, reverse=True)[:20]
    took.update({line: _microseconds(line, times=5) for line in worst})
    sizes = sorted(took.values())
    yield (
        f"microseconds a line: median {statistics.median(sizes):.0f},"
        f" p99 {sizes[len(sizes) * 99 // 100]:.0f}, worst {sizes[-1]:.0f}"
    )
    for line in sorted(worst, key=took.__getitem__, reverse=True)[:5]:
        yield f"  {took[line]:.0f} «{line.text}»"


def _microseconds(line: Line, *, times: int) -> float:
    def once() -> float:
        start = time.thread_time()
        reading_of(line, parsing.read)
        return (time.thread_time() - start) * 1e6

    return min(once() for _ in range(times))


if __name__ == "__main__":
    main()
