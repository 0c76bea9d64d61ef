"""What the page of events says before the kinds: how they arrive, what holds. Words only."""

HEAD = """\
# Events

<!-- Printed by `python -m bot events` from domain/events.py; change it there. -->

Whatever happens to a hospital, a date, a booking or a person is an event. With `relay.url` set,
every event is published to NATS, so that other systems can follow without asking this one.

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
| `id` | the event's own, also as `Nats-Msg-Id`; never used again, not even after a restore |
| `source` | `/` and `relay.subject`, with `/` for its dots |
| `type` | `checkup.` and the kind |
| `subject` | what it happened to: one booking, one hospital, one person |
| `time` | when it happened, UTC |
| `data` | the fields of its kind, below |

## What can be relied on

- **At least once.** The stream drops a copy by its id for as long as it remembers (ten minutes, if
  the bot made it). After that an event can come again, also behind later ones: pass over an `id`
  that you have had. After a restore of the database, what was told may be told again under new
  ids.
- **In order for each `subject`.** What happened to one booking comes in the order in which it
  happened; between subjects there is no order. What NATS refuses (too large, say) waits, and so
  does everything behind it of the same subject.
- **Nothing is taken away.** A field is never removed and never changes its name, type or meaning,
  nor which values it can have. A field may be added: it is missing in older events. Pass over
  fields and kinds that you do not know.
- **Of people only numbers.** No name, no account, no message. `person` is a random number of up to
  62 bits: read it as a whole number, not as a double. After `person-erased` it leads to nobody;
  erase what you keep under it as well.

The bot's user at NATS has to publish to `<relay.subject>.>` and
`$JS.API.STREAM.INFO.<relay.stream>`, to subscribe to `_INBOX.>`, and to publish to
`$JS.API.STREAM.CREATE.<relay.stream>` if it is to make the stream. A stream that exists is left as
it is.

## Kinds
"""
