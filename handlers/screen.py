"""A screen: text and buttons, whoever it is for and however it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.buttons import speak

Rows = Sequence[Sequence[InlineKeyboardButton]]


@dataclass(frozen=True, slots=True)
class Screen:
    """What one message says. `text` is HTML; `alert` is plain and pops up when a tap led here.

    `text` None: the alert alone, the message stays as it is.
    """

    text: str | None
    rows: Rows = ()
    alert: str | None = None

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
        return Screen(self.text, self.rows, alert)


def joined(*parts: str | None) -> str:
    """Paragraphs put together; empty ones are left out."""
    return "\n\n".join(part for part in parts if part)
