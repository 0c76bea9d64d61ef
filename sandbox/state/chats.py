"""A chat: its messages, deletions and alerts, each with its revision; what is pinned.

Knows no rules about who may write to whom.
"""

from dataclasses import dataclass, field

from sandbox.state.messages import Message


@dataclass(frozen=True, slots=True)
class Alert:
    """Answer to a callback query; `show_alert`: a dialog that the person closes."""

    query_id: str
    text: str
    show_alert: bool
    rev: int

    def page(self) -> dict[str, object]:
        """Return the JSON for the page."""
        return {
            "query_id": self.query_id,
            "text": self.text,
            "show_alert": self.show_alert,
            "rev": self.rev,
        }


@dataclass(slots=True)
class Chat:
    """Chat; `facts` is its Chat object on the wire, `rev` grows with every change.

    `pinned` is a message id; `used_keyboard` that of the newest reply keyboard used, else 0.
    """

    id: int
    facts: dict[str, object]
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: dict[int, int] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    pinned: int | None = None
    used_keyboard: int = 0
    rev: int = 0

    @property
    def keyboard_message(self) -> Message | None:
        """The message whose reply keyboard is in sight."""
        for message in reversed(self.messages.values()):
            if markup := message.reply_keyboard:
                used = markup.get("one_time_keyboard") and message.message_id <= self.used_keyboard
                return message if "keyboard" in markup and not used else None
        return None

    def put(self, message: Message, rev: int) -> None:
        """Record a new or edited message."""
        message.rev = self.rev = rev
        self.messages[message.message_id] = message

    def remove(self, message_id: int, rev: int) -> None:
        """Record a deletion."""
        del self.messages[message_id]
        if self.pinned == message_id:
            self.pinned = None
        self.deleted[message_id] = self.rev = rev

    def alert(self, *, query_id: str, text: str, show_alert: bool, rev: int) -> None:
        """Record an alert."""
        self.alerts.append(Alert(query_id, text, show_alert, rev))
        self.rev = rev
