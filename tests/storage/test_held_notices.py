"""What is held after a restore: what was due, until somebody decides; nothing of it is lost."""

import pytest
from alembic import command

from domain.ports.notices import NoticeState
from domain.storage.engines.url import database, migrate
from domain.storage.schema.migrate import _config, newest_schema
from tests.storage.raw import raw
from tests.storage.test_notices import claim, counts, owe, settle

pytestmark = pytest.mark.spoilt("notice-for-its-person")


async def hold(desk):
    return await desk.run(lambda tx: tx.held.hold(now=tx.now))


async def decide(desk, *, send):
    return await desk.run(lambda tx: tx.held.release_or_discard(send=send, at=tx.now))


async def furnish(desk):
    """One that was sent, one that is due, one for later, a person each."""
    one, other, third = await desk.people(3)
    await owe(desk, one, "sent")
    await settle(desk, *await claim(desk))
    await owe(desk, other, "due")
    await owe(desk, third, "later", minutes=5)


async def test_what_is_due_is_held_and_what_is_sent_or_due_later_is_not(desk):
    await furnish(desk)

    held = await hold(desk)

    assert held == 1
    assert await counts(desk) == {"sent": 1, "held": 1, "pending": 1}
    assert await desk.read(lambda tx: tx.held.count()) == 1
    assert await claim(desk) == []


@pytest.mark.parametrize(("send", "state"), [(True, "pending"), (False, "superseded")])
async def test_who_decides_decides_of_all_that_is_held_and_of_nothing_else(desk, send, state):
    await furnish(desk)
    await hold(desk)

    decided = await decide(desk, send=send)

    assert decided == 1
    assert await desk.read(lambda tx: tx.held.count()) == 0
    expected = {"sent": 1, "pending": 1}
    assert await counts(desk) == expected | {state: expected.get(state, 0) + 1}
    assert [each.key for each in await claim(desk)] == (["due"] if send else [])


async def test_what_comes_later_for_the_same_person_does_not_wait_for_it(desk):
    person = await desk.person()
    await owe(desk, person, "held")
    await hold(desk)

    await owe(desk, person, "new")

    assert [each.key for each in await claim(desk)] == ["new"]


async def test_nobody_is_told_any_more_who_is_forgotten_meanwhile(desk):
    person = await desk.person()
    await owe(desk, person, "held")
    await hold(desk)

    await desk.run(lambda tx: tx.notices.end_all(person, at=tx.now))

    assert await counts(desk) == {NoticeState.SUPERSEDED: 1}


def test_the_rows_of_an_older_schema_and_their_numbers_are_kept(fresh):
    url = fresh()
    found = database(url)
    with found.held():
        connection = found.connect()
        config = _config("main")
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.close()
    person = "INSERT INTO person (id, telegram, language, reachable, at) VALUES (1, 5, 'ko', 1, 0)"
    add = (
        "INSERT INTO notice (key, person, kind, facts, due_at, state, attempts, ambiguous,"
        " not_before) VALUES (:key, 1, 'reply', '{}', 0, 'pending', 0, 0, 0) RETURNING id"
    )
    with raw(url) as run:
        run(person)
        (first,), (second,) = run(add, key="first")[0], run(add, key="second")[0]
        run("DELETE FROM notice WHERE id = :id", id=second)

    steps = migrate(url, "main")

    assert steps == [f"main database: schema 3 -> {newest_schema('main')}"]
    with raw(url) as run:
        assert run("SELECT id, key FROM notice") == [(first, "first")]
        assert run(add, key="third") == [(second + 1,)]
        run("UPDATE notice SET state = 'held'")
