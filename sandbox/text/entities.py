"""Spans of a text with a meaning, measured in UTF-16 units as Telegram does; found and trimmed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,:;!?)\]])"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
)
OPAQUE = frozenset({"code", "pre", "text_link"})
BLANK = " \n"


@dataclass(frozen=True, slots=True)
class Entity:
    """`offset` and `length` count UTF-16 units; `url` and `language` only where they belong."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    @property
    def end(self) -> int:
        """The first unit behind the span."""
        return self.offset + self.length

    def wire(self) -> dict[str, object]:
        """As a MessageEntity."""
        plain: dict[str, object] = {
            "type": self.type,
            "offset": self.offset,
            "length": self.length,
        }
        for name in ("url", "language", "custom_emoji_id"):
            if (value := getattr(self, name)) is not None:
                plain[name] = value
        return plain


@dataclass(frozen=True, slots=True)
class Text:
    """Words and what marks them."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """How many UTF-16 units the text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(entities: Iterable[Entity], *, start: int, length: int) -> tuple[Entity, ...]:
    """What is left of the spans once the text lost its edges."""
    kept = []
    for entity in entities:
        first, last = max(entity.offset - start, 0), min(entity.end - start, length)
        if last > first:
            kept.append(replace(entity, offset=first, length=last - first))
    return tuple(kept)


def trim(text: Text) -> Text:
    """Without blanks and line breaks at both ends."""
    bare = text.text.strip(BLANK)
    if len(bare) == len(text.text):
        return text
    cut = len(text.text) - len(text.text.lstrip(BLANK))  # blanks are one unit each
    return Text(bare, clip(text.entities, start=cut, length=units(bare)))


def detect(text: Text) -> Text:
    """With the links and commands that Telegram finds by itself."""
    if "/" not in text.text:
        return text
    found = list(text.entities)
    for match in FOUND.finditer(text.text):
        offset = units(text.text[: match.start()])
        entity = Entity(str(match.lastgroup), offset, units(match[0]))
        if not any(_hides(other, entity) for other in text.entities):
            found.append(entity)
    return Text(text.text, tuple(sorted(found, key=lambda entity: (entity.offset, -entity.length))))


def _hides(other: Entity, entity: Entity) -> bool:
    return other.type in OPAQUE and other.offset < entity.end and entity.offset < other.end
