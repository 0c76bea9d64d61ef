"""Invariants of consumers: no event is skipped."""

from domain.storage.checks.bookings import CHANGE, RETURNED
from domain.storage.checks.sql import Invariant, past

PROGRESS = (
    Invariant(
        "nobody-beyond-the-end",
        "Nobody has come further than the events.",
        """SELECT subscriber AS id FROM position
          WHERE event > (SELECT coalesce(max(id), 0) FROM event)""",
    ),
    Invariant(
        "parked-is-there",
        "An event that was put aside is in the outbox, and was come past.",
        """SELECT k.event AS id FROM parked k LEFT JOIN event e ON e.id = k.event
          LEFT JOIN position p ON p.subscriber = k.subscriber
          WHERE e.id IS NULL OR p.subscriber IS NULL OR p.event < k.event""",
    ),
    Invariant(
        "parked-in-its-lane",
        "An event of a booking that was put aside holds up that booking and no other.",
        """SELECT t.id FROM parked k JOIN told t ON t.id = k.event
          WHERE k.lane <> 'booking:' || CAST(t.booking AS TEXT)""",
    ),
    Invariant(
        "places-skip-nothing",
        "Each cancellation that the places have come past gave its place back.",
        of=CHANGE,
        where=f"t.kind = 'BookingCancelled' AND NOT {RETURNED} AND {past('places', 't.id')}",
        id="t.id",
    ),
    Invariant(
        "closing-skips-nothing",
        "Each deletion that the closing has come past is completed.",
        f"""SELECT x.id FROM struck x WHERE x.kind <> 'DeletionCompleted' AND x.deletion NOT IN
          (SELECT deletion FROM struck WHERE kind = 'DeletionCompleted')
          AND {past("closing", "x.id")}""",
    ),
    Invariant(
        "deletion-is-closed",
        "Each completed deletion that the notices have come past is closed.",
        f"""SELECT x.id FROM struck x JOIN deletion d ON d.id = x.deletion
          WHERE x.kind = 'DeletionCompleted' AND d.closed = 0 AND {past("notices", "x.id")}""",
    ),
    Invariant(
        "owed-to-each",
        "Whoever did not cancel themselves is owed a notice once the notices have come past it.",
        f"""SELECT t.id FROM (SELECT id, booking, version, 'force_cancelled' AS kind FROM ended
            UNION ALL SELECT id, booking, version, 'cancelled_by_admin' FROM by_desk) t
          LEFT JOIN notice n ON n.key =
            CAST(t.booking AS TEXT) || ':' || CAST(t.version AS TEXT) || ':' || t.kind
          WHERE n.id IS NULL AND {past("notices", "t.id")}""",
    ),
    Invariant(
        "one-life",
        "The outbox has one life at a time.",
        """SELECT 'epoch' AS id WHERE (SELECT count(*) FROM meta WHERE name = 'epoch') <> 1""",
    ),
    Invariant(
        "everybody-at-the-end",
        "Whoever follows the events has come to their end.",
        """SELECT name AS id FROM (SELECT 'places' AS name UNION ALL SELECT 'closing'
          UNION ALL SELECT 'ledger' UNION ALL SELECT 'notices') every
          LEFT JOIN position p ON p.subscriber = every.name
          WHERE coalesce(p.event, 0) < (SELECT coalesce(max(id), 0) FROM event)""",
        always=False,
        rest=True,
    ),
    Invariant(
        "nothing-put-aside",
        "No event waits to be tried again, or for an admin.",
        "SELECT event AS id FROM parked",
        always=False,
        rest=True,
    ),
)
