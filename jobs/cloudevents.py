"""Serialises an event or the audit's head as a CloudEvents 1.0 JSON envelope (structured mode)."""

import json
import re
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


class EnvelopeAttributes(NamedTuple):
    """Context attributes of an envelope (CloudEvents 1.0, section 3.1)."""

    id: str
    source: str
    kind: str
    subject: str
    time: datetime


def message(recorded: Recorded, *, epoch: int, source: str) -> CloudEvent:
    """Make the envelope of an event as stored, with fields this release does not know.

    The id contains the epoch of the outbox: after a restore the same number is another event.
    """
    about = EnvelopeAttributes(
        f"{epoch}-{recorded.id}",
        source,
        kebab(recorded.event.kind),
        recorded.event.lane,
        recorded.at,
    )
    return _enveloped(about, json.loads(recorded.body))


def audit_message(head: AuditHead, *, at: datetime, source: str) -> CloudEvent:
    """Make the envelope of the audit's head, which is no event: it is published once an hour."""
    about = EnvelopeAttributes(f"audit-{head}", source, "audit-head", "audit", at)
    return _enveloped(about, head._asdict())


def _enveloped(about: EnvelopeAttributes, data: object) -> CloudEvent:
    envelope = {
        "specversion": "1.0",
        "id": about.id,
        "source": about.source,
        "type": f"checkup.{about.kind}",
        "subject": about.subject,
        "time": about.time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }
    body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    return CloudEvent(about.id, about.kind, body.encode())


def kebab(kind: str) -> str:
    """BookingMade -> booking-made."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind).lower()
