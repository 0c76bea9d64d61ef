"""Parameters of a Bot API call: text fields and uploaded files, parsed as Telegram does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """Uploaded file."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Params:
    """Raw fields of a request, with a method for each type they may have."""

    fields: Mapping[str, str]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return the field, "" if it is missing."""
        return self.fields.get(name, "")

    def flag(self, name: str) -> bool:
        """Return whether the field is one of Telegram's words for true."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def integer(self, name: str, *, default: int = 0, low: int, high: int) -> int:
        """Return the number, clamped to the limits; the default if it is not a number."""
        return min(max(as_integer(self.text(name), default), low), high)

    def parsed(self, name: str, *, refusal: str) -> object:
        """Return the parsed JSON, None if the field is missing. Raises a 400 with `refusal`."""
        raw = self.text(name)
        if not raw:
            return None
        try:
            return as_object(raw)
        except ValueError:
            raise bad_request(refusal) from None


def as_integer(raw: str, default: int = 0) -> int:
    """Parse a number; return the default if the text is none."""
    try:
        return int(raw)
    except ValueError:
        return default


def as_object(raw: str | bytes) -> object:
    """Parse JSON. Raises ValueError."""
    parsed: object = json.loads(raw)
    return parsed


class WrongFieldError(ValueError):
    """A field of a JSON object is missing or has the wrong type."""


def as_mapping(value: object, words: str) -> dict[str, object]:
    """Return the value if it is a JSON object. Raises WrongFieldError with `words`."""
    if not isinstance(value, dict):
        raise WrongFieldError(words)
    return value


def required_text(found: Mapping[str, object], name: str) -> str:
    """Return a text field of a JSON object. Raises WrongFieldError in Telegram's words."""
    if name not in found:
        raise WrongFieldError(f'Can\'t find field "{name}"')
    value = found[name]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise WrongFieldError(f'Field "{name}" must be of type String')
    return str(value)


def optional_text(found: Mapping[str, object], name: str) -> str:
    """Return a text field, "" if it is missing. Raises WrongFieldError."""
    return required_text(found, name) if found.get(name) is not None else ""
