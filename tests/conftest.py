"""Fixtures for whoever needs a real store: temporary files, a clock moved by hand."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.ports.mypage import MyPageTransaction
from domain.ports.store import Store, Transaction
from domain.rules import Rules
from domain.storage import Vault, migrate, open_main, open_mypage
from tests.storage.desk import RULES, Desk, HandClock


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


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both databases, migrated once and empty: copied for each test."""
    folder = tmp_path_factory.mktemp("made")
    migrate(f"sqlite:///{folder}/main.db", "main")
    migrate(f"sqlite:///{folder}/mypage.db", "mypage")
    return folder


@pytest.fixture(params=["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path, made: Path) -> str:
    """An empty database; another engine is another parameter here."""
    assert request.param == "sqlite"
    shutil.copy(made / "main.db", tmp_path / "main.db")
    return f"sqlite:///{tmp_path}/main.db"


@pytest.fixture
async def store(url: str, rules: Rules, vault: Vault) -> AsyncIterator[Store[Transaction]]:
    """The main store, started."""
    opened = open_main(url, rules=rules, vault=vault)
    opened.start()
    yield opened
    await opened.close()


@pytest.fixture
async def mypage(tmp_path: Path, made: Path) -> AsyncIterator[Store[MyPageTransaction]]:
    """The read model's store, started."""
    shutil.copy(made / "mypage.db", tmp_path / "mypage.db")
    opened = open_mypage(f"sqlite:///{tmp_path}/mypage.db")
    opened.start()
    yield opened
    await opened.close()


@pytest.fixture
def desk(store: Store[Transaction], mypage: Store[MyPageTransaction], clock: HandClock) -> Desk:
    """Short ways to open hospitals, meet people and book."""
    return Desk(store, mypage, clock)
