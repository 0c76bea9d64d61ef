"""Parser of Telegram's HTML subset; errors have Telegram's words.

Not a browser's HTML: no nesting rules beyond well-formedness.
"""

import re
from dataclasses import dataclass, field, replace

from sandbox.text.entities import Entity, Text, date_time, units

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+))")
MAX_LENGTH = 10
LAST_CODE = 0x10FFFF


def reference_at(html: str, at: int) -> tuple[str, int]:
    """Decode a character reference; return the character ("" if it is none) and its end."""
    match = REFERENCE.match(html, at)
    if match is None:
        return "", at
    sixteen, ten, name = match.groups()
    if name is not None:
        character = NAMED.get(name, "")
    else:
        code = int(sixteen, 16) if sixteen else int(ten)
        valid = 0 < code < LAST_CODE and len(match[0]) < MAX_LENGTH
        character = chr(code) if valid else ""
    return character, match.end() + html.startswith(";", match.end())


def decode(value: str) -> str:
    """Decode all character references."""
    out, at = [], 0
    while (found := value.find("&", at)) >= 0:
        character, after = reference_at(value, found)
        out += [value[at:found], character or "&"]
        at = after if character else found + 1
    return "".join([*out, value[at:]])


KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
SPECIAL = re.compile(r"[<&]")
BLANKS = re.compile(r"[ \t\r\n\v\0]*")
TAG_NAME = re.compile(r"[^ \t\r\n\v\0>]*")
ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\v\0>=]*")
NUMBER = re.compile(r"[0-9]{1,19}")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
LINK = re.compile(r"(?:(?:https?|tg|ton|mailto|tel):\S+|[^\s:/]+\.[^\s]+)\Z", re.IGNORECASE)


class MarkupError(ValueError):
    """Malformed markup, described in Telegram's words."""


@dataclass(slots=True)
class _Open:
    name: str
    offset: int
    begins: int
    order: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse_html(html: str) -> Text:
    """Parse the markup. Raises MarkupError if it is malformed or a tag is unknown."""
    if not SPECIAL.search(html):
        return Text(html)
    return _Reading(html).run()


class _Reading:
    def __init__(self, html: str) -> None:
        self._html = html
        self._out: list[str] = []
        self._units = 0
        self._stack: list[_Open] = []
        self._found: list[tuple[int, Entity]] = []
        self._opened = 0

    def run(self) -> Text:
        at = 0
        while match := SPECIAL.search(self._html, at):
            self._put(self._html[at : match.start()])
            at = self._tag(match.start()) if match[0] == "<" else self._reference(match.start())
        self._put(self._html[at:])
        if self._stack:
            name = self._stack[-1].name
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{name}"')
        text = "".join(self._out)
        _refuse_halves(text)
        ordered = sorted(self._found, key=lambda one: (one[1].offset, -one[1].length, one[0]))
        return Text(text, tuple(_bare(entity) for _, entity in ordered))

    def _put(self, text: str) -> None:
        if text:
            self._out.append(text)
            self._units += units(text)

    def _reference(self, at: int) -> int:
        character, after = reference_at(self._html, at)
        if not character:
            self._put("&")
            return at + 1
        self._put(character)
        return after

    def _tag(self, at: int) -> int:
        return self._end_tag(at) if self._html.startswith("/", at + 1) else self._start_tag(at)

    def _broken(self, words: str, at: int) -> MarkupError:
        return MarkupError(f"{words} at byte offset {len(self._html[:at].encode())}")

    def _start_tag(self, at: int) -> int:
        match = TAG_NAME.match(self._html, at + 1)
        end = match.end() if match else at
        if end == len(self._html):
            raise self._broken("Unclosed start tag", at)
        name = self._html[at + 1 : end].lower()
        if name not in KINDS:
            raise self._broken(f'Unsupported start tag "{name}"', at)
        attributes, end = self._attributes(name, at, end)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._broken('Tag "span" must have class "tg-spoiler"', at)
        self._stack.append(_Open(name, self._units, len(self._out), self._opened, attributes))
        self._opened += 1
        return end

    def _attributes(self, name: str, at: int, pos: int) -> tuple[dict[str, str], int]:
        found: dict[str, str] = {}
        while True:
            pos = _skip(BLANKS, self._html, pos)
            if self._html.startswith(">", pos):
                return found, pos + 1
            if pos == len(self._html):
                raise self._broken(f'Unclosed start tag "{name}"', at)
            end = _skip(ATTRIBUTE_NAME, self._html, pos)
            if end == pos:
                raise self._broken(f'Empty attribute name in the tag "{name}"', at)
            key = self._html[pos:end]
            found[key], pos = self._value(name, at, _skip(BLANKS, self._html, end))

    def _value(self, name: str, at: int, pos: int) -> tuple[str, int]:
        if not self._html.startswith("=", pos):
            return "", pos
        pos = _skip(BLANKS, self._html, pos + 1)
        if pos == len(self._html):
            raise self._broken(f'Unclosed start tag "{name}"', at)
        if self._html[pos] in "'\"":
            return self._quoted(at, pos)
        end = _skip(NAME_TOKEN, self._html, pos)
        if end == len(self._html) or self._html[end] not in " \t\r\n\v\0>":
            raise self._broken("Unexpected end of name token", pos)
        return self._html[pos:end].lower(), end

    def _quoted(self, at: int, pos: int) -> tuple[str, int]:
        end = self._html.find(self._html[pos], pos + 1)
        if end < 0 or end + 1 == len(self._html):
            raise self._broken("Unclosed start tag", at)
        return decode(self._html[pos + 1 : end]), end + 1

    def _end_tag(self, at: int) -> int:
        if not self._stack:
            raise self._broken("Unexpected end tag", at)
        end = _skip(TAG_NAME, self._html, at + 2)
        name = self._html[at + 2 : end].lower()
        end = _skip(BLANKS, self._html, end)
        if not self._html.startswith(">", end):
            raise self._broken("Unclosed end tag", at)
        opened = self._stack[-1]
        if name and name != opened.name:
            expected = f'expected "</{opened.name}>", found "</{name}>"'
            raise MarkupError(f"{self._broken('Unmatched end tag', at)}, {expected}")
        self._stack.pop()
        if self._units > opened.offset:
            self._close(opened)
        return end + 1

    def _close(self, opened: _Open) -> None:
        entity = Entity(KINDS[opened.name], opened.offset, self._units - opened.offset)
        entity = self._detailed(entity, opened)
        if entity.type == "text_link" and not LINK.match(entity.url or ""):
            return
        self._found.append((opened.order, entity))

    def _detailed(self, entity: Entity, opened: _Open) -> Entity:
        kind, offset, length = entity.type, entity.offset, entity.length
        if kind == "text_link":
            url = opened.attributes.get("href") or "".join(self._out[opened.begins :])
            return Entity(kind, offset, length, url=url)
        if kind == "custom_emoji":
            emoji = opened.attributes.get("emoji-id", "")
            if _number(emoji) == 0:
                raise MarkupError("Invalid custom emoji identifier specified")
            return Entity(kind, offset, length, custom_emoji_id=emoji)
        if kind == "date_time":
            return _moment(offset, length, opened.attributes)
        if kind == "blockquote" and "expandable" in opened.attributes:
            return Entity("expandable_blockquote", offset, length)
        if kind == "code" and self._stack and self._stack[-1].name == "pre":
            return Entity(kind, offset, length, language=_language(opened))
        return self._highlighted(entity) if kind == "pre" else entity

    def _highlighted(self, pre: Entity) -> Entity:
        """`<pre><code class="language-x">` is one entity with a language."""
        inner = self._found[-1][1] if self._found else None
        if inner and inner.language and (inner.offset, inner.length) == (pre.offset, pre.length):
            self._found.pop()
            return replace(inner, type="pre")
        return pre


def _number(digits: str) -> int:
    return int(digits) if NUMBER.fullmatch(digits) else 0


def _moment(offset: int, length: int, attributes: dict[str, str]) -> Entity:
    unix_time, shown_as = _number(attributes.get("unix", "")), attributes.get("format", "")
    try:
        return date_time(offset, length, unix_time=unix_time, shown_as=shown_as)
    except ValueError as error:
        raise MarkupError(str(error)) from None


def _bare(entity: Entity) -> Entity:
    return replace(entity, language=None) if entity.type == "code" else entity


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _language(opened: _Open) -> str | None:
    return opened.attributes.get("class", "").removeprefix("language-") or None


def _refuse_halves(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise MarkupError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        ) from None
