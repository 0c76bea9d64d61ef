"""What a release leaves to those after it, as JSON: its tables, and the words it writes into them.

`python -m tests.releases.snapshot > tests/releases/VERSION.json` when a release is cut; what was
recorded stays as it is.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_type_hints

from sqlalchemy import Connection, Delete, inspect, text

from domain.events import Event
from domain.model import Consent, Status
from domain.ports.notices import NoticeKind, NoticeState
from domain.storage.engines.url import database, migrate
from domain.storage.schema.migrate import newest_schema
from domain.storage.sql.statements import Statement
from handlers import responses
from handlers.menu import MENU
from handlers.ui import callback_data
from tests import postgres

Json = dict[str, Any]
DATABASES = ("main", "mypage")
TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def schema_of(url: str) -> Json:
    """Every table with its columns, keys, checks, indexes and triggers."""
    connection = database(url).connect()
    try:
        return _tables(connection)
    finally:
        connection.close()
        connection.engine.dispose()


def words() -> Json:
    """What may stand in rows, events, answers and buttons of this release."""
    return {
        "schemas": {which: newest_schema(which) for which in DATABASES},
        "deletes_from": sorted({each for one in _deleting() for each in one.tables}),
        "events": {kind: _fields(event) for kind, event in sorted(Event.kinds.items())},
        "statuses": sorted(Status),
        "consents": sorted(Consent),
        "notices": sorted(NoticeKind),
        "states": sorted(NoticeState),
        "answers": sorted(responses.ANSWERS),
        "questions": {name: sorted(each.states) for name, each in MENU.dialogues.topics.items()},
        "buttons": {verb: _carried(each) for verb, each in sorted(callback_data._VERBS.items())},
    }


def _tables(connection: Connection) -> Json:
    found, where = inspect(connection), f"{connection.dialect.name}_where"
    columns, keys = found.get_multi_columns(), found.get_multi_pk_constraint()
    refers, checks = found.get_multi_foreign_keys(), found.get_multi_check_constraints()
    unique, indexes = found.get_multi_unique_constraints(), found.get_multi_indexes()
    triggers = connection.execute(text(TRIGGERS[connection.dialect.name])).all()
    return {
        name: {
            "columns": {each["name"]: _column(each) for each in columns[schema, name]},
            "key": keys[schema, name]["constrained_columns"],
            "refers": dict(_reference(each) for each in refers[schema, name]),
            "checks": {each["name"]: each["sqltext"] for each in checks[schema, name]},
            "unique": {each["name"]: each["column_names"] for each in unique[schema, name]},
            "indexes": dict(_index(each, where) for each in indexes[schema, name]),
            "triggers": sorted(trigger for table, trigger in triggers if table == name),
        }
        for schema, name in sorted(columns, key=lambda key: key[1])
        if name != "alembic_version"
    }


def _reference(found: Json) -> tuple[str, str]:
    return ",".join(found["constrained_columns"]), found["referred_table"]


def _index(found: Json, where: str) -> tuple[str, Json]:
    """One that stands for a unique constraint is told twice, which does no harm."""
    told = found.get("dialect_options", {}).get(where, "")
    shape = {"columns": found["column_names"], "unique": bool(found["unique"]), "where": str(told)}
    return found["name"], shape


def _column(found: Json) -> Json:
    return {
        "type": str(found["type"]),
        "null": found["nullable"],
        "default": found["default"],
    }


def _deleting() -> Iterator[Statement]:
    return (each for each in Statement.registered if isinstance(each.core, Delete))


def _fields(event: type[Event]) -> Json:
    told = event.model_json_schema()
    needed = told.get("required", ())
    return {
        name: {"type": {k: v for k, v in field.items() if k in _SHAPE}, "needed": name in needed}
        for name, field in told.get("properties", {}).items()
    }


_SHAPE = ("type", "format", "anyOf", "enum")


def _carried(button: type[callback_data.Button]) -> list[str]:
    hints = get_type_hints(button)
    kinds = ((each.name, hints[each.name]) for each in fields(button))
    return [f"{name}: {getattr(kind, '__name__', kind)}" for name, kind in kinds]


def everything() -> Json:
    """This release on both engines."""
    with tempfile.TemporaryDirectory() as folder, postgres.running() as server:
        urls = {
            "sqlite": {which: f"sqlite:///{folder}/{which}.db" for which in DATABASES},
            "postgresql": {which: server.create(which) for which in DATABASES},
        }
        return {"words": words(), **{engine: _made(each) for engine, each in urls.items()}}


def _made(urls: dict[str, str]) -> Json:
    for which in DATABASES:
        migrate(urls[which], which)
    return {which: schema_of(url) for which, url in urls.items()}


def lines(found: Json, depth: int = 3) -> str:
    """JSON with a line for each table, each kind of event and so on."""
    if depth == 0 or not isinstance(found, dict):
        return json.dumps(found, ensure_ascii=False, sort_keys=True)
    each = (f"{json.dumps(name)}: {lines(value, depth - 1)}" for name, value in found.items())
    return "{\n" + ",\n".join(each) + "\n}"


if __name__ == "__main__":
    sys.stdout.write(f"{lines(everything())}\n")
