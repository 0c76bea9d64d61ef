"""Every column says what it holds, and people are shown every one that is about them."""

from sqlalchemy import Column, Integer, MetaData, Table

from domain.ports.notices import NoticeState
from domain.ports.people import PersonalRecords
from domain.ports.store import Command
from domain.storage.schema import mypage_tables, personal_data, tables
from tests.storage.desk import ADMIN, says

PERSONAL = {name: kind for kind, names in personal_data.PERSONAL.items() for name in names.split()}
CLASSES = {
    "personal": list(PERSONAL),
    "id": personal_data.IDS.split(),
    "key": personal_data.KEYS.split(),
    "plain": personal_data.PLAIN.split(),
}
BOTH = (tables.METADATA, mypage_tables.METADATA)


def columns(*databases: MetaData) -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for metadata in databases
        for table in metadata.sorted_tables
        for column in table.columns
    }


def unclassified(*databases: MetaData) -> set[str]:
    return columns(*databases) - {name for names in CLASSES.values() for name in names}


def test_every_column_of_both_databases_has_a_class():
    assert unclassified(*BOTH) == set()


def test_a_new_column_without_a_class_is_found():
    planted = MetaData()
    Table("person", planted, Column("id", Integer), Column("shoe_size", Integer))

    assert unclassified(planted) == {"person.shoe_size"}


def test_a_column_has_one_class_and_no_class_names_a_column_that_is_gone():
    named = [name for names in CLASSES.values() for name in names]

    assert len(named) == len(set(named))
    assert set(named) == columns(*BOTH)


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
    await desk.booking(person=person, slot=slot.id)
    await desk.store.run(says("fine"), Command(desk.clock.now(), deed=ADMIN))
    await desk.run(lambda tx: tx.admins.grant(person, invited_by=9, at=tx.now))
    until = desk.clock.now()
    await desk.run(lambda tx: tx.admins.invite(token="t", made_by=9, expires_at=until))
    await desk.run(lambda tx: tx.admins.opened(1, by="alias"))
    await desk.settle()


async def test_a_person_is_shown_every_personal_column_and_no_key(desk):
    person = await desk.person(name="김하나")
    await busy(desk, person)

    records = await everything_of(desk, person)

    assert not_shown(records) == set()
    assert records["person"][0]["sealed_name"] == "김하나"
    assert "wrapped_key" not in records["person"][0]
    assert {row["state"] for row in records["notice"]} == {NoticeState.PENDING}


async def test_a_column_that_is_left_out_would_be_found(desk):
    person = await desk.person()
    await busy(desk, person)
    records = await everything_of(desk, person)

    del records["moment"]
    for row in records["notice"]:
        row.pop("message")

    assert not_shown(records) == {"moment.kind", "moment.at", "notice.message"}


async def test_a_person_is_shown_nothing_of_anybody_else(desk):
    person, other = await desk.person(), await desk.person()
    await busy(desk, other)

    records = await everything_of(desk, person)

    assert {name for name, rows in records.items() if rows} == {
        *("person", "consent", "dialogue"),
        *("invite", "audit"),  # by the numbers asked for, not by the person
    }
