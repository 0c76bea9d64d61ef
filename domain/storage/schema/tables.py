"""The main database's tables and constraints.

Days are ISO text, times HH:MM, instants milliseconds UTC, facts JSON; see `columns`.
"""

from sqlalchemy import Index

from domain.ports.notices import NoticeState
from domain.ports.people import PersonalRecords
from domain.storage.schema.bookings_tables import (
    IS_TAKING,
    booking,
    hold,
    ledger,
    ledger_entry,
    request,
    waitlist_entry,
)
from domain.storage.schema.desk_tables import (
    admin,
    admin_hospital,
    announcement,
    bulk_job,
    invite,
    live_card,
)
from domain.storage.schema.metadata import METADATA, parked, position
from domain.storage.schema.people_tables import (
    access,
    claim,
    consent,
    dialogue,
    open_card,
    patient,
    person,
)
from domain.storage.schema.places_tables import (
    closure,
    deletion,
    holiday,
    hospital,
    hospital_name,
    hospital_version,
    plan,
    preparation_step,
    program,
    program_version,
    slot,
)
from domain.storage.sql.columns import keyword, one_of, own, sealed, serial, table, whole, words

meta = table("meta", METADATA, keyword("name"), whole("value"), personal=None)
KEY_CHECK = "key_check"
"""Name in `meta` of the master key's check number."""

event = table("event", METADATA, serial(), whole("at"), words("kind"), words("body"), personal=None)

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

__all__ = [
    "IS_TAKING",
    "KEY_CHECK",
    "METADATA",
    "access",
    "admin",
    "admin_hospital",
    "announcement",
    "audit",
    "audit_key",
    "booking",
    "bulk_job",
    "claim",
    "closure",
    "consent",
    "deletion",
    "dialogue",
    "event",
    "handled",
    "hold",
    "holiday",
    "hospital",
    "hospital_name",
    "hospital_version",
    "invite",
    "lease",
    "ledger",
    "ledger_entry",
    "live_card",
    "meta",
    "notice",
    "open_card",
    "parked",
    "patient",
    "person",
    "plan",
    "position",
    "preparation_step",
    "program",
    "program_version",
    "request",
    "slot",
    "waitlist_entry",
]
