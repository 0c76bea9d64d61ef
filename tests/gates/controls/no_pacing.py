"""The bot as it must not be: pushes leave as fast as they can, replies or not.

Only for the control of the force-cancel gate: `python -m tests.gates.controls.no_pacing run`.
"""

import math
import sys

from bot.__main__ import main
from bot.telegram.pacing import PushRateLimiter


def ready_at(self: PushRateLimiter, now: float) -> float:
    """At once."""
    return -math.inf


if __name__ == "__main__":
    PushRateLimiter.ready_at = ready_at
    sys.exit(main(sys.argv[1:]))
