"""What could go wrong in the databases, a change each, in words both engines know, and which
invariant must find it.
"""

from typing import NamedTuple


class Corruption(NamedTuple):
    """A change that breaks the invariant."""

    invariant: str
    sql: str
    mypage: bool = False

    @property
    def id(self) -> str:
        return f"{self.invariant}: {' '.join(self.sql.split())[:60]}"


ALIASES = {
    "a_booked": "SELECT * FROM booking WHERE status = 'booked' ORDER BY id LIMIT 1",
    "a_cancelled": "SELECT * FROM booking WHERE status = 'cancelled' ORDER BY id LIMIT 1",
    "a_forced": "SELECT * FROM booking WHERE status = 'force_cancelled' ORDER BY id LIMIT 1",
    "a_told": "SELECT * FROM notice WHERE kind = 'force_cancelled' AND state = 'sent'"
    " ORDER BY id LIMIT 1",
    "a_made": "SELECT * FROM event WHERE kind = 'BookingMade' ORDER BY id LIMIT 1",
    "a_return": "SELECT * FROM event WHERE kind = 'PlaceReturned' ORDER BY id LIMIT 1",
    "an_end": "SELECT * FROM event WHERE kind = 'BookingForceCancelled' ORDER BY id LIMIT 1",
    "an_erased": "SELECT * FROM person WHERE telegram IS NULL ORDER BY id LIMIT 1",
    "a_known": "SELECT * FROM person WHERE telegram IS NOT NULL ORDER BY telegram LIMIT 1",
}
"""One of each: what the corruptions name."""

_BOOKING = """person, patient, slot, hospital, program, day, start, status, version, moves, source,
  made_at, hospital_version, program_version"""
_HOLD = "slot, reason, booking, version, made_at"
_UNDO = "SELECT {slot}, 'undo', id, version, 1, 1"
_NOTICE = """facts, due_at, expires_at, deletion, state, attempts, ambiguous, not_before, message,
  settled_at"""

_TWICE = """UPDATE booking SET version = 3 WHERE status = 'force_cancelled'; UPDATE event
  SET body = replace(body, '"version":2', '"version":3') WHERE kind = 'BookingForceCancelled'"""
"""Its second change is called the third."""

_PLACES = {
    "places-add-up": [
        "UPDATE slot SET taken = taken + 1 WHERE id = (SELECT slot FROM a_booked)",
        "UPDATE slot SET taken = taken + 1 WHERE id = (SELECT slot FROM a_forced)",
        (
            "UPDATE hold SET ended = NULL, ended_at = NULL"
            " WHERE booking = (SELECT id FROM a_cancelled)"
        ),
    ],
    "places-within-capacity": [
        "UPDATE slot SET taken = -1",
        "UPDATE slot SET capacity = taken - 1",
    ],
    "not-oversold": ["UPDATE slot SET capacity = 1"],
    "one-date-a-day": [
        """INSERT INTO slot (id, hospital, program, day, start, capacity, taken, version, state)
          SELECT 999, hospital, program, day, start, capacity, 0, 1, state FROM slot
          WHERE id = (SELECT slot FROM a_booked)""",
    ],
    "slot-of-a-program": [
        "UPDATE slot SET program = 99 WHERE id = 1",
        "UPDATE slot SET program = program + 1 WHERE id = 1",
        "UPDATE program SET key = 'x', name = 'x' WHERE id = 1",
    ],
    "texts-by-version": [
        "UPDATE hospital SET version = version + 1 WHERE id = 1",
        "UPDATE hospital_version SET name = 'x'",
        "DELETE FROM program_version WHERE program = 1",
    ],
    "one-hospital-a-name": [
        (
            "INSERT INTO hospital (id, name, key, state, version)"
            " SELECT 999, name, key, state, 1 FROM hospital"
            " WHERE id = 1"
        ),
    ],
    "date-of-a-live-hospital": [
        "UPDATE slot SET state = 'open', deletion = NULL WHERE hospital = 3"
    ],
    "date-names-its-deletion": [
        "UPDATE slot SET deletion = NULL",
        "UPDATE slot SET deletion = 1 WHERE id = (SELECT slot FROM a_booked)",
        "UPDATE slot SET deletion = 3 - deletion",
    ],
    "date-as-told": [
        "UPDATE slot SET capacity = capacity + 1 WHERE id = 1",
        "UPDATE slot SET day = '2027-03-30' WHERE id = 1",
        "DELETE FROM event WHERE kind = 'CapacityChanged'",
    ],
    "date-version": ["UPDATE slot SET version = version + 1 WHERE id = 1"],
    "hospital-as-told": [
        "UPDATE hospital SET phone = '02-000-0000' WHERE id = 1",
        "UPDATE hospital SET name = '다른병원' WHERE id = 2",
    ],
    "deletion-as-told": [
        "DELETE FROM event WHERE kind = 'SlotDeleted'",
        "DELETE FROM event WHERE kind = 'DeletionCompleted'",
        (
            "INSERT INTO event (at, kind, body) SELECT at, kind, body FROM event"
            " WHERE kind = 'DeletionCompleted'"
        ),
        "UPDATE deletion SET closed = 0",
    ],
    "deleted-as-told": [
        "UPDATE hospital SET state = 'deleted' WHERE id = 1",
        "UPDATE hospital SET state = 'open'",
    ],
    "deletion-hits-no-more": ["UPDATE deletion SET bookings = 1"],
    "deletion-done": ["UPDATE deletion SET closed = 0", "UPDATE deletion SET summed = 0"],
}
_BOOKINGS = {
    "booking-of-somebody": [
        "UPDATE booking SET person = 5 WHERE id = (SELECT id FROM a_booked)",
    ],
    "booking-at-its-date": [
        "UPDATE booking SET day = '2027-12-31' WHERE id = (SELECT id FROM a_booked)",
        "UPDATE booking SET hospital = 99 WHERE id = (SELECT id FROM a_booked)",
        "UPDATE booking SET slot = 99 WHERE id = (SELECT id FROM a_booked)",
        "UPDATE booking SET start = '09:00' WHERE id = (SELECT id FROM a_booked)",
        "UPDATE booking SET program = 99 WHERE id = (SELECT id FROM a_booked)",
    ],
    "one-booking-a-day": [
        (
            f"INSERT INTO booking (id, code, {_BOOKING}) SELECT 999, 'HS-000000', {_BOOKING}"
            " FROM a_booked"
        ),
    ],
    "ended-where-deleted": ["UPDATE slot SET state = 'open'"],
    "undo-of-a-cancelled": [
        f"INSERT INTO hold ({_HOLD}, until) {_UNDO.format(slot='slot')} FROM a_booked",
        f"INSERT INTO hold ({_HOLD}, until) {_UNDO.format(slot='slot')} FROM a_forced",
        f"INSERT INTO hold ({_HOLD}, until) {_UNDO.format(slot='slot + 1')} FROM a_cancelled",
    ],
    "hold-ends-in-time": [
        f"INSERT INTO hold ({_HOLD}, until) {_UNDO.format(slot='slot')} FROM a_cancelled",
    ],
    "hold-once": [
        f"""INSERT INTO hold ({_HOLD}, until) {_UNDO.format(slot="slot")} FROM a_cancelled; INSERT
          INTO hold ({_HOLD}, until) {_UNDO.format(slot="slot")} FROM a_cancelled""",
    ],
    "deletion-waits-for-its-bookings": [
        "UPDATE booking SET status = 'booked' WHERE id = (SELECT id FROM a_forced)",
    ],
    "deleted-date-is-empty": [
        "UPDATE slot SET state = 'deleted' WHERE id = (SELECT slot FROM a_booked)",
    ],
    "none-after-the-deletion": [
        (
            "UPDATE event SET id = 99999 WHERE kind = 'BookingMade' AND body LIKE '%\"slot\":2,%'"
            " AND id = (SELECT max(id) FROM event WHERE kind = 'BookingMade'"
            " AND body LIKE '%\"slot\":2,%')"
        ),
    ],
    "each-change-is-told": [
        "UPDATE booking SET version = 2 WHERE id = (SELECT id FROM a_booked)",
        "INSERT INTO event (at, kind, body) SELECT at, kind, body FROM a_made",
        "UPDATE booking SET version = 3 WHERE id = (SELECT id FROM a_forced)",
        f"""{_TWICE}; INSERT INTO event (at, kind, body) SELECT at, kind, body FROM event
          WHERE kind = 'BookingForceCancelled'""",
    ],
    "making-is-told": [
        "INSERT INTO event (at, kind, body) SELECT at, kind, body FROM a_made",
        "DELETE FROM event WHERE id = (SELECT id FROM a_made)",
    ],
    "told-as-it-is": [
        "DELETE FROM booking WHERE id = (SELECT id FROM a_booked)",
        (
            "UPDATE event SET body = replace(body, '\"person\":', '\"person\":-')"
            " WHERE id = (SELECT id FROM a_made)"
        ),
        (
            "UPDATE event SET body = replace(body, '\"version\":1', '\"version\":9')"
            " WHERE id = (SELECT id FROM a_made)"
        ),
        "UPDATE booking SET code = 'HS-000000' WHERE id = (SELECT id FROM a_booked)",
    ],
    "status-as-told": [
        "UPDATE booking SET status = 'booked' WHERE id = (SELECT id FROM a_cancelled)",
        "UPDATE booking SET status = 'cancelled' WHERE id = (SELECT id FROM a_forced)",
        "UPDATE booking SET made_at = made_at - 1 WHERE id = (SELECT id FROM a_booked)",
    ],
    "changes-in-order": [
        "UPDATE event SET kind = 'BookingCancelled' WHERE id = (SELECT id FROM a_made)",
        "UPDATE event SET kind = 'BookingMade' WHERE id = (SELECT id FROM an_end)",
        "UPDATE booking SET version = 3 WHERE id = (SELECT id FROM a_forced)",
        _TWICE,
    ],
    "ended-by-its-deletion": [
        (
            "UPDATE event SET body = replace(body, '\"deletion\":', '\"deletion\":9')"
            " WHERE id = (SELECT id FROM an_end)"
        ),
    ],
    "place-returns-once": [
        "INSERT INTO event (at, kind, body) SELECT at, kind, body FROM a_return",
        "DELETE FROM event WHERE kind = 'PlaceReturned'",
    ],
    "cancelled-by-one-update": [
        """INSERT INTO handled (bot, update_id, answer, at) SELECT 8, update_id, answer, at
          FROM handled WHERE answer LIKE '%"cancelled"%'""",
        "UPDATE booking SET status = 'booked' WHERE status = 'cancelled'",
    ],
}
_LEDGER = {
    "ledger-invents-nothing": [
        (
            "INSERT INTO ledger_entry (booking, version, kind, at)"
            " SELECT id, 2, 'BookingCancelled', 0 FROM a_booked"
        ),
        "UPDATE ledger_entry SET booking = 999 WHERE booking = (SELECT id FROM a_booked)",
    ],
    "ledger-entry-as-told": ["UPDATE ledger_entry SET at = at + 1"],
    "ledger-line-has-its-history": [
        "UPDATE ledger SET version = 1 WHERE booking = (SELECT id FROM a_forced)",
        "DELETE FROM ledger WHERE booking = (SELECT id FROM a_booked)",
    ],
    "ledger-skips-nothing": [
        "DELETE FROM ledger_entry WHERE booking = (SELECT id FROM a_booked)",
        "UPDATE ledger_entry SET kind = 'PlaceReturned' WHERE kind = 'BookingMade'",
    ],
    "ledger-line-was-so": [
        "UPDATE ledger SET status = 'cancelled' WHERE booking = (SELECT id FROM a_booked)",
        "UPDATE ledger SET person = 5 WHERE booking = (SELECT id FROM a_booked)",
        "UPDATE ledger SET booking = 999 WHERE booking = (SELECT id FROM a_booked)",
    ],
    "ledger-is-complete": [
        "DELETE FROM ledger WHERE booking = (SELECT id FROM a_cancelled)",
        (
            "UPDATE ledger SET version = 1, status = 'booked'"
            " WHERE booking = (SELECT id FROM a_forced)"
        ),
    ],
}
_PROGRESS = {
    "nobody-beyond-the-end": ["UPDATE position SET event = 9999 WHERE subscriber = 'ledger'"],
    "parked-is-there": [
        "INSERT INTO parked VALUES ('ledger', 9999, 'booking:1', 8, 'KeyError', NULL)",
        "INSERT INTO parked SELECT 'nobody', id, 'booking:1', 8, 'KeyError', NULL FROM a_made",
    ],
    "parked-in-its-lane": [
        "INSERT INTO parked SELECT 'ledger', id, 'booking:77', 8, 'KeyError', NULL FROM a_made",
    ],
    "places-skip-nothing": [
        (
            "UPDATE hold SET ended = NULL, ended_at = NULL"
            " WHERE booking = (SELECT id FROM a_cancelled)"
        ),
    ],
    "closing-skips-nothing": ["DELETE FROM event WHERE kind = 'DeletionCompleted'"],
    "deletion-is-closed": ["UPDATE deletion SET closed = 0, summed = 0"],
    "owed-to-each": [
        "DELETE FROM notice WHERE id = (SELECT id FROM a_told)",
        "DELETE FROM notice WHERE kind = 'cancelled_by_admin'",
    ],
    "one-life": ["DELETE FROM meta WHERE name = 'epoch'"],
    "everybody-at-the-end": [
        "UPDATE position SET event = event - 1 WHERE subscriber = 'notices'",
        "DELETE FROM position WHERE subscriber = 'places'",
    ],
    "nothing-put-aside": [
        "INSERT INTO parked SELECT 'ledger', id, 'booking:1', 8, 'KeyError', NULL FROM a_made",
    ],
}
_NOTICES = {
    "notice-for-its-person": [
        "UPDATE notice SET person = (SELECT id FROM a_known) WHERE id = (SELECT id FROM a_told)",
        "UPDATE notice SET facts = '{\"booking\":999}' WHERE id = (SELECT id FROM a_told)",
    ],
    "notice-of-a-change": [
        f"""INSERT INTO notice (id, key, person, kind, {_NOTICE})
          SELECT 999, 'again', person, kind, {_NOTICE} FROM a_told""",
        f"""INSERT INTO notice (id, key, person, kind, {_NOTICE})
          SELECT 999, CAST(b.id AS TEXT) || ':1:force_cancelled', b.person, 'force_cancelled',
          '{{"booking":' || CAST(b.id AS TEXT) || '}}', 0, NULL, NULL, 'pending', 0, 0, 0, NULL,
          NULL FROM a_booked b""",
        "UPDATE notice SET deletion = 3 - deletion WHERE id = (SELECT id FROM a_told)",
        "UPDATE event SET body = replace(body, '\"by_admin\":true', '\"by_admin\":false')",
    ],
    "sum-for-who-deleted": [
        "UPDATE notice SET person = (SELECT id FROM a_known) WHERE kind = 'deletion_sum'",
    ],
    "sum-is-told": ["DELETE FROM notice WHERE kind = 'deletion_sum'"],
    "sent-as-noted": [
        "UPDATE notice SET attempts = 0 WHERE id = (SELECT id FROM a_told)",
        "UPDATE notice SET settled_at = NULL WHERE id = (SELECT id FROM a_told)",
        "UPDATE notice SET ambiguous = 9 WHERE id = (SELECT id FROM a_told)",
    ],
    "nothing-left-to-tell": [
        "UPDATE notice SET state = 'pending' WHERE id = (SELECT id FROM a_told)",
        "UPDATE notice SET due_at = 0 WHERE kind = 'reminder' AND state = 'pending'",
    ],
    "nothing-being-sent": [
        "DELETE FROM lease; UPDATE notice SET state = 'sending' WHERE id = (SELECT id FROM a_told)",
    ],
    "nothing-half-sent": ["UPDATE notice SET state = 'sending' WHERE id = (SELECT id FROM a_told)"],
    "reminder-is-owed": ["DELETE FROM notice WHERE kind = 'reminder'"],
}
_PEOPLE = {
    "patient-has-access": [
        "DELETE FROM access",
        "UPDATE patient SET wrapped_key = NULL",
        "UPDATE access SET patient = (SELECT max(patient) FROM access)",
    ],
    "booked-under-its-key": ["UPDATE patient SET wrapped_key = NULL"],
    "erased-leaves-nothing": [
        "UPDATE person SET telegram = 500 WHERE id = (SELECT id FROM an_erased)",
        (
            "UPDATE person SET wrapped_key = (SELECT wrapped_key FROM a_known)"
            " WHERE id = (SELECT id FROM an_erased)"
        ),
        "UPDATE person SET language = 'ko' WHERE id = (SELECT id FROM an_erased)",
        (
            "INSERT INTO consent (person, consent, version, at) SELECT id, 'basic', 1, 0"
            " FROM an_erased"
        ),
        (
            "UPDATE patient SET wrapped_key = (SELECT wrapped_key FROM a_known)"
            " WHERE id = (SELECT id FROM an_erased)"
        ),
        (
            "UPDATE booking SET sealed_name = (SELECT wrapped_key FROM a_known)"
            " WHERE patient = (SELECT id FROM an_erased)"
        ),
        ("INSERT INTO access (person, patient, kind, at) SELECT id, id, 'self', 0 FROM an_erased"),
        "UPDATE dialogue SET person = (SELECT id FROM an_erased)",
        "UPDATE open_card SET person = (SELECT id FROM an_erased)",
        "UPDATE admin SET person = (SELECT id FROM an_erased)",
        "UPDATE deletion SET admin = (SELECT id FROM an_erased)",
    ],
    "erased-as-told": [
        "DELETE FROM event WHERE kind = 'PersonErased'",
        (
            "INSERT INTO event (at, kind, body) SELECT at, kind, body FROM event"
            " WHERE kind = 'PersonErased'"
        ),
        "UPDATE person SET telegram = NULL WHERE id = (SELECT id FROM a_known)",
    ],
    "erased-is-owed-nothing": [
        "UPDATE notice SET state = 'pending' WHERE person = (SELECT id FROM an_erased)",
    ],
    "known-has-a-key": [
        "UPDATE person SET wrapped_key = NULL WHERE id = (SELECT id FROM a_known)",
    ],
    "consent-of-a-kind": [
        "UPDATE consent SET consent = 'everything' WHERE id = 1",
        "UPDATE consent SET version = 0 WHERE id = 1",
        "UPDATE consent SET ended_at = at - 1 WHERE id = 1",
    ],
    "one-consent-at-a-time": [
        (
            "INSERT INTO consent (person, consent, version, at, ended_at)"
            " SELECT person, consent, version, at, ended_at FROM consent WHERE ended_at IS NULL"
        ),
    ],
    "one-right": [
        """INSERT INTO admin (person, invited_by, role, everywhere, at)
          SELECT person, invited_by, role, everywhere, at FROM admin""",
        "UPDATE admin SET revoked_at = 1",
    ],
    "invited-who-opened": ["UPDATE invite SET opened_by = NULL"],
}
_KEEPING = {
    "old-keys-are-forgotten": ["UPDATE handled SET at = at - 10 * 86400000 WHERE update_id = 1"],
    "questions-end": ["UPDATE dialogue SET expires_at = expires_at - 3 * 86400000"],
    "cards-are-forgotten": ["UPDATE open_card SET shown_at = shown_at - 3 * 86400000"],
    "lease-is-sane": [
        "UPDATE lease SET until = until + 86400000",
        "UPDATE lease SET token = 0",
        "UPDATE lease SET holder = ''",
    ],
    "audit-holds": [
        "UPDATE audit SET actor = '901' WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
    ],
}
_SHOWN = {
    "mypage-not-beyond-the-end": ["UPDATE position SET event = 9999"],
    "mypage-shows-what-is-so": [
        "UPDATE shown_booking SET person = 5 WHERE booking = 1",
        "UPDATE shown_booking SET status = 'cancelled' WHERE booking = 1",
        "UPDATE shown_booking SET version = 9 WHERE booking = 1",
        "DELETE FROM shown_booking WHERE booking = 1",
        "UPDATE shown_booking SET booking = 99999 WHERE booking = 1",
    ],
    "mypage-has-the-history": [
        "DELETE FROM moment WHERE booking = 1",
        "INSERT INTO moment VALUES (1, 2, 'BookingCancelled', 0)",
    ],
    "mypage-knows-the-hospitals": [
        "UPDATE shown_hospital SET name = '다른병원'",
        "DELETE FROM shown_hospital",
    ],
    "mypage-forgets-the-erased": ["UPDATE shown_booking SET person = (SELECT person FROM erased)"],
    "mypage-at-the-end": [
        "UPDATE position SET event = event - 1",
        "UPDATE position SET epoch = epoch + 1",
        "INSERT INTO parked VALUES ('mypage', 1, 'booking:1', 8, 'KeyError', NULL)",
    ],
}
_MAIN = (_PLACES, _BOOKINGS, _LEDGER, _PROGRESS, _NOTICES, _PEOPLE, _KEEPING)
CORRUPTIONS = [
    *(Corruption(name, sql) for some in _MAIN for name, many in some.items() for sql in many),
    *(Corruption(name, sql, mypage=True) for name, many in _SHOWN.items() for sql in many),
]
