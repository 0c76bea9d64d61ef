"""The verbs that look after keys and the audit: what they say and what they end with."""

import argparse
import asyncio
import base64
import sqlite3
from contextlib import closing

import pytest

from bot.cli import commands
from bot.cli.audit import head
from bot.config.load import load_config
from domain.model import AuditEntry
from domain.ports.store import AuditHead, Command
from domain.storage.engines.url import migrate
from domain.storage.open import open_main
from domain.storage.vault import Vault
from tests.bot.bot_process import ROOT, bot, free_port
from tests.storage.desk import RULES, HandClock

OLD, NEW, OTHER = (base64.b64encode(letter * 32).decode() for letter in (b"o", b"n", b"x"))
DEED = AuditEntry("9", "admin", "test", "")
TOKEN = "123456:canary-token"
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def database(tmp_path):
    """Somebody with a name under the old key, and three rows in the audit."""
    asyncio.run(_furnish(f"sqlite:///{tmp_path}/bot.db"))
    return tmp_path / "bot.db"


async def _furnish(url) -> None:
    store = open_main(url, rules=RULES, vault=Vault({1: b"o" * 32}, 1))
    store.start()
    await store.run(_fill, Command(HandClock().now()))
    await store.close()


def _fill(tx) -> None:
    person = tx.people.add(telegram=7, language="ko", at=tx.now)
    tx.people.rename(person.id, "남궁민수", at=tx.now)
    for _ in range(3):
        tx.audit.note(DEED, outcome="done", facts={}, update=None)


def ran(folder, *verb, key=None, old=None):
    """What a verb of a bot on that database ended with and said."""
    keys = {"PRIVACY__KEY": key, "PRIVACY__OLD_KEY": old}
    settings = {
        "DATABASE__URL": "sqlite:///bot.db",
        "TELEGRAM__TOKEN": TOKEN,
        "TELEGRAM__API_ROOT": NOBODY,
        "HTTP__PORT": str(free_port()),
    } | {name: value for name, value in keys.items() if value is not None}
    with bot(folder, *verb, **settings) as program:
        return program.ends(), program.out


def done(folder, do, capsys, *, key=OLD, old=None):
    """The same of what a verb does, in this process."""
    keys = {"CHECKUP_PRIVACY__KEY": key} | ({"CHECKUP_PRIVACY__OLD_KEY": old} if old else {})
    url = f"sqlite:///{folder}/bot.db"
    settings = {"CHECKUP_DATABASE__URL": url, "CHECKUP_TELEGRAM__TOKEN": TOKEN, **keys}
    code = do(load_config(ROOT / "config.toml", settings))
    return code, "".join(capsys.readouterr())


def wrapped(database):
    with closing(sqlite3.connect(database)) as raw:
        return [key for (key,) in raw.execute("SELECT wrapped_key FROM person")]


def test_a_key_is_replaced_and_nothing_secret_is_said(tmp_path, database):
    before = wrapped(database)

    code, out = ran(tmp_path, "rotate-key", key=NEW, old=OLD)

    assert (code, "keys re-encrypted with the new master key" in out) == (0, True)
    assert (before[0][0], wrapped(database)[0][0]) == (1, 2)
    assert OLD not in out
    assert NEW not in out


@pytest.mark.parametrize(
    ("key", "old", "why"),
    [
        (NEW, OTHER, "privacy.old_key: not the key of this database"),
        (NEW, None, "privacy.key: rotate-key needs"),
        (OLD, OLD, "privacy.key: rotate-key needs"),
    ],
)
def test_a_key_is_not_replaced_with_other_keys(tmp_path, database, capsys, key, old, why):
    before = wrapped(database)

    code, out = done(tmp_path, commands._rotate_key, capsys, key=key, old=old)

    assert (code, why in out) == (2, True)
    assert wrapped(database) == before


def test_a_bot_with_another_key_does_not_start(tmp_path, database):
    code, out = ran(tmp_path, "run", key=OTHER)

    assert code == 3
    assert "privacy.key is not the key of this database" in out
    assert OTHER not in out


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (None, 0, "audit: 4 rows, each follows from the one before, head 4:"),
        ("DELETE FROM audit WHERE id = 4", 0, "audit: 3 rows"),
        ("DELETE FROM audit", 1, "audit: every row is missing"),
        ("UPDATE audit_key SET wrapped_key = NULL", 1, "audit: there is no key yet"),
        ("DELETE FROM audit_key", 1, "audit: the audit's key is missing"),
        ("UPDATE audit SET actor = 'x' WHERE id = 2", 1, "audit: row 2 of 4 was changed"),
    ],
)
def test_the_audit_is_verified(tmp_path, database, capsys, change, code, said):
    if change is not None:
        with closing(sqlite3.connect(database)) as raw, raw:
            raw.execute("DROP TRIGGER audit_no_update")
            raw.execute("DROP TRIGGER audit_no_delete")
            raw.execute(change)

    ended, out = done(tmp_path, lambda config: commands._verify_audit(config, None), capsys)

    assert (ended, said in out) == (code, True)


def test_an_audit_that_nothing_was_ever_written_to_is_no_broken_one(tmp_path, capsys):
    migrate(f"sqlite:///{tmp_path}/bot.db", "main")

    code, out = done(tmp_path, lambda config: commands._verify_audit(config, None), capsys)

    assert (code, out.strip()) == (0, "audit: there is no key yet: it is made when the bot starts")
    expected = AuditHead(1, "0" * 64)
    code, _ = done(tmp_path, lambda config: commands._verify_audit(config, expected), capsys)
    assert code == 1


def test_a_head_that_was_noted_is_looked_for(tmp_path, database, capsys):
    def verified(expected):
        return done(tmp_path, lambda config: commands._verify_audit(config, expected), capsys)

    _, out = verified(None)
    noted = head(out.split("head ")[1].strip())
    whole = verified(noted)
    with closing(sqlite3.connect(database)) as raw, raw:
        raw.execute("DROP TRIGGER audit_no_delete")
        raw.execute("DELETE FROM audit WHERE id = 4")
    shorter, cut = verified(None), verified(noted)

    assert whole == (0, f"{out}audit: row 4 is as expected\n")
    assert shorter[0] == 0
    assert cut[0] == 1
    assert "row 4 is missing: the last one is 3" in cut[1]


@pytest.mark.parametrize("wrong", ["", "4", "4:", ":abc", "4:xyz", f"-1:{'0' * 64}", "0" * 64])
def test_a_head_in_another_form_is_refused(wrong):
    with pytest.raises(argparse.ArgumentTypeError, match="N:HASH"):
        head(wrong)


def test_an_audit_that_is_not_there_is_no_whole_one(tmp_path):
    code, out = ran(tmp_path, "audit", "verify")

    assert (code, "there is no database" in out) == (3, True)
    assert not (tmp_path / "bot.db").exists()
