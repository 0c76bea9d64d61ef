"""The bot's own role on a server does all that a bot does, and cannot touch the audit's past."""

import base64
import secrets
import subprocess
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import make_url

from bot.cli.audit import cautions_if_reached
from bot.config.load import load_config
from domain.operations.bookings import book
from domain.ports.store import Command
from domain.storage.audit_check import audit_warning, verify_audit
from domain.storage.backup.new_epoch import end_restore, start_new_epoch
from domain.storage.backup.restore import mark_restored
from domain.storage.engines.url import migrate
from domain.storage.errors import StorageUnusable
from domain.storage.keys.keyring import vault_for
from domain.storage.keys.rotation import rotate
from domain.storage.open import open_main, open_mypage
from tests.postgres import programs_folder
from tests.storage.desk import RULES, Desk, HandClock, says

ENGINES = ("postgresql",)
pytestmark = pytest.mark.slow  # each makes and migrates two databases

KEY = base64.b64encode(bytes(range(32))).decode()
ROOT, DATABASES = Path(__file__).parents[2], "deploy/databases.sql"
FORBIDDEN = {
    "UPDATE audit SET actor = 'x'": errors.InsufficientPrivilege,
    "UPDATE audit SET facts = '{}' WHERE id = 1": errors.InsufficientPrivilege,
    "DELETE FROM audit": errors.InsufficientPrivilege,
    "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)": errors.InsufficientPrivilege,
    "TRUNCATE audit": errors.InsufficientPrivilege,
    "DROP TABLE audit": errors.InsufficientPrivilege,
    "ALTER TABLE audit RENAME TO audit_before": errors.InsufficientPrivilege,
    "ALTER TABLE audit DISABLE TRIGGER ALL": errors.InsufficientPrivilege,
    "ALTER TABLE audit OWNER TO current_user": errors.InsufficientPrivilege,
    "ALTER TABLE audit ADD COLUMN more text": errors.InsufficientPrivilege,
    "DROP TRIGGER audit_no_update ON audit": errors.InsufficientPrivilege,
    "DROP FUNCTION audit_no_update() CASCADE": errors.InsufficientPrivilege,
    "CREATE OR REPLACE FUNCTION audit_no_delete() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN OLD; END'": errors.InsufficientPrivilege,
    "CREATE RULE none AS ON INSERT TO audit DO INSTEAD NOTHING": errors.InsufficientPrivilege,
    "CREATE TRIGGER mine BEFORE INSERT ON audit EXECUTE FUNCTION audit_no_update()": (
        errors.InsufficientPrivilege
    ),
    "SET session_replication_role = replica": errors.InsufficientPrivilege,
    "SET ROLE postgres": errors.InsufficientPrivilege,
    "MERGE INTO audit a USING (SELECT 1 AS id) s ON a.id = s.id WHEN MATCHED THEN DELETE": (
        errors.InsufficientPrivilege
    ),
    "INSERT INTO audit SELECT * FROM audit WHERE id = 1 ON CONFLICT (id) DO UPDATE"
    " SET actor = 'x'": errors.InsufficientPrivilege,
    "INSERT INTO audit SELECT * FROM audit WHERE id = 1": errors.UniqueViolation,
    "COPY audit FROM PROGRAM 'true'": errors.InsufficientPrivilege,
    "DELETE FROM audit_key": errors.InsufficientPrivilege,
    "TRUNCATE audit_key": errors.InsufficientPrivilege,
    "INSERT INTO audit_key VALUES (2, NULL)": errors.InsufficientPrivilege,
    "UPDATE schema_info SET oldest_runnable = 1": errors.InsufficientPrivilege,
}


@pytest.fixture
def urls(server):
    """The same database as its owner and as the bot, and a read model."""
    name = f"roles_{secrets.token_hex(4)}"
    owner, mypage = server.create(name), server.create(f"{name}_mypage")
    with server.connect() as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN")
    migrate(owner, "main", role=name)
    migrate(mypage, "mypage")
    yield owner, make_url(owner).set(username=name).render_as_string(), mypage
    server.drop(name)
    server.drop(f"{name}_mypage")
    with server.connect() as connection:
        connection.execute(f"DROP ROLE {name}")


@pytest.fixture
async def desk(urls, vault):
    _, bot, mypage = urls
    main, shown = open_main(bot, rules=RULES, vault=vault), open_mypage(mypage)
    main.start()
    shown.start()
    yield Desk(main, shown, HandClock())
    await main.close()
    await shown.close()


async def live(desk):
    """Something of most that a bot does."""
    slot, person = await desk.slot(), await desk.person()
    await desk.run(book, person=person, slot=slot.id)
    for update in range(1, 4):
        await desk.keyed(update, says("fine"))
    await desk.settle()
    await desk.run(lambda tx: tx.erasing.erase(person, at=tx.now))
    await desk.run(lambda tx: tx.keys.forget(before=tx.now, limit=9))


async def test_a_bot_does_all_it_has_to(urls, desk, vault):
    _, bot, _ = urls
    await live(desk)
    await desk.store.close()

    list(rotate(bot, key=b"n" * 32, old=bytes(range(32))))
    rotated = vault_for(bot, key=b"n" * 32)
    mark_restored(bot, at=desk.clock.now())
    again = open_main(bot, rules=RULES, vault=rotated, restoring=True)
    again.start()
    await again.run(start_new_epoch, Command(desk.clock.now()))
    await again.run(end_restore, Command(desk.clock.now()), send=None)
    await again.close()

    assert verify_audit(bot, rotated).broken_at is None
    assert audit_warning(bot) is None


async def test_what_it_has_written_it_can_neither_change_nor_remove(urls, desk, vault):
    _, bot, _ = urls
    await live(desk)
    whole = verify_audit(bot, vault)

    with psycopg.connect(bot.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("GRANT ALL ON audit TO current_user")  # the server only warns
        allowed = []
        for statement, error in FORBIDDEN.items():
            try:
                connection.execute(statement)
                allowed.append(statement)
            except error:
                pass

    assert allowed == []
    assert verify_audit(bot, vault, whole.head) == whole


async def test_the_owner_can_and_is_warned_of(urls, desk, vault):
    """The control: without roles of their own nothing is refused but by triggers."""
    owner, bot, _ = urls
    await live(desk)

    with psycopg.connect(owner.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP TRIGGER audit_no_update ON audit")
        connection.execute("UPDATE audit SET actor = 'x' WHERE id = 2")

    assert verify_audit(bot, vault).broken_at == 2
    assert "can change the audit" in audit_warning(owner)


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER"])
async def test_a_single_right_too_many_is_warned_of_and_taken_back_by_migrate(urls, right):
    owner, bot, _ = urls
    role = make_url(bot).username
    with psycopg.connect(owner.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"GRANT {right} ON audit TO {role}")
    warned = audit_warning(bot)

    migrate(owner, "main", role=role)

    assert "can change the audit" in warned
    assert audit_warning(bot) is None


async def test_a_key_taken_away_by_the_bots_role_is_found(urls, desk, vault):
    """It may write the key's row, once; but the rows under the key before stay."""
    _, bot, _ = urls
    await live(desk)
    with psycopg.connect(bot.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("UPDATE audit_key SET wrapped_key = NULL")

    await desk.keyed(9, says("fine"))

    assert verify_audit(bot, vault).broken_at == 1


@pytest.mark.parametrize("id_", [5, 0, -1, -5, -(2**63), 9, 2**63 - 1])
async def test_a_row_added_by_it_without_the_key_is_found(urls, desk, vault, id_):
    _, bot, _ = urls
    await live(desk)
    whole = verify_audit(bot, vault)
    with psycopg.connect(bot.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO audit VALUES (%s, 0, '900', 'owner', 'x', '', 'done', '{}', NULL,"
            " repeat('0', 64))",
            [id_],
        )

    assert (whole.rows, whole.broken_at) == (4, None)
    assert verify_audit(bot, vault).broken_at == id_


def test_check_config_warns_too_where_the_server_is_reached(urls):
    owner, bot, mypage = urls

    def warned(url):
        given = {"DATABASE__URL": url, "MYPAGE__URL": mypage, "PRIVACY__KEY": KEY}
        given |= {"TELEGRAM__TOKEN": "123456:canary-token"}
        environ = {f"CHECKUP_{name}": value for name, value in given.items()}
        return cautions_if_reached(load_config(ROOT / "config.toml", environ))

    assert "can change the audit" in warned(owner)[0]
    assert list(warned(bot)) == []
    assert list(warned("postgresql+psycopg://nobody@127.0.0.1:1/checkup")) == []


def test_the_databases_of_compose_are_made_like_that(server):
    """By the file that its PostgreSQL runs at its first start, and by `migrate`."""
    environment = {"BOT_PASSWORD": "it's \\ odd", "PATH": ""}
    owner = server.create("checkup")
    where = psycopg.conninfo.conninfo_to_dict(owner.replace("+psycopg", ""))
    psql = [programs_folder() / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-h", where["host"]]
    who = ["-p", str(where["port"]), "-U", where["user"], "-d", "checkup"]
    try:
        subprocess.run([*psql, *who, "-f", ROOT / DATABASES], env=environment, check=True)
        migrate(owner, "main", role="checkup_bot")
        bot = make_url(owner).set(username="checkup_bot")
        migrate(bot.set(database="mypage").render_as_string(), "mypage")

        assert "can change" in audit_warning(owner)
        assert audit_warning(bot.render_as_string()) is None
    finally:
        server.drop("mypage")
        server.drop("checkup")
        with server.connect() as connection:
            connection.execute("DROP ROLE IF EXISTS checkup_bot")


async def test_a_role_that_is_not_there_is_named(urls):
    owner, *_ = urls

    with pytest.raises(StorageUnusable, match='role "nobody_here" does not exist'):
        migrate(owner, "main", role="nobody_here")
