"""What a connection says: a shared database's clock, and how safe a commit is."""

from datetime import UTC, datetime, timedelta


async def test_a_server_tells_its_time_and_a_file_does_not(desk, engine):
    told = await desk.read(lambda tx: tx.shared_clock())

    assert (told is None) is (engine == "sqlite")
    assert told is None or abs(told - datetime.now(UTC)) < timedelta(minutes=1)


async def test_a_commit_waits_for_the_disk_as_the_connection_says(desk):
    assert desk.store.synchronous == "FULL"
