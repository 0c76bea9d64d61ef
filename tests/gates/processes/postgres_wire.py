"""Just enough of PostgreSQL's wire protocol, version 3, to see a COMMIT go by and come back.

It reads whole messages out of what arrives in pieces; it changes and answers nothing.
"""

import struct
from collections.abc import Iterator

_HEAD = struct.Struct("!I")
_NO_KIND = 4
_ENDS = ([b"COMMIT"], [b"END"])


class Frames:
    """Messages one after another. The client's first ones have no kind: `greeting`."""

    def __init__(self, *, greeting: bool) -> None:
        self.greeting = greeting
        self._left = b""

    def feed(self, piece: bytes) -> Iterator[tuple[bytes, bytes]]:
        """(kind, whole message) of each message that is complete now."""
        self._left += piece
        while (whole := self._first()) is not None:
            message, self._left = self._left[:whole], self._left[whole:]
            yield (b"" if self.greeting else message[:1]), message

    def _first(self) -> int | None:
        """How long the first message is, if all of it is here."""
        skip = 0 if self.greeting else 1
        if len(self._left) < skip + _NO_KIND:
            return None
        length: int = _HEAD.unpack_from(self._left, skip)[0]
        return skip + length if len(self._left) >= skip + length else None


class Client:
    """What a client said that matters later: which of its names stand for a COMMIT."""

    def __init__(self) -> None:
        self._prepared: set[bytes] = set()
        self._bound: set[bytes] = set()

    def commits(self, kind: bytes, message: bytes) -> bool:
        """Whether the server commits when it gets this message."""
        body = message[5:]
        if kind == b"Q":
            return _is_commit(body)
        first, _, rest = body.partition(b"\0")
        if kind == b"P":
            _note(self._prepared, first, found=_is_commit(rest))
        elif kind == b"B":
            _note(self._bound, first, found=rest.partition(b"\0")[0] in self._prepared)
        return kind == b"E" and first in self._bound


def has_committed(kind: bytes, message: bytes) -> bool:
    """Whether the server says here that a transaction is committed."""
    return kind == b"C" and message[5:] == b"COMMIT\0"


def _note(names: set[bytes], name: bytes, *, found: bool) -> None:
    (names.add if found else names.discard)(name)


def _is_commit(text: bytes) -> bool:
    """Whether one of the statements in it is one; the others go with it."""
    statements = text.partition(b"\0")[0].upper().split(b";")
    return any(each.split()[:1] in _ENDS for each in statements)
