"""Invariants of the reservation register."""

from domain.storage.checks.bookings import CHANGE, RETURNED
from domain.storage.checks.sql import Invariant, past

ENTRIES = """(SELECT booking, count(*) AS n, max(version) AS last FROM ledger_entry
    GROUP BY booking) e LEFT JOIN booking b ON b.id = e.booking
  LEFT JOIN ledger l ON l.booking = e.booking"""
"""Entries of each booking, with the booking and its line."""

LEDGER = (
    Invariant(
        "ledger-invents-nothing",
        "The register has no entry without a booking, and of none more than it has changes.",
        of=ENTRIES,
        where=f"""b.id IS NULL OR e.last > b.version
          OR e.n > b.version + CASE WHEN {RETURNED} THEN 1 ELSE 0 END""",
        id="e.booking",
    ),
    Invariant(
        "ledger-entry-as-told",
        "Each entry of the register is as old as its event.",
        of=CHANGE,
        where="l.at <> t.at",
        id="t.id",
    ),
    Invariant(
        "ledger-line-has-its-history",
        "Each booking with entries in the register has a line there, at the version of the last.",
        of=ENTRIES,
        where="e.last <> coalesce(l.version, 0)",
        id="e.booking",
    ),
    Invariant(
        "ledger-skips-nothing",
        "Each event that the register has come past is in it, or waits there to be tried again.",
        of=CHANGE,
        where=f"l.booking IS NULL AND {past('ledger', 't.id')}",
        id="t.id",
    ),
    Invariant(
        "ledger-line-was-so",
        "Each line of the register shows a version that its booking has or had.",
        """SELECT l.booking AS id FROM ledger l LEFT JOIN booking b ON b.id = l.booking
          WHERE b.id IS NULL OR l.version > b.version
            OR (b.code, b.person, b.slot, b.hospital, b.day)
              <> (l.code, l.person, l.slot, l.hospital, l.day)
            OR l.status <> CASE WHEN l.version = b.version THEN b.status ELSE 'booked' END""",
    ),
    Invariant(
        "ledger-is-complete",
        "The register equals the bookings.",
        """SELECT b.id FROM booking b LEFT JOIN ledger l ON l.booking = b.id
          AND (l.status, l.version) = (b.status, b.version) WHERE l.booking IS NULL""",
        always=False,
    ),
)
