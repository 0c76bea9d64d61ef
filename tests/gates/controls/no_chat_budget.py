"""The bot as it must not be: a chat gets all replies at once.

Only for the control of the flood gate: `python -m tests.gates.controls.no_chat_budget run`.
"""

import math
import sys

from bot.__main__ import main
from bot.telegram.pacing import ChatBudget


def ready_at(self: ChatBudget, now: float, *, ahead: int = 0) -> float:
    """At once."""
    return -math.inf


if __name__ == "__main__":
    ChatBudget.ready_at = ready_at  # type: ignore[method-assign]
    sys.exit(main(sys.argv[1:]))
