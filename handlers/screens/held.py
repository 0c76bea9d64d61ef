"""Messages that a restore held, and the buttons that decide what becomes of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.ports.store import Transaction
from handlers.ui.callback_data import Button, key
from handlers.ui.screen import Rows
from handlers.view import View


@dataclass(frozen=True)
class DecideHeld(Button, verb="ah"):
    """Admin: send all messages that a restore held, or none of them."""

    send: bool


class Kept(NamedTuple):
    """What there is to say of them, and the buttons; nothing where none is held."""

    notes: Sequence[str]
    rows: Rows


async def kept(view: View) -> Kept:
    """How many are held, and what can be done."""
    n = await view.read(_held)
    if not n:
        return Kept((), ())
    send = key(view.plain("park.send", n=n), DecideHeld(send=True))
    drop = key(view.plain("park.drop", n=n), DecideHeld(send=False))
    return Kept([view.say("park.held", n=n)], [[send], [drop]])


def _held(tx: Transaction) -> int:
    return tx.held.count()
