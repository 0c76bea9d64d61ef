"""The file while it is open and after it: pages damaged, a lock held for a moment, a log that is
gone, a write that failed. What opening refuses is in test_opening_files.
"""

import os
import resource
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from domain.errors import Unavailable
from domain.ports.store import Command
from domain.storage.open import open_main

ENGINES = ("sqlite",)


@pytest.fixture
def path(url) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def opened(url, rules, vault):
    def open_(**more):
        store = open_main(url, rules=rules, vault=vault, **more)
        store.start()
        return store

    return open_


def add_hospital(tx, name):
    return tx.hospitals.add(name=name, key=name, phone=None, note=None).id


def names(tx):
    return [hospital.name for hospital in tx.hospitals.live()]


async def test_a_command_waits_for_a_process_that_writes_for_a_moment(opened, path, clock):
    store = opened()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    threading.Timer(0.15, lambda: other.execute("ROLLBACK")).start()

    assert await store.run(add_hospital, Command(clock.now()), "가") == 1
    other.close()
    await store.close()


async def test_pages_damaged_while_it_is_open_end_the_writing(opened, path, clock):
    fatal = []
    store = opened()
    await store.run(add_hospital, Command(clock.now()), "가")
    await store.close()
    store = opened(on_fatal=fatal.append)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))

    with pytest.raises(Unavailable):
        await store.run(add_hospital, Command(clock.now()), "나")
    with pytest.raises(Unavailable):
        await store.run(add_hospital, Command(clock.now()), "다")
    await store.close()

    assert len(fatal) == 1
    assert "malformed" in str(fatal[0])


async def test_after_a_failed_write_the_next_start_has_all_that_was_acknowledged(opened, clock):
    store, command = opened(), Command(clock.now())
    await store.run(add_hospital, command, "가")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # writes beyond that fail
    try:
        with pytest.raises(Unavailable):
            await store.run(add_hospital, command, "나" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await store.close()

    store = opened()
    found = await store.read(names, clock.now())
    await store.close()

    assert found == ["가"]


async def test_a_file_without_its_log_is_sound_and_as_old_as_what_was_brought_in(
    url, rules, vault, opened, path, clock, tmp_path
):
    store = opened()
    await store.run(add_hospital, Command(clock.now()), "가")
    (tmp_path / "alone").mkdir()
    shutil.copy(path, tmp_path / "alone" / "main.db")
    await store.close()

    alone = open_main(f"sqlite:///{tmp_path}/alone/main.db", rules=rules, vault=vault)
    alone.start()
    found = await alone.read(names, clock.now())
    await alone.close()

    assert found == []
