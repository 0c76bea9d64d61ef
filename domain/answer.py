"""Facts and answers: small records of ids, dates and numbers that may be stored and shown again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

Fact = int | str | None
Facts = Mapping[str, Fact]

_encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: `dumps` would make one a call


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say: the name of a screen and the ids it is drawn from.

    Never personal data: an answer is kept with the update's key for eight days.
    `refused` tells a refusal (its name is the refusal's) from a result.
    """

    name: str
    facts: Facts = field(default_factory=dict)
    refused: bool = False

    def to_json(self) -> str:
        """One line of JSON for the key's row."""
        return _encode({"name": self.name, "facts": dict(self.facts), "refused": self.refused})

    @classmethod
    def from_json(cls, text: str) -> "Answer":
        """Read what `to_json` wrote, also a newer release's, which may tell more."""
        told = json.loads(text)
        return cls(told["name"], told["facts"], refused=told["refused"])

    @property
    def booking(self) -> int | None:
        """The id of the booking it is about, if it is about one."""
        booking = self.facts.get("booking")
        return booking if isinstance(booking, int) else None

    def number(self, name: str) -> int:
        """The fact of that name as a number; KeyError or TypeError is a bug."""
        value = self.facts[name]
        if not isinstance(value, int):
            raise TypeError(name)
        return value

    def text(self, name: str) -> str:
        """The fact of that name as text; KeyError or TypeError is a bug."""
        value = self.facts[name]
        if not isinstance(value, str):
            raise TypeError(name)
        return value
