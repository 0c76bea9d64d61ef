"""Statements compiled once and run on the driver read what SQLAlchemy Core itself reads."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select

from domain.model import Dialogue, OpenCard
from domain.operations.privacy import erase_person
from domain.ports.events import ParkedEvent, Position
from domain.ports.notices import NewNotice, NoticeKind, NoticeState
from domain.ports.store import Command, IdempotencyKey
from domain.storage.engines.sqlite import SqliteDialect
from domain.storage.engines.url import database
from domain.storage.schema.tables import slot
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Query, Statement, named
from tests.storage.desk import ADMIN, BOT, says
from tests.storage.later_rows import add_later_rows

READS = [each for each in Statement.registered if isinstance(each, Query) and each.core.is_select]
OF_MYPAGE = ("shown_booking", "shown_hospital", "moment", "erased")


SILENT = {"booking.status = 'booked' AND slot.deletion =", "notice.kind = 'force_cancelled'"}
"""Reads that find nothing here: of a deletion in progress."""


@pytest.fixture
def query():
    """Makes queries that are forgotten after the test."""
    before = list(Statement.registered)
    yield Query
    Statement.registered[:] = before


async def furnish(desk):
    """Something in every table; the values that find it."""
    place, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=place.id)
    await desk.keyed(1, says("fine"))
    await desk.settle()
    gone, former = await desk.person(), await desk.person()
    await desk.run(erase_person, person=await desk.person())

    def fill(tx):
        tx.people.withdraw(gone, at=tx.now)
        tx.dialogues.end(gone)
        tx.dialogues.put(Dialogue(person, "booking", "day", {}, 1, tx.now))
        tx.open_cards.put(OpenCard(person, 1, tx.now, {}))
        tx.deletions.add(
            hospital=place.hospital,
            day=None,
            by=1,
            hit=tx.deletions.hit_by(hospital=place.hospital, day=None, first=tx.today),
            at=tx.now,
        )
        tx.deletions.close(1)
        hit = tx.deletions.hit_by(hospital=place.hospital, day=place.day, first=tx.today)
        tx.deletions.add(hospital=place.hospital, day=place.day, by=1, hit=hit, at=tx.now)
        tx.admins.revoke(tx.admins.grant(former, invited_by=9, at=tx.now), by=9, at=tx.now)
        tx.admins.grant(person, invited_by=9, at=tx.now)
        tx.admins.invite(token="hash", made_by=9, expires_at=tx.now + timedelta(hours=1))
        tx.admins.invite(token="late", made_by=9, expires_at=tx.now)
        tx.admins.opened(1, by="who")
        tx.audit.note(ADMIN, outcome="NotAdmin", facts={}, update=None)
        tx.notices.enqueue(NewNotice("told", person, NoticeKind.FINDING, {}, tx.now))
        (told,) = tx.notices.claim(now=tx.now, wall=tx.now, limit=1)
        tx.notices.settle(told.id, NoticeState.SENT, message=7, at=tx.now)
        tx.notices.enqueue(NewNotice("due", person, NoticeKind.FINDING, {}, tx.now))
        tx.notices.pause(until=tx.now)
        tx.notices.pause(until=tx.now, chat=1)
        tx.leases.hold(["epoch"], holder="who", now=tx.now, until=tx.now)
        add_later_rows(tx, booking.id)
        tx.progress.park(ParkedEvent("ledger", 1, "booking:1", 1, "Broken", tx.now))

    def fill_mypage(tx):
        tx.progress.move("mypage", old=Position(0, 0), new=Position(1, 1))

    await desk.run(fill)
    await desk.mypage.run(fill_mypage, Command(desk.clock.now()))
    found = await desk.read(lambda tx: (tx.people.get(person), tx.hospitals.get(place.hospital)))
    later = int(desk.clock.now().timestamp() * 1000) + 1
    return {
        "person": person,
        "gone": gone,
        "before": later,
        "actor": ADMIN.actor,
        "action": ADMIN.action,
        "facts": "{}",
        "opened_by": "who",
        "right": 2,
        "telegram": found[0].telegram,
        "key": found[1].key,
        "code": booking.code,
        "codes": f'["{booking.code}"]',
        "people": f"[{person}]",
        "telegrams": f"[{found[0].telegram}]",
        "bookings": f"[{booking.id}]",
        "hospitals": f"[{place.hospital}]",
        "slots": f"[{place.id}]",
        "days": f'["{place.day}"]',
        "kinds": '["BookingMade"]',
        "token": "hash",
        "day": place.day.isoformat(),
        "subscriber": "ledger",
        "name": "epoch",
        "bot": BOT,
        "update_id": IdempotencyKey(BOT, 1).update,
        "limit": 10,
        "now": later,
        "position": 0,
        "after": 0,
        "below": 10**9,
    }


def values_for(read, found):
    """Its parameters that have no value yet; ids are 1 unless they are a person's."""
    binds = read.core.compile(dialect=create_engine("sqlite://").dialect).binds
    wanted = [name for name, bind in binds.items() if bind.required]
    if "FROM person" in str(read.core) or "FROM patient \nWHERE patient.id" in str(read.core):
        found = found | {"id": found["gone" if "before" in wanted else "person"]}
    if "FROM admin JOIN person" in str(read.core):
        found = found | {"id": found["right"]}
    return {name: found.get(name, 1) for name in wanted}


@pytest.mark.spoilt("places-add-up", "place-returns-once")
async def test_the_driver_reads_what_core_reads(desk, url, mypage_url, query):
    found = await furnish(desk)
    connections = {
        name: database(url).connect() for name, url in (("main", url), ("mypage", mypage_url))
    }
    silent = []

    for read in READS:
        connection = connections[
            "mypage" if any(t in str(read.core) for t in OF_MYPAGE) else "main"
        ]
        values = values_for(read, found)
        by_core = [tuple(row) for row in connection.execute(read.core, values)]
        connection.rollback()
        raw = query(read.core, lambda *row: row)
        assert (
            Driver(lambda found=connection: found, SqliteDialect()).all(raw, **values) == by_core
        ), str(read.core)
        silent += [] if by_core else [str(read.core)]

    for connection in connections.values():
        connection.close()
        connection.engine.dispose()
    assert len(READS) > 40
    assert {text for text in SILENT if any(text in each for each in silent)} == SILENT
    assert len(silent) == len(SILENT), silent


def test_a_statement_keeps_the_values_that_core_made_itself(query):
    limited = query(select(slot.c.id).where(slot.c.id == named("id")).limit(3), int)

    text, made = limited.compiled(create_engine("sqlite://", paramstyle="named").dialect)

    assert ":id" in text
    assert 3 in made.values()
    assert "id" not in made


async def test_a_forgotten_value_is_an_error_and_not_a_null(desk, query):
    one = query(select(slot.c.id).where(slot.c.id == named("id")), int)

    with pytest.raises(Exception, match="id"):
        await desk.read(lambda tx: tx.slots._driver.one(one))
