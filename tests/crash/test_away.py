"""A PostgreSQL that cannot be reached for a while: callers are told, and all goes on afterwards."""

from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from domain.errors import Unavailable
from domain.ports.store import Command, Store, Transaction
from domain.storage.open import open_main
from tests.gates.ambiguity import impatient
from tests.gates.processes.postgres_proxy import Way
from tests.postgres import Server


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def way(server: Server):
    with closing(Way(server.port)) as way:
        yield way


@pytest.fixture
async def far(url, way, server, rules, vault) -> AsyncIterator[Store[Transaction]]:
    """The store at the end of the way."""
    store = open_main(url.replace(f":{server.port}/", f":{way.port}/"), rules=rules, vault=vault)
    store.start()
    yield store
    await store.close()


async def write(store: Store[Transaction]) -> str:
    return await store.run(lambda _: "written", Command(datetime.now(UTC)))


async def read(store: Store[Transaction]) -> str:
    return await store.read(lambda _: "read", datetime.now(UTC))


@pytest.mark.parametrize(("act", "done"), [(write, "written"), (read, "read")])
async def test_whoever_asks_while_it_refuses_is_told_and_served_afterwards(far, way, act, done):
    with way.refusing(), impatient():
        for _ in range(6):  # each of the connections that read, and once more
            with pytest.raises(Unavailable):
                await act(far)

    assert [await act(far) for _ in range(6)] == [done] * 6
