"""Encoding of values: instants as milliseconds, dates as ISO text, facts as JSON.

The same on every engine: statements run on the driver, past SQLAlchemy's types.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

Value = int | str | bytes | None


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970 in UTC. TypeError: `at` has no time zone."""
    return (at - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The instant, in UTC."""
    return _EPOCH + timedelta(milliseconds=ms)


def maybe_ms(at: datetime | None) -> int | None:
    """`to_ms`, or None for None."""
    return None if at is None else to_ms(at)


def maybe_from_ms(ms: int | None) -> datetime | None:
    """`from_ms`, or None for None."""
    return None if ms is None else from_ms(ms)


def maybe_day(text: str | None) -> date | None:
    """The date of an ISO text, or None for None."""
    return None if text is None else date.fromisoformat(text)


def to_json(facts: Mapping[str, object]) -> str:
    """One line of JSON with sorted keys: equal facts are equal text. TypeError: not JSON."""
    return _encode(dict(facts))
