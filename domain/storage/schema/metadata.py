"""Metadata of the main database."""

from sqlalchemy import MetaData

from domain.storage.schema.progress_tables import add_progress_tables
from domain.storage.sql.columns import NAMES

METADATA = MetaData(naming_convention=NAMES)
position, parked = add_progress_tables(METADATA)
