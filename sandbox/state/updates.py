"""Updates that the bot has not confirmed yet, in order; how they travel is not its business."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import cast

DAY = 86_400.0
SECONDS = {"callback_query": 150.0, "inline_query": 30.0}
UNLESS_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LANE = 1 << 33
FUTURE = 10


@dataclass(frozen=True, slots=True)
class Update:
    """`lane` is the queue it is delivered in; `expires` in monotonic seconds; `body` its JSON."""

    id: int
    kind: str
    lane: int
    expires: float
    content: dict[str, object]
    body: str


def lane_of(kind: str, payload: dict[str, object], update_id: int) -> int:
    """Messages queue by chat, taps by person, anything else alone."""
    sender = cast("dict[str, int]", payload.get("from") or {})
    chat = cast("dict[str, int]", payload.get("chat") or {})
    if kind == "callback_query":
        return sender.get("id", 0) + 3 * LANE
    if kind == "my_chat_member":
        return chat.get("id", 0) + 5 * LANE
    return chat["id"] if "id" in chat else -update_id * LANE


class UpdateQueue:
    """The queue; `allowed` None means all kinds but those that must be asked for."""

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
        """A new update; None if the bot did not ask for this kind."""
        if kind in UNLESS_ASKED if self.allowed is None else kind not in self.allowed:
            return None
        self.last_id += 1
        content: dict[str, object] = {"update_id": self.last_id, kind: payload}
        update = Update(
            self.last_id,
            kind,
            lane_of(kind, payload, self.last_id),
            self._monotonic() + SECONDS.get(kind, DAY),
            content,
            json.dumps(content),
        )
        self._pending[update.id] = update
        for listener in self.listeners:
            listener(update)
        return update

    def confirm(self, offset: int) -> None:
        """Everything before the offset is done with; a negative one keeps that many."""
        if offset > self.last_id + 1 + FUTURE:
            return
        while self._pending and (
            len(self._pending) > -offset if offset < 0 else next(iter(self._pending)) < offset
        ):
            self._pending.popitem(last=False)

    def take(self, limit: int) -> list[Update]:
        """The first ones that are not too old; they stay until confirmed."""
        return list(islice(self.waiting(), limit))

    def waiting(self) -> Iterable[Update]:
        """All that are not too old, in order."""
        now = self._monotonic()
        return (update for update in self._pending.values() if update.expires > now)

    def forget(self, update_id: int) -> None:
        """This one is delivered or too old."""
        self._pending.pop(update_id, None)

    def clear(self) -> None:
        """None is left; ids go on upward."""
        self._pending.clear()
