"""What is killed and started again keeps its files on a disk, as a bot does."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="crash-", dir="/var/tmp") as folder:
        yield Path(folder)
