"""The proxy that loses COMMITs loses them where it says, and nothing else."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg
import pytest

from tests import postgres
from tests.gates.processes.postgres_proxy import Cut, Way


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.running() as running:
        with running.connect() as connection:
            connection.execute("CREATE TABLE kept (n int)")
        yield running


@pytest.fixture
def table(server):
    """How often each number is there."""
    with server.connect() as connection:
        connection.execute("TRUNCATE kept")
        yield lambda: [n for (n,) in connection.execute("SELECT n FROM kept ORDER BY n")]


@pytest.fixture
def connect():
    """A way's clients, gone afterwards."""
    with ExitStack() as held:

        def through(way: Way, **more: object) -> psycopg.Connection:
            at = f"postgresql://postgres@127.0.0.1:{way.port}/postgres"
            connection = psycopg.connect(at, connect_timeout=1, **more)
            held.callback(connection.close)
            return connection

        yield through


def put(connection: psycopg.Connection, number: int) -> None:
    connection.execute("INSERT INTO kept VALUES (%s)", (number,))


def put_in_one_go(connection: psycopg.Connection, number: int) -> None:
    with connection.pipeline():
        connection.execute("BEGIN")
        put(connection, number)
        connection.execute("COMMIT")


@pytest.mark.parametrize(("cut", "kept"), [(Cut.AFTER, [1, 2]), (Cut.BEFORE, [1])])
def test_a_commit_is_lost_before_or_after_the_server_has_it(server, table, connect, cut, kept):
    with closing(Way(server.port, choose=lambda n: cut if n == 2 else None)) as way:
        connection = connect(way)
        put(connection, 1)
        connection.commit()
        put(connection, 2)

        with pytest.raises(psycopg.OperationalError):
            connection.commit()

    assert table() == kept
    assert (way.commits, way.cuts[cut]) == (2, 1)


@pytest.mark.parametrize("cut", Cut)
def test_it_knows_a_commit_however_it_is_said(server, table, connect, cut):
    with closing(Way(server.port, choose=lambda _: cut)) as way:
        typed, prepared, piped, last = (connect(way, autocommit=True) for _ in range(4))
        for connection in (typed, prepared, last):
            connection.execute("BEGIN")
            put(connection, 1)

        with pytest.raises(psycopg.OperationalError):
            typed.execute("commit;")
        with pytest.raises(psycopg.OperationalError):
            prepared.execute("COMMIT", prepare=True)
        with pytest.raises(psycopg.OperationalError):
            last.execute("INSERT INTO kept VALUES (2); COMMIT")
        with pytest.raises(psycopg.OperationalError):
            put_in_one_go(piped, 1)

    assert table() == ([1, 1, 1, 1, 2] if cut is Cut.AFTER else [])
    assert way.cuts[cut] == 4


def test_only_marked_connections_are_cut(server, table, connect):
    lock = "SELECT pg_advisory_xact_lock(7)"
    with closing(Way(server.port, marked=b"advisory", choose=lambda _: Cut.AFTER)) as way:
        writer, reader = connect(way), connect(way)
        put(reader, 1)
        reader.commit()
        writer.execute(lock)
        put(writer, 2)

        with pytest.raises(psycopg.OperationalError):
            writer.commit()

    assert (table(), way.commits) == ([1, 2], 1)


def test_a_way_that_hangs_lets_everything_through_later(server, table, connect):
    with closing(Way(server.port)) as way:
        connection = connect(way)
        putting = threading.Thread(target=put, args=(connection, 1))

        with way.hanging():
            putting.start()
            putting.join(0.2)
            hung = putting.is_alive()
        putting.join(5)
        connection.commit()

    assert hung
    assert table() == [1]


def test_a_way_that_refuses_throws_everybody_out_and_opens_again(server, table, connect):
    with closing(Way(server.port)) as way:
        connection = connect(way)

        with way.refusing():
            with pytest.raises(psycopg.OperationalError):
                put(connection, 1)
            with pytest.raises(psycopg.OperationalError, match="refused"):
                connect(way)
        again = connect(way)
        put(again, 2)
        again.commit()

    assert table() == [2]
