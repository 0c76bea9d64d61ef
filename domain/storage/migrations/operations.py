"""Operations of migrations: columns, keys, indexes. Old migrations use them: never change one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem


def whole(*names: str, null: bool = False, key: bool = False) -> list[sa.Column[int]]:
    """Numbers."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [
        sa.Column(name, kind, nullable=null, primary_key=key, autoincrement=False) for name in names
    ]


def serial() -> sa.Column[int]:
    """The id of a row, given out in order."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, primary_key=True, autoincrement=True)


def words(*names: str, null: bool = False, key: bool = False) -> list[sa.Column[str]]:
    """Texts, in the order of their characters."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=null, primary_key=key) for name in names]


def flags(*names: str) -> list[SchemaItem]:
    """No or yes, as 0 or 1."""
    checks = [sa.CheckConstraint(f"{name} IN (0, 1)", name=name) for name in names]
    return [*whole(*names), *checks]


def refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A foreign key."""
    return sa.ForeignKeyConstraint([column], [f"{table}.id"])


def create(name: str, *items: SchemaItem, counts: bool = False) -> None:
    """A strict table; `counts`: it never gives an id out twice."""
    op.create_table(name, *items, sqlite_strict=True, sqlite_autoincrement=counts)


def index(table: str, *columns: str) -> None:
    """An index under the name the tables give it."""
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def changeable(table: str) -> None:
    """Undo `append_only`, for a migration that rewrites rows."""
    for verb in ("update", "delete"):
        name = f"{table}_no_{verb}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")


def append_only(table: str) -> None:
    """Triggers that refuse to change or delete rows."""
    for verb in ("UPDATE", "DELETE"):
        name, why = f"{table}_no_{verb.lower()}", f"the {table} is append-only"
        if op.get_bind().dialect.name == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        else:
            refuse = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            how = f"RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation'"
            body = f"LANGUAGE plpgsql AS $$ BEGIN {how}; END $$"
            op.execute(f"CREATE FUNCTION {name}() RETURNS trigger {body}")
        op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {refuse}")


def only_one(name: str, table: str, *columns: str, where: str) -> None:
    """At most one row with these values among those that `where` names."""
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        list(columns),
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def number_is(revision: str, *, oldest: int) -> None:
    """Record the schema's new number; `oldest`: the oldest schema whose releases can run on it."""
    row = sa.text("INSERT INTO schema_info (number, oldest_runnable) VALUES (:number, :oldest)")
    op.execute(row.bindparams(number=int(revision), oldest=oldest))


def reshape(
    table: str, *items: SchemaItem, values: Mapping[str, str] | None = None, counts: bool = False
) -> None:
    """Give a table these columns and constraints and keep its rows; `values`: the SQL of each new
    column that is not empty, over the old row, which has the table's name. Columns that are not
    among the items go, and so do all indexes.
    """
    bind = op.get_bind()
    for each in sa.inspect(bind).get_indexes(table):
        if not each.get("duplicates_constraint"):
            op.drop_index(str(each["name"]), table)
    if bind.dialect.name == "sqlite":
        _make_anew(table, items, values or {}, counts=counts)
    else:
        _alter(table, items, values or {})


def _make_anew(
    table: str, items: Sequence[SchemaItem], values: Mapping[str, str], *, counts: bool
) -> None:
    """A file's checks cannot be changed. Other tables go on referring to this one by its name."""
    op.execute("PRAGMA legacy_alter_table = ON")
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    op.execute("PRAGMA legacy_alter_table = OFF")
    create(table, *items, counts=counts)
    kept = {each["name"] for each in sa.inspect(op.get_bind()).get_columns(f"{table}_before")}
    told = {name: f"{table}.{name}" for name in _columns(items) if name in kept} | dict(values)
    copy = f"INSERT INTO {table} ({', '.join(told)}) SELECT {', '.join(told.values())}"
    op.execute(f"{copy} FROM {table}_before AS {table}")
    if counts:
        op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")  # noqa: S608 - ours
        op.execute(f"UPDATE sqlite_sequence SET name = '{table}' WHERE name = '{table}_before'")  # noqa: S608 - ours
    op.execute(f"DROP TABLE {table}_before")


def _alter(table: str, items: Sequence[SchemaItem], values: Mapping[str, str]) -> None:
    looked = sa.inspect(op.get_bind())
    old = {each["name"] for each in looked.get_columns(table)}
    wanted = _columns(items)
    for check in looked.get_check_constraints(table):
        op.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{check["name"]}"')
    for name in wanted.keys() - old:
        op.add_column(table, sa.Column(name, wanted[name].type))
    if values:
        told = ", ".join(f"{name} = {value}" for name, value in values.items())
        op.execute(f"UPDATE {table} SET {told}")  # noqa: S608 - ours
    for name in old - wanted.keys():
        op.drop_column(table, name)
    for name, column in wanted.items():
        op.alter_column(table, name, nullable=column.nullable)
    _constrain(table, items, old)


def _constrain(table: str, items: Sequence[SchemaItem], old: Collection[str]) -> None:
    """All checks, and the references of columns that are not old."""
    for each in items:
        if isinstance(each, sa.CheckConstraint):
            op.create_check_constraint(str(each.name), table, each.sqltext)
        elif isinstance(each, sa.ForeignKeyConstraint) and each.column_keys[0] not in old:
            (column,), target = each.column_keys, each.elements[0].target_fullname.partition(".")[0]
            op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, target, [column], ["id"])


def _columns(items: Sequence[SchemaItem]) -> dict[str, sa.Column[Any]]:
    return {each.name: each for each in items if isinstance(each, sa.Column)}
