"""Rows of somebody, said in words they understand. Reads nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime

from domain.model import Status
from domain.ports.personal import Records
from domain.queries import BookingCard
from handlers.screens.mine import HISTORY
from handlers.view import View

Json = dict[str, object]
Row = Mapping[str, int | str | None]


def about(view: View, row: Row) -> Json:
    """Who they are."""
    plain = view.plain
    return {
        plain("personal.name"): row["sealed_name"],
        plain("personal.telegram"): row["telegram"],
        plain("personal.language"): plain(f"button.language_{row['language']}"),
        plain("personal.since"): _at(view, row["at"]),
        plain("personal.reachable"): plain("mydata.yes" if row["reachable"] else "mydata.no"),
    }


def consent(view: View, row: Row) -> Json:
    """What they agreed to, and until when."""
    plain = view.plain
    return {
        plain("mydata.what"): plain(f"mydata.consent_{row['consent']}"),
        plain("mydata.version"): row["version"],
        plain("mydata.agreed_at"): _at(view, row["at"]),
        plain("mydata.ended_at"): _at(view, row["ended_at"]),
    }


def booking(view: View, found: BookingCard, stored: Records) -> Json:
    """A booking with its history."""
    plain, booking = view.plain, found.booking
    over = booking.status is Status.BOOKED and booking.day < view.today
    return {
        plain("mydata.code"): booking.code,
        plain("mydata.hospital"): found.hospital.name,
        plain("mydata.day"): view.words.day(booking.day),
        plain("mydata.status"): plain("status.past" if over else f"status.{booking.status}"),
        plain("mydata.history"): [
            {plain("mydata.when"): _at(view, row["at"]), plain("mydata.what"): _event(view, row)}
            for row in stored["ledger_entry"]
            if row["booking"] == booking.id
        ],
    }


def _event(view: View, row: Row) -> str:
    return view.plain(HISTORY[str(row["kind"])])


def notice(view: View, row: Row) -> Json:
    """A message, and what became of it."""
    plain = view.plain
    return {
        plain("mydata.what"): plain(f"mydata.notice_{row['kind']}"),
        plain("mydata.due_at"): _at(view, row["due_at"]),
        plain("mydata.settled_at"): _at(view, row["settled_at"]),
        plain("mydata.status"): plain(f"mydata.notice_is_{row['state']}"),
    }


def question(view: View, row: Row) -> Json:
    """What they are being asked."""
    plain = view.plain
    return {
        plain("mydata.what"): plain(f"mydata.topic_{row['topic']}"),
        plain("mydata.until"): _at(view, row["expires_at"]),
    }


def _at(view: View, ms: int | str | None) -> str | None:
    if not isinstance(ms, int):
        return None
    return instant(view, datetime.fromtimestamp(ms / 1000, UTC))


def instant(view: View, at: datetime) -> str:
    """A moment, as the hospitals' clocks show it."""
    return at.astimezone(view.services.rules.zone).isoformat(timespec="seconds")
