"""Invariants and the SQL they are made of, for both engines."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import TextClause, text

from domain.ports.monitoring import Finding

MAX_IDS = 5
"""Ids reported for a violation."""


class Invariant(NamedTuple):
    """Condition on the database. `sql` selects the `id`s of the rows that violate it.

    Where many invariants read the same rows, these are read once: `of` the rows, `where` they
    violate it, and their `id`. Neither: it takes more than SQL.

    `always`: in every committed state, also just after a crash; else once the backlog is empty.
    `rest`: it defines the empty backlog; while it is violated the others that need one are skipped.
    """

    name: str
    meaning: str
    sql: str = ""
    of: str = ""
    where: str = ""
    id: str = ""
    always: bool = True
    rest: bool = False

    @property
    def whole(self) -> str:
        """The query by itself."""
        return self.sql or f"SELECT {self.id} AS id FROM {self.of} WHERE {self.where}"

    @property
    def timed(self) -> bool:
        """Whether it depends on the time."""
        return "{now}" in self.whole or "{wall}" in self.whole

    def reads(self, word: str) -> bool:
        """Whether it uses that word."""
        return re.search(rf"\b{word}\b", self.whole) is not None


class _Read(NamedTuple):
    """Rows with their JSON taken apart into columns, of type INTEGER unless in `_TEXTS`."""

    table: str
    json: str
    columns: str
    fields: str
    where: str


_TEXTS = {"code", "day", "today", "name", "phone", "note"}
_TOLD = "'BookingMade', 'BookingCancelled', 'BookingForceCancelled', 'PlaceReturned'"
_OTHER = "SELECT id, kind, body FROM event WHERE kind NOT IN ('BookingMade', 'PlaceReturned')"
"""All events but the two most frequent kinds."""
WORDS: Mapping[str, _Read] = {
    "told": _Read(
        *("event", "body", "id at kind"),
        "booking version code person slot hospital day",
        f"kind IN ({_TOLD})",
    ),
    "ended": _Read(
        *("other", "body", "id", "booking version slot deletion"),
        "kind = 'BookingForceCancelled'",
    ),
    "by_desk": _Read(
        *("other", "body", "id", "booking version"),
        "kind = 'BookingCancelled' AND body LIKE '%\"by_admin\":true%'",
    ),
    "struck": _Read(
        *("other", "body", "id kind", "hospital slot deletion today"),
        "kind IN ('HospitalDeleted', 'SlotDeleted', 'DeletionCompleted')",
    ),
    "opened": _Read(
        *("other", "body", "id kind", "slot hospital day capacity"),
        "kind IN ('SlotOpened', 'CapacityChanged')",
    ),
    "named": _Read(
        *("other", "body", "id kind", "hospital name phone note"),
        "kind IN ('HospitalRegistered', 'HospitalChanged')",
    ),
    "gone": _Read("other", "body", "id", "person", "kind = 'PersonErased'"),
    "owed": _Read(
        *("notice", "facts", "id key person kind deletion", "booking"),
        "kind IN ('force_cancelled', 'cancelled_by_admin', 'reminder')",
    ),
    "sums": _Read(
        *("notice", "facts", "id key person", "deletion"),
        "kind = 'deletion_sum'",
    ),
    "cancels": _Read(
        *("handled", "answer", "bot update_id", "facts.booking"),
        'answer LIKE \'{"name": "cancelled",%"refused": false}\'',
    ),
}
"""Events of bookings, and those by which a hospital or the front desk ended them; events of
deletions, slots, hospitals, erasures; notices of bookings and of deletions; answers to
cancellations.
"""


def past(subscriber: str, event: str) -> str:
    """Condition: the consumer has handled that event and not parked it."""
    return (
        f"{event} <= (SELECT event FROM position WHERE subscriber = '{subscriber}')"
        f" AND {event} NOT IN (SELECT event FROM parked WHERE subscriber = '{subscriber}')"
    )


def finding(invariant: Invariant, ids: Iterable[int | str]) -> Iterator[Finding]:
    """The violation by these rows, if any."""
    if found := set(ids):
        few = sorted(found, key=lambda each: (len(str(each)), str(each)))[:MAX_IDS]
        yield Finding(invariant.name, invariant.meaning, len(found), [str(each) for each in few])


def statement(invariants: Iterable[Invariant], dialect: str) -> TextClause:
    """One statement for all of them: a row for each of the first ids, with the invariant's name and
    the number of violations.
    """
    asked = list(invariants)
    words = [word for word in WORDS if any(each.reads(word) for each in asked)]
    others = [_OTHER] if any(WORDS[word].table == "other" for word in words) else []
    parts = [
        *(f"other AS MATERIALIZED ({each})" for each in others),
        *(f"{word} AS ({_read(WORDS[word], dialect)})" for word in words),
        *_shared(asked),
        *(f"i{n} AS MATERIALIZED ({_alone(n, each)})" for n, each in enumerate(asked)),
    ]
    found = (_few(f"i{n}", each.name) for n, each in enumerate(asked))
    whole = f"WITH {', '.join(parts)} {' UNION ALL '.join(found)}"
    return text(re.sub(r"\{(now|wall)\}", r":\1", whole.replace(":", r"\:")))


def _shared(asked: Sequence[Invariant]) -> Iterator[str]:
    """Of those rows the ones that violate an invariant, with the id that is reported."""
    for of in dict.fromkeys(each.of for each in asked if each.of):
        those = [(n, each) for n, each in enumerate(asked) if each.of == of]
        ids = ", ".join(f"CASE WHEN {each.where} THEN {each.id} END AS i{n}" for n, each in those)
        wrong = " OR ".join(f"({each.where})" for _, each in those)
        name = f"wrong_{those[0][0]}"
        yield f"{name} AS (SELECT {ids} FROM {of} WHERE {wrong})"
        for n, _ in those:
            yield f"of_{n} AS (SELECT i{n} AS id FROM {name} WHERE i{n} IS NOT NULL)"


def _alone(n: int, invariant: Invariant) -> str:
    return f"SELECT id FROM of_{n}" if invariant.of else invariant.sql


def _few(table: str, name: str) -> str:
    return (
        f"SELECT '{name}' AS name, (SELECT count(DISTINCT id) FROM {table}) AS total,"
        f" CAST(id AS TEXT) AS id FROM"
        f" (SELECT DISTINCT id FROM {table} ORDER BY id LIMIT {MAX_IDS}) AS few_{table}"
    )


def _read(read: _Read, dialect: str) -> str:
    paths = read.fields.split()
    columns = ", ".join(f"{read.table}.{column}" for column in read.columns.split())
    if dialect == "postgresql" and len(paths) > 1:
        listed = ", ".join(f"{path} {_type(path)}" for path in paths)
        apart = f"json_to_record(CAST({read.table}.{read.json} AS json)) AS apart({listed})"
        return f"SELECT {columns}, apart.* FROM {read.table}, LATERAL {apart} WHERE {read.where}"
    fields = ", ".join(_field(read, path, dialect) for path in paths)
    return f"SELECT {columns}, {fields} FROM {read.table} WHERE {read.where}"


def _field(read: _Read, path: str, dialect: str) -> str:
    """A cast, without which SQLite does not join by an automatic index."""
    name = path.rsplit(".", 1)[-1]
    if dialect == "postgresql":
        value = f"CAST({read.json} AS json) #>> string_to_array('{path}', '.')"
    else:
        value = f"json_extract({read.json}, '$.{path}')"
    return f"CAST({value} AS {_type(name)}) AS {name}"


def _type(name: str) -> str:
    return "TEXT" if name in _TEXTS else "BIGINT"
