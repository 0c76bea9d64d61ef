"""Opening a database file: what is refused, in words, and what is guaranteed once it is open."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from domain.ports.store import Command
from domain.storage.checks.run import begun
from domain.storage.engines import sqlite
from domain.storage.engines.url import migrate
from domain.storage.errors import StorageUnusable
from domain.storage.open import open_main, open_mypage
from domain.storage.schema.migrate import newest_schema

ENGINES = ("sqlite",)

LOCK_AND_WAIT = """
import sys
from pathlib import Path
from domain.storage.engines.sqlite import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(url) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def opened(rules, vault):
    """Opens a store, started."""

    def open_(url, **kw):
        store = open_main(url, rules=rules, vault=vault, **kw)
        return store, store.start()

    return open_


def pragma(name):
    return lambda tx: tx.slots._driver._cursor.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)],
)
async def test_what_is_acknowledged_is_safe_and_what_is_erased_is_gone(desk, name, value):
    assert await desk.run(pragma(name)) == value
    assert await desk.read(pragma(name)) == value
    assert await desk.mypage.run(_pragma_of_view(name), Command(desk.clock.now())) == value


@pytest.mark.parametrize(("level", "told"), [(2, "FULL"), (1, "NORMAL")])
async def test_how_safe_a_commit_is_is_read_back(opened, tmp_path, monkeypatch, level, told):
    monkeypatch.setitem(sqlite._PRAGMAS, "synchronous", level)

    store, _ = opened(f"sqlite:///{tmp_path}/other.db")
    await store.close()

    assert store.synchronous == told


async def test_a_first_start_makes_folder_and_file_for_their_owner_only(opened, tmp_path):
    store, steps = opened(f"sqlite:///{tmp_path}/var/deep/new.db")
    await store.close()

    folder, file = tmp_path / "var" / "deep", tmp_path / "var" / "deep" / "new.db"
    assert steps == [f"main database: made, schema {newest_schema('main')}"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_second_opening_of_the_same_file_is_refused(opened, url):
    store, _ = opened(url)

    with pytest.raises(StorageUnusable, match="in use by another process"):
        opened(url)
    with pytest.raises(StorageUnusable, match="in use by another process"):
        migrate(url, "main")
    await store.close()

    again, _ = opened(url)
    await again.close()


def test_a_second_process_is_refused_and_let_in_when_the_first_was_killed(url, path):
    with subprocess.Popen(
        [sys.executable, "-c", LOCK_AND_WAIT, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(StorageUnusable, match="in use by another process"):
            migrate(url, "main")
        other.kill()

    assert migrate(url, "main") == []


async def test_reading_beside_is_allowed(opened, url, path):
    store, _ = opened(url)

    beside = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = beside.execute("SELECT count(*) FROM hospital").fetchone()
    beside.close()
    await store.close()

    assert found == (0,)


def test_a_damaged_file_is_refused(opened, url, path):
    damaged = bytearray(path.read_bytes())
    damaged[4096:8192] = os.urandom(4096)
    path.write_bytes(damaged)

    with pytest.raises(StorageUnusable, match=r"main\.db"):
        opened(url)


def test_a_file_that_is_no_database_is_refused_and_left_alone(opened, url, path):
    path.write_text("dear diary " * 100)

    with pytest.raises(StorageUnusable, match="not a database"):
        opened(url)

    assert path.read_text().startswith("dear diary")


def test_a_folder_in_place_of_the_file_is_refused(opened, tmp_path):
    (tmp_path / "folder.db").mkdir()

    with pytest.raises(StorageUnusable, match=r"folder\.db"):
        opened(f"sqlite:///{tmp_path}/folder.db")


def test_no_new_database_is_made_where_one_was_lost(opened, url, path):
    path.with_name("main.db-wal").write_bytes(b"what was acknowledged")
    path.unlink()

    with pytest.raises(StorageUnusable, match="is missing"):
        opened(url)

    assert not path.exists()


def test_a_file_of_somebody_else_is_refused(opened, path):
    folder = Path(tempfile.mkdtemp())
    shutil.copy(path, folder / "main.db")
    (folder / "main.db").chmod(0o444)
    folder.chmod(0o555)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)  # the superuser may write anywhere
    try:
        with pytest.raises(StorageUnusable, match=r"main\.db"):
            opened(f"sqlite:///{folder}/main.db")
    finally:
        os.seteuid(before)
        folder.chmod(0o700)
        shutil.rmtree(folder)


async def test_the_read_models_file_is_locked_too(mypage, tmp_path):
    with pytest.raises(StorageUnusable, match="another process"):
        open_mypage(f"sqlite:///{tmp_path}/mypage.db").start()


def _pragma_of_view(name):
    return lambda tx: tx.view._driver._cursor.execute(f"PRAGMA {name}").fetchone()[0]


async def test_a_store_makes_one_engine_for_all_its_connections(url, rules, vault, monkeypatch):
    made = []

    def counted(*args, **kw):
        made.append(args)
        return create_engine(*args, **kw)

    monkeypatch.setattr(sqlite, "create_engine", counted)
    store = open_main(url, rules=rules, vault=vault)
    store.start()
    await store.close()

    assert len(made) == 1


async def test_a_check_keeps_little_of_the_file_in_memory(url, store):
    with begun(url, "main") as driver:
        driver._cursor.execute("PRAGMA cache_size")

        assert driver._cursor.fetchall() == [(-4096,)]
