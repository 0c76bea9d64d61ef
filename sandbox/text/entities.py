"""Message entities, measured in UTF-16 units as Telegram does: detection and trimming."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,:;!?)\]])"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
)
OPAQUE = frozenset({"code", "pre", "text_link"})
BLANK = " \n"
DETAILS = ("url", "language", "custom_emoji_id", "unix_time", "date_time_format")
DATE_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
MAX_UNIX_TIME = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Entity:
    """MessageEntity; `offset` and `length` in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        """First unit after the entity."""
        return self.offset + self.length

    def wire(self) -> dict[str, object]:
        """Return a MessageEntity object."""
        plain: dict[str, object] = {
            "type": self.type,
            "offset": self.offset,
            "length": self.length,
        }
        for name in DETAILS:
            if (value := getattr(self, name)) is not None:
                plain[name] = value
        return plain


@dataclass(frozen=True, slots=True)
class Text:
    """Text with its entities."""

    text: str
    entities: tuple[Entity, ...] = ()


def date_time(at: int, length: int, *, unix_time: int, shown_as: str) -> Entity:
    """Make a date_time entity. Raises ValueError in Telegram's words."""
    if not 0 < unix_time <= MAX_UNIX_TIME:
        raise ValueError("Invalid date specified")
    if not DATE_TIME_FORMAT.fullmatch(shown_as):
        raise ValueError("Invalid date-time format specified")
    return Entity("date_time", at, length, unix_time=unix_time, date_time_format=shown_as)


def units(text: str) -> int:
    """Count the UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(entities: Iterable[Entity], *, start: int, length: int) -> tuple[Entity, ...]:
    """Cut the entities to a part of the text."""
    kept = []
    for entity in entities:
        first, last = max(entity.offset - start, 0), min(entity.end - start, length)
        if last > first:
            kept.append(replace(entity, offset=first, length=last - first))
    return tuple(kept)


def trim(text: Text) -> Text:
    """Strip white space at both ends."""
    bare = text.text.strip(BLANK)
    if len(bare) == len(text.text):
        return text
    cut = len(text.text) - len(text.text.lstrip(BLANK))  # blanks are one unit each
    return Text(bare, clip(text.entities, start=cut, length=units(bare)))


def detect(text: Text) -> Text:
    """Add the links and commands that Telegram detects."""
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
