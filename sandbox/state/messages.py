"""Messages and buttons, and their JSON for the bot and for the page."""

from dataclasses import dataclass, field
from typing import Literal, cast

from sandbox.text.entities import Text
from sandbox.text.html_render import to_html

Author = Literal["bot", "user"]
MEDIA = frozenset({"document", "photo", "venue", "contact"})


@dataclass(frozen=True, slots=True)
class InlineButton:
    """Button of a message; `wire` is its JSON in the Bot API."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    style: str | None = None
    wire: dict[str, object] = field(default_factory=dict)

    def page(self) -> dict[str, object]:
        """Return the JSON for the page."""
        shown: dict[str, object] = {"text": self.text, "style": self.style}
        for name in ("data", "url", "copy"):
            if (value := getattr(self, name)) is not None:
                shown[name] = value
        return shown


Keyboard = tuple[tuple[InlineButton, ...], ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """Inline keyboard of a message, or a reply keyboard."""

    inline: Keyboard | None = None
    reply: dict[str, object] | None = None


@dataclass(slots=True)
class Message:
    """Message in its current version; `extra` has further fields of the wire (document ...)."""

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
        """The text or the caption."""
        return self.body.text

    @property
    def html(self) -> str:
        """The text as safe HTML."""
        return to_html(self.body)

    @property
    def buttons(self) -> list[InlineButton]:
        """Rows of buttons."""
        return [button for row in self.keyboard or () for button in row]

    @property
    def reply_keys(self) -> list[dict[str, object]]:
        """KeyboardButton objects of its reply keyboard."""
        rows = (self.reply_keyboard or {}).get("keyboard", [])
        return [key for row in cast("list[list[dict[str, object]]]", rows) for key in row]

    @property
    def has_media(self) -> bool:
        """Whether its text, if any, is a caption."""
        return not MEDIA.isdisjoint(self.extra)

    @property
    def is_editable(self) -> bool:
        """Whether the bot may edit it: its own, without a reply keyboard."""
        return self.author == "bot" and self.reply_keyboard is None

    def wire(self, *, chat: dict[str, object], sender: dict[str, object]) -> dict[str, object]:
        """Return the Message object."""
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
    """Return an InlineKeyboardMarkup object."""
    return {"inline_keyboard": [[button.wire for button in row] for row in keyboard]}
