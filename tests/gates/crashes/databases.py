"""Where the core keeps what it knows while it is killed, and how an observer looks at it."""

import shutil
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.storage.engines.url import migrate
from tests.gates.load.seed import Files, Place
from tests.gates.oracles import invariants
from tests.gates.oracles.history import Told, answers
from tests.gates.oracles.sqlite_copy import Shared
from tests.gates.oracles.sqlite_copy import opened as opened_there
from tests.postgres import Server

INDEX = "CREATE INDEX IF NOT EXISTS told_of ON event (body ->> 'booking')"
"""The checker's own: it looks after each kill."""
ANSWERS = "SELECT update_id, answer FROM handled WHERE update_id > {}"


class Ground(Protocol):
    """One engine. `working`: seconds for which a life may work before it is killed."""

    name: str
    working: tuple[float, float]

    @property
    def place(self) -> Place: ...

    def new(self) -> None:
        """Empty databases."""
        ...

    def answers(self, after: int) -> dict[int, Told]:
        """What is kept of the updates behind that one."""
        ...

    def files(self, *, thorough: bool) -> Files | None:
        """Files for the checker; None: not now, unless it should be `thorough`."""
        ...

    def look_often(self) -> None:
        """From now on there are files after every kill."""
        ...

    def stop(self) -> bool:
        """Stops what is not the core, without ado, and starts it again; False: there is nothing."""
        ...


@dataclass
class OnFiles:
    """SQLite."""

    folder: Path
    name: str = "SQLite"
    working: tuple[float, float] = (0.002, 0.05)
    count: int = 0

    @property
    def place(self) -> Files:
        return Files(self.folder / f"{self.count}")

    def new(self) -> None:
        shutil.rmtree(self.place.folder, ignore_errors=True)
        self.count += 1
        self.place.folder.mkdir(parents=True)
        migrate(self.place.main_url, "main")
        migrate(self.place.mypage_url, "mypage")
        with closing(sqlite3.connect(self.place.main)) as database:
            database.execute(INDEX)

    def answers(self, after: int) -> dict[int, Told]:
        with invariants.opened(self.place.main) as database:
            return answers(database.execute(ANSWERS.format(after)).fetchall())

    def files(self, *, thorough: bool) -> Files | None:
        del thorough
        return self.place

    def look_often(self) -> None:
        """There always are."""

    def stop(self) -> bool:
        return False


@dataclass
class OnServer:
    """PostgreSQL. The checker reads a copy, so not after every kill."""

    folder: Path
    server: Server
    name: str = "PostgreSQL"
    working: tuple[float, float] = (0.002, 0.15)
    count: int = 0
    seldom: int = 3
    asked: int = 0

    @property
    def place(self) -> Shared:
        names = (self.server.url(f"{which}_{self.count}") for which in ("main", "mypage"))
        return Shared(self.folder, *names)

    def new(self) -> None:
        self.count += 1
        for which in ("main", "mypage"):
            migrate(self.server.create(f"{which}_{self.count}"), which)

    def answers(self, after: int) -> dict[int, Told]:
        with opened_there(self.place.main_url) as database:
            rows = database.execute(ANSWERS.format(after)).fetchall()
        return answers(rows)

    def files(self, *, thorough: bool) -> Files | None:
        self.asked += 1
        if not thorough and self.asked % self.seldom:
            return None
        shutil.rmtree(self.folder / "copy-0", ignore_errors=True)
        return self.place.copied()

    def look_often(self) -> None:
        self.seldom = 1

    def stop(self) -> bool:
        assert self.server.process is not None
        self.server.process.send_signal(signal.SIGQUIT)
        self.server.process.wait(10)
        self.server.process = self.server._begin()  # as after a power cut, but for the disk
        return True
