"""Queue of unconfirmed updates, for long polling and webhooks alike."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import cast

LIFETIME_S = 86_400.0
LIFETIMES_S = {"callback_query": 150.0, "inline_query": 30.0}
UNLESS_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LANE = 1 << 33
FUTURE = 10


@dataclass(frozen=True, slots=True)
class Update:
    """Update; `lane` orders its delivery, `expires` in monotonic seconds, `body` is JSON."""

    id: int
    kind: str
    lane: int
    expires: float
    content: dict[str, object]
    body: str


def lane_of(kind: str, payload: dict[str, object], update_id: int) -> int:
    """Return the lane: messages by chat, taps by person, anything else alone."""
    sender = cast("dict[str, int]", payload.get("from") or {})
    chat = cast("dict[str, int]", payload.get("chat") or {})
    if kind == "callback_query":
        return sender.get("id", 0) + 3 * LANE
    if kind == "my_chat_member":
        return chat.get("id", 0) + 5 * LANE
    return chat["id"] if "id" in chat else -update_id * LANE


class UpdateQueue:
    """The queue; `allowed` None: all kinds but those that must be requested."""

    def __init__(self, *, monotonic: Callable[[], float], first_id: int) -> None:
        self._monotonic = monotonic
        self._pending: OrderedDict[int, Update] = OrderedDict()
        self.last_id = first_id - 1
        self.allowed: frozenset[str] | None = None
        self.listeners: list[Callable[[Update], None]] = []

    def __len__(self) -> int:
        return len(self._pending)

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._pending

    def add(self, kind: str, payload: dict[str, object]) -> Update | None:
        """Add an update; None if the bot does not want its kind."""
        if kind in UNLESS_ASKED if self.allowed is None else kind not in self.allowed:
            return None
        self.last_id += 1
        content: dict[str, object] = {"update_id": self.last_id, kind: payload}
        update = Update(
            self.last_id,
            kind,
            lane_of(kind, payload, self.last_id),
            self._monotonic() + LIFETIMES_S.get(kind, LIFETIME_S),
            content,
            json.dumps(content),
        )
        self._pending[update.id] = update
        for listener in self.listeners:
            listener(update)
        return update

    def confirm(self, offset: int) -> None:
        """Confirm all updates before the offset; a negative one keeps that many."""
        if offset > self.last_id + 1 + FUTURE:
            return
        while self._pending and (
            len(self._pending) > -offset if offset < 0 else next(iter(self._pending)) < offset
        ):
            self._pending.popitem(last=False)

    def take(self, limit: int) -> list[Update]:
        """Return the first updates that have not expired; they stay until confirmed."""
        return list(islice(self.waiting(), limit))

    def waiting(self) -> Iterable[Update]:
        """Return all updates that have not expired."""
        now = self._monotonic()
        return (update for update in self._pending.values() if update.expires > now)

    def forget(self, update_id: int) -> None:
        """Remove an update that was delivered or has expired."""
        self._pending.pop(update_id, None)

    def clear(self) -> None:
        """Remove all; ids go on."""
        self._pending.clear()
