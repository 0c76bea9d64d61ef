"""Invariants of people, consents and permissions."""

from domain.storage.checks.sql import Invariant

PEOPLE = (
    Invariant(
        "erased-leaves-nothing",
        "Of an erased person there is no account, key, name, also as booked, language, access,"
        " consent, open question or card, or anything done as an admin.",
        """SELECT p.id FROM gone g JOIN person p ON p.id = g.person
          WHERE p.telegram IS NOT NULL OR p.wrapped_key IS NOT NULL
            OR p.language <> ''
          UNION ALL SELECT t.id FROM gone g JOIN patient t ON t.id = g.person
          WHERE t.wrapped_key IS NOT NULL OR t.sealed_name IS NOT NULL
            OR t.sealed_phone IS NOT NULL OR t.sealed_birth IS NOT NULL
          UNION ALL SELECT b.id FROM gone g JOIN booking b ON b.patient = g.person
          WHERE b.sealed_name IS NOT NULL
          UNION ALL SELECT person FROM access WHERE person IN (SELECT person FROM gone)
          UNION ALL SELECT person FROM consent WHERE person IN (SELECT person FROM gone)
          UNION ALL SELECT person FROM dialogue WHERE person IN (SELECT person FROM gone)
          UNION ALL SELECT person FROM open_card WHERE person IN (SELECT person FROM gone)
          UNION ALL SELECT person FROM admin WHERE person IN (SELECT person FROM gone)
          UNION ALL SELECT admin FROM deletion WHERE admin IN (SELECT person FROM gone)""",
    ),
    Invariant(
        "erased-as-told",
        "Who has no account was erased, and one event tells it; or did something as an admin who"
        " was erased, and has no booking.",
        """SELECT p.id FROM person p LEFT JOIN
          (SELECT person, count(*) AS n FROM gone GROUP BY person) g ON g.person = p.id
          WHERE coalesce(g.n, 0) <> CASE WHEN p.telegram IS NULL THEN 1 ELSE 0 END
            AND NOT (p.telegram IS NULL AND g.n IS NULL
              AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.person = p.id)
              AND p.id IN (SELECT person FROM admin UNION SELECT admin FROM deletion))""",
    ),
    Invariant(
        "erased-is-owed-nothing",
        "Nothing is owed any more to somebody erased.",
        """SELECT n.id FROM gone g JOIN notice n ON n.person = g.person
          WHERE n.state IN ('pending', 'sending', 'held')""",
        always=False,
    ),
    Invariant(
        "known-has-a-key",
        "Whoever is known has a key of their own.",
        "SELECT id FROM person WHERE telegram IS NOT NULL AND wrapped_key IS NULL",
    ),
    Invariant(
        "patient-has-access",
        "A patient with a name has a key, and a person who may book for them or none who added"
        " them; who is a patient themself has that person's id.",
        """SELECT t.id FROM patient t WHERE t.sealed_name IS NOT NULL AND (t.wrapped_key IS NULL
            OR (t.person IS NOT NULL AND NOT EXISTS
              (SELECT 1 FROM access a WHERE a.patient = t.id)))
          UNION ALL SELECT a.patient FROM access a JOIN patient t ON t.id = a.patient
          WHERE a.kind = 'self' AND t.person = a.person AND t.id <> a.person""",
    ),
    Invariant(
        "booked-under-its-key",
        "A booking has a name only where its patient has a key.",
        """SELECT b.id FROM booking b JOIN patient t ON t.id = b.patient
          WHERE b.sealed_name IS NOT NULL AND t.wrapped_key IS NULL""",
    ),
    Invariant(
        "consent-of-a-kind",
        "A consent is one of those there are, of a version, and ended no earlier than it began.",
        """SELECT id FROM consent WHERE consent NOT IN ('basic', 'health') OR version < 1
          OR ended_at < at""",
    ),
    Invariant(
        "one-consent-at-a-time",
        "Nobody has agreed twice to the same thing.",
        """SELECT min(id) AS id FROM consent WHERE ended_at IS NULL
          GROUP BY person, consent, version HAVING count(*) > 1""",
    ),
    Invariant(
        "one-right",
        "Nobody is an admin twice, and a right that was taken back says by whom.",
        """SELECT min(id) AS id FROM admin WHERE revoked_at IS NULL
          GROUP BY person HAVING count(*) > 1
          UNION ALL SELECT id FROM admin WHERE (revoked_at IS NULL) <> (revoked_by IS NULL)""",
    ),
    Invariant(
        "invited-who-opened",
        "An invitation was used by who opened it.",
        "SELECT id FROM invite WHERE used_at IS NOT NULL AND opened_by IS NULL",
    ),
)
