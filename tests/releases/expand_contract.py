"""What a later release may have changed of a schema and of the words in it: it only adds.

Each rule answers sentences about what would break a release that was recorded; none if nothing.
"""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
QUOTED = re.compile(r"'[^']*'(?:::text)?(?:, )?")


def broken_tables(before: Json, now: Json, *, deletes_from: list[str]) -> list[str]:
    """Of one database on one engine."""
    return [
        *(line for name, old in before.items() for line in _table(name, old, now.get(name))),
        *(line for name in now.keys() - before.keys() for line in _new(name, now, deletes_from)),
    ]


def _new(name: str, now: Json, deletes_from: list[str]) -> Iterator[str]:
    for column, table in now[name]["refers"].items():
        if table in deletes_from:
            yield f"{name}.{column} refers to {table}, whose rows the release deletes"


def _table(name: str, old: Json, new: Json | None) -> Iterator[str]:
    if new is None:
        yield f"{name} is gone"
        return
    yield from _columns(name, old["columns"], new["columns"])
    for what in ("key", "unique"):
        if old[what] != new[what]:
            yield f"{name}: another {what}"
    yield from _checks(name, old, new)
    yield from _references(name, old, new)
    yield from _indexes(name, old, new)
    for trigger in set(new["triggers"]) ^ set(old["triggers"]):
        yield f"{name}: trigger {trigger} came or went"


def _columns(name: str, old: Json, new: Json) -> Iterator[str]:
    for column, told in old.items():
        if column not in new:
            yield f"{name}.{column} is gone"
        elif new[column] != told:
            yield f"{name}.{column} is another: {told} -> {new[column]}"
    for column in new.keys() - old.keys():
        if not new[column]["null"] and new[column]["default"] is None:
            yield f"{name}.{column} is needed, and has no default"


def _checks(name: str, old: Json, new: Json) -> Iterator[str]:
    for check, rule in old["checks"].items():
        if check not in new["checks"] or not _is_wider(rule, new["checks"][check]):
            yield f"{name}: check {check} is gone or another"
    for check in new["checks"].keys() - old["checks"].keys():
        rule = QUOTED.sub("", new["checks"][check])
        if any(re.search(rf"\b{column}\b", rule) for column in old["columns"]):
            yield f"{name}: check {check} is new on what was there"


def _is_wider(old: str, new: str) -> bool:
    """The same, or with more words in its list."""
    same = QUOTED.sub("", old) == QUOTED.sub("", new)
    words = (set(re.findall(r"'([^']*)'", rule)) for rule in (old, new))
    return old == new or (same and next(words) <= next(words))


def _references(name: str, old: Json, new: Json) -> Iterator[str]:
    for column, table in old["refers"].items():
        if new["refers"].get(column) != table:
            yield f"{name}.{column} does not refer to {table} any more"
    for columns in new["refers"].keys() - old["refers"].keys():
        if set(columns.split(",")) & old["columns"].keys():
            yield f"{name}.{columns} refers to something now"


def _indexes(name: str, old: Json, new: Json) -> Iterator[str]:
    for index, told in old["indexes"].items():
        if new["indexes"].get(index) != told:
            yield f"{name}: index {index} is gone or another"
    for index in new["indexes"].keys() - old["indexes"].keys():
        told = new["indexes"][index]
        fresh = set(told["columns"]) - old["columns"].keys()
        empty = any(new["columns"][each]["null"] for each in fresh if each is not None)
        if told["unique"] and not empty:
            yield f"{name}: index {index} allows only one of what was there"


def broken_words(before: Json, now: Json) -> list[str]:
    """Words that stand in rows, answers and buttons, and are not known any more."""
    listed = ("statuses", "consents", "notices", "states", "answers")
    gone = [f"{of}: {each}" for of in listed for each in set(before[of]) - set(now[of])]
    for topic, states in before["questions"].items():
        left = set(states) - set(now["questions"].get(topic, ()))
        gone += [f"question {topic}, {state}" for state in left]
    for verb, carried in before["buttons"].items():
        if now["buttons"].get(verb) != carried:
            gone.append(f"button {verb} is gone or carries something else")
    return gone + list(_events(before["events"], now["events"]))


def _events(before: Json, now: Json) -> Iterator[str]:
    for kind, old in before.items():
        new = now.get(kind)
        if new is None:
            yield f"event {kind} is gone"
            continue
        for field, told in old.items():
            if field not in new or new[field]["type"] != told["type"]:
                yield f"{kind}.{field} is gone or another"
            elif new[field]["needed"] != told["needed"]:
                yield f"{kind}.{field}: whether it is needed has changed"
        for field in new.keys() - old.keys():
            if new[field]["needed"]:
                yield f"{kind}.{field} is needed, and older events have none"
