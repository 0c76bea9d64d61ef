"""Baseline: the writes of a booking on the raw sqlite3 driver, one commit per booking.

The ceiling without group commit. No rules are checked and no consumer runs.
"""

import json
import sqlite3
import time
from collections.abc import Sequence

from benchmarks.load.core import BOT, BookingRequest
from benchmarks.load.databases import NOW, Databases, day_of, hospital_of
from domain.model import CODE_ALPHABET
from domain.storage.sql.values import to_ms

PRAGMAS = ("journal_mode = wal", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON")
TAKE = "UPDATE slot SET taken = taken + 1 WHERE id = ? AND taken < capacity AND state = 'open'"
BOOK = (
    "INSERT INTO booking (code, person, slot, hospital, day, status, version, made_at,"
    " patient, program, start, moves, source, hospital_version, program_version)"
    " VALUES (?1, ?2, ?3, ?4, ?5, 'booked', 1, ?6, ?2, ?4, '', 0, 'chat', 1, 1)"
)
TELL = "INSERT INTO event (at, kind, body) VALUES (?, 'BookingMade', ?)"
KEEP = "INSERT INTO handled (bot, update_id, answer, at) VALUES (?, ?, ?, ?)"
AT = to_ms(NOW)


def book_by_hand(ground: Databases, wishes: Sequence[BookingRequest]) -> float:
    """Seconds for all bookings, one after the other on one connection."""
    database = sqlite3.connect(ground.main.removeprefix("sqlite:///"), isolation_level=None)
    try:
        for pragma in PRAGMAS:
            database.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        for wish in wishes:
            _book(database, wish)
        return time.perf_counter() - began
    finally:
        database.close()


def code_of(number: int) -> str:
    """Booking code."""
    letters = ""
    for _ in range(6):
        number, letter = divmod(number, len(CODE_ALPHABET))
        letters = CODE_ALPHABET[letter] + letters
    return f"HS-{letters}"


def body_of(wish: BookingRequest, *, booking: int, version: int = 1) -> str:
    """Event body as the bot writes it."""
    facts = {
        "booking": booking,
        "version": version,
        "code": code_of(booking),
        "person": wish.person,
        "slot": wish.slot,
        "hospital": hospital_of(wish.slot),
        "day": day_of(wish.slot).isoformat(),
    }
    return json.dumps(facts, separators=(",", ":"))


def _book(database: sqlite3.Connection, wish: BookingRequest) -> None:
    hospital, day = hospital_of(wish.slot), day_of(wish.slot).isoformat()
    run = database.execute
    run("BEGIN IMMEDIATE")
    run(TAKE, (wish.slot,))
    made = run(BOOK, (code_of(wish.update), wish.person, wish.slot, hospital, day, AT))
    booking = made.lastrowid or 0
    run(TELL, (AT, body_of(wish, booking=booking)))
    answer = f'{{"name": "booked", "facts": {{"booking": {booking}}}, "refused": false}}'
    run(KEEP, (BOT, wish.update, answer, AT))
    run("COMMIT")
