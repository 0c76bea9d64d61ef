"""The bot as it must not be: a 429 of one chat pauses every chat.

Only for the control of the chat limits gate: `python -m tests.gates.controls.pause_for_all run`.
"""

import sys

from bot.__main__ import main
from bot.telegram.pacing import Chat
from bot.telegram.sender import Sender


def hold(self: Sender, chat: Chat | None, seconds: float) -> None:
    """All of them."""
    self._flood.pause_for(seconds)
    self._met(seconds, None)


if __name__ == "__main__":
    Sender._hold = hold
    sys.exit(main(sys.argv[1:]))
