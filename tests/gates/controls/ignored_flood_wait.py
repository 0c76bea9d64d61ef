"""The bot as it must not be: a pause that another replica was asked for is not heard.

Only for the control of the pace gate: `python -m tests.gates.controls.ignored_flood_wait run`.
"""

import sys

from bot.__main__ import main
from bot.telegram.sender import Sender


def pause(self: Sender, seconds: float, chat: int | None = None) -> None:
    """Somebody else's business."""


if __name__ == "__main__":
    Sender.pause = pause
    sys.exit(main(sys.argv[1:]))
