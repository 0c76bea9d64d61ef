"""Where the tests' temporary files lie: in memory only where they fit and may be written."""

import os
import shutil
from types import SimpleNamespace

import pytest

from tests.memory import NEEDED_BYTES, memory_folder


@pytest.fixture
def free(monkeypatch):
    def say(count):
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=count))

    return say


def test_a_folder_with_room_is_taken(tmp_path, free):
    free(NEEDED_BYTES)

    assert memory_folder(tmp_path) == tmp_path


def test_one_that_is_too_small_is_not(tmp_path, free):
    free(NEEDED_BYTES - 1)

    assert memory_folder(tmp_path) is None


def test_one_that_is_not_ours_to_write_is_not(tmp_path, free, monkeypatch):
    free(NEEDED_BYTES)
    monkeypatch.setattr(os, "access", lambda *_: False)

    assert memory_folder(tmp_path) is None


def test_one_that_is_not_there_is_not(tmp_path):
    assert memory_folder(tmp_path / "missing") is None
