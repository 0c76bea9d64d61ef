"""Serialises an event or the audit's head as a CloudEvents 1.0 JSON envelope (structured mode)."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from domain.events import Recorded
from domain.ports.store import AuditHead

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
    about = {"id": f"{epoch}-{recorded.id}", "source": source, "subject": recorded.event.lane}
    kind = kebab(recorded.event.kind)
    return _enveloped(kind, about, at=recorded.at, data=json.loads(recorded.body))


def audit_message(head: AuditHead, *, at: datetime, source: str) -> CloudEvent:
    """Make the envelope of the audit's head, which is no event: it is published once an hour."""
    about = {"id": f"audit-{head}", "source": source, "subject": "audit"}
    return _enveloped("audit-head", about, at=at, data={"row": head.row, "hash": head.hash})


def _enveloped(kind: str, about: Mapping[str, str], *, at: datetime, data: object) -> CloudEvent:
    envelope = {
        "specversion": "1.0",
        **about,
        "type": f"checkup.{kind}",
        "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }
    body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    return CloudEvent(about["id"], kind, body.encode())


def kebab(kind: str) -> str:
    """BookingMade -> booking-made."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind).lower()
