"""An event as it leaves the house: CloudEvents 1.0, structured mode, JSON. It sends nothing."""

import json
import re
from typing import NamedTuple

from domain.events import Recorded

CONTENT_TYPE = "application/cloudevents+json"


class CloudEvent(NamedTuple):
    """What is published: `id` is the event's for good, `kind` what subscribers choose by."""

    id: str
    kind: str
    body: bytes


def message(recorded: Recorded, *, epoch: int, source: str) -> CloudEvent:
    """The event as it stands in the outbox, fields that this release does not know included.

    Its id holds the outbox's epoch: after a restore the same number is another event.
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
