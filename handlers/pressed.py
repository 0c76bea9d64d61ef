"""What somebody said to a question: the value of a button, or words. Reads no field."""

from domain.errors import OutOfDate
from handlers.dialogue import Said

_WORDS = {
    "완료": "ok",
    "done": "ok",
    "건너뛰기": "skip",
    "skip": "skip",
    "이전": "back",
    "back": "back",
}
"""Labels that people type instead of tapping them."""


def tapped(said: Said) -> str | None:
    """The value of the button, also where its label was typed; None for other words."""
    return said.tap or _WORDS.get((said.text or "").strip().casefold())


def typed(said: Said) -> str:
    """The words. Raises OutOfDate for a button that the question does not have."""
    if said.text is None:
        raise OutOfDate
    return said.text
