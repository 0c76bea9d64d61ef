"""Invariants of housekeeping: old idempotency keys, dialogues, cards, leases."""

from domain.storage.checks.sql import Invariant

DAY_MS = 24 * 3600 * 1000
KEY_MAX_AGE_MS = 9 * DAY_MS
"""Milliseconds; keys are kept for eight days and deleted within minutes, where a bot runs."""
LEASE_MAX_MS = 60_000
"""Milliseconds; a lease is for a tenth of that, and clocks are not so far apart."""

UPKEEP = (
    Invariant(
        "old-keys-are-forgotten",
        "Keys of updates that cannot come again are forgotten after eight days.",
        f"SELECT update_id AS id FROM handled WHERE at < {{now}} - {KEY_MAX_AGE_MS}",
        always=False,
    ),
    Invariant(
        "questions-end",
        "A question that nobody answered is forgotten a day after it expired.",
        f"SELECT person AS id FROM dialogue WHERE expires_at < {{now}} - {2 * DAY_MS}",
        always=False,
    ),
    Invariant(
        "cards-are-forgotten",
        "Which screen a person was shown last is forgotten after a day.",
        f"SELECT person AS id FROM open_card WHERE shown_at < {{now}} - {2 * DAY_MS}",
        always=False,
    ),
    Invariant(
        "lease-is-sane",
        "A part of the work is leased for seconds, to somebody, under a number.",
        f"""SELECT name AS id FROM lease WHERE token < 1 OR until > {{wall}} + {LEASE_MAX_MS}
          OR (holder = '' AND until > 0)""",
    ),
)
