"""Every way to change the audit past its guards, without its key and with it: all are found, most
by the chain alone, the rest by a head that was noted elsewhere.
"""

import hashlib
from collections.abc import Callable
from contextlib import closing, suppress

import pytest

from domain.model import AuditEntry
from domain.ports.store import AuditHead, AuditReport, Command
from domain.storage.audit_check import verify_audit
from domain.storage.engines.url import database, migrate
from domain.storage.open import open_main
from domain.storage.repositories.audit import audit_reader
from domain.storage.sql.values import to_json
from domain.storage.vault import Vault
from tests.storage.desk import RULES, HandClock, says
from tests.storage.raw import Run, raw

MASTER = Vault({1: bytes(range(32))}, 1)
NAMES = ("id", "at", "actor", "role", "action", "target", "outcome", "facts", "update_id", "hash")
ADD = f"INSERT INTO audit VALUES ({', '.join(f':{name}' for name in NAMES)})"  # noqa: S608 - ours
DEEDS = 7
ROWS = DEEDS + 1
"""With the one that the key begins with."""
PAGE_ROWS = 3
Row = dict[str, int | str | None]
Chained = Callable[[str, str], str]


def unkeyed(text: str, before: str) -> str:
    """How it was before there was a key, and how any reader of the source can."""
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def chained(rows: list[Row], by: Chained) -> list[Row]:
    """All hashes anew."""
    before, made = "", []
    for row in rows:
        own = {name: row[name] for name in NAMES if name != "hash"}
        before = by(to_json(own), before)
        made.append(row | {"hash": before})
    return made


def holds(rows: list[Row], by: Chained) -> bool:
    """What `verify` asked before there was a key."""
    return rows == chained(rows, by)


async def written(url: str, *, deeds: int = DEEDS, first: int = 1) -> None:
    store = open_main(url, rules=RULES, vault=MASTER)
    store.start()
    for number in range(first, first + deeds):
        deed = AuditEntry(f"90{number}", "admin", "capacity", f"slot={number}")
        await store.run(says("done", slot=number), Command(HandClock().now(), deed=deed))
    await store.close()


def read(url: str) -> tuple[list[Row], bytes | None]:
    with raw(url) as run:
        rows = run("SELECT * FROM audit ORDER BY id")
        [(key,)] = run("SELECT wrapped_key FROM audit_key")
    return [dict(zip(NAMES, row, strict=True)) for row in rows], key


def put(url: str, rows: list[Row]) -> None:
    """These rows in place of all, past every guard."""
    with raw(url, unguarded=True) as run:
        fill(run, rows)


def fill(run: Run, rows: list[Row]) -> None:
    run("DELETE FROM audit")
    for row in rows:
        run(ADD, **row)


def put_key(url: str, key: bytes | None) -> None:
    with raw(url) as run:
        run("UPDATE audit_key SET wrapped_key = :key", key=key)


def verify(url: str, expected: AuditHead | None = None) -> AuditReport:
    return verify_audit(url, MASTER, expected)


def head_of(rows: list[Row]) -> AuditHead:
    return AuditHead(int(rows[-1]["id"] or 0), str(rows[-1]["hash"]))


def is_found(report: AuditReport) -> bool:
    return report.broken_at is not None


LOWEST, HIGHEST = -(2**63), 2**63 - 1
"""Of an id, on both engines."""


def has_gap(rows: list[Row]) -> bool:
    return sorted(int(row["id"] or 0) for row in rows) != [*range(1, len(rows) + 1)]


def edited(name: str, at: int) -> Callable[[list[Row]], list[Row]]:
    def change(rows: list[Row]) -> list[Row]:
        value = rows[at][name]
        if name in {"id", "at", "update_id"}:
            number = int(value or 0)
            fresh = number + (1000 if number <= HIGHEST - 1000 else -1000)
        else:
            fresh = f"{value}x"
        return [*rows[:at], rows[at] | {name: fresh}, *rows[at + 1 :]]

    return change


def added(id_: int) -> Callable[[list[Row]], list[Row]]:
    """A row of an owner with that number, as the bot's role of a server may add one."""
    return lambda rows: [*rows, rows[2] | {"id": id_, "role": "owner", "hash": "x"}]


def numbered(rows: list[Row]) -> list[Row]:
    return [row | {"id": number} for number, row in enumerate(rows, 1)]


CHANGES: dict[str, Callable[[list[Row]], list[Row]]] = {
    **{f"{name} of row {at + 1}": edited(name, at) for name in NAMES for at in (0, 3, ROWS - 1)},
    "first left out": lambda rows: rows[1:],
    "middle left out": lambda rows: rows[:3] + rows[4:],
    "first left out, numbered anew": lambda rows: numbered(rows[1:]),
    "middle left out, numbered anew": lambda rows: numbered(rows[:3] + rows[4:]),
    "half left out": lambda rows: numbered(rows[::2]),
    "put in at the front": lambda rows: numbered([rows[3], *rows]),
    "put in between": lambda rows: numbered([*rows[:3], rows[2] | {"actor": "x"}, *rows[3:]]),
    "put in at the end": lambda rows: numbered([*rows, rows[2] | {"actor": "x"}]),
    **{f"put in as {id_}": added(id_) for id_ in (0, -1, -5, LOWEST, ROWS + 2, HIGHEST)},
    "many put in below": lambda rows: [
        *(rows[2] | {"id": -at} for at in range(PAGE_ROWS + 1)),
        *rows,
    ],
    "number of the first 0": lambda rows: [rows[0] | {"id": 0}, *rows[1:]],
    "numbers from 0": lambda rows: [row | {"id": int(row["id"] or 0) - 1} for row in rows],
    "last one twice": lambda rows: numbered([*rows, rows[-1]]),
    "two exchanged": lambda rows: numbered([*rows[:2], rows[3], rows[2], *rows[4:]]),
    "two contents exchanged": lambda rows: [
        *rows[:2],
        rows[3] | {"id": 3, "hash": rows[2]["hash"]},
        rows[2] | {"id": 4, "hash": rows[3]["hash"]},
        *rows[4:],
    ],
    "turned round": lambda rows: numbered(rows[::-1]),
    "numbers shifted": lambda rows: [row | {"id": int(row["id"] or 0) + 1} for row in rows],
    "all of one actor": lambda rows: [row | {"actor": "901"} for row in rows],
    "a role raised": lambda rows: [*rows[:2], rows[2] | {"role": "owner"}, *rows[3:]],
    "all left out": lambda _: [],
    "all but the key's": lambda rows: rows[:1],
    "cut off": lambda rows: rows[:-1],
    "half cut off": lambda rows: rows[:4],
}
AS_A_PREFIX = {"all but the key's", "cut off", "half cut off"}
"""What is an older copy of the table: no chain can tell it from the past."""
AS_APPENDED = {"put in at the end", "last one twice"}
"""Under the key these are rows like any other."""
REPAIRED = {f"hash of row {at}" for at in (1, 4, ROWS)}
"""By computing the hashes anew: nothing else was changed."""


@pytest.fixture(autouse=True)
def pages(monkeypatch):
    """Several for the rows of a test."""
    monkeypatch.setattr("domain.storage.repositories.audit._PAGE_ROWS", PAGE_ROWS)


@pytest.fixture
async def kept(url):
    """The URL, its rows, its key."""
    await written(url)
    return url, *read(url)


def overlooked(url, change, by: Chained | None, expected: AuditHead | None = None) -> set[str]:
    """The changes that are not found, with hashes computed anew or as they were."""
    passed = set()
    reader = database(url).reader()
    with raw(url, unguarded=True) as run, closing(reader):
        for name, changed in change.items():
            rows = sorted(changed, key=lambda row: int(row["id"] or 0))
            fill(run, rows if by is None else chained(rows, by))
            reader.begin_read()
            if not is_found(audit_reader(reader, MASTER).verify(expected)):
                passed.add(name)
            reader.end_read()
    return passed


async def test_all_changes_without_the_key_are_found(kept):
    url, rows, _ = kept
    changes = {name: change(rows) for name, change in CHANGES.items()}

    assert overlooked(url, changes, None) == AS_A_PREFIX
    assert overlooked(url, changes, None, head_of(rows)) == set()
    assert overlooked(url, {"none": rows}, None, head_of(rows)) == {"none"}


@pytest.mark.parametrize("id_", [0, -1, -5, LOWEST, ROWS + 1, HIGHEST])
async def test_a_row_added_past_no_guard_at_all_is_found(kept, id_):
    url, rows, _ = kept
    with raw(url) as run:
        run(ADD, **added(id_)(rows)[-1])

    assert is_found(verify(url))
    assert is_found(verify(url, head_of(rows)))


async def test_plain_hashes_computed_anew_do_not_help(kept):
    url, rows, _ = kept
    changes = {name: change(rows) for name, change in CHANGES.items()}
    accepted_before = {
        name for name, each in changes.items() if holds(chained(each, unkeyed), unkeyed)
    }

    assert overlooked(url, changes, unkeyed) == set()
    assert accepted_before == {*CHANGES}, "else this proves nothing"


async def test_with_the_key_only_a_head_noted_elsewhere_finds_them(kept):
    url, rows, wrapped = kept
    key = MASTER.audit_key(wrapped)
    changes = {name: change(rows) for name, change in CHANGES.items()}

    def by(text: str, before: str) -> str:
        return key.chained(text, before=before)

    gaps = {name for name, changed in changes.items() if has_gap(changed)}
    assert overlooked(url, changes, by) == {*CHANGES} - {"all left out"} - gaps
    assert overlooked(url, changes, by, head_of(rows)) == AS_APPENDED | REPAIRED
    assert gaps


@pytest.mark.parametrize("at", range(ROWS))
async def test_nor_do_they_from_a_row_on(kept, at):
    url, rows, _ = kept
    last = str(rows[at - 1]["hash"]) if at else ""
    before, forged = last, list[Row]()
    for row in rows[at:]:
        own = {name: row[name] for name in NAMES if name != "hash"} | {"actor": "x"}
        before = unkeyed(to_json(own), before)
        forged.append(own | {"hash": before})

    put(url, rows[:at] + forged)

    assert is_found(verify(url))


@pytest.mark.parametrize("known", [False, True])
async def test_an_older_copy_that_goes_on_is_found_by_the_head(url, known):
    await written(url)
    older, _ = read(url)
    await written(url, first=20)
    head = head_of(read(url)[0])

    put(url, older)
    if known:  # the bot itself goes on with it
        await written(url, first=40, deeds=DEEDS + 3)

    assert not is_found(verify(url))
    assert is_found(verify(url, head))


@pytest.mark.parametrize("with_its_key", [False, True])
async def test_the_rows_of_another_installation_are_found(fresh, with_its_key):
    url, other = _two(fresh)
    await written(url)
    await written(other)
    rows, _ = read(url)
    others, key = read(other)

    put(url, others)
    if with_its_key:  # both have one master key: only the head tells them apart
        put_key(url, key)

    assert is_found(verify(url)) != with_its_key
    assert is_found(verify(url, head_of(rows)))


def _two(fresh):
    urls = fresh(), fresh()
    for each in urls:
        migrate(each, "main")
    return urls


KEYS: dict[str, Callable[[bytes], bytes | None]] = {
    "none": lambda _: None,
    "another of the same master key": lambda _: MASTER.new_audit_key(),
    "another master key's": lambda _: Vault({1: b"x" * 32}, 1).new_audit_key(),
    "a person's": lambda _: MASTER.new_key(7),
    "another byte": lambda key: key[:-1] + bytes([key[-1] ^ 1]),
    "another version": lambda key: bytes([2]) + key[1:],
    "cut short": lambda key: key[:20],
    "cut shorter": lambda key: key[:5],
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("name", KEYS)
async def test_another_key_is_found(kept, name):
    url, _, key = kept

    put_key(url, KEYS[name](key))

    assert is_found(verify(url))


@pytest.mark.parametrize("name", KEYS)
async def test_and_a_bot_does_not_make_it_good_by_going_on(kept, name):
    url, rows, key = kept
    put_key(url, KEYS[name](key))

    with suppress(Exception):  # it may refuse, or write
        await written(url, first=30, deeds=1)

    assert is_found(verify(url))
    assert is_found(verify(url, head_of(rows)))


async def test_a_key_row_that_is_gone_is_found_and_not_made_anew(kept):
    url, *_ = kept
    with raw(url) as run:
        run("DELETE FROM audit_key")

    with pytest.raises(Exception, match="key is missing"):
        await written(url, first=30, deeds=1)

    assert is_found(verify(url))


async def test_nothing_at_all_is_found_while_there_is_an_admin(kept):
    """Key, rows and all: as if it had never been."""
    url, rows, _ = kept
    put(url, [])
    put_key(url, None)
    report = verify(url)
    with raw(url) as run:
        run(
            "INSERT INTO person (id, telegram, language, wrapped_key, reachable, at)"
            " VALUES (1, 77, 'ko', :key, 1, 0)",
            key=MASTER.new_key(1),
        )
        run(
            "INSERT INTO admin (id, person, invited_by, role, everywhere, at)"
            " VALUES (1, 1, 9, 'manager', 1, 0)"
        )

    assert report.head is None
    assert is_found(verify(url))
    assert is_found(verify(url, head_of(rows)))
