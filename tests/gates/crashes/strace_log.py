"""What strace wrote down, read as what happened to files: in the order in which it was begun.

A sync counts from the moment at which it returned, for what was written before it began.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "write")
_BEGUN = re.compile(r"^(\d+) +(\w+)\((.*)$")
_RETURNED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>.*= (-?\d+)")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"^\d+<([^>]*)>")
_RESULT = re.compile(r"= (-?\d+)(?: .*)?$")


@dataclass(frozen=True)
class Wrote:
    """Bytes at a place of a file."""

    file: str
    offset: int
    content: bytes


@dataclass(frozen=True)
class Cut:
    """A file was made so long."""

    file: str
    size: int


@dataclass(frozen=True)
class Removed:
    """A file was removed."""

    file: str


@dataclass(frozen=True)
class Synced:
    """Everything that happened to the file before `begun` is on the disk from now on."""

    file: str
    begun: int


@dataclass(frozen=True)
class Said:
    """Written to somebody outside."""

    content: bytes


Happening = Wrote | Cut | Removed | Synced | Said


def happenings(log: Path) -> list[Happening]:
    """All of them. ValueError: a line that cannot be read, or a call that failed."""
    with log.open("r", encoding="ascii") as lines:
        return list(_read(lines))


def _read(lines: Iterable[str]) -> Iterator[Happening]:
    syncing: dict[str, Synced] = {}
    count = 0
    for line in lines:
        returned = _RETURNED.match(line)
        if returned is not None:
            if returned[1] in syncing:
                count += 1
                yield syncing.pop(returned[1])
            continue
        begun = _BEGUN.match(line)
        if begun is None:
            continue  # a signal, or the end of a thread
        thread, call, rest = begun[1], begun[2], begun[3]
        found = _happening(call, rest, count)
        if isinstance(found, Synced) and "<unfinished" in rest:
            syncing[thread] = found
            continue
        _must_have_worked(line, rest)
        count += 1
        yield found


def _happening(call: str, rest: str, count: int) -> Happening:
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in _BYTES.findall(rest)]
    if call == "unlink":
        return Removed(Path(texts[0].decode()).name)
    file = _name(rest)
    if call in {"fdatasync", "fsync"}:
        return Synced(file, count)
    if call == "write":
        return Said(texts[0])
    numbers = re.split(r"[ ,)]+", _BYTES.sub("", rest).split(">", 1)[1])
    if call == "ftruncate":
        return Cut(file, int(numbers[1]))
    return Wrote(file, int(numbers[2]), texts[0])


def _name(rest: str) -> str:
    found = _FILE.match(rest)
    if found is None:
        raise ValueError(rest[:80])
    name = found[1]
    plain = bytes.fromhex(name.replace("\\x", "")).decode() if "\\x" in name else name
    return Path(plain).name


def _must_have_worked(line: str, rest: str) -> None:
    result = _RESULT.search(line)
    if "<unfinished" not in rest and (result is None or int(result[1]) < 0):
        raise ValueError(line[:80])
