"""The bot as it must not be: reading a long text takes 200 ms of CPU, on the event loop.

Only for the control of the slow_inputs gate: `python -m tests.gates.controls.slow_parser run`.
"""

import sys
import time

from bot.__main__ import main
from handlers import router

COST_S = 0.2
LONG = 45
"""Characters; those who ask normally write less."""


def spoil() -> None:
    """As a parser did that expanded every range of dates."""
    look = router.looks_like_resident_number

    def slow(text: str) -> bool:
        end = time.thread_time() + COST_S
        while len(text) > LONG and time.thread_time() < end:
            pass
        return look(text)

    router.looks_like_resident_number = slow


if __name__ == "__main__":
    spoil()
    sys.exit(main(sys.argv[1:]))
