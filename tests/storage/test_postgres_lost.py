"""Connections lost at any moment: callers get their result, nothing twice, nothing lost."""

import asyncio

import pytest

from domain.errors import Unavailable
from domain.ports.store import CommitSignal
from domain.storage import writer
from tests.storage.open_stores import (
    AT,
    NOW,
    add,
    kill,
    names,
    pid_of,
    readers_of,
    until,
    writer_of,
)

ENGINES = ("postgresql",)


def add_and_be_cut(tx, name, *, cut):
    """Its connection is lost in the middle of the transaction, the first time."""
    number = add(tx, name)
    cut(pid_of(tx.driver))
    return number


@pytest.fixture
def cut_once(server):
    """Ends a process of the server's, once."""
    done = []

    def cut(pid):
        if not done:
            done.append(pid)
            kill(server, pid)

    return cut


async def test_a_writer_lost_while_nobody_wrote_is_not_noticed(stores, server):
    store = stores.open()
    await store.run(add, AT, "가")

    kill(server, pid_of(writer_of(store)))

    assert await store.run(add, AT, "나") > 0
    assert await names(store) == ["가", "나"]


async def test_a_writer_lost_in_the_middle_of_a_group_writes_all_of_it_once(stores, cut_once):
    store = stores.open()

    said = await asyncio.gather(
        *(store.run(add, AT, f"{n}") for n in range(10)),
        store.run(add_and_be_cut, AT, "가", cut=cut_once),
        *(store.run(add, AT, f"{n}") for n in range(10, 20)),
    )

    assert len(set(said)) == 21
    assert sorted(await names(store)) == sorted(["가", *map(str, range(20))])


async def test_without_trying_again_the_callers_would_see_it(stores, cut_once, monkeypatch):
    monkeypatch.setattr(writer, "RETRY_PAUSES_S", ())
    store = stores.open()

    with pytest.raises(Unavailable):
        await store.run(add_and_be_cut, AT, "가", cut=cut_once)

    assert await names(store) == []


async def test_readers_that_were_lost_are_opened_anew_and_nobody_notices(stores, server):
    store = stores.open()
    await store.run(add, AT, "가")
    before = [pid_of(reader) for reader in readers_of(store)]

    kill(server, *before)
    found = await asyncio.gather(*(names(store) for _ in range(20)))

    assert found == [["가"]] * 20
    assert not {pid_of(reader) for reader in readers_of(store)} & set(before[:1])


async def test_a_reader_lost_in_the_middle_of_a_query_asks_again(stores, cut_once):
    store = stores.open()
    await store.run(add, AT, "가")

    def look_twice(tx):
        first = len(tx.hospitals.live())
        cut_once(pid_of(tx.driver))
        return first, len(tx.hospitals.live())

    assert await store.read(look_twice, NOW) == (1, 1)


async def test_readers_that_are_lost_again_and_again_are_not_lost_for_good(stores, server):
    store = stores.open()

    def look(tx):
        kill(server, pid_of(tx.driver))
        return tx.events.head()

    for _ in range(6):  # more often than there are readers
        with pytest.raises(Unavailable):
            await store.read(look, NOW)

    assert await store.read(lambda tx: tx.events.head(), NOW) == 0


async def test_a_listener_that_was_lost_takes_everything_for_news_and_listens_again(stores, server):
    heard = []
    stores.open(on_commit=heard.append)
    other = stores.open()
    await until(lambda: heard)
    listener = stores._opened[0]._listener._line.info.backend_pid
    heard.clear()

    kill(server, listener)
    await until(lambda: heard)
    after = heard.copy()
    heard.clear()
    await other.run(lambda tx: tx.signals.add(CommitSignal.OWED), AT)
    await until(lambda: heard)

    assert after == [frozenset(CommitSignal)]
    assert heard == [{CommitSignal.OWED}]


async def test_a_store_closes_though_its_server_threw_everybody_out(stores, server):
    heard = []
    store = stores.open(on_commit=heard.append)
    await until(lambda: heard)
    pids = [pid_of(driver) for driver in (writer_of(store), *readers_of(store))]

    kill(server, *pids, store._listener._line.info.backend_pid)

    await store.close()
