"""Invariants of hospitals, slots and deletions."""

from domain.model import TAKING as TAKING_STATUSES
from domain.storage.checks.sql import Invariant

TAKING = f"status IN ({', '.join(repr(each.value) for each in TAKING_STATUSES)})"
"""Condition: a booking takes a place."""

PLACES = (
    Invariant(
        "places-add-up",
        "A slot's taken places are its bookings that take one and its holds that have not ended.",
        f"""SELECT s.id FROM slot s
          LEFT JOIN (SELECT slot, count(*) AS n FROM booking WHERE {TAKING} GROUP BY slot) b
          ON b.slot = s.id
          LEFT JOIN (SELECT slot, count(*) AS n FROM hold WHERE ended_at IS NULL GROUP BY slot) h
          ON h.slot = s.id WHERE s.taken <> coalesce(b.n, 0) + coalesce(h.n, 0)""",
    ),
    Invariant(
        "places-within-capacity",
        "A date's taken places stay between nothing and its capacity.",
        "SELECT id FROM slot WHERE taken < 0 OR taken > capacity",
    ),
    Invariant(
        "not-oversold",
        "A date has no more active bookings than places, counted without the counter.",
        f"""SELECT s.id FROM slot s JOIN
          (SELECT slot, count(*) AS n FROM booking WHERE {TAKING} GROUP BY slot) b
          ON b.slot = s.id WHERE b.n > s.capacity""",
    ),
    Invariant(
        "one-date-a-day",
        "A hospital has a date open once for a program and a time.",
        """SELECT min(id) AS id FROM slot WHERE state <> 'deleted'
          GROUP BY hospital, day, program, start HAVING count(*) > 1""",
    ),
    Invariant(
        "slot-of-a-program",
        "A slot is for a program of its hospital, which has one without a name.",
        """SELECT s.id FROM slot s LEFT JOIN program p ON p.id = s.program
            AND p.hospital = s.hospital WHERE p.id IS NULL
          UNION ALL SELECT h.id FROM hospital h WHERE NOT EXISTS
            (SELECT 1 FROM program p WHERE p.hospital = h.id AND p.key = '')""",
    ),
    Invariant(
        "texts-by-version",
        "Of hospitals and programs the newest version of their texts is kept as it is shown.",
        """SELECT h.id FROM hospital h LEFT JOIN hospital_version v
            ON v.hospital = h.id AND v.version = h.version AND v.name = h.name
            AND coalesce(v.phone, '') = coalesce(h.phone, '')
            AND coalesce(v.note, '') = coalesce(h.note, '') WHERE v.hospital IS NULL
          UNION ALL SELECT p.id FROM program p LEFT JOIN program_version v
            ON v.program = p.id AND v.version = p.version AND v.name = p.name
            WHERE v.program IS NULL""",
    ),
    Invariant(
        "one-hospital-a-name",
        "A name belongs to one live hospital.",
        """SELECT min(id) AS id FROM hospital WHERE state <> 'deleted'
          GROUP BY key HAVING count(*) > 1""",
    ),
    Invariant(
        "date-of-a-live-hospital",
        "A deleted hospital has no date open from the day of its deletion on.",
        """SELECT s.id FROM struck x JOIN slot s ON s.hospital = x.hospital
          WHERE x.kind = 'HospitalDeleted' AND s.state <> 'deleted' AND s.day >= x.today""",
    ),
    Invariant(
        "date-names-its-deletion",
        "A deleted date, and no other, names the deletion that ended it.",
        """SELECT s.id FROM slot s LEFT JOIN deletion d ON d.id = s.deletion
          AND d.hospital = s.hospital AND coalesce(d.day, s.day) = s.day
          WHERE (s.state = 'deleted' AND d.id IS NULL)
            OR (s.state <> 'deleted' AND s.deletion IS NOT NULL)""",
    ),
    Invariant(
        "date-as-told",
        "A date was opened by one event, and has the places that its last event tells.",
        """SELECT s.id FROM slot s LEFT JOIN
          (SELECT slot, max(id) AS last, sum(CASE kind WHEN 'SlotOpened' THEN 1 ELSE 0 END) AS n
          FROM opened GROUP BY slot) m ON m.slot = s.id
          LEFT JOIN opened o ON o.id = m.last AND o.hospital = s.hospital AND o.day = s.day
          WHERE o.id IS NULL OR m.n <> 1 OR o.capacity <> s.capacity""",
    ),
    Invariant(
        "date-version",
        "A date's version counts its opening, the changes of its capacity and its deletion.",
        """SELECT s.id FROM slot s LEFT JOIN
          (SELECT slot, count(*) AS n FROM opened WHERE kind = 'CapacityChanged' GROUP BY slot) c
          ON c.slot = s.id WHERE s.version <> 1 + coalesce(c.n, 0)
            + CASE s.state WHEN 'deleted' THEN 1 ELSE 0 END""",
    ),
    Invariant(
        "hospital-as-told",
        "A hospital is called, and can be phoned, as its last event tells.",
        """SELECT h.id FROM hospital h LEFT JOIN
          (SELECT hospital, max(id) AS last FROM named GROUP BY hospital) m ON m.hospital = h.id
          LEFT JOIN named n ON n.id = m.last AND n.name = h.name
            AND coalesce(n.phone, '') = coalesce(h.phone, '')
            AND coalesce(n.note, '') = coalesce(h.note, '')
          WHERE n.id IS NULL""",
    ),
    Invariant(
        "deletion-as-told",
        "Each deletion has one event, of its hospital, and is completed at most once, after it.",
        """SELECT d.id FROM deletion d LEFT JOIN
          (SELECT deletion, hospital, min(CASE kind WHEN 'DeletionCompleted' THEN NULL
              ELSE id END) AS began, min(CASE kind WHEN 'DeletionCompleted' THEN id END) AS ended,
            sum(CASE kind WHEN 'DeletionCompleted' THEN 0 ELSE 1 END) AS n, count(*) AS all_told
          FROM struck GROUP BY deletion, hospital) x
          ON x.deletion = d.id AND x.hospital = d.hospital
          WHERE x.deletion IS NULL OR x.n <> 1 OR x.all_told > 2 OR x.ended < x.began
            OR (d.closed = 1 AND x.ended IS NULL) OR (d.summed = 1 AND d.closed = 0)""",
    ),
    Invariant(
        "deleted-as-told",
        "A hospital is deleted where an event tells so, and nowhere else.",
        """SELECT id FROM hospital WHERE (state = 'deleted') <> (id IN
          (SELECT hospital FROM struck WHERE kind = 'HospitalDeleted'))""",
    ),
    Invariant(
        "deletion-hits-no-more",
        "A deletion ends no more bookings than it was told to end.",
        """SELECT d.id FROM deletion d JOIN
          (SELECT s.deletion, count(*) AS n FROM slot s JOIN booking b ON b.slot = s.id
          WHERE b.status = 'force_cancelled' GROUP BY s.deletion) f ON f.deletion = d.id
          WHERE f.n > d.bookings""",
    ),
    Invariant(
        "deletion-done",
        "Each deletion is closed, and its sum told within a minute after everybody was told.",
        """SELECT d.id FROM deletion d WHERE d.closed = 0 OR (d.summed = 0
          AND d.at < {now} - 60000 AND NOT EXISTS
          (SELECT 1 FROM notice n WHERE n.deletion = d.id AND n.kind = 'force_cancelled'
          AND (n.state IN ('pending', 'sending', 'held') OR n.settled_at > {now} - 60000)))""",
        always=False,
    ),
)
