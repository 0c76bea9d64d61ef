"""Where the state machine plays: empty databases for each run, files or lent ones of a server."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from domain.storage.engines.url import migrate
from tests.gates.oracles import invariants
from tests.gates.oracles.sqlite_copy import Shared
from tests.gates.state_machine.reference_model import Wrong
from tests.memory import memory_folder
from tests.pool import Pool

OFTEN = 3
"""Steps between two looks with SQL, which take longer than a step; the books look at each."""
Urls = tuple[str, str]


class Ground(Protocol):
    """Databases for one run after the other."""

    urls: Urls

    def begin(self) -> None:
        """Makes them empty."""

    def judge(self, *, drained: bool) -> None:
        """Raises Wrong if a promise about them is broken."""

    def end(self) -> None:
        """The run is over."""


class Files:
    """SQLite files, migrated once and copied; judged at rest and after every third step."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="model-", dir=memory_folder())
        self._made = Path(self._folder.name) / "made"
        self._here = Path(self._folder.name) / "here"
        self._made.mkdir()
        self._steps = 0
        for which in ("main", "mypage"):
            migrate(f"sqlite:///{self._made}/{which}.db", which)
        self.urls: Urls = (f"sqlite:///{self._here}/main.db", f"sqlite:///{self._here}/mypage.db")

    def begin(self) -> None:
        shutil.rmtree(self._here, ignore_errors=True)
        shutil.copytree(self._made, self._here, ignore=shutil.ignore_patterns("*.lock"))

    def judge(self, *, drained: bool) -> None:
        self._steps += 1
        if drained:
            _judge(self._here / "main.db", self._here / "mypage.db", drained=True)
        elif self._steps % OFTEN == 0:
            _judge(self._here / "main.db", drained=False)

    def end(self) -> None:
        shutil.rmtree(self._here, ignore_errors=True)

    def close(self) -> None:
        """No more runs."""
        self._folder.cleanup()


class Lent:
    """A server's databases, copied to be judged: at rest only."""

    def __init__(self, pool: Pool, folder: Path) -> None:
        self._pool, self._folder = pool, folder
        self._held = ExitStack()
        self.urls: Urls = ("", "")

    def begin(self) -> None:
        self.end()
        lend = self._held.enter_context(self._pool.lending())
        self.urls = (lend("main"), lend("mypage"))

    def judge(self, *, drained: bool) -> None:
        if drained:
            files = Shared(self._folder, *self.urls).copied()
            _judge(files.main, files.mypage, drained=True)
            shutil.rmtree(files.folder)

    def end(self) -> None:
        self._held.close()


def _judge(main: Path, mypage: Path | None = None, *, drained: bool) -> None:
    found = invariants.broken(main, mypage, drained=drained, key=bytes(32))
    if found:
        raise Wrong("; ".join(f"{each.invariant}: {each.ids[0]}" for each in found))
