"""Serialises an event as a CloudEvents 1.0 JSON envelope (structured mode)."""

import json
import re
from typing import NamedTuple

from domain.events import Recorded

CONTENT_TYPE = "application/cloudevents+json"


class CloudEvent(NamedTuple):
    """A message to publish. `id` never changes for an event; subscribers filter by `kind`."""

    id: str
    kind: str
    body: bytes


def message(recorded: Recorded, *, epoch: int, source: str) -> CloudEvent:
    """Make the envelope of an event as stored, with fields this release does not know.

    The id contains the epoch of the outbox: after a restore the same number is another event.
    """
    kind = kebab(recorded.event.kind)
    envelope = {
        "specversion": "1.0",
        "id": f"{epoch}-{recorded.id}",
        "source": source,
        "type": f"checkup.{kind}",
        "subject": recorded.event.lane,
        "time": recorded.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": json.loads(recorded.body),
    }
    body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    return CloudEvent(envelope["id"], kind, body.encode())


def kebab(kind: str) -> str:
    """BookingMade -> booking-made."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind).lower()
