"""One chat: its messages, what was deleted, and the alerts a person saw; each with its revision.

Knows no rules about who may write to whom.
"""

from dataclasses import dataclass, field

from sandbox.state.messages import Message


@dataclass(frozen=True, slots=True)
class Alert:
    """What a person was shown for a tap; `show_alert` has a button to close it."""

    query_id: str
    text: str
    show_alert: bool
    rev: int

    def page(self) -> dict[str, object]:
        """As the page wants it."""
        return {
            "query_id": self.query_id,
            "text": self.text,
            "show_alert": self.show_alert,
            "rev": self.rev,
        }


@dataclass(slots=True)
class Chat:
    """`facts` are the chat as Telegram describes it; `rev` rises with every change."""

    id: int
    facts: dict[str, object]
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: dict[int, int] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    rev: int = 0

    def put(self, message: Message, rev: int) -> None:
        """A message is new or has changed."""
        message.rev = self.rev = rev
        self.messages[message.message_id] = message

    def remove(self, message_id: int, rev: int) -> None:
        """A message is gone."""
        del self.messages[message_id]
        self.deleted[message_id] = self.rev = rev

    def alert(self, *, query_id: str, text: str, show_alert: bool, rev: int) -> None:
        """A tap was answered with words."""
        self.alerts.append(Alert(query_id, text, show_alert, rev))
        self.rev = rev
