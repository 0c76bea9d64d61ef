"""The contract of a store: each test here runs on every engine, unless its module says otherwise
with `ENGINES`, because it is about files, or about what only a server has.

On PostgreSQL, `run.py test` runs SAMPLE of the contract and what only a server has, but for
WAITING; `run.py check` runs all.
"""

import secrets
from collections.abc import Iterator

import pytest

from tests.postgres import Server
from tests.storage.open_stores import Stores

ENGINES = ("sqlite", "postgresql")
SAMPLE = {"test_race", "test_readers", "test_shared_clock", "test_url"}
WAITING = {
    f"test_postgres_{each}" for each in ("cut", "leases", "lock", "lost", "rotation", "schema")
}
"""Modules about what only a server has, whose tests wait for its time-outs."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        name = metafunc.module.__name__.rpartition(".")[2]
        metafunc.parametrize("engine", [*_engines(metafunc.module, name)])


def _engines(module: object, name: str) -> Iterator[object]:
    own = getattr(module, "ENGINES", None)
    for engine in own or ENGINES:
        quick = engine == "sqlite" or name in SAMPLE or (own and name not in WAITING)
        yield engine if quick else pytest.param(engine, marks=pytest.mark.slow)


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
