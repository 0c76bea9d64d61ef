"""What is no backup and where none can be brought back: refused, and everything is as it was."""

import asyncio
import base64
import shutil
import sqlite3
from contextlib import closing
from functools import partial

import pytest

from bot.cli.backup import BackupRefused
from bot.config.fields import decode_key
from domain.storage.backup import restore as files
from domain.storage.errors import StorageUnusable
from domain.storage.keys.key_file import load_or_make_key
from domain.storage.open import open_main
from domain.storage.schema.migrate import newest_schema
from tests.bot import backup_run
from tests.bot.backup_run import KEY, TOKEN, back_up, examine, opened, restore, rows, settings
from tests.bot.bot_process import bot
from tests.jobs.world import RULES, Vault

NAME = "홍가람별"
BOOKED = "SELECT code FROM booking ORDER BY id"
NEWER = f"INSERT INTO schema_info VALUES ({newest_schema('main') + 1}, 99)"  # noqa: S608 - ours


def spoilt(file, *, at=None, sql=None, cut=None):
    """The backup with something wrong in it."""
    if sql is not None:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute(sql)
        return
    whole = bytearray(file.read_bytes()[:cut])
    if at is not None:
        whole[at : at + 4096] = b"\xff" * 4096
    file.write_bytes(whole)


@pytest.fixture
async def kept(ready):
    """A backup, and a house that has had another booking since."""
    file = ready / "kept.db"
    async with opened(ready) as world:
        slot = await world.slot()
        await world.book(slot)
        await asyncio.to_thread(back_up, settings(ready), file)
        await world.book(slot)
    return file


WRONG = {
    "cut off": ({"cut": 40_000}, "is damaged"),
    "torn": ({"at": 8192}, "is damaged"),
    "empty": ({"cut": 0}, "not made by"),
    "no database": ({"cut": 10}, "is damaged, or no backup"),
    "without its mark": ({"sql": "DELETE FROM meta WHERE name = 'backup'"}, "not made by"),
    "of a newer release": (
        {"sql": NEWER},
        "needs a release of schema 99",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_is_no_sound_backup_is_refused_and_nothing_changes(ready, kept, wrong):
    how, said = WRONG[wrong]
    spoilt(kept, **how)
    before, names = rows(ready / "main.db", BOOKED), sorted(ready.iterdir())

    with pytest.raises(StorageUnusable, match=said):
        restore(settings(ready), kept)

    assert rows(ready / "main.db", BOOKED) == before
    assert sorted(ready.iterdir()) == names


async def test_a_plain_copy_of_the_file_is_refused_and_would_have_lost_bookings(ready, tmp_path):
    copied, file = tmp_path / "copied.db", tmp_path / "made.db"
    async with opened(ready) as world:
        codes = [((await world.book(await world.slot())).code,) for _ in range(20)]
        await asyncio.to_thread(shutil.copy, ready / "main.db", copied)
        await asyncio.to_thread(back_up, settings(ready), file)

    with pytest.raises(StorageUnusable, match="not made by"):
        await asyncio.to_thread(restore, settings(tmp_path / "house"), copied)

    assert rows(file, BOOKED) == codes
    assert rows(copied, BOOKED) != codes


def test_what_is_not_there_is_no_backup(ready):
    with pytest.raises(StorageUnusable, match="there is no such file"):
        restore(settings(ready), ready / "none.db")


async def test_with_the_bot_running_nothing_is_brought_back(ready, kept):
    async with opened(ready):
        for file, pending in ((kept, None), (None, "send")):
            with pytest.raises(StorageUnusable, match="in use by another process"):
                await asyncio.to_thread(partial(restore, settings(ready), file, pending=pending))

    assert len(rows(ready / "main.db", BOOKED)) == 2


async def test_a_backup_overwrites_nothing(ready, kept):
    before = kept.read_bytes()

    with pytest.raises(StorageUnusable, match="a backup overwrites nothing"):
        back_up(settings(ready), kept)

    assert kept.read_bytes() == before


@pytest.mark.parametrize(
    ("folder", "file", "said"),
    [(".", "none/kept.db", "No such file"), ("none", "kept.db", "there is no database")],
)
def test_a_backup_that_cannot_be_made_says_why(ready, folder, file, said):
    with pytest.raises(StorageUnusable, match=said):
        back_up(settings(ready / folder), ready / file)

    assert not [*ready.glob("kept*")]


def test_a_damaged_database_makes_no_backup(ready, kept):
    spoilt(ready / "main.db", at=8192)

    with pytest.raises(StorageUnusable):
        back_up(settings(ready), ready / "second.db")

    assert not [*ready.glob("second*")]


def test_a_bot_does_not_open_a_backup(kept, tmp_path):
    store = open_main(f"sqlite:///{kept}", rules=RULES, vault=Vault({1: bytes(32)}, 1))

    with pytest.raises(StorageUnusable, match="this is a backup"):
        store.start()


@pytest.mark.parametrize("at", ["sync", "move_aside"])
def test_a_restore_that_breaks_off_leaves_everything_as_it_was(ready, kept, monkeypatch, at):
    before = rows(ready / "main.db", BOOKED)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, at, full)
    with pytest.raises(StorageUnusable, match="No space left"):
        restore(settings(ready), kept)

    assert rows(ready / "main.db", BOOKED) == before
    assert not [*ready.glob("*.restoring*")]


def test_a_bot_makes_no_new_database_where_a_restore_was_cut_off(ready, kept):
    (ready / "main.db").rename(ready / "main.db.before")
    for left in ready.glob("main.db-*"):
        left.unlink()
    shutil.copy(kept, ready / "main.db.restoring")

    store = open_main(f"sqlite:///{ready}/main.db", rules=RULES, vault=Vault({1: bytes(32)}, 1))
    with pytest.raises(StorageUnusable, match="its restore has not ended"):
        store.start()

    assert not (ready / "main.db").exists()
    restore(settings(ready), kept)
    assert examine(settings(ready)).findings == []


@pytest.fixture
async def named(ready):
    """A backup of a house whose key is in a file beside the database; the key."""
    key = load_or_make_key(ready / "key", decode=decode_key)
    store = open_main(f"sqlite:///{ready}/main.db", rules=RULES, vault=Vault({1: key}, 1))
    store.start()
    await store.run(_meet, backup_run.now_command())
    await store.close()
    back_up(settings(ready, PRIVACY__KEY=""), ready / "kept.db")
    return ready / "kept.db", key


def _meet(tx):
    person = tx.people.add(telegram=900, language="ko", at=tx.now).id
    tx.people.rename(person, NAME, at=tx.now)


def test_neither_the_key_nor_a_name_is_in_a_backup(named):
    file, key = named

    whole = file.read_bytes()

    assert key not in whole
    assert base64.b64encode(key) not in whole
    assert NAME.encode() not in whole
    assert rows(file, "SELECT count(*) FROM patient WHERE sealed_name IS NOT NULL") == [(1,)]


def test_without_its_key_a_backup_is_not_brought_back(named, tmp_path):
    file, _ = named
    house = tmp_path / "house"

    with pytest.raises(StorageUnusable, match="key not found: restore it"):
        restore(settings(house, PRIVACY__KEY=""), file)
    with pytest.raises(StorageUnusable, match="not the key of this database"):
        restore(settings(house), file)

    assert not (house / "key").exists()
    assert not (house / "main.db").exists()


def test_with_its_key_put_back_names_are_there_again(named, tmp_path):
    file, key = named
    house = tmp_path / "house"
    house.mkdir()
    (house / "key").write_bytes(base64.b64encode(key))

    restore(settings(house, PRIVACY__KEY=""), file)

    store = open_main(f"sqlite:///{house}/main.db", rules=RULES, vault=Vault({1: key}, 1))
    store.start()
    found = asyncio.run(store.read(_name, backup_run.now_command().now))
    asyncio.run(store.close())
    assert found == NAME


def _name(tx):
    return tx.people.by_telegram(900).name


@pytest.mark.parametrize("asked", [{}, {"after": True}])
def test_on_files_a_backup_must_be_named(ready, asked):
    with pytest.raises(BackupRefused, match="name a backup FILE"):
        restore(settings(ready), **asked)


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("backup", "new.db"), 0, "checked. The key is not in it"),
        (("backup", "kept.db"), 3, "a backup overwrites nothing"),
        (("restore",), 2, "name a backup FILE"),
        (("restore", "kept.db", "--pending=drop"), 0, "0 messages are dropped"),
    ],
)
def test_the_verbs_end_with_their_codes(ready, kept, asked, code, said):
    told = {
        "DATABASE__URL": "sqlite:///main.db",
        "MYPAGE__URL": "sqlite:///mypage.db",
        "TELEGRAM__TOKEN": TOKEN,
        "PRIVACY__KEY": KEY,
    }

    with bot(ready, *asked, **told) as program:
        assert program.ends() == code
        assert said in program.out
