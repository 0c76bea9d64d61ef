"""A screen: text, buttons, alert and document of one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.ui.callback_data import with_language

Rows = Sequence[Sequence[InlineKeyboardButton]]


class Document(NamedTuple):
    """A file to send."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Screen:
    """Content of one message. `text` is HTML; `alert` is plain text, shown when a tap led here.

    `text` None: only the alert, the message stays unchanged. A `document` is sent as a message of
    its own with the text below it, and only in reply to an update, never as a notice.
    """

    text: str | None
    rows: Rows = ()
    alert: str | None = None
    document: Document | None = None

    def markup(self, *, spoken: str | None = None) -> InlineKeyboardMarkup | None:
        """Inline keyboard, None without buttons; with `spoken`, each carries that language."""
        if not self.rows:
            return None
        rows = (
            self.rows
            if spoken is None
            else [[with_language(k, spoken) for k in r] for r in self.rows]
        )
        return InlineKeyboardMarkup(rows)

    def also(self, alert: str) -> "Screen":
        """A copy with an alert."""
        return Screen(self.text, self.rows, alert, self.document)


def joined(*parts: str | None) -> str:
    """Join paragraphs, leaving out empty ones."""
    return "\n\n".join(part for part in parts if part)
