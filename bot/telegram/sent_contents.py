"""Digests of sent messages, so that an edit that changes nothing is not sent."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import blake2b

from telegram import TelegramObject

from bot.telegram.pacing import Chat

MAX_MESSAGES = 10_000
"""Messages that are remembered, of about 200 bytes each."""
SHOWN = ("text", "entities", "parse_mode", "reply_markup", "link_preview_options")
"""The parameters that make up what a message shows."""

Key = tuple[Chat, int]


class SentContents:
    """A digest of the last text and keyboard of each message, as far as it is certainly known.

    A message that was changed with unknown outcome is in doubt from then on: that change may still
    arrive, after a newer one. `size` 0 remembers nothing: for where others may edit, too.
    """

    def __init__(self, *, size: int = MAX_MESSAGES) -> None:
        self._size = size
        self._known: OrderedDict[Key, bytes | None] = OrderedDict()

    def get(self, key: Key) -> bytes | None:
        """The digest of what the message shows; None if that is not known."""
        return self._known.get(key)

    def put(self, key: Key, content: bytes | None) -> None:
        """The message shows that now; None: it is in doubt."""
        if key in self._known and self._known[key] is None:
            content = None
        self._known[key] = content
        self._known.move_to_end(key)
        while len(self._known) > self._size:
            self._known.popitem(last=False)


def digest(data: Mapping[str, object]) -> bytes:
    """A digest of what a message with these parameters shows."""
    shown = [data.get(name) for name in SHOWN]
    return blake2b(json.dumps(shown, default=_plain).encode(), digest_size=16).digest()


def _plain(value: object) -> object:
    return value.to_dict() if isinstance(value, TelegramObject) else str(value)
