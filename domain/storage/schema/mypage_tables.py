"""The read model's tables, in a database of its own: bookings as their people see them.

All of it can be rebuilt from the events.
"""

from sqlalchemy import Index, MetaData

from domain.model import Status
from domain.ports.people import PersonalRecords
from domain.storage.schema.progress_tables import add_progress_tables
from domain.storage.sql.columns import NAMES, keyword, one_of, own, table, whole, words

METADATA = MetaData(naming_convention=NAMES)
position, parked = add_progress_tables(METADATA)

shown_hospital = table(
    "shown_hospital",
    METADATA,
    own("hospital"),
    words("name"),
    words("phone", null=True),
    personal=None,
)

shown_booking = table(
    "shown_booking",
    METADATA,
    own("booking"),
    words("code", unique=True),
    whole("person", personal=None),
    whole("hospital"),
    words("day"),
    words("status"),
    whole("version", personal=None),
    one_of("status", Status),
    Index(None, "person", "day", "booking"),
    personal=PersonalRecords.BOOKING,
)

erased = table("erased", METADATA, own("person"))

moment = table(
    "moment",
    METADATA,
    own("booking"),
    own("version"),
    keyword("kind"),
    whole("at"),
    personal=PersonalRecords.BOOKING,
)
