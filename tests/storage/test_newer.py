"""A database that a newer release has expanded and written to: this one goes on working there."""

import json
import re

import pytest
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from domain.errors import SoldOut
from domain.model import AuditEntry, Consent
from domain.ports.notices import NoticeState
from domain.storage.engines.url import database, migrate
from domain.storage.repositories.notices import _fate
from domain.storage.schema.migrate import newest_schema
from domain.storage.sql.statements import Statement
from tests.storage.busy_world import live, opened
from tests.storage.desk import MONDAY, says
from tests.storage.raw import raw

APART = {"alembic_version"}


def expanded(url: str, which: str) -> str:
    """What a newer release's migration may do, done to every table there is."""
    migrate(url, which)
    connection = database(url).connect()
    tables = set(inspect(connection).get_table_names()) - APART
    connection.close()
    connection.engine.dispose()
    with raw(url) as run:
        for table in tables:
            run(f'ALTER TABLE "{table}" ADD COLUMN newer TEXT')
            run(f"ALTER TABLE \"{table}\" ADD COLUMN usual TEXT NOT NULL DEFAULT 'as before'")
            run(f'CREATE INDEX "newer_{table}" ON "{table}" (newer)')
        run("CREATE TABLE waitlist (id INTEGER PRIMARY KEY, day TEXT NOT NULL)")
        run(
            "INSERT INTO schema_info (number, oldest_runnable) VALUES (:number, :ours)",
            number=newest_schema(which) + 1,
            ours=newest_schema(which),
        )
    return url


async def test_everything_works_where_each_table_has_columns_that_are_not_known(fresh):
    main, mypage = expanded(fresh(), "main"), expanded(fresh(), "mypage")

    async def look(_):
        pass

    async with opened(main, mypage) as world:
        await live(world, look)

        assert await world.read(lambda tx: tx.progress.count_parked()) == 0
    with raw(main) as run:
        assert {table for (table,) in run("SELECT DISTINCT usual FROM booking")} == {"as before"}


@pytest.mark.parametrize(
    "lesser", ["role = 'viewer'", "role = 'desk'", "role = 'owner'", "everywhere = 0"]
)
async def test_a_right_that_a_newer_release_gave_for_less_is_none_here(desk, url, lesser):
    person = await desk.person()
    await desk.run(lambda tx: tx.admins.grant(person, invited_by=9, at=tx.now))
    telegram = (await desk.read(lambda tx: tx.people.get(person))).telegram
    before = await desk.read(lambda tx: tx.admins.entitles(telegram))

    with raw(url) as run:
        run(f"UPDATE admin SET {lesser}")  # noqa: S608 - ours

    assert (before, await desk.read(lambda tx: tx.admins.entitles(telegram))) == (True, False)


@pytest.mark.parametrize("lesser", ["role = 'desk'", "hospitals = '[1]'"])
async def test_nor_does_an_invitation_to_less_give_all(desk, url, lesser):
    await desk.run(lambda tx: tx.admins.invite(token="t", made_by=9, expires_at=tx.now))
    before = await desk.read(lambda tx: tx.admins.by_token("t"))

    with raw(url) as run:
        run(f"UPDATE invite SET {lesser}")  # noqa: S608 - ours

    assert before is not None
    assert await desk.read(lambda tx: tx.admins.by_token("t")) is None


@pytest.mark.parametrize("state", ["closing", "closed"])
async def test_a_slot_that_a_newer_release_closed_is_full_here(desk, url, state):
    slot, person = await desk.slot(), await desk.person()
    with raw(url) as run:
        run("UPDATE slot SET state = :state", state=state)

    openings = await desk.read(lambda tx: tx.hospitals.openings(first=MONDAY))

    assert [(each.day, each.free) for each in openings] == [(None, 0)]
    assert (await desk.read(lambda tx: tx.slots.get(slot.id))).free == 0
    with pytest.raises(SoldOut):
        await desk.booking(person=person, slot=slot.id)


@pytest.mark.parametrize("dialect", [sqlite, postgresql])
def test_every_statement_names_the_columns_it_reads_and_those_it_writes(dialect):
    for statement in Statement.registered:
        text = str(statement.core.compile(dialect=dialect.dialect()))
        known = re.sub(r"count\(\*\)|apart\.\*|EXISTS \(SELECT \*", "", text)
        assert not re.search(r"(SELECT|RETURNING|\.|,) ?\*", known), text
        assert not re.search(r"INSERT INTO \S+ (?!\()", known), text


async def test_parts_that_only_a_newer_release_has_are_left_to_it(desk, url):
    with raw(url) as run:
        run("INSERT INTO lease VALUES ('waitlist', 'a newer one', 1, :until)", until=2**60)

    held = await desk.run(
        lambda tx: tx.leases.hold(["ledger"], holder="me", now=tx.now, until=tx.now)
    )
    freed = await desk.run(lambda tx: tx.leases.give_up(holder="me"))

    assert (held.keys(), freed) == ({"ledger"}, 1)
    with raw(url) as run:
        assert run("SELECT holder, token FROM lease WHERE name = 'waitlist'") == [
            ("a newer one", 1)
        ]


async def test_a_consent_that_only_a_newer_release_asks_for_is_passed_over(desk, url):
    slot, people = await desk.slot(), await desk.people(3)
    with raw(url) as run:
        for id_, person in enumerate(people, start=100):
            run(
                "INSERT INTO consent (id, person, consent, version, at)"
                " VALUES (:id, :person, 'genetic', 1, 0)",
                id=id_,
                person=person,
            )

    consents = await desk.read(lambda tx: tx.people.consents(people[0]))
    bookings = [await desk.booking(person=each, slot=slot.id) for each in people]
    looked_ahead = await desk.run(lambda tx: (tx.people.prefetch(people), tx)[1].people)

    assert set(consents) == set(Consent)
    assert len(bookings) == 3
    assert set(looked_ahead.examinee(people[0]).consents) == set(Consent)


async def test_the_audit_goes_on_after_words_of_a_newer_release(desk, url):
    hold = AuditEntry("900", "auditor", "Hold", "hold=1")
    await desk.keyed(1, says("done"))
    await desk.run(lambda tx: tx.audit.note(hold, outcome="held", facts={"hold": 1}, update=2))
    await desk.keyed(3, says("done"))

    rows = await desk.read(lambda tx: tx.audit.rows(limit=9))
    assert [row.deed.action for row in rows] == ["test", "Hold", "test"]
    assert (await desk.read(lambda tx: tx.audit.verify())).broken_at is None


def test_a_deletions_sum_counts_states_of_a_newer_release_as_not_told():
    facts = json.dumps({"booking": 3})

    assert [
        _fate(7, facts, state) for state in (NoticeState.SENT, "read", NoticeState.BLOCKED)
    ] == [
        (7, 3, True),
        (7, 3, False),
        (7, 3, False),
    ]
