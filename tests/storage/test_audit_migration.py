"""What earlier releases wrote into the audit: without a key, and with ids of persons."""

import hashlib
import json

import pytest
from alembic import command

from domain.model import AuditEntry
from domain.ports.store import Command
from domain.storage.audit_check import verify_audit
from domain.storage.engines.url import database, migrate
from domain.storage.open import open_main
from domain.storage.schema.migrate import _config
from domain.storage.sql.values import to_json
from tests.storage.desk import RULES, HandClock, says
from tests.storage.raw import raw

NAMES = ("id", "at", "actor", "role", "action", "target", "outcome", "facts", "update_id", "hash")
DEEDS = [
    ("900", "owner", "InviteAdmin", "done", {"invite": 1}),
    ("a-hash", "invited", "open_invite", "done", {"invite": 1}),
    ("a-hash", "invited", "accept_invite", "done", {"person": 4711, "invite": 1}),
    ("901", "admin", "status", "done", {"booking": 3, "person": 77}),
    ("900", "owner", "CommitRevoke", "done", {"admin": 1, "person": 4711}),
    ("b-hash", "stranger", "park", "NotAdmin", {}),
]
ADD = f"INSERT INTO audit VALUES ({', '.join(f':{name}' for name in NAMES)})"  # noqa: S608 - ours


def plain(rows):
    """The rows as releases before wrote them: each with a hash of itself and the one before."""
    before = ""
    for row in rows:
        own = {name: row[name] for name in NAMES if name != "hash"}
        before = hashlib.sha256(f"{before}\n{to_json(own)}".encode()).hexdigest()
        yield row | {"hash": before}


def before_the_key(url, rows):
    """A database of the release before."""
    found = database(url)
    with found.held():
        connection = found.connect()
        config = _config("main")
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.close()
        connection.engine.dispose()
    with raw(url) as run:
        for row in rows:
            run(ADD, **row)


def rows_of_old():
    for number, (actor, role, action, outcome, facts) in enumerate(DEEDS, 1):
        told = (number, 1000 + number, actor, role, action, "", outcome, to_json(facts), number, "")
        yield dict(zip(NAMES, told, strict=True))


def facts_in(url):
    with raw(url) as run:
        return [json.loads(facts) for (facts,) in run("SELECT facts FROM audit ORDER BY id")]


@pytest.fixture
def url(fresh):
    return fresh()


async def used_once(url, vault):
    store = open_main(url, rules=RULES, vault=vault)
    store.start()
    deed = AuditEntry("900", "owner", "park", "")
    await store.run(says("fine"), Command(HandClock().now(), deed=deed))
    await store.close()


async def test_an_audit_without_a_key_is_sealed_by_the_first_row_under_it(url, vault):
    before_the_key(url, plain(rows_of_old()))

    migrate(url, "main")
    waiting = verify_audit(url, vault)
    await used_once(url, vault)

    *old, told, seal, last = facts_in(url)
    assert (waiting.head, waiting.broken_at) == (None, 0)
    assert old == [
        {"invite": 1},
        {"invite": 1},
        {"invite": 1},
        {"booking": 3, "person": 77},
        {"admin": 1},
        {},
    ]
    head = list(plain(rows_of_old()))[-1]["hash"]
    assert told == {"rows": 6, "head": head, "broken_at": None, "without_person": 2}
    assert seal["rows"] == 7
    assert last == {}
    report = verify_audit(url, vault)
    assert (report.rows, report.broken_at) == (9, None)


@pytest.mark.parametrize("is_gone", [False, True])
async def test_one_that_was_broken_before_goes_on_and_says_so(url, vault, is_gone):
    rows = list(plain(rows_of_old()))
    rows[3] = rows[3] | {"actor": "another"}
    if is_gone:
        del rows[2]
    before_the_key(url, rows)

    migrate(url, "main")
    await used_once(url, vault)

    assert facts_in(url)[len(rows)]["broken_at"] == 4
    assert verify_audit(url, vault).broken_at is None


@pytest.mark.parametrize("id_", [0, -5])
async def test_a_row_below_the_first_is_found_after_the_migration_too(url, vault, id_):
    rows = list(plain(rows_of_old()))
    before_the_key(url, [rows[0] | {"id": id_}, *rows])

    migrate(url, "main")
    await used_once(url, vault)

    assert verify_audit(url, vault).broken_at == id_


@pytest.mark.parametrize("row", range(1, 9))
async def test_a_sealed_row_cannot_be_changed_either(url, vault, row):
    before_the_key(url, plain(rows_of_old()))
    migrate(url, "main")
    await used_once(url, vault)

    with raw(url, unguarded=True) as run:
        run("UPDATE audit SET actor = 'x' WHERE id = :row", row=row)
        found = run("SELECT * FROM audit WHERE id < 8 ORDER BY id")
        for each in plain(dict(zip(NAMES, told, strict=True)) for told in found):
            run("UPDATE audit SET hash = :hash WHERE id = :id", hash=each["hash"], id=each["id"])

    assert verify_audit(url, vault).broken_at == 8


async def test_an_empty_audit_begins_with_its_key(url, vault):
    before_the_key(url, [])

    migrate(url, "main")
    nothing = verify_audit(url, vault)
    await used_once(url, vault)

    assert (nothing.head, nothing.broken_at) == (None, None)
    assert facts_in(url) == [{"rows": 0, "head": ""}, {}]


async def test_rows_are_append_only_after_the_migration_too(url):
    before_the_key(url, plain(rows_of_old()))
    migrate(url, "main")

    with raw(url) as run, pytest.raises(Exception, match="append-only"):
        run("DELETE FROM audit")
