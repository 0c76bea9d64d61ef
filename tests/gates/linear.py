"""What people type is read in time that grows with its length: 100 KB within 100 ms, twice the text
within about twice the time. The control reads in squares and must be caught.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from handlers import parsing
from handlers.texts import Wording
from handlers.ui.callback_data import StaleButton, unpack
from tests.gates._arguments import minutes_asked

Read = Callable[[str], object]
TODAY = date(2027, 3, 1)
LONG, DELIVERED = 100_000, 4096
"""Characters: of what a webhook could bring, and the most that Telegram delivers."""
MOST = 0.100
"""Seconds for either; of 100,000 characters the search for resident numbers takes half of it."""
RATIO, TOO_SHORT = 3.0, 0.004
"""Of the whole to its half, where the half takes long enough to be measured (seconds)."""
TRIES = 2

READERS: dict[str, Read] = {
    "name_doubt": lambda text: parsing.name_doubt(text, today=TODAY),
    "read": lambda text: parsing.read(text, today=TODAY),
    "read, desk": lambda text: parsing.read(text, today=TODAY, desk=True),
    "unpack": unpack,
    "say": lambda text: Wording("ko").say("parse.day", example=text),
}
PIECES = (
    *(
        "a\u0315\u0300",
        "3/5 ",
        "1",
        "..",
        "~1",
        "900101-",
        "(",
        '"',
        "1-",
        "4111 ",
        "오늘 ",
        "\ufdfa",
    ),
    *("9001011", "9 0 0", "0-", "+", "a ", "a 3/5 ", "2027-03-05..", "2027년 3월 ", "평일 ", "30 "),
    *(
        "“",
        "' ",
        "「",
        "\u200b",
        "\u0300",
        "½",
        "²",
        "1명 ",
        "HS-",
        "02-",
        "|",
        "v1|m|",
        "&lt;",
        "א",
        "ㄱ",
    ),
)


@dataclass(frozen=True)
class Cost:
    """The dearest of what was tried."""

    what: str = "-"
    seconds: float = 0.0
    ratio: float = 0.0


def readers() -> dict[str, Read]:
    """Every function that reads what was typed; a new one is in here by itself."""
    exported = ((name, getattr(parsing, name)) for name in parsing.__all__)
    functions = (each for each in exported if callable(each[1]) and not isinstance(each[1], type))
    return dict(functions) | READERS


def costs(read: Read, name: str, *, longest: int) -> Iterator[Cost]:
    """What it takes for each piece, repeated."""
    for piece in PIECES:
        half, whole = (_seconds(read, piece, size) for size in (longest // 2, longest))
        yield Cost(f"{name}({piece!a}...)", whole, whole / half if half > TOO_SHORT else 0.0)


def dearest(some: dict[str, Read]) -> tuple[list[Cost], bool]:
    """The slowest and the steepest of all, and whether both are within the bounds."""
    found = [
        cost
        for name, read in some.items()
        for longest in (LONG, DELIVERED)
        for cost in costs(read, name, longest=longest)
    ]
    slow, steep = max(found, key=lambda c: c.seconds), max(found, key=lambda c: c.ratio)
    return [slow, steep], slow.seconds < MOST and steep.ratio < RATIO


def _seconds(read: Read, piece: str, size: int) -> float:
    text = (piece * size)[:size]
    return min(_once(read, text) for _ in range(TRIES))


def _once(read: Read, text: str) -> float:
    began = time.process_time()
    with suppress(parsing.ParseError, StaleButton):
        read(text)
    return time.process_time() - began


def _in_squares(text: str) -> int:
    return sum(len(text[start:].upper()) for start in range(0, len(text), 100))


def main(_minutes: float | None = None) -> int:
    """All readers, then the control; it takes as long as it takes."""
    some = readers()
    worst, within = dearest(some)
    print(f"{len(some)} readers x {len(PIECES)} texts of {LONG:,} and {DELIVERED:,} characters:")
    for name, cost in zip(("slowest", "steepest"), worst, strict=True):
        print(
            f"  {name}: {cost.seconds * 1000:.1f} ms, twice the text {cost.ratio:.1f}x: {cost.what}"
        )
    (slow, steep), square = dearest({"squares": _in_squares})
    print(f"  control: {slow.seconds * 1000:.1f} ms, {steep.ratio:.1f}x")
    caught = not square and steep.ratio > RATIO
    print(f"linear: {'yes' if within else 'NO'}; control {'caught' if caught else 'NOT SEEN'}")
    return 0 if within and caught else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
