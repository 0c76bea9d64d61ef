"""Columns that are about a person, as the tables say themselves."""

from domain.ports.people import PersonalRecords
from domain.storage.schema import mypage_tables, tables


def personal_columns() -> dict[str, PersonalRecords]:
    """`table.column` of both databases that is about a person -> what people are told it is."""
    return {
        f"{table.name}.{column.name}": column.info["personal"]
        for metadata in (tables.METADATA, mypage_tables.METADATA)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.info["personal"] is not None
    }
