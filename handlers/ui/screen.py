"""A screen: text and buttons, whoever it is for and however it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.ui.callback_data import speak

Rows = Sequence[Sequence[InlineKeyboardButton]]


class Document(NamedTuple):
    """A file."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Screen:
    """What one message says. `text` is HTML; `alert` is plain and pops up when a tap led here.

    `text` None: the alert alone, the message stays as it is. With a `document` the text stands
    below it, in a message of its own; it is only for answers that were read, not for what is owed.
    """

    text: str | None
    rows: Rows = ()
    alert: str | None = None
    document: Document | None = None

    def markup(self, *, spoken: str | None = None) -> InlineKeyboardMarkup | None:
        """The inline keyboard, None without buttons; each button says `spoken`, if that is
        given.
        """
        if not self.rows:
            return None
        rows = self.rows if spoken is None else [[speak(k, spoken) for k in r] for r in self.rows]
        return InlineKeyboardMarkup(rows)

    def also(self, alert: str) -> "Screen":
        """The same screen with an alert."""
        return Screen(self.text, self.rows, alert, self.document)


def joined(*parts: str | None) -> str:
    """Paragraphs put together; empty ones are left out."""
    return "\n\n".join(part for part in parts if part)
