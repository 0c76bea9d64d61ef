"""Whole rows as dicts, for display. Ciphertexts are left out."""

from sqlalchemy import ColumnElement, LargeBinary, Table, select

from domain.storage.sql.statements import Query

Row = dict[str, int | str | None]


def rows_of(table: Table, where: ColumnElement[bool]) -> Query[Row]:
    """All rows that match, in the order of their keys."""
    columns = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
    names = [column.name for column in columns]

    def row(*values: int | str | None) -> Row:
        return dict(zip(names, values, strict=True))

    return Query(select(*columns).where(where).order_by(*table.primary_key), row)
