"""What must hold in the databases, as plain SQL that each must find nothing. Only reads.

ALWAYS holds in every committed state, also just after a crash; DRAINED once nothing is left to do.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

VIEWS = (
    """CREATE TEMP VIEW told AS
        SELECT id, kind, body ->> 'booking' AS booking, body ->> 'version' AS version,
          body ->> 'code' AS code, body ->> 'person' AS person, body ->> 'slot' AS slot,
          body ->> 'hospital' AS hospital, body ->> 'day' AS day
        FROM main.event WHERE kind IN
          ('BookingMade', 'BookingCancelled', 'BookingForceCancelled', 'PlaceReturned')""",
    """CREATE TEMP VIEW change AS SELECT * FROM told WHERE kind <> 'PlaceReturned'""",
    """CREATE TEMP VIEW subscribed AS SELECT column1 AS name
        FROM (VALUES ('places'), ('closing'), ('ledger'), ('notices'))""",
    """CREATE TEMP VIEW erased AS SELECT body ->> 'person' AS person
        FROM main.event WHERE kind = 'PersonErased'""",
)
"""What was told of bookings; what raised a version; who follows events in the main database; who
was erased.
"""


@dataclass(frozen=True)
class Finding:
    """A promise that does not hold, and the first rows that break it."""

    promise: str
    rows: list[tuple[object, ...]]


ALWAYS = {
    "a slot's places are its active, force-cancelled and not yet returned bookings": """
        SELECT s.id, s.booked, s.capacity FROM slot s WHERE s.booked <> (
          SELECT count(*) FROM booking b WHERE b.slot = s.id AND b.returned = 0)""",
    "a place comes back for cancelled bookings only": """
        SELECT id, status FROM booking WHERE returned = 1 AND status <> 'cancelled'""",
    "no more active bookings than places": """
        SELECT s.id, s.capacity, count(*) FROM slot s JOIN booking b ON b.slot = s.id
        WHERE b.status = 'booked' GROUP BY s.id HAVING count(*) > s.capacity""",
    "a slot's count stays between nothing and its capacity": """
        SELECT id, booked, capacity FROM slot WHERE booked < 0 OR booked > capacity""",
    "one active booking a person and day": """
        SELECT person, day, count(*) FROM booking WHERE status = 'booked'
        GROUP BY person, day HAVING count(*) > 1""",
    "a booking is of somebody, at its slot's hospital and day": """
        SELECT b.id FROM booking b LEFT JOIN person p ON p.id = b.person
        LEFT JOIN slot s ON s.id = b.slot AND s.hospital = b.hospital AND s.day = b.day
        WHERE p.id IS NULL OR s.id IS NULL""",
    "a booking is force-cancelled only where a date was deleted": """
        SELECT b.id FROM booking b JOIN slot s ON s.id = b.slot
        WHERE b.status = 'force_cancelled' AND s.deleted = 0""",
    "a booking's version is the number of its events": """
        SELECT b.id, b.version FROM booking b WHERE b.version <> (
          SELECT count(DISTINCT c.version) FROM change c WHERE c.booking = b.id)
        OR b.version <> (SELECT count(*) FROM change c WHERE c.booking = b.id)""",
    "a booking's status is what its last event says": """
        SELECT b.id, b.status, c.kind FROM booking b
        JOIN change c ON c.booking = b.id AND c.version = b.version
        WHERE b.status <> CASE c.kind WHEN 'BookingMade' THEN 'booked'
          WHEN 'BookingCancelled' THEN 'cancelled' ELSE 'force_cancelled' END""",
    "no event without its booking": """
        SELECT t.id, t.kind FROM told t LEFT JOIN booking b ON b.id = t.booking
          AND (b.code, b.person, b.slot, b.hospital, b.day)
            = (t.code, t.person, t.slot, t.hospital, t.day) AND t.version <= b.version
        WHERE b.id IS NULL""",
    "a place comes back exactly once": """
        SELECT b.id, b.returned FROM booking b WHERE b.returned <> (
          SELECT count(*) FROM told t WHERE t.booking = b.id AND t.kind = 'PlaceReturned')""",
    "a notice is for the booking's person, and of a booking there is": """
        SELECT n.id, n.kind FROM notice n
        LEFT JOIN booking b ON b.id = n.facts ->> 'booking'
        WHERE n.facts ->> 'booking' IS NOT NULL
          AND (b.id IS NULL OR b.person <> n.person)""",
    "a deletion's sum goes to the admin who deleted": """
        SELECT n.id FROM notice n LEFT JOIN deletion d ON d.id = n.facts ->> 'deletion'
        WHERE n.kind = 'deletion_sum' AND (d.id IS NULL OR d.admin <> n.person)""",
    "a notice that was sent has a message": """
        SELECT id FROM notice WHERE state = 'sent' AND (message IS NULL OR attempts < 1)""",
    "the ledger never invents anything": """
        SELECT l.booking, l.version FROM ledger_entry l
        LEFT JOIN told t ON (t.booking, t.version, t.kind) = (l.booking, l.version, l.kind)
        WHERE t.id IS NULL""",
    "nothing tells who somebody erased was": """
        SELECT id FROM person WHERE id IN (SELECT person FROM erased) AND
          (telegram IS NOT NULL OR wrapped_key IS NOT NULL OR sealed_name IS NOT NULL)
        UNION ALL SELECT person FROM consent WHERE person IN (SELECT person FROM erased)""",
    "a booking is cancelled by one update only": """
        SELECT answer -> 'facts' ->> 'booking', count(*) FROM handled
        WHERE answer ->> 'name' = 'cancelled' AND answer ->> 'refused' = 0
        GROUP BY 1 HAVING count(*) > 1""",
}

DRAINED = {
    "no active booking at a deleted date": """
        SELECT b.id FROM booking b JOIN slot s ON s.id = b.slot
        WHERE b.status = 'booked' AND s.deleted = 1""",
    "every cancelled place came back": """
        SELECT id FROM booking WHERE status = 'cancelled' AND returned = 0""",
    "each force-cancelled booking owes one notice": """
        SELECT b.id, b.status FROM booking b WHERE (b.status = 'force_cancelled') <> (
          SELECT count(*) FROM notice n WHERE n.kind = 'force_cancelled'
            AND n.facts ->> 'booking' = b.id)""",
    "the ledger equals the bookings": """
        SELECT b.id FROM booking b LEFT JOIN ledger l ON
          (l.booking, l.code, l.person, l.slot, l.hospital, l.day, l.status, l.version)
          = (b.id, b.code, b.person, b.slot, b.hospital, b.day, b.status, b.version)
        WHERE l.booking IS NULL
        UNION ALL SELECT booking FROM ledger WHERE booking NOT IN (SELECT id FROM booking)""",
    "the ledger has every event of a booking": """
        SELECT t.id, t.kind FROM told t
        LEFT JOIN ledger_entry l ON (l.booking, l.version, l.kind) = (t.booking, t.version, t.kind)
        WHERE l.booking IS NULL""",
    "every subscriber has come to the end, and nothing is parked": """
        SELECT p.subscriber, p.event FROM position p
        WHERE p.event <> (SELECT coalesce(max(id), 0) FROM event)
        UNION ALL SELECT subscriber, event FROM parked""",
    "every subscriber has begun": """
        SELECT name FROM subscribed WHERE EXISTS (SELECT 1 FROM event)
        AND name NOT IN (SELECT subscriber FROM position)""",
}

SHOWN = {
    "the read model equals the bookings": """
        SELECT b.id FROM booking b LEFT JOIN mypage.shown_booking v ON
          (v.booking, v.code, v.person, v.hospital, v.day, v.status, v.version)
          = (b.id, b.code, b.person, b.hospital, b.day, b.status, b.version)
        WHERE v.booking IS NULL AND b.person NOT IN (SELECT person FROM erased)
        UNION ALL SELECT booking FROM mypage.shown_booking
        WHERE booking NOT IN (SELECT id FROM booking)
          OR person IN (SELECT person FROM erased)""",
    "the read model has every event of a booking, and no other": """
        SELECT t.booking, t.version, t.kind FROM told t LEFT JOIN mypage.moment m
          ON (m.booking, m.version, m.kind) = (t.booking, t.version, t.kind)
        WHERE m.booking IS NULL AND t.person NOT IN (SELECT person FROM erased)
        UNION ALL SELECT m.booking, m.version, m.kind FROM mypage.moment m LEFT JOIN told t
          ON (m.booking, m.version, m.kind) = (t.booking, t.version, t.kind) WHERE t.id IS NULL""",
    "the read model knows every hospital as it is": """
        SELECT h.id FROM hospital h LEFT JOIN mypage.shown_hospital v
          ON v.hospital = h.id AND v.name = h.name AND v.phone IS h.phone
        WHERE v.hospital IS NULL""",
    "the read model has come to the end, and nothing is parked": """
        SELECT (SELECT max(event) FROM mypage.position), max(id) FROM event
        HAVING max(id) IS NOT (SELECT max(event) FROM mypage.position)
        UNION ALL SELECT subscriber, event FROM mypage.parked""",
}


def broken(main: Path, mypage: Path | None = None, *, drained: bool) -> list[Finding]:
    """What does not hold. The read model is compared only when given and all is `drained`."""
    promises = dict(ALWAYS)
    if drained:
        promises |= DRAINED | (SHOWN if mypage is not None else {})
    with opened(main, mypage) as database:
        asked = ((name, database.execute(sql).fetchmany(5)) for name, sql in promises.items())
        return [Finding(name, rows) for name, rows in asked if rows]


@contextmanager
def opened(main: Path, mypage: Path | None = None) -> Iterator[sqlite3.Connection]:
    """One moment's state of the databases; writing fails."""
    address = f"file:{main}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database:
        if mypage is not None:
            database.execute("ATTACH ? AS mypage", (f"file:{mypage}?mode=ro",))
        for view in VIEWS:
            database.execute(view)
        database.execute("PRAGMA query_only = ON")
        database.execute("BEGIN")
        yield database
