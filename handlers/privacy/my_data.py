"""Data export (/mydata): everything stored about the reader as a JSON file, explained and raw."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from domain import queries
from domain.errors import Unavailable
from domain.ports.bookings import BookingCard
from domain.ports.mypage import MyPageTransaction
from domain.ports.people import Records
from domain.ports.store import Transaction
from handlers.booking import my_bookings_screens
from handlers.privacy.screens import nothing
from handlers.ui import booking_card
from handlers.ui.buttons import AskErase
from handlers.ui.callback_data import key
from handlers.ui.screen import Document, Screen, home_row
from handlers.view import View

Json = dict[str, object]
Row = Mapping[str, int | str | None]


def about(view: View, row: Row, patients: Sequence[Row]) -> Json:
    """The person."""
    plain = view.plain
    return {
        plain("personal.name"): patients[0]["sealed_name"] if patients else None,
        plain("personal.telegram"): row["telegram"],
        plain("personal.language"): _called(
            view, f"button.language_{row['language']}", row["language"]
        ),
        plain("personal.since"): _at(view, row["at"]),
        plain("personal.reachable"): plain("mydata.yes" if row["reachable"] else "mydata.no"),
    }


def consent(view: View, row: Row) -> Json:
    """Consents, and until when they hold."""
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
    """A notice and its state."""
    plain = view.plain
    return {
        plain("mydata.what"): _called(view, f"mydata.notice_{row['kind']}", row["kind"]),
        plain("mydata.due_at"): _at(view, row["due_at"]),
        plain("mydata.settled_at"): _at(view, row["settled_at"]),
        plain("mydata.status"): _called(view, f"mydata.notice_is_{row['state']}", row["state"]),
    }


def question(view: View, row: Row) -> Json:
    """The open question of a dialogue."""
    plain = view.plain
    return {
        plain("mydata.what"): _called(view, f"mydata.topic_{row['topic']}", row["topic"]),
        plain("mydata.until"): _at(view, row["expires_at"]),
    }


def _called(view: View, key: str, word: int | str | None) -> str:
    return view.words.name_of(key, str(word))


def _at(view: View, ms: int | str | None) -> str | None:
    if not isinstance(ms, int):
        return None
    return instant(view, datetime.fromtimestamp(ms / 1000, UTC))


def instant(view: View, at: datetime) -> str:
    """An instant in the hospitals' time zone."""
    return at.astimezone(view.services.rules.zone).isoformat(timespec="seconds")


async def sent(view: View) -> Screen:
    """The file, for this private chat only."""
    if view.person is None:
        return nothing(view)
    text = json.dumps(await _everything(view), ensure_ascii=False, indent=2)
    document = Document(f"mydata-{view.today}.json", text.encode())
    rows = [[key(view.plain("button.erase"), AskErase())], home_row(view)]
    return Screen(view.say("mydata.caption"), rows, document=document, lasting=True)


async def _everything(view: View) -> Json:
    account = str(view.person.telegram) if view.person is not None else ""
    actors = (account, view.services.keyed_hash(account))
    stored = await view.read(_rows, person=view.me, actors=actors)
    bookings = await view.read(queries.my_bookings, person=view.me)
    plain = view.plain
    return {
        plain("mydata.made_at"): instant(view, view.now),
        plain("mydata.about"): about(view, stored["person"][0], stored["patient"]),
        plain("personal.consent"): [consent(view, row) for row in stored["consent"]],
        plain("personal.booking"): [booking(view, each, stored) for each in bookings],
        plain("personal.notice"): [notice(view, row) for row in stored["notice"]],
        plain("personal.question"): [question(view, row) for row in stored["dialogue"]],
        plain("mydata.rows"): stored,
        plain("mydata.read_model"): await _read_model(view),
    }


def _rows(tx: Transaction, *, person: int, actors: tuple[str, str]) -> Records:
    return tx.records.of_person(person, actors=actors)


def _shown(tx: MyPageTransaction, *, person: int) -> Records:
    return tx.view.records(person)


async def _read_model(view: View) -> object:
    """Rows of the read model; it may be unavailable, and repeats the rows above."""
    try:
        return await view.read_mypage(_shown, person=view.me)
    except Unavailable:
        return view.plain("mydata.away")
