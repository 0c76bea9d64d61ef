"""Statements: written with SQLAlchemy Core, compiled once a dialect, run on the driver's cursor.

That takes a third of Core's CPU. SQLAlchemy's types are bypassed: values are the driver's (see
`values`).
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import (
    BindParameter,
    Column,
    Dialect,
    Insert,
    Select,
    Table,
    Text,
    bindparam,
    exists,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement, ColumnElement
from sqlalchemy.sql.visitors import iterate

from domain.storage.sql.columns import WHOLE
from domain.storage.sql.values import Value

R = TypeVar("R")


class Statement:
    """One statement; its parameters are `bindparam`s by name."""

    registered: ClassVar[list["Statement"]] = []

    def __init__(self, core: ClauseElement) -> None:
        self.core = core
        self.writes = not isinstance(core, Select)
        self.tables = _tables_of(core)
        """Names of the tables it reads or writes; empty where they are not known."""
        self._compiled: dict[str, tuple[str, dict[str, Value]]] = {}
        Statement.registered.append(self)

    def compiled(self, dialect: Dialect) -> tuple[str, dict[str, Value]]:
        """The text, and the values of parameters that Core made itself (such as OFFSET 0)."""
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = self._compile(dialect)
        return self._compiled[dialect.name]

    def _compile(self, dialect: Dialect) -> tuple[str, dict[str, Value]]:
        compiled = self.core.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("not a statement")
        made = {k: v for k, v in compiled.params.items() if not compiled.binds[k].required}
        return str(compiled), made


class Change(Statement):
    """A statement that returns the number of rows changed. `each`: it must be one, each time."""

    def __init__(self, core: ClauseElement, *, each: bool = False) -> None:
        super().__init__(core)
        self.each = each


class Insertion(Statement):
    """An INSERT of one row that returns its id: Core adds RETURNING where the driver needs it."""

    def __init__(self, table: Table) -> None:
        super().__init__(insert(table).values(_each(table)))


class Query(Statement, Generic[R]):
    """A statement that returns rows; `row` makes a value of each, given its columns in order."""

    def __init__(self, core: ClauseElement, row: Callable[..., R]) -> None:
        super().__init__(core)
        self.row = row


class _Listed(ColumnElement[Any]):
    """The values of a JSON list, to be used behind IN."""

    inherit_cache = False

    def __init__(self, column: Column[R], name: str) -> None:
        self.type = column.type
        self.json = bindparam(name, type_=Text())


@compiles(_Listed)
def _by_json(listed: _Listed, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    json = compiler.process(listed.json, **how)
    return f"(SELECT value FROM json_each({json}))"  # noqa: S608 - the parameter's place


@compiles(_Listed, "postgresql")
def _by_array(listed: _Listed, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    json = compiler.process(listed.json, **how)
    kind = listed.type.compile(compiler.dialect).partition(" ")[0]
    return f"(SELECT unnest(CAST(translate({json}, '[]', '{{}}') AS {kind}[])))"


def among(column: Column[R], name: str) -> ColumnElement[bool]:
    """Whether the column's value is in a list; the parameter of that name is JSON."""
    return column.op("IN", is_comparison=True)(_Listed(column, name))


def given(column: Column[R]) -> BindParameter[R]:
    """The parameter of that column's name and type."""
    return bindparam(column.name, type_=column.type)


def adding(table: Table) -> Insert:
    """An INSERT of every column, each from the parameter of its name."""
    return insert(table).inline().values(_each(table))


Values = Mapping[str, ColumnElement[Any]]
"""Column -> its value in SQL, where it is not a parameter."""


def adding_numbered(table: Table, *, values: Values | None = None) -> Insert:
    """The same, with the id that the row was given before."""
    each = {column.name: given(column) for column in table.columns}
    return insert(table).inline().values({**each, **(values or {})})


def adding_unless(
    table: Table,
    *there: ColumnElement[bool],
    but: ColumnElement[bool] | None = None,
    values: Values | None = None,
) -> Insert:
    """An INSERT unless such a row exists, or `but` holds, in SQL that all engines know."""
    told, fixed = _told(table), values or {}
    row = select(*[fixed.get(c.name, given(c)) for c in told]).where(~exists().where(*there))
    row = row if but is None else row.where(~but)
    return insert(table).inline().from_select([c.name for c in told], row)


def keeping_newest(table: Table, *unless: ColumnElement[bool]) -> Insert:
    """An upsert of a versioned row: the newer version's status and version stay. Nothing where
    `unless` holds. In SQL that all engines know.
    """
    told = _told(table)
    row = select(*[given(column) for column in told])
    adding = (
        insert_or(table)
        .inline()
        .from_select(
            [c.name for c in told], row.where(*[~each for each in unless]) if unless else row
        )
    )
    new = adding.excluded
    return adding.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={"version": new.version, "status": new.status},
        where=table.c.version < new.version,
    )


def named(name: str) -> BindParameter[int]:
    """A numeric parameter that is not named after a column."""
    return bindparam(name, type_=WHOLE)


LIMIT = named("limit")


def _tables_of(core: ClauseElement) -> frozenset[str]:
    found = [each for each in iterate(core) if isinstance(each, Table)]
    return frozenset(each.name for each in found)


def _each(table: Table) -> dict[str, BindParameter[object]]:
    return {column.name: given(column) for column in _told(table)}


def _told(table: Table) -> list[Column[object]]:
    return [column for column in table.columns if column.autoincrement is not True]
