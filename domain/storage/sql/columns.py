"""The words tables are made of: integers, text and blobs, on every engine alike. No tables."""

from enum import StrEnum

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

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints are called, so that a later migration can name what it changes."""

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits; SQLite's INTEGER has them too, and only that one counts up by itself."""

WORDS = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its characters, whatever the server's language is."""


def table(name: str, metadata: MetaData, *items: SchemaItem) -> Table:
    """A table that, on SQLite, refuses values of another type and never gives an id out twice."""
    counts = any(isinstance(item, Column) and item.autoincrement is True for item in items)
    return Table(name, metadata, *items, sqlite_strict=True, sqlite_autoincrement=counts)


def serial() -> Column[int]:
    """The id of a row, given out in order."""
    return Column("id", WHOLE, primary_key=True, autoincrement=True)


def whole(name: str, refers: str | None = None, *, null: bool = False) -> Column[int]:
    """A number: a count, an id, an instant in milliseconds; `refers` names a foreign column."""
    foreign = [ForeignKey(refers)] if refers is not None else []
    return Column(name, WHOLE, *foreign, nullable=null)


def own(name: str, refers: str | None = None) -> Column[int]:
    """A number that is (part of) the key and comes from outside."""
    foreign = [ForeignKey(refers)] if refers is not None else []
    return Column(name, WHOLE, *foreign, primary_key=True, autoincrement=False)


def words(name: str, *, null: bool = False, unique: bool | None = None) -> Column[str]:
    """A text, a date in ISO form, or JSON."""
    return Column(name, WORDS, nullable=null, unique=unique)


def keyword(name: str) -> Column[str]:
    """A text that is (part of) the key."""
    return Column(name, WORDS, primary_key=True)


def sealed(name: str) -> Column[bytes]:
    """A ciphertext, gone after an erasure."""
    return Column(name, LargeBinary, nullable=True)


def flag(name: str) -> tuple[Column[int], CheckConstraint]:
    """No or yes, as 0 or 1."""
    return whole(name), CheckConstraint(f"{name} IN (0, 1)", name=name)


def one_of(name: str, choices: type[StrEnum]) -> CheckConstraint:
    """Only these words."""
    listed = ", ".join(f"'{choice.value}'" for choice in choices)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def only_one(what: str, *columns: Column[int] | Column[str], where: ColumnElement[bool]) -> Index:
    """At most one row with these values among those that `where` names."""
    name = f"uq_{columns[0].table.name}_{what}"
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


def number(value: int) -> ColumnElement[int]:
    """A number written into the statement itself."""
    return literal_column(str(value), WHOLE)


def word(value: str) -> ColumnElement[str]:
    """A word of ours written into the statement itself: only so do partial indexes match it."""
    return literal_column(f"'{value}'", Text)
