"""Which booking the log's lines are about: its code, which tells of nobody. It writes no line."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

from structlog.contextvars import bound_contextvars

from domain.events import OfBooking, Recorded


def about(events: Iterable[Recorded | None]) -> AbstractContextManager[None]:
    """While these are worked on; of several bookings none is named."""
    told = (each.event for each in events if each is not None)
    codes = {event.code for event in told if isinstance(event, OfBooking)}
    return bound_contextvars(booking=codes.pop()) if len(codes) == 1 else nullcontext()
