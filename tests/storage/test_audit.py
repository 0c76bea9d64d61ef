"""The audit: append-only, and it shows where somebody changed it all the same."""

import pytest

from domain.model import AuditEntry
from domain.ports.store import Command
from domain.storage.audit_check import verify_audit
from tests.storage.desk import says
from tests.storage.raw import CANNOT_BE, raw

COPY_THE_LAST = """INSERT INTO audit SELECT 6, at, actor, role, action, target, outcome, facts,
update_id, hash FROM audit WHERE id = 5"""


async def deeds(desk, count=5):
    for update in range(1, count + 1):
        await desk.keyed(update, says("fine", slot=1))


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

    assert [row.update for row in rows] == [5, 4, 3]
    assert await desk.read(lambda tx: tx.audit.broken_at()) is None


@pytest.mark.parametrize(
    ("change", "shows_at"),
    [
        ("UPDATE audit SET actor = 'somebody' WHERE id = 3", 3),
        ("UPDATE audit SET outcome = 'done', facts = '{}' WHERE id = 1", 1),
        ("UPDATE audit SET at = at + 1 WHERE id = 5", 5),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("UPDATE audit SET id = 9 WHERE id = 5", 9),
        (COPY_THE_LAST, 6),
    ],
)
async def test_a_changed_row_breaks_the_chain_where_it_was_changed(desk, tamper, change, shows_at):
    await deeds(desk)

    tamper(change)

    assert await desk.read(lambda tx: tx.audit.broken_at()) == shows_at


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


async def test_a_deed_without_a_key_is_kept_with_its_time(desk, store):
    deed = AuditEntry("900", "admin", "capacity", "slot:1")

    await store.run(says("fine"), Command(desk.clock.now(), deed=deed))

    (row,) = await desk.read(lambda tx: tx.audit.rows(limit=9))
    assert (row.deed, row.outcome, row.update) == (deed, "done", None)
    assert row.at == desk.clock.now()


async def test_it_can_be_verified_beside_a_running_store(desk, url, tamper):
    await deeds(desk, 3)
    whole = verify_audit(url)
    await desk.keyed(9, says("fine"))
    tamper("UPDATE audit SET actor = 'somebody' WHERE id = 2")

    assert whole == (3, None)
    assert verify_audit(url) == (4, 2)
