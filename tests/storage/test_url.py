"""Opening a database, on whichever engine: another's key and unreadable URLs are refused."""

import pytest

from domain.ports.store import Command
from domain.storage.errors import StorageUnusable
from domain.storage.keys.keyring import vault_for
from domain.storage.open import open_main
from domain.storage.vault import Vault
from tests.storage.raw import raw


@pytest.fixture
def opened(rules):
    """Opens a store, started."""

    def open_(url, vault):
        store = open_main(url, rules=rules, vault=vault)
        store.start()
        return store

    return open_


@pytest.mark.parametrize("version", [1, 2])
async def test_another_master_key_is_refused(desk, store, opened, url, version):
    await desk.person()
    await store.close()

    with pytest.raises(StorageUnusable, match=r"privacy\.key"):
        opened(url, Vault({version: b"x" * 32}, current=version))


async def test_a_start_that_was_refused_is_in_nobodys_way(desk, store, opened, url, vault):
    await desk.person()
    await store.close()
    with pytest.raises(StorageUnusable):
        opened(url, Vault({1: b"x" * 32}, current=1))

    again = opened(url, vault)

    await again.close()
    await again.close()


@pytest.mark.parametrize(
    "wrong",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://me:hidden@db/x",
        "postgresql+psycopg://me:hidden@127.0.0.1:1/x",
        "hidden",
    ],
)
def test_urls_that_lead_nowhere_are_refused_without_their_passwords(opened, vault, wrong):
    for opening in (lambda: opened(wrong, vault), lambda: vault_for(wrong, key=b"k" * 32)):
        with pytest.raises(StorageUnusable) as refusal:
            opening()

        assert "hidden" not in str(refusal.value)


async def test_who_closes_in_order_leaves_no_line_of_their_own(url, rules, vault, clock):
    store = open_main(url, rules=rules, vault=vault)
    store.start()
    await store.run(lambda tx: tx.marks.put("x", 1), Command(clock.now()))
    await store.close()

    with raw(url) as run:
        assert run("SELECT name FROM meta WHERE name LIKE 'commit:%'") == []
