"""The bot as a next release may be: it tells more than is known today.

For the gate that runs releases side by side: `python -m tests.gates.controls.next_release run`.
"""

import json
import sys
from datetime import datetime

from bot.__main__ import main
from domain.answer import Answer
from domain.events import BookingMade, Event
from domain.operations import dialogues
from domain.storage.repositories import outbox

NEWER = {"channel": "chat", "since": "tomorrow"}


class BookingNoted(Event):
    """Something that happens to bookings only from tomorrow on."""

    stored = False
    booking: int
    channel: str = "chat"


def tell_more() -> None:
    """Events, answers and questions with fields that are not known today, and a kind of event."""
    append, dump, answer = outbox.SqlEvents.append, Event.model_dump_json, Answer.to_json

    def appended(self: outbox.SqlEvents, event: Event, *, at: datetime) -> int:
        if isinstance(event, BookingMade):
            append(self, BookingNoted(booking=event.booking), at=at)
        return append(self, event, at=at)

    def more(text: str) -> str:
        return json.dumps(json.loads(text) | NEWER, ensure_ascii=False, separators=(",", ":"))

    outbox.SqlEvents.append = appended
    Event.model_dump_json = lambda self, **how: more(dump(self, **how))
    Answer.to_json = lambda self: answer(self)[:-1] + ', "shown": "soon"}'
    ask_more()


def ask_more() -> None:
    """An open question keeps what it was asked from."""
    fresh = dialogues._fresh

    def asked(tx, dialogue):
        found = fresh(tx, dialogue)
        found.facts.update(NEWER)
        return found

    dialogues._fresh = asked


if __name__ == "__main__":
    tell_more()
    sys.exit(main(sys.argv[1:]))
