"""Invariants of notifications."""

from domain.storage.checks.sql import Invariant

OWED = """owed n LEFT JOIN booking b ON b.id = n.booking LEFT JOIN slot s ON s.id = b.slot"""
"""Each notice about a booking, with it."""

NOTICES = (
    Invariant(
        "notice-for-its-person",
        "A notice about a booking goes to the booking's person.",
        of=OWED,
        where="b.id IS NULL OR b.person <> n.person",
        id="n.id",
    ),
    Invariant(
        "notice-of-a-change",
        "A notice about a booking is of a change there was, once, and of the deletion if by one.",
        of=OWED,
        where="""n.key <> CAST(b.id AS TEXT) || ':' || CASE n.kind WHEN 'reminder' THEN '1'
            ELSE CAST(b.version AS TEXT) END || ':' || n.kind
          OR (n.kind = 'force_cancelled' AND (b.status <> 'force_cancelled'
            OR coalesce(n.deletion, 0) <> coalesce(s.deletion, 0)))
          OR (n.kind = 'cancelled_by_admin' AND n.booking NOT IN
            (SELECT booking FROM by_desk))""",
        id="n.id",
    ),
    Invariant(
        "sum-for-who-deleted",
        "The sum of a deletion is told once, to who deleted.",
        """SELECT n.id FROM sums n LEFT JOIN deletion d ON d.id = n.deletion
          WHERE d.id IS NULL OR d.admin <> n.person OR d.summed = 0
            OR n.key <> 'deletion:' || CAST(d.id AS TEXT) || ':sum'""",
    ),
    Invariant(
        "sum-is-told",
        "A deletion that counts as told, and ended bookings, owes its sum.",
        """SELECT d.id FROM deletion d
          LEFT JOIN notice n ON n.key = 'deletion:' || CAST(d.id AS TEXT) || ':sum'
          WHERE d.summed = 1 AND n.id IS NULL AND EXISTS
            (SELECT 1 FROM notice f WHERE f.deletion = d.id AND f.kind = 'force_cancelled')""",
    ),
    Invariant(
        "sent-as-noted",
        "What was sent was tried, what has ended says when, and nothing was in doubt untried.",
        """SELECT id FROM notice WHERE (state = 'sent' AND attempts < 1)
          OR (state NOT IN ('pending', 'sending', 'held') AND settled_at IS NULL)
          OR (state = 'invalid' AND attempts < 1)
          OR attempts < 0 OR ambiguous < 0 OR ambiguous > attempts""",
    ),
    Invariant(
        "nothing-left-to-tell",
        "Nothing is owed that is due.",
        """SELECT id FROM notice
          WHERE state = 'pending' AND due_at <= {now} AND not_before <= {wall}""",
        always=False,
        rest=True,
    ),
    Invariant(
        "nothing-being-sent",
        "Nothing is just being sent.",
        """SELECT id FROM notice WHERE state = 'sending' AND ((SELECT count(*) FROM lease) = 0
          OR EXISTS (SELECT 1 FROM lease WHERE name = 'deliver' AND until > {wall}))""",
        always=False,
        rest=True,
    ),
    Invariant(
        "nothing-half-sent",
        "Nothing counts as being sent while nobody lives who sends.",
        """SELECT id FROM notice WHERE state = 'sending' AND (SELECT count(*) FROM lease) > 0
          AND NOT EXISTS (SELECT 1 FROM lease WHERE name = 'deliver' AND until > {wall})""",
        always=False,
    ),
)
