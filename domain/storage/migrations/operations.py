"""Operations of migrations: columns, keys, indexes. Old migrations use them: never change one."""

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
