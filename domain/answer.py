"""Answers of commands: records of ids, dates and numbers that can be stored and shown again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

Fact = int | str | None
Facts = Mapping[str, Fact]

_encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: `dumps` would make one a call


@dataclass(frozen=True, slots=True)
class Answer:
    """Result of a command: a screen's name and the ids it is drawn from.

    Never personal data: an answer is stored with the update's key for eight days. `refused`
    distinguishes a refusal (`name` is the refusal's) from a result.
    """

    name: str
    facts: Facts = field(default_factory=dict)
    refused: bool = False

    def to_json(self) -> str:
        """One line of JSON, as it is stored."""
        return _encode({"name": self.name, "facts": dict(self.facts), "refused": self.refused})

    @classmethod
    def from_json(cls, text: str) -> "Answer":
        """Parse what `to_json` wrote; fields that only a newer release knows are ignored."""
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
