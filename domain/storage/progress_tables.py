"""Tables that both databases have: how far subscribers have come, and which schema this is."""

from sqlalchemy import Column, Index, MetaData, Table, Text

from domain.storage.columns import own, table, whole, words


def add_progress_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Adds them; the positions and the parked events."""
    table("schema_info", metadata, own("number"), whole("oldest_runnable"))
    position = table(
        "position",
        metadata,
        Column("subscriber", Text, primary_key=True),
        whole("epoch"),
        whole("event"),
    )
    parked = table(
        "parked",
        metadata,
        Column("subscriber", Text, primary_key=True),
        own("event"),
        words("lane"),
        whole("attempts"),
        words("error"),
        whole("try_at", null=True),
        Index(None, "subscriber", "lane", "event"),
    )
    return position, parked
