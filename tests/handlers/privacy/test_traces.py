"""Of an erased person nothing leads from the account to a booking, whatever they were."""

import asyncio
import random
import shutil
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from domain.answer import Answer
from domain.operations import admins
from domain.operations.privacy import erase_person
from domain.ports.store import Command
from domain.storage.keys.rotation import rotate
from domain.storage.open import open_main
from domain.storage.repositories import erasure
from domain.storage.repositories.erasure import SqlErasure
from domain.storage.vault import Vault
from tests.bot.backup_run import back_up, restore, rows, settings
from tests.handlers.privacy.erased_lives import (
    LIVES,
    OTHERS,
    OWNER,
    SUBJECT,
    VAULT,
    Life,
    anyhow,
    begin,
)
from tests.handlers.privacy.identity_graph import hashed, number, path, rows_of
from tests.handlers.talk import StandingClock, open_world
from tests.storage.desk import RULES
from tests.storage.raw import raw

LONG = pytest.mark.timeout(120)
PERSONS = {"owner": OWNER}


@pytest.fixture(autouse=True)
def ticking(monkeypatch):
    """No two commands have the same moment, so that a moment in two rows is a trace."""

    def now(self):
        self.at += timedelta(milliseconds=1)
        return self.at

    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    monkeypatch.setattr(StandingClock, "now", now)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def urls(request, ready):
    if request.param == "sqlite":
        yield f"sqlite:///{ready}/main.db", f"sqlite:///{ready}/mypage.db"
        return
    with request.getfixturevalue("pool").lending() as lend:
        yield lend("main"), lend("mypage")


@asynccontextmanager
async def lived(name, urls):
    """The life, with its databases open."""
    async with open_world(None, admins=frozenset({OWNER}), urls=urls) as world:
        life = await begin(world, subject=PERSONS.get(name, SUBJECT))
        await LIVES[name](life)
        yield life


def trace(life: Life, urls, vault: Vault = VAULT):
    """The way from the account to a booking that was theirs, if there is one."""
    account = life.phone.telegram
    with raw(urls[0]) as run:
        keys = [vault.audit_key(key) for (key,) in run("SELECT wrapped_key FROM audit_key") if key]
    hashes = [hashed(key.keyed_hash(str(account))) for key in keys]
    assert life.people
    assert life.bookings
    bookings = {("booking", id_) for id_ in life.bookings}
    codes = {hashed(code) for code in life.bookings.values()}
    return path(
        rows_of(*urls),
        start=[number(account), *hashes],
        end={*map(number, life.people), *bookings, *codes},
        closed={number(each) for each in {OWNER, *OTHERS} - {account}},
    )


@pytest.mark.parametrize("name", LIVES)
async def test_nothing_leads_from_the_account_to_a_booking(name, urls):
    async with lived(name, urls) as life:
        found = trace(life, urls)

    assert found is None, "\n".join(found)


async def trace_of_any_life(seed, ready):
    folder = ready / str(seed)
    folder.mkdir()
    for name in ("main.db", "mypage.db"):
        shutil.copy(ready / name, folder / name)
    urls = f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/mypage.db"
    async with open_world(None, admins=frozenset({OWNER}), urls=urls) as world:
        life = await begin(world)
        await anyhow(life, random.Random(seed))
    return trace(life, urls)


@pytest.mark.parametrize(
    "seeds", [range(2), pytest.param(range(2, 40), marks=[pytest.mark.slow, LONG])]
)
async def test_nor_after_any_other_life(seeds, ready):
    for seed in seeds:
        found = await trace_of_any_life(seed, ready)
        assert found is None, "\n".join([f"seed {seed}", *found])


async def test_as_it_was_before_another_life_shows_the_way(ready, monkeypatch):
    monkeypatch.setattr(SqlErasure, "_move_to_successor", lambda *_: None)

    found = [await trace_of_any_life(seed, ready) for seed in range(2)]

    assert any(found)


async def test_before_the_erasure_it_does(urls):
    async with open_world(None, admins=frozenset({OWNER}), urls=urls) as world:
        life = await begin(world)
        await life.books()

        assert trace(life, urls)


async def test_after_a_rotation_neither_key_leads_there(urls):
    fresh = Vault({2: b"n" * 32}, 2)
    async with open_world(None, admins=frozenset({OWNER}), urls=urls) as world:
        life = await begin(world)
        await life.books()
        await life.joins()
        await life.is_revoked()
        await life.opens()
    list(rotate(urls[0], key=b"n" * 32, old=bytes(32)))
    store = open_main(urls[0], rules=RULES, vault=fresh)
    store.start()
    for person in life.people:
        await store.run(erase_person, Command(world.clock.now()), person=person)
    await store.close()

    assert trace(life, urls, fresh) is None


@pytest.mark.parametrize("name", ["customer", "former_admin", "while_admin"])
async def test_after_a_restore_neither(name, ready):
    urls = f"sqlite:///{ready}/main.db", f"sqlite:///{ready}/mypage.db"
    kept = {}

    async def leaves(life):
        await life.remember()
        await asyncio.to_thread(back_up, settings(ready), ready / "kept.db")
        kept["before"] = trace(life, (f"sqlite:///{ready}/kept.db", urls[1]))
        await LEAVES(life)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Life, "leaves", leaves)
        async with lived(name, urls) as life:
            pass
    await asyncio.to_thread(restore, settings(ready), ready / "kept.db")

    assert kept["before"]
    ended = "SELECT revoked_by FROM admin WHERE revoked_by = 0"
    assert rows(ready / "main.db", ended) == []  # it would have the moment of the erasure
    found = trace(life, urls)
    assert found is None, "\n".join(found)


LEAVES = Life.leaves
ACCEPT, REVOKE = admins.accept_invite, admins.revoke


def _accepted(tx, *, telegram, **facts):
    """With the person in the audit's facts."""
    answer = ACCEPT(tx, telegram=telegram, **facts)
    return Answer(answer.name, answer.facts | {"person": tx.people.by_telegram(telegram).id})


def _revoked(tx, *, admin, by):
    person = tx.admins.get(admin).person
    answer = REVOKE(tx, admin=admin, by=by)
    return Answer(answer.name, answer.facts | {"person": person})


CONTROLS = [
    ("while_admin", admins, "accept_invite", _accepted),
    ("former_admin", admins, "revoke", _revoked),
    ("while_admin", SqlErasure, "_move_to_successor", lambda *_: None),
    ("owner", SqlErasure, "_move_to_successor", lambda *_: None),
    ("with_notices_pending", erasure, "_ERASE", erasure._ERASE[:-1]),
    ("owner", erasure, "_ERASE", erasure._ERASE[:-1]),
]


@pytest.mark.parametrize(("name", "where", "what", "was"), CONTROLS)
async def test_as_it_was_before_the_way_is_found(name, where, what, was, ready, monkeypatch):
    urls = f"sqlite:///{ready}/main.db", f"sqlite:///{ready}/mypage.db"
    monkeypatch.setattr(where, what, was)

    async with lived(name, urls) as life:
        assert trace(life, urls)
