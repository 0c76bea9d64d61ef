"""The contract of a store: each test here runs on every engine, unless its module says otherwise
with `ENGINES`, because it is about files, or about what only a server has.
"""

import secrets

import pytest

from tests.postgres import Server
from tests.storage.open_stores import Stores

ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        engines = getattr(metafunc.module, "ENGINES", ENGINES)
        metafunc.parametrize("engine", engines)


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
