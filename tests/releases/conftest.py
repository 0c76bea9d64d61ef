"""On either engine: the databases that are lent, and some to be changed."""

import secrets
import shutil

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ["sqlite", "postgresql"])


@pytest.fixture
def own_on_a_server(server):
    """A database that nobody else will get, on a server, whichever engine the test is about."""
    name = f"own_{secrets.token_hex(4)}"
    yield server.create(name, template="made_main")
    server.drop(name)


@pytest.fixture
def own(engine, request, made, tmp_path) -> str:
    """One of the engine."""
    if engine == "postgresql":
        return request.getfixturevalue("own_on_a_server")
    shutil.copy(made / "main.db", tmp_path / "own.db")
    return f"sqlite:///{tmp_path}/own.db"
