"""Places of slots: how one is kept after a cancellation, and how it comes free again.

A slot's `taken` falls in `free_place` and nowhere else.
"""

from domain.model import Booking, HoldEnd
from domain.ports.store import Transaction


def keep_cancelled_place(tx: Transaction, *, booking: Booking, version: int) -> None:
    """Keep the place of a booking whose cancellation made it that version. It is due at once."""
    tx.holds.keep_for_undo(booking, version=version, at=tx.now, until=tx.now)


def free_cancelled_place(tx: Transaction, *, booking: int) -> bool:
    """Free the place of a cancelled booking; False if it has come back before."""
    hold = tx.holds.undo_of(booking)
    if hold is None or not tx.holds.end(hold.id, how=HoldEnd.EXPIRED, at=tx.now):
        return False
    free_place(tx, slot=hold.slot)
    return True


def free_place(tx: Transaction, *, slot: int) -> None:
    """Give a place back to its slot, once its booking or its hold has ended."""
    tx.slots.return_place(slot)
