"""The contract of a store: each test here runs on every engine, unless its module says otherwise
with `ENGINES`, because it is about files, or about what only a server has.

On PostgreSQL, `run.py test` runs what only a server has and SAMPLE of the contract; `check` all.
"""

import secrets

import pytest

from tests.postgres import Server
from tests.storage.open_stores import Stores

ENGINES = ("sqlite", "postgresql")
SAMPLE = {"test_opening", "test_race", "test_reading", "test_shared_clock"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        engines = getattr(metafunc.module, "ENGINES", None)
        name = metafunc.module.__name__.rpartition(".")[2]
        metafunc.parametrize("engine", engines or (_contract() if name not in SAMPLE else ENGINES))


def _contract() -> tuple[object, ...]:
    first, *others = ENGINES
    return (first, *(pytest.param(engine, marks=pytest.mark.slow) for engine in others))


@pytest.fixture
def fresh(engine, request, tmp_path):
    """Makes databases without any table; each's URL."""
    if engine == "sqlite":
        yield lambda: f"sqlite:///{tmp_path}/{secrets.token_hex(4)}.db"
        return
    server: Server = request.getfixturevalue("server")
    names: list[str] = []

    def make() -> str:
        names.append(f"fresh_{secrets.token_hex(4)}")
        return server.create(names[-1])

    yield make
    for name in names:
        server.drop(name)


@pytest.fixture
async def stores(url, vault):
    """Opens stores on one database, as several processes do."""
    made = Stores(url, vault)
    yield made
    await made.close()
