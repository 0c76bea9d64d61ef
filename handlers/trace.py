"""Which booking the log's lines are about: its code, which tells of nobody. It writes no line."""

from structlog.contextvars import bind_contextvars

from domain.answer import Facts
from domain.ports.store import Transaction


def code_in(tx: Transaction, facts: Facts) -> str | None:
    """The code of the booking that the facts are about, if they are about one."""
    booking = facts.get("booking")
    found = tx.bookings.get(booking) if isinstance(booking, int) else None
    return None if found is None else found.code


def about(code: str | None) -> None:
    """From now on, as long as this update or notice is worked on."""
    if code is not None:
        bind_contextvars(booking=code)
