"""What a method was asked: strings by name, as Telegram reads them, and uploaded files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Params:
    """Fields are raw text; each reader turns one into what it means."""

    fields: Mapping[str, str]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The field, "" if it is missing."""
        return self.fields.get(name, "")

    def flag(self, name: str) -> bool:
        """True for the words that mean yes."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def integer(self, name: str, *, default: int = 0, low: int, high: int) -> int:
        """The number moved into the limits; the default when it is none."""
        return min(max(as_integer(self.text(name), default), low), high)

    def parsed(self, name: str, *, refusal: str) -> object:
        """The JSON in the field, None when it is missing; raises 400 with the refusal's words."""
        raw = self.text(name)
        if not raw:
            return None
        try:
            return as_object(raw)
        except ValueError:
            raise bad_request(refusal) from None


def as_integer(raw: str, default: int = 0) -> int:
    """The number that the text is, or the default."""
    try:
        return int(raw)
    except ValueError:
        return default


def as_object(raw: str | bytes) -> object:
    """What the JSON says; raises ValueError."""
    parsed: object = json.loads(raw)
    return parsed


class WrongFieldError(ValueError):
    """A JSON object lacks a field or has one of the wrong type."""


def as_mapping(value: object, words: str) -> dict[str, object]:
    """The JSON object; raises WrongFieldError with the words if it is something else."""
    if not isinstance(value, dict):
        raise WrongFieldError(words)
    return value


def required_text(found: Mapping[str, object], name: str) -> str:
    """The text of a JSON object's field; raises WrongFieldError in Telegram's words."""
    if name not in found:
        raise WrongFieldError(f'Can\'t find field "{name}"')
    value = found[name]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise WrongFieldError(f'Field "{name}" must be of type String')
    return str(value)


def optional_text(found: Mapping[str, object], name: str) -> str:
    """The same, "" when it is missing."""
    return required_text(found, name) if found.get(name) is not None else ""
