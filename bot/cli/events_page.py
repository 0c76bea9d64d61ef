"""Event reference in Markdown (docs/events.md): guarantees, and each kind by its JSON schema."""

import inspect
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from domain.events import BookingMade, Event, Recorded
from jobs.cloudevents import kebab, message

HEAD = """\
# Events

<!-- Printed by `python -m bot events` from domain/events.py; change it there. -->

Whatever happens to a hospital, a date, a booking or a person is an event. With `relay.url` set,
every event is published to NATS, so that other systems can follow without polling this one.

## How an event arrives

On the JetStream stream `CHECKUP` (`relay.stream`), under `checkup.<kind>` (`relay.subject`), as a
[CloudEvent](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md) 1.0: one JSON
object, `Content-Type: application/cloudevents+json`. The first time it is switched on, everything
since the beginning of the database comes.

```json
{envelope}
```

| attribute | what |
|---|---|
| `id` | globally unique, even across restores; also sent as `Nats-Msg-Id` |
| `source` | `/` and `relay.subject`, with `/` for its dots |
| `type` | `checkup.` and the kind |
| `subject` | what it happened to: one booking, one hospital, one person |
| `time` | when it happened, UTC |
| `data` | the fields of its kind, below |

## What can be relied on

- **At least once.** The stream drops duplicates by id within its duplicate window (ten minutes, if
  the bot created it). After that an event can come again, also behind later ones: ignore ids you
  have already processed (deduplicate by `id`). After a restore of the database an event may be
  published again under a new id.
- **In order for each `subject`.** The events of one booking come in the order in which they
  happened; between subjects there is no order. An event that NATS refuses (too large, say) waits,
  and so do all later events of the same subject.
- **Backwards compatible.** A field is never removed and never changes its name, type, meaning or
  set of values. A field may be added: it is missing in older events. Ignore fields and kinds that
  you do not know.
- **No personal data but ids.** No name, no account, no message. `person` is a random number of up
  to 62 bits: read it as an integer, not as a double. After `person-erased` it identifies nobody;
  erase what you keep under it as well.

The bot's user at NATS has to publish to `<relay.subject>.>` and
`$JS.API.STREAM.INFO.<relay.stream>`, to subscribe to `_INBOX.>`, and to publish to
`$JS.API.STREAM.CREATE.<relay.stream>` if it is to make the stream. A stream that exists is left as
it is.

## The head of the audit

Once an hour, under `checkup.audit-head`: `{"row": N, "hash": HASH}`, the number of rows in the
audit of what admins did and the hash of the last one. It is no event, and comes again while no row
is added. Keep it: the database's operator cannot change it there
(`python -m bot audit verify --expect N:HASH`).

## Kinds
"""


EXAMPLES: Mapping[str, object] = {
    "hospital": 12,
    "name": "한빛병원",
    "phone": "02-123-4567",
    "note": "8시간 금식",
    "deletion": 3,
    "today": "2027-03-01",
    "slot": 40,
    "day": "2027-03-11",
    "capacity": 30,
    "before": 20,
    "booking": 815,
    "version": 1,
    "code": "HS-7K3QX2",
    "person": 3170843009213693117,
    "by_admin": False,
    "reason": "asked",
}


def page() -> str:
    """The page."""
    sample = Recorded(42, datetime(2027, 3, 1, 1, 30, tzinfo=UTC), example(BookingMade), "")
    sample = sample._replace(body=sample.event.model_dump_json())
    told = json.loads(message(sample, epoch=5281307493, source="/checkup").body)
    head = HEAD.replace("{envelope}", _json(told, indent=2))
    return "\n".join([head, *(_kind(each) for each in kinds())]).rstrip()


def kinds() -> Iterator[type[Event]]:
    """Every kind of event, in the order of their definitions, without base classes."""
    return (each for each in Event.kinds.values() if not each.__subclasses__())


def example(kind: type[Event]) -> Event:
    """An event of that kind, made of EXAMPLES."""
    facts = {field: EXAMPLES[field] for field in kind.model_fields}
    if "version" in facts and kind is not BookingMade:
        facts["version"] = 2
    return kind.model_validate(facts)


def _kind(kind: type[Event]) -> str:
    fields = kind.model_json_schema()["properties"]
    lines = [
        f"| `{name}` | {_type(each)} | {each['description']} |" for name, each in fields.items()
    ]
    said = " ".join(inspect.cleandoc(kind.__doc__ or "").split())
    shown = _json(example(kind).model_dump(mode="json"))
    return "\n".join(
        (
            f"### `{kebab(kind.__name__)}`\n\n{said}\n",
            "| field | type | what |\n|---|---|---|",
            *lines,
            f"\n```json\n{shown}\n```\n",
        )
    )


def _type(schema: Mapping[str, object]) -> str:
    """A field's type, as its JSON schema says."""
    match schema:
        case {"anyOf": [*each]}:
            return " or ".join(_type(part) for part in each if isinstance(part, dict))
        case {"enum": [*values]}:
            return ", ".join(f"`{value}`" for value in values)
        case {"type": type_, "format": format_}:
            return f"{type_} ({format_})"
        case _:
            return str(schema["type"])


def _json(value: object, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
