"""What an erased admin did stands under another random number, which has no booking."""

from alembic import command

from domain.operations import admins
from domain.operations.privacy import erase_person
from domain.storage.engines.url import database, migrate
from domain.storage.schema.migrate import _config
from tests.storage.raw import raw

OWNER = 9_100_000_001
OWNERS = frozenset({OWNER})
BEFORE = "0004"
ERASED, KNOWN = 41, 42
PERSON = """INSERT INTO person (id, telegram, language, reachable, at)
  VALUES (:id, :telegram, '', 1, 0)"""
ADMIN = "INSERT INTO admin (person, invited_by, at) VALUES (:person, 9, 0)"
HOSPITAL = "INSERT INTO hospital (name, key, deleted) VALUES ('a', 'a', 1)"
DELETION = """INSERT INTO deletion (hospital, admin, bookings, people, at, closed, summed)
  VALUES (1, :person, 1, 1, 0, 1, 1)"""
NOTICE = """INSERT INTO notice (key, person, kind, facts, due_at, state, attempts, ambiguous,
  not_before) VALUES (:key, :person, :kind, '{}', 0, 'pending', 0, 0, 0)"""
NOTICES = (
    ("deletion:1:sum", ERASED, "deletion_sum"),
    ("update:7:1", ERASED, "reply"),
    ("update:7:2", KNOWN, "reply"),
    ("1:1:reminder", ERASED, "reminder"),
)


async def make_admin(desk, person, *, token="one"):  # noqa: S107 - not a secret
    telegram = (await desk.read(lambda tx: tx.people.get(person))).telegram
    who = {"who": str(telegram), "owners": OWNERS}
    invite = (await desk.run(admins.invite, by=OWNER, token=token)).number("invite")
    await desk.run(admins.open_invite, token=token, **who)
    known = {"telegram": telegram, "language": "ko"}
    return await desk.run(admins.accept_invite, invite=invite, **known, **who)


async def test_the_right_moves_and_the_bookings_stay(desk, url):
    slot, person = await desk.slot(), await desk.person()
    await desk.booking(person=person, slot=slot.id)
    await make_admin(desk, person)

    await desk.run(erase_person, person=person)
    await desk.settle()

    with raw(url) as run:
        [(successor,)] = run("SELECT person FROM admin")
        assert successor != person
        assert run("SELECT person FROM booking") == [(person,)]
        assert run("SELECT telegram, wrapped_key, at FROM person WHERE id = :id", id=successor) == [
            (None, None, 0)
        ]
    assert await desk.read(lambda tx: tx.admins.live()) == []


async def test_who_never_was_at_the_desk_leaves_one_number_only(desk, url):
    person = await desk.person()

    await desk.run(erase_person, person=person)

    with raw(url) as run:
        assert run("SELECT id FROM person") == [(person,)]


async def test_two_erased_admins_do_not_share_a_number(desk, url):
    for token in ("one", "two"):
        person = await desk.person()
        await make_admin(desk, person, token=token)
        await desk.run(erase_person, person=person)

    with raw(url) as run:
        assert run("SELECT count(DISTINCT person) FROM admin") == [(2,)]


def test_of_those_erased_before_the_same_is_true_after_the_migration(fresh):
    url = fresh()
    found = database(url)
    with found.held():
        connection = found.connect()
        config = _config("main")
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        connection.close()
    with raw(url) as run:
        for person, telegram in ((ERASED, None), (KNOWN, 5)):
            run(PERSON, id=person, telegram=telegram)
            run(ADMIN, person=person)
        run(HOSPITAL)
        run(DELETION, person=ERASED)
        for key, person, kind in NOTICES:
            run(NOTICE, key=key, person=person, kind=kind)

    migrate(url, "main")

    with raw(url) as run:
        [(moved,), (kept,)] = run("SELECT person FROM admin ORDER BY id")
        assert (moved in {ERASED, KNOWN}, kept) == (False, KNOWN)
        assert run("SELECT admin FROM deletion") == [(moved,)]
        assert set(run("SELECT key, person FROM notice")) == {
            *(("deletion:1:sum", moved), ("update:7:2", KNOWN), ("1:1:reminder", ERASED))
        }
        assert run("SELECT telegram, language FROM person WHERE id = :id", id=moved) == [(None, "")]
