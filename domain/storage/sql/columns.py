"""Column types and constraints: integers, text and blobs, alike on every engine."""

from enum import StrEnum
from types import EllipsisType

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    literal_column,
)
from sqlalchemy.sql.schema import SchemaItem

from domain.ports.people import PersonalRecords

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Naming convention of constraints, so that a migration can name what it changes."""

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits; SQLite's INTEGER has them too, and only that one counts up."""

WORDS = Text().with_variant(Text(collation="C"), "postgresql")
"""Text sorted by code point, whatever the server's locale."""


Personal = PersonalRecords | None | EllipsisType
"""Value of a column's `info["personal"]`: its category of personal data; None for ids, keys, and
facts about hospitals or operation; `...`: the table's category.
"""


def table(name: str, metadata: MetaData, *items: SchemaItem, personal: Personal = ...) -> Table:
    """A table that, on SQLite, refuses values of another type and never gives an id out twice.

    ValueError: a column does not say whether it is about a person.
    """
    counts = any(isinstance(item, Column) and item.autoincrement is True for item in items)
    for item in items:
        if isinstance(item, Column):
            item.info = _info(personal) | item.info
            if "personal" not in item.info:
                raise ValueError(f"{name}.{item.name}: is it about a person?")
    return Table(name, metadata, *items, sqlite_strict=True, sqlite_autoincrement=counts)


def serial() -> Column[int]:
    """The id of a row, given out in order."""
    return Column("id", WHOLE, primary_key=True, autoincrement=True, info=_info(None))


def whole(
    name: str, refers: str | None = None, *, null: bool = False, personal: Personal = ...
) -> Column[int]:
    """A number: a count, an id, an instant in milliseconds; `refers` names a foreign column."""
    if refers is None:
        return Column(name, WHOLE, nullable=null, info=_info(personal))
    told = _info(None) | _info(personal)
    return Column(name, WHOLE, ForeignKey(refers), nullable=null, info=told)


def own(name: str, refers: str | None = None) -> Column[int]:
    """A number that is (part of) the key and is not generated."""
    foreign = [ForeignKey(refers)] if refers is not None else []
    return Column(name, WHOLE, *foreign, primary_key=True, autoincrement=False, info=_info(None))


def words(
    name: str, *, null: bool = False, unique: bool | None = None, personal: Personal = ...
) -> Column[str]:
    """A text, a date in ISO form, or JSON."""
    return Column(name, WORDS, nullable=null, unique=unique, info=_info(personal))


def keyword(name: str) -> Column[str]:
    """A text that is (part of) the key."""
    return Column(name, WORDS, primary_key=True)


def sealed(name: str, *, personal: Personal) -> Column[bytes]:
    """A ciphertext, gone after an erasure."""
    return Column(name, LargeBinary, nullable=True, info=_info(personal))


def _info(personal: Personal) -> dict[str, PersonalRecords | None]:
    return {} if personal is ... else {"personal": personal}


def flag(name: str, *, personal: Personal = ...) -> tuple[Column[int], CheckConstraint]:
    """A boolean, as 0 or 1."""
    return whole(name, personal=personal), CheckConstraint(f"{name} IN (0, 1)", name=name)


def one_of(name: str, choices: type[StrEnum]) -> CheckConstraint:
    """Constraint: one of these words."""
    listed = ", ".join(f"'{choice.value}'" for choice in choices)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def only_one(what: str, *columns: Column[int] | Column[str], where: ColumnElement[bool]) -> Index:
    """Partial unique index: at most one row with these values among those that match `where`."""
    name = f"uq_{columns[0].table.name}_{what}"
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


def number(value: int) -> ColumnElement[int]:
    """A numeric literal in the statement's text."""
    return literal_column(str(value), WHOLE)


def word(value: str) -> ColumnElement[str]:
    """A literal in the statement's text: only so do partial indexes match it."""
    return literal_column(f"'{value}'", Text)
