"""Commands of the front desk: lookups that the audit records, retries, notices on hold."""

from datetime import datetime

from domain.answer import Answer
from domain.errors import NotFound
from domain.ports.store import Transaction


def look_up(tx: Transaction, *, code: str, asking: bool = False) -> Answer:
    """Find any person's booking by its code; the audit row of the command records the access.
    `asking`: it is shown to ask whether to cancel it.

    Raises NotFound.
    """
    booking = tx.bookings.by_code(code)
    if booking is None:
        raise NotFound(by="code")
    return Answer("looked_up", {"booking": booking.id, **({"asking": 1} if asking else {})})


def read_roster(tx: Transaction, *, slot: int, page: int = 0) -> Answer:
    """Answer with one page of a date's list; the audit row of the command records the access.

    Raises NotFound.
    """
    if tx.slots.get(slot) is None:
        raise NotFound
    return Answer("roster", {"slot": slot, "page": page})


def retry_parked(tx: Transaction, *, wall: datetime) -> Answer:
    """Make all dead-lettered events of the main store due at `wall`, the clock of their retries."""
    return Answer("parked_retried", {"events": tx.progress.retry_parked(now=wall)})


def decide_held(tx: Transaction, *, send: bool) -> Answer:
    """Release all notices that a restore put on hold, or discard them without notifying anybody."""
    n = tx.held.release_or_discard(send=send, at=tx.now)
    return Answer("held_sent" if send else "held_dropped", {"n": n})
