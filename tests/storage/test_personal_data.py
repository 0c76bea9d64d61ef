"""Every column says what it holds, and people are shown every one that is about them."""

import pytest
from sqlalchemy import MetaData

from domain.model import OpenCard
from domain.ports.notices import NoticeState
from domain.ports.people import PersonalRecords
from domain.ports.store import Command
from domain.storage.sql.columns import serial, table, whole
from tests.storage.desk import ADMIN, says
from tests.storage.later_rows import add_later_rows
from tests.storage.personal_columns import personal_columns

PERSONAL = personal_columns()


def test_a_new_column_must_say_whether_it_is_about_a_person():
    with pytest.raises(ValueError, match=r"person\.shoe_size"):
        table("person", MetaData(), serial(), whole("shoe_size"))


def test_every_kind_that_people_are_told_of_is_stored_somewhere():
    assert set(PERSONAL.values()) == set(PersonalRecords)


def not_shown(records) -> set[str]:
    """Personal columns that are missing in what somebody with a row in every table is shown."""
    shown = {f"{table}.{name}" for table, rows in records.items() for row in rows for name in row}
    return set(PERSONAL) - shown


async def everything_of(desk, person):
    actors = ("900", "alias")
    main = await desk.read(lambda tx: tx.records.of_person(person, actors=actors))
    shown = await desk.mypage.read(lambda tx: tx.view.records(person), desk.clock.now())
    return {**main, **shown}


async def busy(desk, person):
    """A row in every table for the person, who has an open question too."""
    slot = await desk.slot()
    booking = await desk.booking(person=person, slot=slot.id)
    await desk.run(add_later_rows, booking.id)
    await desk.store.run(says("fine"), Command(desk.clock.now(), deed=ADMIN))
    await desk.run(lambda tx: tx.admins.grant(person, invited_by=9, at=tx.now))
    until = desk.clock.now()
    await desk.run(lambda tx: tx.admins.invite(token="t", made_by=9, expires_at=until))
    await desk.run(lambda tx: tx.admins.opened(1, by="alias"))
    await desk.run(lambda tx: tx.open_cards.put(OpenCard(person, 1, tx.now, {})))
    await desk.settle()


@pytest.mark.spoilt("places-add-up", "place-returns-once")
async def test_a_person_is_shown_every_personal_column_and_no_key(desk):
    person = await desk.person(name="김하나")
    await busy(desk, person)

    records = await everything_of(desk, person)

    assert not_shown(records) == set()
    assert records["patient"][0]["sealed_name"] == "김하나"
    assert records["booking"][0]["sealed_name"] == "김하나"
    assert not any("wrapped_key" in row for name in records for row in records[name])
    assert {row["state"] for row in records["notice"]} == {NoticeState.PENDING}


@pytest.mark.spoilt("places-add-up", "place-returns-once")
async def test_a_column_that_is_left_out_would_be_found(desk):
    person = await desk.person()
    await busy(desk, person)
    records = await everything_of(desk, person)

    del records["moment"]
    for row in records["notice"]:
        row.pop("message")

    assert not_shown(records) == {"moment.kind", "moment.at", "notice.message"}


@pytest.mark.spoilt("places-add-up", "place-returns-once")
async def test_a_person_is_shown_nothing_of_anybody_else(desk):
    person, other = await desk.person(), await desk.person()
    await busy(desk, other)

    records = await everything_of(desk, person)

    assert {name for name, rows in records.items() if rows} == {
        *("person", "patient", "access", "consent", "dialogue"),
        *("invite", "audit"),  # by the numbers asked for, not by the person
    }
