"""Cards whose question typed words answer, kept for whichever process gets the answer."""

from collections.abc import Sequence

from domain.answer import Answer
from domain.model import OpenCard
from domain.ports.store import Transaction

KEPT = Answer("kept")


def read(tx: Transaction, *, person: int) -> OpenCard | None:
    """The person's open card."""
    return tx.open_cards.get(person)


def keep(tx: Transaction, *, cards: Sequence[OpenCard]) -> Answer:
    """Store cards that are newer than those stored; of erased people none."""
    for card in cards:
        known = tx.people.get(card.person)
        if known is not None and known.telegram is not None:
            tx.open_cards.put(card)
    return KEPT
