"""A rotation of the master key on a server, where a bot may be cut off while it runs."""

from collections import Counter

import pytest

from domain.errors import Unavailable
from domain.storage.errors import StorageUnusable
from domain.storage.keys.rotation import rotate
from tests.storage.open_stores import AT, kill, pid_of, writer_of
from tests.storage.raw import raw

ENGINES = ("postgresql",)

OLD, NEW = bytes(range(32)), b"n" * 32


def meet(tx, *, telegram):
    tx.people.add(telegram=telegram, language="ko", at=tx.now)


def versions(url):
    with raw(url) as run:
        return Counter(key[0] for (key,) in run("SELECT wrapped_key FROM person"))


@pytest.fixture
async def cut_off(stores, server):
    """A bot that lost its connection before the keys were rotated, and does not know it yet."""
    await stores.open().close()  # a database's very first start ties it to its key
    store = stores.open()
    await store.run(meet, AT, telegram=1)
    kill(server, pid_of(writer_of(store)))
    list(rotate(stores.url, key=NEW, old=OLD))
    return store


async def test_a_bot_that_was_cut_off_meanwhile_writes_nothing_under_the_old_key(cut_off, stores):
    with pytest.raises(Unavailable) as said:
        await cut_off.run(meet, AT, telegram=2)

    assert "its key was rotated" in str(said.value.__cause__)
    assert versions(stores.url) == {2: 1}


async def test_without_looking_it_would(cut_off, stores):
    cut_off._database._key = None

    await cut_off.run(meet, AT, telegram=2)

    assert versions(stores.url) == {1: 1, 2: 1}


async def test_of_two_bots_that_are_open_one_is_enough_to_refuse(stores, server):
    stores.open()
    other = stores.open()
    kill(server, pid_of(writer_of(other)))

    with pytest.raises(StorageUnusable, match="another process has it open"):
        list(rotate(stores.url, key=NEW, old=OLD))
