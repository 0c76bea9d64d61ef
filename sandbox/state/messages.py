"""A message, its buttons, and both of their outward forms: Telegram's JSON and the page's."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.text.entities import Text
from sandbox.text.html_render import to_html

Author = Literal["bot", "user"]


@dataclass(frozen=True, slots=True)
class InlineButton:
    """One button under a message; `wire` is what Telegram sends for it."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    style: str | None = None
    wire: dict[str, object] = field(default_factory=dict)

    def page(self) -> dict[str, object]:
        """As the page wants it."""
        shown: dict[str, object] = {"text": self.text, "style": self.style}
        for name in ("data", "url", "copy"):
            if (value := getattr(self, name)) is not None:
                shown[name] = value
        return shown


Keyboard = tuple[tuple[InlineButton, ...], ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """What comes under a message: buttons of its own, or a keyboard in place of the letters."""

    inline: Keyboard | None = None
    reply: dict[str, object] | None = None


@dataclass(slots=True)
class Message:
    """A message as it stands now; `extra` are further fields as on the wire (document, ...)."""

    message_id: int
    chat_id: int
    author: Author
    date: int
    body: Text
    keyboard: Keyboard | None = None
    reply_keyboard: dict[str, object] | None = None
    extra: dict[str, object] = field(default_factory=dict)
    edit_date: int | None = None
    rev: int = 0

    @property
    def text(self) -> str:
        """The words or the caption."""
        return self.body.text

    @property
    def html(self) -> str:
        """The words as safe HTML."""
        return to_html(self.body)

    @property
    def buttons(self) -> list[InlineButton]:
        """All buttons, row by row."""
        return [button for row in self.keyboard or () for button in row]

    @property
    def has_media(self) -> bool:
        """Whether the words are a caption."""
        return "document" in self.extra or "photo" in self.extra

    def wire(self, *, chat: dict[str, object], sender: dict[str, object]) -> dict[str, object]:
        """As Telegram sends it."""
        shown: dict[str, object] = {
            "message_id": self.message_id,
            "from": sender,
            "chat": chat,
            "date": self.date,
        }
        if self.edit_date is not None:
            shown["edit_date"] = self.edit_date
        shown |= self.extra
        if self.body.text:
            shown["caption" if self.has_media else "text"] = self.body.text
        if self.body.entities:
            name = "caption_entities" if self.has_media else "entities"
            shown[name] = [entity.wire() for entity in self.body.entities]
        if self.keyboard:
            shown["reply_markup"] = keyboard_wire(self.keyboard)
        return shown


def keyboard_wire(keyboard: Keyboard) -> dict[str, object]:
    """As an InlineKeyboardMarkup."""
    return {"inline_keyboard": [[button.wire for button in row] for row in keyboard]}
