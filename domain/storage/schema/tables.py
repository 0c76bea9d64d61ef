"""The main database's tables and constraints.

Days are ISO text, instants milliseconds UTC, facts JSON; see `columns`.
"""

from sqlalchemy import CheckConstraint, Column, Index, MetaData

from domain.model import Status
from domain.ports.notices import NoticeState
from domain.ports.people import PersonalRecords
from domain.storage.schema.progress_tables import add_progress_tables
from domain.storage.sql.columns import (
    NAMES,
    WHOLE,
    flag,
    keyword,
    number,
    one_of,
    only_one,
    own,
    sealed,
    serial,
    table,
    whole,
    word,
    words,
)

METADATA = MetaData(naming_convention=NAMES)
position, parked = add_progress_tables(METADATA)

meta = table("meta", METADATA, keyword("name"), whole("value"), personal=None)
KEY_CHECK = "key_check"
"""Name in `meta` of the master key's check number."""

hospital = table(
    "hospital",
    METADATA,
    serial(),
    words("name"),
    words("key"),
    words("phone", null=True),
    words("note", null=True),
    *flag("deleted"),
    personal=None,
)
only_one("live_key", hospital.c.key, where=hospital.c.deleted == number(0))

deletion = table(
    "deletion",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    words("day", null=True),
    whole("admin"),
    whole("bookings"),
    whole("people"),
    whole("at"),
    *flag("closed"),
    *flag("summed"),
    Index(None, "summed", "closed"),
    personal=None,
)

slot = table(
    "slot",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    words("day"),
    whole("capacity"),
    whole("booked"),
    whole("version"),
    *flag("deleted"),
    whole("deletion", "deletion.id", null=True),
    CheckConstraint("booked >= 0 AND booked <= capacity", name="places"),
    CheckConstraint("length(day) = 10", name="day"),
    Index(None, "day"),
    Index(None, "deletion"),
    personal=None,
)
only_one("live_day", slot.c.hospital, slot.c.day, where=slot.c.deleted == number(0))

person = table(
    "person",
    METADATA,
    own("id"),
    Column("telegram", WHOLE, unique=True, info={"personal": PersonalRecords.TELEGRAM}),
    words("language", personal=PersonalRecords.LANGUAGE),
    sealed("wrapped_key", personal=None),
    sealed("sealed_name", personal=PersonalRecords.NAME),
    *flag("reachable", personal=PersonalRecords.REACHABLE),
    whole("at", personal=PersonalRecords.SINCE),
    Index(None, "at"),
)

admin = table(
    "admin",
    METADATA,
    serial(),
    whole("person", "person.id"),
    whole("invited_by"),
    whole("at"),
    whole("revoked_at", null=True),
    whole("revoked_by", null=True),
    personal=PersonalRecords.ADMIN,
)
only_one("live", admin.c.person, where=admin.c.revoked_at.is_(None))

invite = table(
    "invite",
    METADATA,
    serial(),
    words("token", unique=True, personal=None),
    whole("made_by"),
    whole("expires_at", personal=None),
    words("opened_by", null=True),
    whole("used_at", null=True),
    personal=PersonalRecords.ADMIN,
)

consent = table(
    "consent",
    METADATA,
    serial(),
    whole("person", "person.id"),
    words("consent"),
    whole("version"),
    whole("at"),
    whole("ended_at", null=True),
    Index(None, "person"),
    Index(None, "ended_at"),
    personal=PersonalRecords.CONSENT,
)
only_one(
    "live",
    *(consent.c.person, consent.c.consent, consent.c.version),
    where=consent.c.ended_at.is_(None),
)

dialogue = table(
    "dialogue",
    METADATA,
    own("person", "person.id"),
    words("topic"),
    words("state"),
    words("facts"),
    whole("version", personal=None),
    whole("expires_at"),
    whole("begun_by", null=True, personal=None),
    Index(None, "expires_at"),
    personal=PersonalRecords.QUESTION,
)

open_card = table(
    "open_card",
    METADATA,
    own("person", "person.id"),
    whole("update_id", personal=None),
    whole("shown_at"),
    words("facts"),
    Index(None, "shown_at"),
    personal=PersonalRecords.QUESTION,
)

booking = table(
    "booking",
    METADATA,
    serial(),
    words("code", unique=True),
    whole("person", "person.id"),
    whole("slot", "slot.id"),
    whole("hospital", "hospital.id", personal=PersonalRecords.BOOKING),
    words("day"),
    words("status"),
    whole("version", personal=None),
    *flag("returned", personal=None),
    whole("made_at"),
    one_of("status", Status),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("returned = 0 OR status = 'cancelled'", name="returns"),
    Index(None, "person", "day"),
    Index(None, "slot", "status"),
    personal=PersonalRecords.BOOKING,
)
only_one("active_day", booking.c.person, booking.c.day, where=booking.c.status == word("booked"))

event = table("event", METADATA, serial(), whole("at"), words("kind"), words("body"), personal=None)

ledger = table(
    "ledger",
    METADATA,
    own("booking"),
    words("code"),
    whole("person", personal=None),
    whole("slot", personal=None),
    whole("hospital"),
    words("day"),
    words("status"),
    whole("version", personal=None),
    one_of("status", Status),
    personal=PersonalRecords.BOOKING,
)

ledger_entry = table(
    "ledger_entry",
    METADATA,
    own("booking"),
    own("version"),
    keyword("kind"),
    whole("at"),
    personal=PersonalRecords.BOOKING,
)

notice = table(
    "notice",
    METADATA,
    serial(),
    words("key", unique=True, personal=None),
    whole("person", "person.id"),
    words("kind"),
    words("facts"),
    whole("due_at"),
    whole("expires_at", null=True, personal=None),
    whole("deletion", "deletion.id", null=True),
    words("state"),
    whole("attempts", personal=None),
    whole("ambiguous", personal=None),
    whole("not_before", personal=None),
    whole("message", null=True),
    whole("settled_at", null=True),
    one_of("state", NoticeState),
    Index(None, "state", "due_at"),
    Index(None, "person", "state", "due_at"),
    Index(None, "deletion", "state"),
    personal=PersonalRecords.NOTICE,
)

handled = table(
    "handled",
    METADATA,
    own("bot"),
    own("update_id"),
    words("answer"),
    whole("at"),
    Index(None, "at"),
    personal=None,
)

audit = table(
    "audit",
    METADATA,
    own("id"),
    whole("at"),
    words("actor"),
    words("role"),
    words("action"),
    words("target"),
    words("outcome"),
    words("facts"),
    whole("update_id", null=True, personal=None),
    words("hash", personal=None),
    Index(None, "actor", "at"),
    personal=PersonalRecords.ADMIN,
)

audit_key = table("audit_key", METADATA, own("id"), sealed("wrapped_key", personal=None))
"""One row: the key of the audit's hashes, wrapped by the master key; NULL until it is made."""

lease = table(
    "lease",
    METADATA,
    keyword("name"),
    words("holder"),
    whole("token"),
    whole("until"),
    personal=None,
)
