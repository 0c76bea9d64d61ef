"""A customer who taps ✅ and ❌ in turn on one message; each measure decides when.

Each tap is one commit and two Bot API calls: the message is edited and the tap answered.
"""

from benchmarks.load.bot_process import BotProcess
from handlers.ui.buttons import CommitCancel, Confirm, ShowCancelConfirmation
from handlers.ui.callback_data import unpack
from sandbox.state.messages import Message


class Customer:
    """One person with one message of the bot; `slot` is what they book."""

    def __init__(self, stage: BotProcess, person: int, slot: int, message: Message) -> None:
        self._stage = stage
        self._person = person
        self._message = message
        self._slot = slot
        self._booking: int | None = None

    @classmethod
    async def met(cls, stage: BotProcess, person: int, *, slot: int) -> "Customer":
        """A customer after a first message, so that there is a reply to tap on."""
        stage.meet(person)
        return cls(stage, person, slot, await stage.said(person, "/help"))

    async def tap(self) -> None:
        """Book, or cancel the booking; returns when the bot has handled it."""
        if self._booking is None:
            await self._stage.tapped(self._person, self._message, Confirm(self._slot).pack())
            self._booking = self._shown()
            if self._booking is None:
                raise RuntimeError(f"not booked: {self._message.body.text}")
        else:
            cancel = CommitCancel(self._booking, version=1)
            await self._stage.tapped(self._person, self._message, cancel.pack())
            self._booking = self._shown()
            if self._booking is not None:
                raise RuntimeError(f"not cancelled: {self._message.body.text}")

    def _shown(self) -> int | None:
        """Booking that the message offers to cancel."""
        buttons = (unpack(button.data) for button in self._message.buttons if button.data)
        asked = (button.booking for button in buttons if isinstance(button, ShowCancelConfirmation))
        return next(asked, None)
