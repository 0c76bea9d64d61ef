"""Fixtures for whoever needs a real store: temporary files, a clock moved by hand."""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from domain.ports.mypage import MyPageTransaction
from domain.ports.store import Store, Transaction
from domain.rules import Rules
from domain.storage.engines.url import migrate
from domain.storage.open import open_main, open_mypage
from domain.storage.vault import Vault
from tests.memory import memory_folder
from tests.pool import Pool
from tests.postgres import Server, running
from tests.sound import must_be_sound
from tests.storage.desk import RULES, Desk, HandClock

SLOW = {
    Path(__file__).with_name(folder) for folder in ("concurrency", "crash", "processes", "releases")
}
"""Folders that `run.py check` runs and `run.py test` leaves out."""
GARBAGE_OBJECTS = 20_000
"""New objects until garbage is looked for: Python's own 700 come together several times a test."""


def pytest_configure(config: pytest.Config) -> None:
    """Temporary files go to memory where there is room; workers inherit it."""
    memory = None if hasattr(config, "workerinput") else memory_folder()
    if memory is None:
        return
    made = tempfile.TemporaryDirectory(prefix="test-", dir=memory, ignore_cleanup_errors=True)
    config.add_cleanup(made.cleanup)
    Path(made.name).chmod(0o755)  # PostgreSQL runs as another account
    os.environ["TMPDIR"] = made.name
    tempfile.tempdir = None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SLOW.intersection(item.path.parents):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    gc.freeze()  # so many tests are never garbage, and not looked through for it
    gc.set_threshold(GARBAGE_OBJECTS)


@pytest.fixture
def clock() -> HandClock:
    """Stands at Monday 2027-03-01, 10:00 in Seoul."""
    return HandClock()


@pytest.fixture
def rules() -> Rules:
    """The policy as it comes, in Seoul."""
    return RULES


@pytest.fixture
def vault() -> Vault:
    return Vault({1: bytes(range(32))}, current=1)


@pytest.fixture
def engine() -> str:
    """Which storage engine; tests/storage runs on each."""
    return "sqlite"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL with templates of both databases, migrated once and empty."""
    with running() as server:
        for which in ("main", "mypage"):
            migrate(server.create(f"made_{which}"), which)
        yield server


@pytest.fixture(scope="session")
def pool(server: Server) -> Iterator[Pool]:
    """Databases on it, lent to one test after the other."""
    with Pool.of(server) as pool:
        yield pool


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both databases, migrated once and empty: copied for each test."""
    folder = tmp_path_factory.mktemp("made")
    migrate(f"sqlite:///{folder}/main.db", "main")
    migrate(f"sqlite:///{folder}/mypage.db", "mypage")
    return folder


@pytest.fixture
def ready(made: Path, tmp_path: Path) -> Path:
    """The test's own folder with both databases in it, which nobody has to migrate any more."""
    for name in ("main.db", "mypage.db"):
        shutil.copy(made / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def empty(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, made: Path
) -> Iterator[Callable[[str], str]]:
    """Makes an empty database, `main` or `mypage`, of the engine, and tells its URL."""
    if engine == "sqlite":

        def copied(which: str) -> str:
            shutil.copy(made / f"{which}.db", tmp_path / f"{which}.db")
            return f"sqlite:///{tmp_path}/{which}.db"

        yield copied
        return
    with request.getfixturevalue("pool").lending() as lend:
        yield lend


@pytest.fixture
def url(empty: Callable[[str], str]) -> str:
    """An empty database."""
    return empty("main")


@pytest.fixture
async def store(
    url: str, rules: Rules, vault: Vault, request: pytest.FixtureRequest
) -> AsyncIterator[Store[Transaction]]:
    """The main store, started."""
    opened = open_main(url, rules=rules, vault=vault)
    opened.start()
    yield opened
    await must_be_sound(request, opened)
    await opened.close()


@pytest.fixture
def mypage_url(empty: Callable[[str], str]) -> str:
    """An empty read model."""
    return empty("mypage")


@pytest.fixture
async def mypage(mypage_url: str) -> AsyncIterator[Store[MyPageTransaction]]:
    """The read model's store, started."""
    opened = open_mypage(mypage_url)
    opened.start()
    yield opened
    await opened.close()


@pytest.fixture
def desk(store: Store[Transaction], mypage: Store[MyPageTransaction], clock: HandClock) -> Desk:
    """Short ways to open hospitals, meet people and book."""
    return Desk(store, mypage, clock)
