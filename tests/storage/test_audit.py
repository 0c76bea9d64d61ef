"""The audit: append-only, under a key, and it shows where it was changed all the same."""

import pytest

from domain.errors import NotAdmin
from domain.model import AuditEntry
from domain.operations.people import refuse_stranger
from domain.ports.store import AuditHead, Command, IdempotencyKey
from domain.storage.audit_check import verify_audit
from domain.storage.errors import StorageUnusable
from domain.storage.keys.keyring import vault_for
from domain.storage.keys.rotation import rotate
from domain.storage.vault import Vault
from tests.storage.desk import BOT, says
from tests.storage.raw import CANNOT_BE, everything, raw

COPY_THE_LAST = """INSERT INTO audit SELECT 7, at, actor, role, action, target, outcome, facts,
update_id, hash FROM audit WHERE id = 6"""


async def deeds(desk, count=5):
    """Rows 2 and on: the first one is that of the key."""
    for update in range(1, count + 1):
        await desk.keyed(update, says("fine", slot=1))


async def verified(desk, expected=None):
    return await desk.read(lambda tx: tx.audit.verify(expected))


@pytest.fixture
def tamper(store, url):
    """Changes the database past all guards, as its owner can."""

    def change(statement):
        with raw(url, unguarded=True) as run:
            run(statement)

    return change


async def test_an_honest_audit_is_whole_and_newest_first(desk):
    await deeds(desk)

    rows = await desk.read(lambda tx: tx.audit.rows(limit=3))
    head = await desk.read(lambda tx: tx.audit.head())

    assert [row.update for row in rows] == [5, 4, 3]
    assert await verified(desk) == (6, head, None, "")
    assert await verified(desk, head) == (6, head, None, "")


@pytest.mark.parametrize(
    ("change", "shows_at"),
    [
        ("UPDATE audit SET actor = 'somebody' WHERE id = 3", 3),
        ("UPDATE audit SET outcome = 'done', facts = '{}' WHERE id = 2", 2),
        ("UPDATE audit SET at = at + 1 WHERE id = 6", 6),
        ("DELETE FROM audit WHERE id = 3", 4),
        ("UPDATE audit SET id = 9 WHERE id = 6", 9),
        (COPY_THE_LAST, 7),
        ("DELETE FROM audit", 0),
    ],
)
async def test_a_changed_row_breaks_the_chain_where_it_was_changed(desk, tamper, change, shows_at):
    await deeds(desk)

    tamper(change)

    assert (await verified(desk)).broken_at == shows_at


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
async def test_rows_are_neither_changed_nor_removed(desk, change):
    await deeds(desk, 1)

    with pytest.raises(CANNOT_BE, match="append-only"):
        await desk.run(lambda tx: tx.slots._driver._cursor.execute(change))


async def test_an_undone_deed_is_not_in_the_audit(desk, store):
    deed = AuditEntry("900", "admin", "delete", "hospital:1")

    def break_down(tx):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.run(break_down, Command(desk.clock.now(), deed=deed))

    assert await desk.read(lambda tx: tx.audit.rows(limit=9)) == []


async def test_a_key_made_in_a_transaction_that_is_undone_was_never_made(desk, store):
    def begin_and_break(tx):
        tx.chain.seal()
        tx.chain.seal()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.run(begin_and_break, Command(desk.clock.now()))
    nothing = await verified(desk)
    await deeds(desk, 2)

    assert (nothing.head, nothing.broken_at) == (None, None)
    assert (await verified(desk)).broken_at is None


async def test_a_deed_without_a_key_is_kept_with_its_time(desk, store):
    deed = AuditEntry("900", "admin", "capacity", "slot:1")

    await store.run(says("fine"), Command(desk.clock.now(), deed=deed))

    (row,) = await desk.read(lambda tx: tx.audit.rows(limit=9))
    assert (row.deed, row.outcome, row.update) == (deed, "done", None)
    assert row.at == desk.clock.now()


async def test_it_can_be_verified_beside_a_running_store(desk, url, vault, tamper):
    await deeds(desk, 3)
    whole = verify_audit(url, vault)
    await desk.keyed(9, says("fine"))
    tamper("UPDATE audit SET actor = 'somebody' WHERE id = 2")

    assert (whole.rows, whole.broken_at) == (4, None)
    assert (verify_audit(url, vault).rows, verify_audit(url, vault).broken_at) == (5, 2)


async def test_without_its_master_key_it_is_not_verified_nor_written(desk, url, store):
    await deeds(desk, 1)
    other = Vault({1: b"x" * 32}, 1)

    report = verify_audit(url, other)

    assert (report.head, report.broken_at) == (None, 0)
    with pytest.raises(StorageUnusable, match="key is missing"):
        await desk.run(lambda tx: type(tx.chain)(tx.driver, lambda: tx.now, other).seal())


async def test_a_new_master_key_changes_no_row_and_no_strangers_hash(desk, store, url):
    old, new = bytes(range(32)), b"n" * 32
    await deeds(desk)
    mark = (await desk.run(lambda tx: tx.chain.seal())).keyed_hash("1001")
    before = everything(url)["audit"]
    await store.close()

    list(rotate(url, key=new, old=old))
    vault = vault_for(url, key=new)
    report = verify_audit(url, vault)

    assert everything(url)["audit"] == before
    assert (report.rows, report.broken_at) == (6, None)
    [(_, wrapped)] = everything(url)["audit_key"]
    assert vault.audit_key(wrapped).keyed_hash("1001") == mark
    assert verify_audit(url, Vault({1: old}, 1)).broken_at == 0


async def refused(desk, store, update, *, actor="a-hash", action="park", role="stranger"):
    deed = AuditEntry(actor, role, action, f"booking={update}")
    command = Command(desk.clock.now(), IdempotencyKey(BOT, update), deed)
    with pytest.raises(NotAdmin):
        await store.run(refuse_stranger, command)


async def test_a_stranger_leaves_one_row_a_command_and_hour(desk, store):
    for update in range(1, 40):
        await refused(desk, store, update)
    await refused(desk, store, 50, action="roster")
    await refused(desk, store, 51, actor="another-hash")
    desk.clock.forward(minutes=59)
    await refused(desk, store, 52)
    desk.clock.forward(minutes=2)
    await refused(desk, store, 53)

    rows = await desk.read(lambda tx: tx.audit.rows(limit=99))
    assert [row.update for row in reversed(rows)] == [1, 50, 51, 53]


async def opened(desk, store, update, *, invite=1, role="invited"):
    deed = AuditEntry("a-hash", role, "open_invite", f"update={update}")
    command = Command(desk.clock.now(), IdempotencyKey(BOT, update), deed)
    await store.run(says("invite_opened", invite=invite), command)


async def test_an_invitation_opened_again_and_again_leaves_one_row_an_hour(desk, store):
    await refused(desk, store, 1, action="open_invite", role="invited")
    for update in range(2, 30):
        await opened(desk, store, update)
    await opened(desk, store, 30, invite=2)
    await refused(desk, store, 31, action="open_invite", role="invited")
    desk.clock.forward(minutes=61)
    await opened(desk, store, 32)

    rows = await desk.read(lambda tx: tx.audit.rows(limit=99))
    assert [row.update for row in reversed(rows)] == [1, 2, 30, 32]


async def test_what_an_admin_does_again_is_always_kept(desk, store):
    for update in range(1, 4):
        await opened(desk, store, update, role="admin")

    assert len(await desk.read(lambda tx: tx.audit.rows(limit=9))) == 3


async def test_what_is_refused_to_an_admin_is_always_kept(desk, store):
    for update in range(1, 4):
        await refused(desk, store, update, actor="900", role="admin")

    assert len(await desk.read(lambda tx: tx.audit.rows(limit=9))) == 3


async def test_a_head_noted_elsewhere_finds_rows_that_were_cut_off(desk, tamper):
    await deeds(desk)
    head = await desk.read(lambda tx: tx.audit.head())

    tamper("DELETE FROM audit WHERE id > 4")

    assert (await verified(desk)).broken_at is None
    report = await verified(desk, head)
    assert (report.broken_at, report.why) == (4, "row 6 is missing: the last one is 4")


async def test_and_a_chain_that_goes_on_another_way(desk, tamper):
    await deeds(desk)
    head = await desk.read(lambda tx: tx.audit.head())
    tamper("DELETE FROM audit WHERE id > 4")
    desk.clock.forward(seconds=1)
    for update in (8, 9):
        await desk.keyed(update, says("fine"))

    assert (await verified(desk)).broken_at is None
    assert (await verified(desk, head)).broken_at == 6
    assert (await verified(desk, AuditHead(2, "0" * 64))).broken_at == 2
