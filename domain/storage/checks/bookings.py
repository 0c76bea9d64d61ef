"""Invariants of bookings and their events."""

from domain.storage.checks.sql import Invariant

RETURNED = """(b.status = 'cancelled' AND NOT EXISTS (SELECT 1 FROM hold h
  WHERE h.booking = b.id AND h.reason = 'undo' AND h.ended_at IS NULL))"""
"""Condition: the place of a cancelled booking has come back."""
BOOKING = """booking b LEFT JOIN slot s ON s.id = b.slot
  LEFT JOIN deletion d ON d.id = s.deletion"""
CHANGE = """told t LEFT JOIN booking b ON b.id = t.booking LEFT JOIN slot s ON s.id = t.slot
  LEFT JOIN struck x ON x.deletion = s.deletion AND x.kind <> 'DeletionCompleted'
  LEFT JOIN ledger_entry l ON l.booking = t.booking AND l.version = t.version AND l.kind = t.kind"""
HISTORY = """booking b LEFT JOIN (SELECT booking, count(*) AS events, min(version) AS first,
    max(CASE kind WHEN 'PlaceReturned' THEN 0 ELSE version END) AS last,
    count(CASE kind WHEN 'PlaceReturned' THEN 1 END) AS returns,
    count(CASE kind WHEN 'BookingMade' THEN 1 END) AS made
  FROM told GROUP BY booking) c ON c.booking = b.id"""
"""Each booking, with where it is; each of its events, with what there is of it; each
booking with how many events of it there are.
"""

BOOKINGS = (
    Invariant(
        "booking-of-somebody",
        "A booking is of somebody.",
        """SELECT b.id FROM booking b LEFT JOIN person p ON p.id = b.person
          WHERE p.id IS NULL""",
    ),
    Invariant(
        "booking-at-its-date",
        "A booking is at its slot's hospital, program, day and start.",
        of=BOOKING,
        where="""s.id IS NULL OR (s.hospital, s.program, s.day, s.start)
          <> (b.hospital, b.program, b.day, b.start)""",
        id="b.id",
    ),
    Invariant(
        "ended-where-deleted",
        "A booking is cancelled by the hospital only where a date was deleted.",
        of=BOOKING,
        where="b.status = 'force_cancelled' AND coalesce(s.state, '') <> 'deleted'",
        id="b.id",
    ),
    Invariant(
        "undo-of-a-cancelled",
        "An undo that has not ended keeps the place of a booking just as it was cancelled.",
        """SELECT h.id FROM hold h LEFT JOIN booking b ON b.id = h.booking
            AND b.slot = h.slot AND b.version = h.version AND b.status = 'cancelled'
          WHERE h.reason = 'undo' AND h.ended_at IS NULL AND b.id IS NULL""",
    ),
    Invariant(
        "hold-ends-in-time",
        "No hold lasts a minute longer than it should.",
        "SELECT id FROM hold WHERE ended_at IS NULL AND until < {now} - 60000",
        always=False,
    ),
    Invariant(
        "hold-once",
        "A person has one hold to confirm, a booking one undo, a patient one offer.",
        """SELECT min(id) AS id FROM hold WHERE ended_at IS NULL AND reason IN
            ('confirm', 'undo', 'offer') GROUP BY reason, CASE reason
            WHEN 'undo' THEN CAST(booking AS text) WHEN 'offer' THEN CAST(patient AS text)
            ELSE coalesce(account, CAST(person AS text)) END HAVING count(*) > 1""",
    ),
    Invariant(
        "deletion-waits-for-its-bookings",
        "No deletion is closed while a booking on its dates is active.",
        of=BOOKING,
        where="b.status = 'booked' AND d.closed = 1",
        id="b.id",
    ),
    Invariant(
        "deleted-date-is-empty",
        "A deleted date has no active booking.",
        """SELECT b.id FROM booking b JOIN slot s ON s.id = b.slot
          WHERE b.status = 'booked' AND s.state = 'deleted'""",
        always=False,
    ),
    Invariant(
        "one-booking-a-day",
        "No patient has two active bookings on a day.",
        """SELECT min(id) AS id FROM booking WHERE status = 'booked'
          GROUP BY patient, day HAVING count(*) > 1""",
    ),
    Invariant(
        "told-as-it-is",
        "Each event of a booking tells of one there is: its code, person, date and hospital.",
        of=CHANGE,
        where="""b.id IS NULL OR (b.code, b.person, b.slot, b.hospital, b.day)
          <> (t.code, t.person, t.slot, t.hospital, t.day) OR t.version > b.version""",
        id="t.id",
    ),
    Invariant(
        "status-as-told",
        "A booking stands as its last event says, and was made when its first one says.",
        of=CHANGE,
        where="""(t.version = b.version AND b.status <> CASE t.kind WHEN 'BookingMade' THEN 'booked'
          WHEN 'BookingForceCancelled' THEN 'force_cancelled' ELSE 'cancelled' END)
          OR (t.kind = 'BookingMade' AND t.at <> b.made_at)""",
        id="t.booking",
    ),
    Invariant(
        "changes-in-order",
        "A booking begins by being made, and changes once at most, which is its end.",
        of=CHANGE,
        where="""CASE t.kind WHEN 'BookingMade' THEN 1 ELSE b.version END <> t.version
          OR (t.kind <> 'BookingMade' AND t.version = 1) OR t.version > 2""",
        id="t.booking",
    ),
    Invariant(
        "ended-by-its-deletion",
        "A booking that a hospital cancelled was ended by the deletion of its date.",
        """SELECT e.booking AS id FROM ended e LEFT JOIN slot s ON s.id = e.slot
          WHERE coalesce(s.deletion, 0) <> e.deletion""",
    ),
    Invariant(
        "none-after-the-deletion",
        "No booking was made after its date was deleted.",
        of=CHANGE,
        where="t.kind = 'BookingMade' AND t.id > x.id",
        id="t.booking",
    ),
    Invariant(
        "each-change-is-told",
        "A booking has one event for each of its versions, of which it has two at most.",
        of=HISTORY,
        where="""c.events - c.returns <> b.version OR c.first <> 1 OR c.last <> b.version
          OR b.version > 2""",
        id="b.id",
    ),
    Invariant(
        "making-is-told",
        "Of each booking one event tells that it was made.",
        of=HISTORY,
        where="coalesce(c.made, 0) <> 1",
        id="b.id",
    ),
    Invariant(
        "place-returns-once",
        "The place of a cancelled booking comes back once, and an event tells it.",
        of=HISTORY,
        where=f"c.returns <> CASE WHEN {RETURNED} THEN 1 ELSE 0 END",
        id="b.id",
    ),
    Invariant(
        "cancelled-by-one-update",
        "One update cancelled a booking, and what it was answered is so.",
        """SELECT coalesce(min(b.id), 0) AS id FROM cancels c
          LEFT JOIN booking b ON b.id = c.booking
          GROUP BY c.booking HAVING count(*) > 1 OR min(b.id) IS NULL
            OR min(b.status) = 'booked'""",
    ),
)
