"""The bot as it must not be: a 429 of one chat pauses every chat.

Only for the control of the chat limits gate: `python -m tests.gates.controls.pause_for_all run`.
"""

import sys

from bot.__main__ import main
from bot.telegram.pacing import Chat
from bot.telegram.sender import FloodWait


def refuse(self: FloodWait, chat: Chat | None, seconds: float) -> None:
    """All of them."""
    self.pause_for(seconds)
    self._met(seconds)


if __name__ == "__main__":
    FloodWait.refuse = refuse
    sys.exit(main(sys.argv[1:]))
