"""Rows of somebody, said in words they understand. Reads nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime

from domain.ports.personal import Records
from domain.queries import BookingCard
from handlers.booking import my_bookings_screens
from handlers.ui import booking_card
from handlers.view import View

Json = dict[str, object]
Row = Mapping[str, int | str | None]


def about(view: View, row: Row) -> Json:
    """Who they are."""
    plain = view.plain
    return {
        plain("personal.name"): row["sealed_name"],
        plain("personal.telegram"): row["telegram"],
        plain("personal.language"): _called(
            view, f"button.language_{row['language']}", row["language"]
        ),
        plain("personal.since"): _at(view, row["at"]),
        plain("personal.reachable"): plain("mydata.yes" if row["reachable"] else "mydata.no"),
    }


def consent(view: View, row: Row) -> Json:
    """What they agreed to, and until when."""
    plain = view.plain
    return {
        plain("mydata.what"): _called(view, f"mydata.consent_{row['consent']}", row["consent"]),
        plain("mydata.version"): row["version"],
        plain("mydata.agreed_at"): _at(view, row["at"]),
        plain("mydata.ended_at"): _at(view, row["ended_at"]),
    }


def booking(view: View, found: BookingCard, stored: Records) -> Json:
    """A booking with its history."""
    plain, booking = view.plain, found.booking
    return {
        plain("mydata.code"): booking.code,
        plain("mydata.hospital"): found.hospital.name,
        plain("mydata.day"): view.words.day(booking.day),
        plain("mydata.status"): booking_card.status_word(view, booking_card.of_card(found)),
        plain("mydata.history"): [
            {plain("mydata.when"): _at(view, row["at"]), plain("mydata.what"): _event(view, row)}
            for row in stored["ledger_entry"]
            if row["booking"] == booking.id
        ],
    }


def _event(view: View, row: Row) -> str:
    return my_bookings_screens.what(view, str(row["kind"]))


def notice(view: View, row: Row) -> Json:
    """A message, and what became of it."""
    plain = view.plain
    return {
        plain("mydata.what"): _called(view, f"mydata.notice_{row['kind']}", row["kind"]),
        plain("mydata.due_at"): _at(view, row["due_at"]),
        plain("mydata.settled_at"): _at(view, row["settled_at"]),
        plain("mydata.status"): _called(view, f"mydata.notice_is_{row['state']}", row["state"]),
    }


def question(view: View, row: Row) -> Json:
    """What they are being asked."""
    plain = view.plain
    return {
        plain("mydata.what"): _called(view, f"mydata.topic_{row['topic']}", row["topic"]),
        plain("mydata.until"): _at(view, row["expires_at"]),
    }


def _called(view: View, key: str, word: int | str | None) -> str:
    return view.name_of(key, str(word))


def _at(view: View, ms: int | str | None) -> str | None:
    if not isinstance(ms, int):
        return None
    return instant(view, datetime.fromtimestamp(ms / 1000, UTC))


def instant(view: View, at: datetime) -> str:
    """A moment, as the hospitals' clocks show it."""
    return at.astimezone(view.services.rules.zone).isoformat(timespec="seconds")
