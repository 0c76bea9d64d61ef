"""What a line asks for: stems and endings of Korean, words of English."""

from dataclasses import dataclass

from handlers.parsing.reading import Intent


@dataclass(frozen=True, slots=True)
class Found:
    """The intent of a line: `intent` it asks for, `negated` what it denies.

    Both None: its words mean two intents, and which one is to be asked. `spans`: the words that
    say so, as offsets.
    """

    intent: Intent | None
    negated: Intent | None
    spans: tuple[tuple[int, int], ...]


def find(text: str) -> Found | None:
    """Find what a line asks for, None where no word says so."""
    return None


def filler_spans(text: str) -> list[tuple[int, int]]:
    """Find words that carry no meaning of their own: politeness, particles, "please"."""
    return []
