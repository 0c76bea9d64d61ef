"""From one master key to another: names stay readable, and a wrong key changes nothing."""

from collections import Counter

import pytest

from domain.storage.errors import KeyRefused, StorageUnusable
from domain.storage.keys.keyring import vault_for
from domain.storage.keys.rotation import rotate
from domain.storage.open import open_main
from tests.storage.desk import RULES, Desk, HandClock
from tests.storage.raw import everything, raw

OLD, NEW, OTHER = bytes(range(32)), b"n" * 32, b"x" * 32
PEOPLE = 450
NOW = HandClock().now()


@pytest.fixture
async def people(desk, store):
    """Somebody with a name, many without, in a database that is closed."""
    named = [await desk.person(name=f"김{n}호") for n in range(3)]
    await desk.run(add, telegrams=range(10_000, 10_000 + PEOPLE - 3))
    await store.close()
    return named


def add(tx, *, telegrams):
    for telegram in telegrams:
        tx.people.add(telegram=telegram, language="ko", at=tx.now)


async def names(url, people, *, key, old=None):
    """What the people are called, read with these keys."""
    store = open_main(url, rules=RULES, vault=vault_for(url, key=key, old=old))
    store.start()
    found = await store.read(lambda tx: [tx.people.get(p).name for p in people], NOW)
    await store.close()
    return found


def versions(url, table="person"):
    """How many keys of people, or of patients, each version of the master key wraps."""
    with raw(url) as run:
        return Counter(wrapped[0] for (wrapped,) in run(f"SELECT wrapped_key FROM {table}"))  # noqa: S608


async def test_names_are_readable_before_during_and_after(url, people):
    wanted = ["김0호", "김1호", "김2호"]

    before = await names(url, people, key=NEW, old=OLD)
    rotation = rotate(url, key=NEW, old=OLD)
    next(rotation)
    rotation.close()
    half = versions(url)
    during = await names(url, people, key=NEW, old=OLD)
    moved = sum(rotate(url, key=NEW, old=OLD))
    after = await names(url, people, key=NEW)

    assert (before, during, after) == (wanted, wanted, wanted)
    assert half == {1: PEOPLE - 200, 2: 200}
    assert moved == PEOPLE + len(people)
    assert versions(url) == {2: PEOPLE}
    assert versions(url, "patient") == {2: len(people)}


async def test_somebody_who_comes_during_a_rotation_is_under_the_new_key(url, people, clock):
    next(rotate(url, key=NEW, old=OLD))
    store = open_main(url, rules=RULES, vault=vault_for(url, key=NEW, old=OLD))
    store.start()
    await Desk(store, store, clock).run(add, telegrams=[5])
    await store.close()

    assert versions(url) == {1: PEOPLE - 200, 2: 201}


async def test_a_rotation_can_follow_a_rotation(url, people):
    for key, old in ((NEW, OLD), (OTHER, NEW), (OLD, OTHER)):
        list(rotate(url, key=key, old=old))

    assert versions(url) == {4: PEOPLE}
    assert await names(url, people, key=OLD) == ["김0호", "김1호", "김2호"]


async def test_rotating_again_does_nothing(url, people):
    list(rotate(url, key=NEW, old=OLD))
    before = everything(url)

    assert list(rotate(url, key=NEW, old=OLD)) == []
    assert everything(url) == before


@pytest.mark.parametrize("begun", [False, True])
async def test_a_wrong_old_key_is_refused_and_changes_nothing(url, people, begun):
    if begun:
        next(rotate(url, key=NEW, old=OLD))
    before = everything(url)

    with pytest.raises(KeyRefused):
        list(rotate(url, key=OTHER, old=NEW if not begun else b"y" * 32))

    assert everything(url) == before


@pytest.mark.parametrize(("key", "old"), [(OTHER, None), (NEW, None), (OTHER, NEW)])
async def test_another_key_is_refused_at_the_start(url, people, key, old):
    with pytest.raises(StorageUnusable, match=r"privacy\.key is not the key of this database"):
        vault_for(url, key=key, old=old)


async def test_an_empty_database_knows_its_key_too(store, url):
    await store.close()

    with pytest.raises(StorageUnusable, match=r"privacy\.key is not the key"):
        vault_for(url, key=NEW)
    assert vault_for(url, key=OLD).current == 1


@pytest.mark.parametrize(("key", "old"), [(NEW, None), (OLD, None), (NEW, OTHER)])
async def test_half_a_rotation_is_not_served_with_half_of_the_keys(url, people, key, old):
    next(rotate(url, key=NEW, old=OLD))

    with pytest.raises(StorageUnusable, match=r"privacy\.key"):
        vault_for(url, key=key, old=old)


async def test_nobody_rotates_under_a_running_bot(store, url):
    with pytest.raises(StorageUnusable, match="another process"):
        list(rotate(url, key=NEW, old=OLD))


async def test_no_bot_starts_while_keys_are_moved(url, people, vault):
    rotation = rotate(url, key=NEW, old=OLD)
    next(rotation)
    both = vault_for(url, key=NEW, old=OLD)
    store = open_main(url, rules=RULES, vault=both)

    with pytest.raises(StorageUnusable, match=r"another process|being rotated"):
        store.start()
    rotation.close()
    store.start()

    await store.close()
