"""Commands that change nothing leave nothing in the server's log: an idle bot runs one a second."""

from domain.storage.engines.postgres import PostgresDriver
from tests.storage.open_stores import AT, NOW, add, names, writer_of
from tests.storage.raw import raw

ENGINES = ("postgresql",)


def mark_of(store, url):
    """The writer's line in `meta`: its value, and in which transaction it was written."""
    driver = writer_of(store)
    assert isinstance(driver, PostgresDriver)
    with raw(url) as run:
        return run("SELECT value, xmin::text, ctid::text FROM meta WHERE name = :n", n=driver._mark)


def logged(server, url):
    """Bytes that the server has written to its log, for all databases."""
    with server.connect(url.rpartition("/")[2]) as connection:
        (position,) = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()
    return position


def claim(tx):
    """An UPDATE that meets no row."""
    return tx.notices.claim(now=NOW, wall=NOW, limit=10)


async def test_a_command_that_changes_no_row_commits_nothing(stores):
    store = stores.open()
    await store.run(add, AT, "가")
    before = mark_of(store, stores.url)

    for _ in range(3):
        assert await store.run(claim, AT) == []
    idle = mark_of(store, stores.url)
    await store.run(add, AT, "나")

    assert len(before) == 1
    assert idle == before
    assert mark_of(store, stores.url) != before
    assert await names(store) == ["가", "나"]


async def test_a_command_that_changes_no_row_writes_no_log(stores, server):
    """The log is the whole server's, so the quietest of several rounds counts."""
    store = stores.open()
    await store.run(add, AT, "가")

    grown = []
    for _ in range(5):
        before = logged(server, stores.url)
        await store.run(claim, AT)
        grown.append(logged(server, stores.url) - before)

    assert min(grown) == 0
