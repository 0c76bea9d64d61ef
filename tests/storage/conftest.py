"""The contract of a store: each test here runs on every engine, unless its module says otherwise
with `ENGINES`, because it looks into a file.
"""

import pytest

ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        engines = getattr(metafunc.module, "ENGINES", ENGINES)
        metafunc.parametrize("engine", engines)
