"""Codec of callback data: `v1|<verb>|<fields>`, at most 64 bytes.

Callback data is not trusted: anybody can send any, and the operations check it.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import ClassVar, Literal, Self, Union, get_args, get_origin, get_type_hints

from telegram import InlineKeyboardButton

from domain.model import CODE_ALPHABET, CODE_CHARS, CODE_PREFIX

VERSION = "v1"
_MARKS: dict[str, tuple[str | None, bool]] = {
    VERSION: (None, False),
    "v1k": ("ko", False),
    "v1e": ("en", False),
    "v1d": (None, True),
    "v1K": ("ko", True),
    "v1E": ("en", True),
}
"""Versions by what they add: the language of a person who is not stored, which buttons remember,
and whether the button is a document's, so that a tap on it is answered below.
"""
_VERSIONS = {added: mark for mark, added in _MARKS.items()}
MAX_BYTES = 64
_MAX_PACKED_BYTES = MAX_BYTES - 1  # a mark may be added
MAX_LABEL_COLUMNS = 30
"""Clients cut longer labels where they like."""
Keyboard = Sequence[Sequence[InlineKeyboardButton]]
Style = Literal["primary", "success", "danger"]
Field = int | str | date | bool | Enum | None

_LARGEST = 2**63 - 1
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_INT = re.compile(r"0|[1-9a-z][0-9a-z]{0,12}")
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_VERB = re.compile(r"[a-z0-9]{1,8}")

_CODES = 1 << 32
"""Added to the numbers of codes, so that they are no ids, which older buttons carry."""


class StaleButton(Exception):
    """Callback data that no button of this version packs: draw the screen again."""


@dataclass(frozen=True)
class Button:
    """Base of all buttons; a subclass declares its verb: `class Book(Button, verb="b")`.

    Fields may be int (0 to 2^63-1), date, bool, Enum with text values, non-empty str without `|`,
    each optional.
    """

    verb: ClassVar[str] = ""

    def __init_subclass__(cls, *, verb: str) -> None:
        super().__init_subclass__()
        if not _VERB.fullmatch(verb) or verb in _VERBS:
            raise ValueError(f"verb {verb!r} is taken or no verb")
        cls.verb = verb
        _VERBS[verb] = cls

    def pack(self) -> str:
        """Encode as callback data. Raises ValueError for a value that cannot be encoded."""
        kinds = _kinds(self.verb)
        packed = [_packed(getattr(self, name), kind) for name, kind in kinds.items()]
        text = "|".join([VERSION, self.verb, *packed])
        if len(text.encode()) > _MAX_PACKED_BYTES:
            raise ValueError(f"{type(self).__name__} needs more than {_MAX_PACKED_BYTES} bytes")
        return text

    @classmethod
    def read(cls, parts: list[str]) -> Self:
        """Decode from packed fields. Raises StaleButton."""
        kinds = _kinds(cls.verb)
        if len(parts) != len(kinds):
            raise StaleButton
        pairs = zip(kinds.items(), parts, strict=True)
        return cls(**{name: _read(part, kind) for (name, kind), part in pairs})


_VERBS: dict[str, type[Button]] = {}


@dataclass(frozen=True)
class NoOp(Button, verb="0"):
    """A button without effect."""


def unpack(text: str | None) -> Button:
    """Decode callback data. Raises StaleButton for anything that is not ours."""
    try:
        version, verb, *parts = (text or "").split("|")
        short = len((text or "").encode()) <= MAX_BYTES
    except ValueError:
        raise StaleButton from None
    if version not in _MARKS or verb not in _VERBS or not short:
        raise StaleButton
    return _VERBS[verb].read(parts)


def columns(text: str) -> int:
    """Width of a line; Hangul, emoji and other wide characters count two."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    wide = unicodedata.east_asian_width(character) in "WF"
    return 2 if wide or unicodedata.category(character) == "So" else 1


def fitted(label: str) -> str:
    """The label, cut with … to what phones show of it: what tells it apart stands first."""
    if columns(label) <= MAX_LABEL_COLUMNS:
        return label
    while columns(label) >= MAX_LABEL_COLUMNS:
        label = label[:-1]
    return label.rstrip() + "…"


def key(label: str, button: Button, style: Style | None = None) -> InlineKeyboardButton:
    """Inline keyboard button; clients older than Bot API 9.4 ignore its style."""
    return InlineKeyboardButton(fitted(label), callback_data=button.pack(), style=style)


def language_in(text: str | None) -> str | None:
    """Language carried by callback data of a person who is not stored, or None."""
    return _marks_in(text)[0]


def is_lasting(text: str | None) -> bool:
    """Whether callback data is that of a document's button."""
    return _marks_in(text)[1]


def _marks_in(text: str | None) -> tuple[str | None, bool]:
    return _MARKS.get((text or "").partition("|")[0], _MARKS[VERSION])


def marked(
    pressed: InlineKeyboardButton, *, language: str | None, lasting: bool
) -> InlineKeyboardButton:
    """The key with these marks in its callback data, if that is ours."""
    version, bar, rest = str(pressed.callback_data or "").partition("|")
    if not bar or version != VERSION:
        return pressed
    data = f"{_VERSIONS[language, lasting]}|{rest}"
    return InlineKeyboardButton(pressed.text, callback_data=data, style=pressed.style)


def marked_rows(rows: Keyboard, *, language: str | None, lasting: bool) -> Keyboard:
    """The keyboard with these marks on each key."""
    return [[marked(key, language=language, lasting=lasting) for key in row] for row in rows]


def active_keys(keyboard: Keyboard) -> tuple[tuple[str, str], ...]:
    """Label and callback data of each key with an effect on the bot; a copy key has none."""
    keys = [(each.text, each.callback_data) for row in keyboard for each in row]
    return tuple(
        (label, data)
        for label, data in keys
        if isinstance(data, str) and data.partition("|")[2] != NoOp.verb
    )


def number_of_code(code: str) -> int:
    """The number by which a button names the booking of that code."""
    number = 0
    for c in code.removeprefix(CODE_PREFIX):
        number = number * len(CODE_ALPHABET) + CODE_ALPHABET.index(c)
    return _CODES + number


def code_of_number(number: int) -> str | None:
    """The code that a button names; None for an id, as buttons before 0.3.0 carry it."""
    rest, code = number - _CODES, ""
    if rest < 0:
        return None
    for _ in range(CODE_CHARS):
        rest, digit = divmod(rest, len(CODE_ALPHABET))
        code = CODE_ALPHABET[digit] + code
    return CODE_PREFIX + code


@dataclass(frozen=True)
class _Kind:
    type: type
    optional: bool
    write: Callable[[Field], str]
    read: Callable[[str], Field]


@cache
def _kinds(verb: str) -> dict[str, _Kind]:
    cls = _VERBS[verb]
    hints = get_type_hints(cls)
    return {each.name: _kind(hints[each.name]) for each in fields(cls)}


def _kind(hint: object) -> _Kind:
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    types = [each for each in options if each is not NoneType]
    if len(types) != 1 or not isinstance(types[0], type):
        raise TypeError(f"a button cannot carry {hint}")
    write, read = _codec(types[0])
    return _Kind(types[0], NoneType in options, write, read)


def _codec(kind: type) -> tuple[Callable[[Field], str], Callable[[str], Field]]:
    if issubclass(kind, Enum):
        return (lambda value: str(value.value) if isinstance(value, Enum) else ""), kind
    if kind not in _CODECS:
        raise TypeError(f"a button cannot carry {kind.__name__}")
    return _CODECS[kind]


def _packed(value: Field, kind: _Kind) -> str:
    if value is None and kind.optional:
        return ""
    if type(value) is not kind.type:
        raise ValueError(f"{value!r} is no {kind.type.__name__}")
    text = kind.write(value)
    if not text or "|" in text:
        raise ValueError(f"{value!r} cannot be packed")
    return text


def _read(part: str, kind: _Kind) -> Field:
    if not part and kind.optional:
        return None
    try:
        value = kind.read(part)
    except ValueError:
        raise StaleButton from None
    if not part:
        raise StaleButton
    return value


def _base36(value: Field) -> str:
    rest = int(str(value))
    if not 0 <= rest <= _LARGEST:
        raise ValueError(f"{value} is out of range")
    digits = ""
    while rest:
        rest, digit = divmod(rest, 36)
        digits = _BASE36[digit] + digits
    return digits or "0"


def _int(part: str) -> int:
    value = int(part, 36) if _INT.fullmatch(part) else -1
    if not 0 <= value <= _LARGEST:
        raise ValueError(part)
    return value


def _date(part: str) -> date:
    found = _DAY.fullmatch(part)
    if not found:
        raise ValueError(part)
    return date(int(found[1]), int(found[2]), int(found[3]))


def _bool(part: str) -> bool:
    return bool(("0", "1").index(part))


_CODECS: dict[type, tuple[Callable[[Field], str], Callable[[str], Field]]] = {
    int: (_base36, _int),
    bool: (lambda value: "1" if value else "0", _bool),
    date: (lambda value: str(value).replace("-", ""), _date),
    str: (str, str),
}
