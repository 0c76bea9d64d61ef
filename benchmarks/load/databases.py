"""Databases of either engine, empty or with people and dates by the thousand."""

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, create_engine, insert

from domain.model import CONSENT_VERSION, Consent
from domain.rules import Rules
from domain.storage.engines.url import migrate
from domain.storage.schema.tables import (
    access,
    consent,
    hospital,
    hospital_version,
    patient,
    person,
    program,
    program_version,
    slot,
)
from domain.storage.sql.values import to_ms
from domain.storage.vault import Vault
from tests.postgres import Server

HOSPITALS, DAYS = 25, 40
SLOTS = HOSPITALS * DAYS
PLACES_PER_DATE = 1_000_000
"""Places per date: never sold out."""
NOW = datetime.now(UTC)
FIRST = NOW.date() + timedelta(days=30)
KEY = bytes(range(32))
RULES = Rules(zone=ZoneInfo("Asia/Seoul"))
ROWS_PER_BATCH = 10_000
MADE_BY_BOOKING = (
    "booking, hold, request, event, handled, ledger, ledger_entry, notice, position, parked"
)
SHOWN = "shown_booking, moment, position, parked"


class Databases(NamedTuple):
    """URLs of a main database and its read model."""

    main: str
    mypage: str


class StandingClock:
    """Clock that always shows NOW."""

    def now(self) -> datetime:
        return NOW

    def wall(self) -> datetime:
        return NOW


def vault() -> Vault:
    """Vault as in the bot."""
    return Vault({1: KEY}, 1)


def day_of(slot: int) -> date:
    """The date of a slot; they are numbered from 1, hospital by hospital."""
    return FIRST + timedelta(days=(slot - 1) % DAYS)


def hospital_of(slot: int) -> int:
    """The hospital of a slot."""
    return (slot - 1) // DAYS + 1


def on_files(folder: Path, *, people: int, places: int = PLACES_PER_DATE) -> Databases:
    """Two SQLite files with people 1, 2, 3 ... who may book, and slots 1 to SLOTS."""
    folder.mkdir(exist_ok=True)
    ground = Databases(f"sqlite:///{folder / 'main.db'}", f"sqlite:///{folder / 'mypage.db'}")
    return _prepared(ground, people=people, places=places)


def empty(*urls: str) -> Databases:
    """Two databases, the main one first, with tables and nothing in them."""
    made = Databases(*urls)
    migrate(made.main, "main")
    migrate(made.mypage, "mypage")
    return made


def copied(folder: Path, to: Path) -> Databases:
    """Copy of both files."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return Databases(f"sqlite:///{to / 'main.db'}", f"sqlite:///{to / 'mypage.db'}")


@contextmanager
def on_server(server: Server, *, people: int, places: int = PLACES_PER_DATE) -> Iterator[Databases]:
    """The same on PostgreSQL; dropped afterwards."""
    names = [f"bench_{which}_{secrets.token_hex(4)}" for which in ("main", "mypage")]
    try:
        ground = Databases(*map(server.create, names))
        yield _prepared(ground, people=people, places=places)
    finally:
        for name in names:
            server.drop(name)


def emptied(ground: Databases) -> Databases:
    """Remove all bookings, on PostgreSQL."""
    _run(ground.main, f"TRUNCATE {MADE_BY_BOOKING} RESTART IDENTITY", "UPDATE slot SET taken = 0")
    _run(ground.main, "VACUUM ANALYZE slot")
    _run(ground.mypage, f"TRUNCATE {SHOWN}")
    return ground


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def fill(connection: Connection, table: Table, rows: Iterator[dict[str, object]]) -> None:
    """Insert the rows in batches."""
    adding = insert(table).inline()
    chunk: list[dict[str, object]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == ROWS_PER_BATCH:
            connection.execute(adding, chunk)
            connection.commit()
            chunk = []
    if chunk:
        connection.execute(adding, chunk)
    connection.commit()


def _prepared(ground: Databases, *, people: int, places: int) -> Databases:
    migrate(ground.main, "main")
    migrate(ground.mypage, "mypage")
    engine = create_engine(ground.main)
    with engine.connect() as connection:
        fill(connection, hospital, (_hospital(n) for n in range(1, HOSPITALS + 1)))
        fill(connection, hospital_version, (_texts(n) for n in range(1, HOSPITALS + 1)))
        fill(connection, program, (_program(n) for n in range(1, HOSPITALS + 1)))
        fill(connection, program_version, (_program_texts(n) for n in range(1, HOSPITALS + 1)))
        fill(connection, slot, (_slot(n, places) for n in range(1, SLOTS + 1)))
        fill(connection, person, (_account(n) for n in range(1, people + 1)))
        fill(connection, patient, _patients(people))
        fill(connection, access, (_access(n) for n in range(1, people + 1)))
        fill(connection, consent, _consents(people))
        if engine.dialect.name == "postgresql":  # as its autovacuum would do in a while
            connection.exec_driver_sql("ANALYZE hospital, program, slot, person, patient, consent")
            connection.commit()
    engine.dispose()
    return ground


def _hospital(number: int) -> dict[str, object]:
    names = {"name": f"{number}번 병원", "key": f"{number}번병원"}
    return {"id": number, **names, "state": "open", "version": 1}


def _texts(number: int) -> dict[str, object]:
    return {"hospital": number, "version": 1, "name": f"{number}번 병원"}


def _program(number: int) -> dict[str, object]:
    """The one without a name, under the hospital's number."""
    names = {"name": "", "key": "", "asks_birth": 0}
    return {"id": number, "hospital": number, **names, "state": "open", "version": 1}


def _program_texts(number: int) -> dict[str, object]:
    return {"program": number, "version": 1, "name": ""}


def _slot(number: int, places: int) -> dict[str, object]:
    return {
        "id": number,
        "hospital": hospital_of(number),
        "day": day_of(number).isoformat(),
        "program": hospital_of(number),
        "start": "",
        "capacity": places,
        "taken": 0,
        "version": 1,
        "state": "open",
    }


def _account(number: int) -> dict[str, object]:
    return {
        "id": number,
        "telegram": number,
        "language": "ko",
        "wrapped_key": vault().new_key(number),
        "reachable": 1,
        "at": to_ms(NOW),
    }


def _patients(count: int) -> Iterator[dict[str, object]]:
    """Each person is one, under the same number."""
    sealing, at = vault(), to_ms(NOW)
    for number in range(1, count + 1):
        key = sealing.new_key(number)
        yield {
            "id": number,
            "person": number,
            "wrapped_key": key,
            "sealed_name": sealing.seal("한가람", person=number, wrapped=key),
            "at": at,
        }


def _access(number: int) -> dict[str, object]:
    return {"person": number, "patient": number, "kind": "self", "at": to_ms(NOW)}


def _consents(count: int) -> Iterator[dict[str, object]]:
    said: Sequence[Consent] = list(Consent)
    at = to_ms(NOW)
    for number in range(1, count + 1):
        for each in said:
            terms = {"consent": each.value, "version": CONSENT_VERSION}
            yield {"person": number, "at": at, **terms}
