"""What a disk may hold after a power cut: everything that was synced, and of what came later some,
in any order, torn between its sectors. It knows no databases.
"""

import random
from collections.abc import Mapping
from pathlib import Path

from tests.gates.crashes.strace_log import Cut, Happening, Removed, Said, Synced, Wrote

SECTOR = 512
Change = Wrote | Cut | Removed


class Disk:
    """Files in one folder, which is called `folder`. Begins with what is there for sure."""

    def __init__(self, files: Mapping[str, bytes], *, folder: str) -> None:
        self._sure = {name: bytearray(content) for name, content in files.items()}
        self._folder = folder
        self._unsure: list[tuple[int, Change]] = []
        self._count = 0

    def happen(self, what: Happening) -> None:
        """One thing more."""
        if isinstance(what, Synced):
            self._sync(what)
        elif not isinstance(what, Said):
            self._unsure.append((self._count, what))
        self._count += 1

    @property
    def unsure(self) -> int:
        """How many changes a power cut might take."""
        return len(self._unsure)

    def image(self, chance: random.Random) -> dict[str, bytes]:
        """One of the many."""
        files = {name: bytearray(content) for name, content in self._sure.items()}
        kept = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for _, change in self._unsure:
            luck = chance.random()
            if luck < kept:
                _apply(files, change)
            elif isinstance(change, Wrote) and luck < kept + 0.2:
                _tear(files, change, chance)
        return {name: bytes(content) for name, content in files.items()}

    def _sync(self, synced: Synced) -> None:
        """Of a file its content and length, of the folder what was removed."""
        left = []
        for at, change in self._unsure:
            home = self._folder if isinstance(change, Removed) else change.file
            if at < synced.begun and synced.file == home:
                _apply(self._sure, change)
            else:
                left.append((at, change))
        self._unsure = left


def _apply(files: dict[str, bytearray], change: Change) -> None:
    match change:
        case Removed():
            files.pop(change.file, None)
        case Cut():
            content = files.setdefault(change.file, bytearray())
            del content[change.size :]
            content.extend(bytes(change.size - len(content)))
        case Wrote():
            _put(files, change.file, change.offset, change.content)


def _tear(files: dict[str, bytearray], change: Wrote, chance: random.Random) -> None:
    """Some of its sectors."""
    at, end = change.offset, change.offset + len(change.content)
    while at < end:
        following = min(end, (at // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            some = change.content[at - change.offset : following - change.offset]
            _put(files, change.file, at, some)
        at = following


def _put(files: dict[str, bytearray], file: str, offset: int, content: bytes) -> None:
    held = files.setdefault(file, bytearray())
    held.extend(bytes(max(0, offset - len(held))))
    held[offset : offset + len(content)] = content


def read(folder: Path) -> dict[str, bytes]:
    """The files as they are now, but for what is only shared memory."""
    return {
        each.name: each.read_bytes() for each in folder.iterdir() if not each.name.endswith("-shm")
    }


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Only these."""
    for each in folder.iterdir():
        each.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
