"""The route of a booking tap stays as short as it is."""

from pathlib import Path

import pytest

from domain import queries
from domain.storage.repositories.bookings import SqlBookings
from handlers.view import View
from tests.tooling.route import Route, trace_booking_tap

MAX_FILES = 47
"""More than the 26 of the design: rate limiter, pace, parser, clock, metrics, vault and batch are
modules with rules and tests of their own; as parts of their callers they would be hard to find.
Slots have a repository and a model apart from hospitals.
"""
MAX_CHANGES_OF_FILE = 116
"""Of the event loop's thread. Four files and some 25 changes are the conversation's: a tap passes
the card shown last (its row is written after the reply, which is not counted here), double taps.
"""
MAX_STATEMENTS = 9
MAX_THREAD_HOPS = 2


def excesses(route: Route) -> list[str]:
    """The figures that are above their limits."""
    figures = {
        "files": (len(route.files), MAX_FILES),
        "changes of file": (route.changes, MAX_CHANGES_OF_FILE),
        "statements": (len(route.statements), MAX_STATEMENTS),
        "thread hops": (len(route.hops), MAX_THREAD_HOPS),
    }
    return [name for name, (figure, limit) in figures.items() if figure > limit]


async def test_it_keeps_to_its_limits(tmp_path: Path):
    route = await trace_booking_tap(tmp_path)

    assert excesses(route) == [], route
    assert route.files[0] == "bot/telegram/webhook.py"
    assert "domain/operations/bookings.py" in route.files
    assert sum(each.startswith("INSERT") for each in route.statements) == 3


async def test_a_statement_more_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plain = SqlBookings.upcoming

    def twice(bookings, person, *, first):
        plain(bookings, person, first=first)
        return plain(bookings, person, first=first)

    monkeypatch.setattr(SqlBookings, "upcoming", twice)

    assert excesses(await trace_booking_tap(tmp_path)) == ["statements"]


async def test_a_read_more_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async def read(view, booking):
        return await view.read(queries.my_booking, person=view.me, booking=booking)

    monkeypatch.setattr(View, "own_booking", read)

    assert {"statements", "thread hops"} <= set(excesses(await trace_booking_tap(tmp_path)))
