"""What is erased is in no byte of the files any more: no account, no key, no sealed name."""

import asyncio
import random
import sqlite3
from pathlib import Path
from typing import NamedTuple

import pytest

from domain.model import Consent
from domain.operations.people import name_examinee
from domain.operations.privacy import agree, erase_person
from domain.storage.engines import sqlite
from domain.storage.keys.rotation import rotate
from domain.storage.open import open_main
from tests.storage.desk import RULES

CROWD, GONE = 600, 60

ENGINES = ("sqlite",)


class Secret(NamedTuple):
    """Of one person: all that could tell who they were."""

    person: int
    telegram: int
    wrapped_key: bytes
    sealed_name: bytes
    person_key: bytes

    def forms(self):
        return (
            *(str(self.telegram).encode(), self.telegram.to_bytes(6, "big")),
            *(self.wrapped_key, self.wrapped_key[-24:], self.sealed_name, self.person_key),
        )


def found_in(folder: Path, secrets) -> int:
    """Of so many people something is found in the files, whatever they are called."""
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    return sum(any(form in held for form in secret.forms()) for secret in secrets)


SECRETS = """SELECT p.id, p.telegram, t.wrapped_key, t.sealed_name, p.wrapped_key
  FROM person p JOIN patient t ON t.id = p.id"""


def secrets_in(folder: Path) -> list[Secret]:
    raw = sqlite3.connect(folder / "main.db")
    rows = raw.execute(SECRETS).fetchall()
    raw.close()
    return [Secret(*row) for row in rows if row[1] is not None]


def introduce(tx, *, telegram):
    """Agrees, gives a name, and changes it: the file has seen more than it holds."""
    agree(tx, telegram=telegram, language="ko", consent=Consent.BASIC, slot=None)
    person = tx.people.by_telegram(telegram).id
    for name in ("김처음", f"김{telegram}"):
        name_examinee(tx, person=person, name=name, slot=None)


@pytest.fixture
async def crowded(desk, tmp_path):
    """Many people in many pages, so that pages were split and rows moved; some of them."""
    accounts = random.Random(7).sample(range(2**33, 2**36), CROWD)
    await asyncio.gather(*(desk.run(introduce, telegram=each) for each in accounts))
    return random.Random(8).sample(secrets_in(tmp_path), GONE)


async def erase(desk, secrets):
    """Half of them one after another, half of them at once."""
    half = len(secrets) // 2
    for each in secrets[:half]:
        await desk.run(erase_person, person=each.person)
    await asyncio.gather(*(desk.run(erase_person, person=s.person) for s in secrets[half:]))


async def test_no_name_stands_readable_in_the_files(desk, tmp_path):
    name = "카나리아새"
    person, slot = await desk.person(name=name), await desk.slot()
    await desk.booking(person=person, slot=slot.id)
    await desk.settle()

    files = [path.read_bytes() for path in tmp_path.iterdir()]

    assert any("한빛병원".encode() in content for content in files)
    assert not any(name.encode() in content for content in files)


async def test_a_name_that_was_replaced_leaves_no_trace_of_its_ciphertext(desk, store, tmp_path):
    person = await desk.person(name="김하나")
    (before,) = secrets_in(tmp_path)
    await desk.run(lambda tx: tx.people.rename(person, "이두리", at=tx.now))

    await store.close()

    assert before.sealed_name not in (tmp_path / "main.db").read_bytes()


async def test_nothing_is_left_of_who_was_erased(desk, crowded, tmp_path):
    before = found_in(tmp_path, crowded)

    await erase(desk, crowded)

    assert (before, found_in(tmp_path, crowded)) == (GONE, 0)
    assert len(secrets_in(tmp_path)) == CROWD - GONE


async def test_without_the_sweep_the_log_still_tells(desk, crowded, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite.SqliteDialect, "truncate_wal", lambda *_, **__: True)

    await erase(desk, crowded)

    assert found_in(tmp_path, crowded) == GONE


async def test_without_secure_delete_the_file_still_tells(
    desk, store, crowded, tmp_path, url, rules, vault, monkeypatch
):
    await store.close()
    monkeypatch.setitem(sqlite._PRAGMAS, "secure_delete", 0)
    desk.store = open_main(url, rules=rules, vault=vault)
    desk.store.start()

    await erase(desk, crowded)

    assert found_in(tmp_path, crowded) > 0
    await desk.store.close()


async def test_while_somebody_reads_the_erasure_is_swept_up_by_a_later_commit(
    desk, crowded, tmp_path
):
    reader = sqlite3.connect(tmp_path / "main.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person").fetchone()

    await desk.run(erase_person, person=crowded[0].person)
    meanwhile = found_in(tmp_path, crowded[:1])
    reader.close()
    await desk.run(lambda tx: tx.dialogues.end(0))

    assert (meanwhile, found_in(tmp_path, crowded[:1])) == (1, 0)


async def test_a_crash_before_the_sweep_is_made_good_by_the_next_start(
    desk, store, crowded, tmp_path, url, vault, monkeypatch
):
    with monkeypatch.context() as without:
        without.setattr(sqlite.SqliteDialect, "truncate_wal", lambda *_, **__: True)
        await erase(desk, crowded)
    torn = tmp_path / "torn"
    torn.mkdir()
    for path in (tmp_path / "main.db", tmp_path / "main.db-wal"):
        (torn / path.name).write_bytes(path.read_bytes())
    before = found_in(torn, crowded)

    again = open_main(f"sqlite:///{torn}/main.db", rules=RULES, vault=vault)
    again.start()

    assert (before, found_in(torn, crowded)) == (GONE, 0)
    await again.close()


async def test_after_a_rotation_no_old_wrapping_is_in_any_byte(crowded, store, url, tmp_path):
    await store.close()
    everybody = secrets_in(tmp_path)

    def found():
        held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        return sum(secret.wrapped_key in held for secret in everybody)

    before = found()
    list(rotate(url, key=b"n" * 32, old=bytes(range(32))))

    assert (before, found()) == (CROWD, 0)
