"""What a typed line means on an open card: its yes, its way out, a number on its list."""

import re

from handlers import parsing
from handlers.conversation import labels
from handlers.conversation.open_cards import ShownCard
from handlers.parsing import Intent, PartKind, Reading

_DENIED_BY_NO = {
    "book": Intent.BOOK,
    "cancel": Intent.CANCEL,
    "delete": Intent.CLOSE,
    "register": Intent.OPEN,
}
"""What is denied by a no to a card; to deny something else is no answer to it."""
_OF_SOMETHING = re.compile(
    "예약|검진|병원|의원|센터|booking|appointment|reservation|visit|clinic|hospital|center",
    re.IGNORECASE,
)
"""Beside "cancel" or "stop", no wish to leave: a booking is to be cancelled, a place named."""
_BARE_CANCEL = re.compile(
    r"(?:취소(?:하기|해줘|할게요|해주세요)?|cancel|(?:i(?:['’]?ve)?)?changedmymind)[.!?~]*"
)


def stops(reading: Reading) -> bool:
    """Whether the line says to stop or to cancel, and names nothing that is meant."""
    said = reading.intent in (Intent.STOP, Intent.CANCEL) and reading.only_intent
    return said and not _OF_SOMETHING.search(reading.text)


def leaves(reading: Reading | None) -> bool:
    """Whether the line leaves a card: "취소할래요" on one would be a wish of its own."""
    if reading is None or not stops(reading):
        return False
    return reading.intent is Intent.STOP or bool(
        _BARE_CANCEL.fullmatch(labels.squeezed(reading.text))
    )


def pressed_by(card: ShownCard, line: Reading) -> str | None:
    """Callback data of the button that a plain yes, a no or the wish it asks about means."""
    if _means_yes(card, line.text):
        return card.yes
    return card.no if line.intent is Intent.NO else None


def answer_on(card: ShownCard, text: str, reading: Reading | None) -> str | None:
    """Callback data of the button that the text means on the card."""
    if leaves(reading):
        return card.way_out
    if _means_yes(card, text):
        return card.yes
    if reading is not None and _means_no(card, reading):
        return card.way_out
    if len(card.choices) == 1 and parsing.says_yes(text):
        return card.choices[0]
    return labels.nth_choice(text, card.choices)


def _means_yes(card: ShownCard, text: str) -> bool:
    """Whether the text is a plain yes to what the card asks."""
    return card.yes is not None and parsing.says_yes(text, to=card.yes_to)


def _means_no(card: ShownCard, reading: Reading) -> bool:
    """Whether it is a no, or denies what the card asks for."""
    denied = _DENIED_BY_NO.get(card.yes_to)
    refused = denies(reading) and (denied is None or reading.negated is denied)
    said = reading.intent is Intent.NO or refused
    return said and reading.certain and not has_parts(reading)


def denies(reading: Reading) -> bool:
    """Whether it says what is not wanted, and nothing else."""
    return reading.intent is None and reading.negated is not None


def answers(card: ShownCard, text: str, reading: Reading | None) -> bool:
    """Whether the text would answer the card, were it not too old."""
    return (
        labels.pressed(text, card.buttons) is not None
        or answer_on(card, text, reading) is not None
        or (reading is not None and reading.intent in (Intent.YES, Intent.NO))
    )


def has_parts(reading: Reading) -> bool:
    """Whether it has parts besides the intent."""
    return any(part.kind is not PartKind.INTENT for part in reading.parts)
