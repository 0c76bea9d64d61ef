"""Databases as they were before a step, again and again: on either engine."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from domain.storage.engines.url import migrate
from tests.gates.load.seed import Files, Place
from tests.gates.oracles.sqlite_copy import Shared
from tests.postgres import Server

Which = Literal["main", "mypage"]
BOTH: tuple[Which, Which] = ("main", "mypage")


class Copies(Protocol):
    """`calls`: the system calls by which the core changes anything there; `apart`: how far those
    are from each other that are sampled.
    """

    name: str
    apart: int
    calls: tuple[str, ...]

    def first(self, *, migrated: bool) -> Place:
        """New databases, to be filled; they are what is copied from now on."""
        ...

    def fresh(self) -> Place:
        """A copy of them; the one before is gone."""
        ...

    def files(self) -> Files:
        """What is in the copy, as files."""
        ...


@dataclass
class OfFiles:
    """SQLite."""

    folder: Path
    name: str = "SQLite"
    apart: int = 9
    calls: tuple[str, ...] = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "write")

    def first(self, *, migrated: bool) -> Files:
        made = Files(self.folder / "first")
        shutil.rmtree(made.folder, ignore_errors=True)
        made.folder.mkdir()
        for which in BOTH if migrated else ():
            migrate(f"sqlite:///{made.folder / which}.db", which)
        return made

    def fresh(self) -> Files:
        shutil.rmtree(self.files().folder, ignore_errors=True)
        shutil.copytree(self.folder / "first", self.files().folder)
        return self.files()

    def files(self) -> Files:
        return Files(self.folder / "copy")


@dataclass
class OfServer:
    """PostgreSQL, where the core writes nothing but what it sends."""

    folder: Path
    server: Server
    name: str = "PostgreSQL"
    apart: int = 20
    calls: tuple[str, ...] = ("sendto", "write")
    count: int = 0

    def first(self, *, migrated: bool) -> Shared:
        for which in BOTH:
            self.server.drop(f"first_{which}")
            url = self.server.create(f"first_{which}")
            if migrated:
                migrate(url, which)
        return self._place("first")

    def fresh(self) -> Shared:
        for which in BOTH:
            self.server.drop(f"copy_{which}")
            self.server.create(f"copy_{which}", template=f"first_{which}")
        return self._place("copy")

    def files(self) -> Files:
        shutil.rmtree(self.folder / "copy-0", ignore_errors=True)
        return self._place("copy").copied()

    def _place(self, name: str) -> Shared:
        return Shared(self.folder, *(self.server.url(f"{name}_{which}") for which in BOTH))
