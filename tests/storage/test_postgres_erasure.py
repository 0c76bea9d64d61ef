"""After an erasure the person's key is gone. What the server keeps of it until it vacuums opens
with the master key only; that is told in docs/privacy.md, and a rotation ends it.
"""

from typing import NamedTuple

import pytest

from domain.operations.privacy import erase_person
from domain.storage.engines.url import migrate
from domain.storage.keys.rotation import rotate
from domain.storage.vault import Vault, WrongKey
from tests.storage.raw import everything, raw

ENGINES = ("postgresql",)

OLD, NEW = bytes(range(32)), b"n" * 32


class Copy(NamedTuple):
    """What somebody took out of dead rows, the log or a backup, of one person."""

    person: int
    wrapped: bytes
    sealed: bytes

    def opened_with(self, vault: Vault, *, wrapped: bytes | None = None) -> str:
        return vault.open(self.sealed, person=self.person, wrapped=wrapped or self.wrapped)


@pytest.fixture
def url(fresh):
    """A table whose pages nobody had reason to tidy up."""
    made = fresh()
    migrate(made, "main")
    return made


def copied(url, person) -> Copy:
    with raw(url) as run:
        asked = "SELECT id, wrapped_key, sealed_name FROM patient WHERE id = :id"
        return Copy(*run(asked, id=person)[0])


def file_of_people(server, url) -> bytes:
    """The bytes on the disk, as the server itself reads them."""
    with server.connect(url.rpartition("/")[2]) as connection:
        connection.execute("CHECKPOINT")
        read = "SELECT pg_read_binary_file(pg_relation_filepath('patient'))"
        return connection.execute(read).fetchone()[0]


@pytest.fixture
async def erased(desk, server, url):
    """Somebody who was erased; a copy from before, when it was in the table's file too."""
    person = await desk.person(name="카나리아새")
    copy = copied(url, person)
    assert copy.wrapped in file_of_people(server, url)
    await desk.run(erase_person, person=person)
    return copy


async def test_an_erased_row_has_no_key_and_no_name_and_no_other_row_has_them(erased, url):
    with raw(url) as run:
        asked = (
            "SELECT p.telegram, t.wrapped_key, t.sealed_name FROM person p"
            " JOIN patient t ON t.id = p.id WHERE p.id = :id"
        )
        assert run(asked, id=erased.person) == [(None, None, None)]
    held = repr(everything(url))
    assert repr(erased.wrapped) not in held
    assert repr(erased.sealed) not in held


async def test_until_the_server_vacuums_the_file_may_still_hold_it_and_then_it_does_not(
    erased, server, url
):
    before = file_of_people(server, url)
    with server.connect(url.rpartition("/")[2]) as connection:
        connection.execute("VACUUM FULL patient")
    after = file_of_people(server, url)

    assert erased.wrapped in before  # a dead row: what docs/privacy.md says
    assert erased.wrapped not in after
    assert erased.sealed not in after


async def test_a_name_found_somewhere_opens_with_nothing_that_the_database_still_holds(
    erased, desk, url, vault
):
    await desk.people(3)
    with raw(url) as run:
        asked = "SELECT wrapped_key FROM person WHERE wrapped_key IS NOT NULL"
        others = [key for (key,) in run(asked)]

    for wrapped in others:
        with pytest.raises(WrongKey):
            erased.opened_with(vault, wrapped=wrapped)
    assert len(others) == 3


async def test_only_a_rotation_makes_a_copy_of_name_and_key_unreadable(erased, store, url, vault):
    before = erased.opened_with(vault)
    await store.close()

    list(rotate(url, key=NEW, old=OLD))

    assert before == "카나리아새"  # whoever has the copy and the master key of then
    for version in (1, 2):
        with pytest.raises(WrongKey):
            erased.opened_with(Vault({version: NEW}, version))
