"""What must hold of the reservation register, as SQL. Queries only."""

from domain.storage.invariants.bookings import CHANGE, HISTORY
from domain.storage.invariants.words import Invariant, past

LEDGER = (
    Invariant(
        "ledger-invents-nothing",
        "A booking has no more entries in the register than events.",
        of=HISTORY,
        where="e.n > coalesce(c.events, 0) OR e.last > b.version",
        id="b.id",
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
        "Each line of the register is at the version of its last entry.",
        of=HISTORY,
        where="coalesce(e.last, 0) <> coalesce(l.version, 0)",
        id="b.id",
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
          AND (b.code, b.person, b.slot, b.hospital, b.day)
            = (l.code, l.person, l.slot, l.hospital, l.day) AND l.version <= b.version
          WHERE b.id IS NULL
            OR l.status <> CASE WHEN l.version = b.version THEN b.status ELSE 'booked' END""",
    ),
    Invariant(
        "ledger-entry-of-a-booking",
        "Each entry of the register is of a booking there is.",
        "SELECT booking AS id FROM ledger_entry WHERE booking NOT IN (SELECT id FROM booking)",
    ),
    Invariant(
        "ledger-is-complete",
        "The register equals the bookings.",
        """SELECT b.id FROM booking b LEFT JOIN ledger l ON l.booking = b.id
          AND (l.status, l.version) = (b.status, b.version) WHERE l.booking IS NULL""",
        always=False,
    ),
)
