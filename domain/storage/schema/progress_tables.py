"""Tables of both databases: consumer positions, parked events, schema version."""

from sqlalchemy import Index, MetaData, Table

from domain.storage.sql.columns import keyword, own, table, whole, words


def add_progress_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Add them; the positions and the parked events."""
    table("schema_info", metadata, own("number"), whole("oldest_runnable"), personal=None)
    position = table(
        "position",
        metadata,
        keyword("subscriber"),
        whole("epoch"),
        whole("event"),
        personal=None,
    )
    parked = table(
        "parked",
        metadata,
        keyword("subscriber"),
        own("event"),
        words("lane"),
        whole("attempts"),
        words("error"),
        whole("try_at", null=True),
        Index(None, "subscriber", "lane", "event"),
        personal=None,
    )
    return position, parked
