"""Where many processes share a database, its clock is everybody's; a file has the machine's."""

from datetime import UTC, datetime, timedelta


async def test_a_server_tells_its_time_and_a_file_does_not(desk, engine):
    told = await desk.read(lambda tx: tx.shared_clock())

    assert (told is None) is (engine == "sqlite")
    assert told is None or abs(told - datetime.now(UTC)) < timedelta(minutes=1)
