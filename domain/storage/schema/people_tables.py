"""Tables of people, of patients they may book for, and of what they are asked."""

from sqlalchemy import Column, Index

from domain.model import AccessKind
from domain.ports.people import PersonalRecords
from domain.storage.schema.metadata import METADATA
from domain.storage.sql.columns import (
    WHOLE,
    flag,
    keyword,
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

person = table(
    "person",
    METADATA,
    own("id"),
    Column("telegram", WHOLE, unique=True, info={"personal": PersonalRecords.TELEGRAM}),
    words("language", personal=PersonalRecords.LANGUAGE),
    sealed("wrapped_key", personal=None),
    *flag("reachable", personal=PersonalRecords.REACHABLE),
    whole("at", personal=PersonalRecords.SINCE),
    Index(None, "at"),
)

patient = table(
    "patient",
    METADATA,
    own("id"),
    whole("person", "person.id", null=True),
    sealed("sealed_name", personal=PersonalRecords.NAME),
    sealed("sealed_phone", personal=PersonalRecords.PHONE),
    sealed("sealed_birth", personal=PersonalRecords.BIRTH),
    sealed("wrapped_key", personal=None),
    whole("at", personal=PersonalRecords.SINCE),
    Index(None, "person"),
)
"""The patient that a person is themself has the person's id, to which its ciphertexts are bound.
`person` is who added it, NULL: the front desk.
"""

access = table(
    "access",
    METADATA,
    own("person", "person.id"),
    own("patient", "patient.id"),
    words("kind"),
    whole("at"),
    one_of("kind", AccessKind),
    Index(None, "patient"),
    personal=PersonalRecords.PATIENT,
)
only_one("self", access.c.person, where=access.c.kind == word(AccessKind.SELF))

claim = table(
    "claim",
    METADATA,
    keyword("token"),
    whole("patient", "patient.id"),
    whole("tries"),
    whole("until"),
    whole("used_at", null=True),
    Index(None, "until"),
    personal=None,
)
"""Links by which a person gets access to a patient; `token` is a hash."""

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
