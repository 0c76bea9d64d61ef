"""Messages that a restore held, because they may have been sent since the backup."""

from domain.answer import Answer
from domain.ports.store import Transaction


def decide(tx: Transaction, *, send: bool) -> Answer:
    """This will send all that are held, or end them, which tells nobody."""
    n = tx.held.release_or_discard(send=send, at=tx.now)
    return Answer("held_sent" if send else "held_dropped", {"n": n})
