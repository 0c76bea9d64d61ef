"""A screen: text, buttons, alert and document of one message; rows that many screens share."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode

from handlers.texts import Wording
from handlers.ui.buttons import ShowHome, ShowMyBookings, ShowOpenings, StartAddHospital
from handlers.ui.callback_data import Button, key, marked_rows
from handlers.view import View

Row = list[InlineKeyboardButton]
Rows = Sequence[Sequence[InlineKeyboardButton]]


class Document(NamedTuple):
    """A file to send."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Asks:
    """What typed words answer on a screen, besides the labels of its buttons.

    `intent`: that of a line with parts alone, such as a day (a value of `parsing.Intent`);
    `hospital`: the id of the hospital whose day is asked; `day`: the date whose hospital is asked;
    `yes`, `no`: the buttons that say so.
    """

    intent: str | None = None
    hospital: int | None = None
    day: date | None = None
    yes: Button | None = None
    no: Button | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """Content of one message. `text` is HTML; `alert` is plain text, shown when a tap led here.

    `text` None: only the alert, the message stays unchanged. A `document` is sent as a message of
    its own with the text below it, and only in reply to an update, never as a notice. A `lasting`
    screen is a document, such as a confirmation: a tap on one of its buttons is answered below it.
    """

    text: str | None
    rows: Rows = ()
    alert: str | None = None
    document: Document | None = None
    asks: Asks | None = None
    lasting: bool = False

    def markup(self, *, spoken: str | None = None) -> InlineKeyboardMarkup | None:
        """Inline keyboard, None without buttons; each button carries the language `spoken`, if
        given, and that it is a document's.
        """
        if not self.rows:
            return None
        if spoken is None and not self.lasting:
            return InlineKeyboardMarkup(self.rows)
        rows = marked_rows(self.rows, language=spoken, lasting=self.lasting)
        return InlineKeyboardMarkup(rows)

    def also(self, alert: str) -> "Screen":
        """A copy with an alert."""
        return replace(self, alert=alert)


def joined(*parts: str | None) -> str:
    """Join paragraphs, leaving out empty ones."""
    return "\n\n".join(part for part in parts if part)


@lru_cache(maxsize=64)
def _fixed(words: Wording, label: str, button: Button) -> InlineKeyboardButton:
    """A button that is the same on every screen in a language; made once."""
    return key(words.plain(label), button)


def home_row(view: View) -> Row:
    """Row with the button to the menu."""
    return [_fixed(view.words, "button.home", ShowHome())]


def book_row(view: View) -> Row:
    """Row with the button to a new booking."""
    return [_fixed(view.words, "button.book", ShowOpenings())]


def mine_row(view: View) -> Row:
    """Row with the buttons to the reader's bookings and to the menu."""
    return [_fixed(view.words, "button.mine", ShowMyBookings()), *home_row(view)]


def add_hospital_row(view: View) -> Row:
    """Row with an admin's button to register a hospital."""
    return [key(view.plain("button.add_hospital"), StartAddHospital(None))]


BROKEN_MARKUP = "can't parse entities"


class Outgoing(NamedTuple):
    """A screen's text and keyboard as they are sent."""

    text: str
    keyboard: InlineKeyboardMarkup | None
    parse_mode: str | None = ParseMode.HTML

    def simpler(self, refusal: str) -> "Outgoing | None":
        """What to send after this was refused, None when it is as simple as can be: without copy
        buttons, which older servers do not know, without any button, at last as plain text.
        """
        if self.parse_mode is not None and BROKEN_MARKUP in refusal.lower():
            return self._plain()
        if self.keyboard is not None:
            return self._replace(keyboard=_without_copy_buttons(self.keyboard))
        return self._plain() if self.parse_mode is not None else None

    def _plain(self) -> "Outgoing":
        text = html.unescape(re.sub(r"<[^>]*>", "", self.text))
        return self._replace(text=text, parse_mode=None)


def _without_copy_buttons(keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup | None:
    """None also when there are none: then another button is the trouble."""
    rows = [[each for each in row if each.copy_text is None] for row in keyboard.inline_keyboard]
    simpler = InlineKeyboardMarkup([row for row in rows if row])
    return simpler if simpler.inline_keyboard and simpler != keyboard else None
