"""The bot as it must not be: a part of the work that was once its own stays so, whatever happened.

Only for the control of the takeover gate: `python -m tests.gates.controls.no_fencing run`.
"""

import sys
from collections.abc import Mapping

from bot.__main__ import main
from jobs.leadership import FencingToken, Leased
from jobs.leases import LeasedLeadership

hear = LeasedLeadership._note


def believe(self: FencingToken, tx: Leased) -> None:
    """It was, the last time."""


def hear_only_good_news(self: LeasedLeadership, tokens: Mapping[str, int]) -> None:
    """That others do it now is not heard."""
    if tokens:
        hear(self, tokens)


if __name__ == "__main__":
    FencingToken.__call__ = believe
    LeasedLeadership._note = hear_only_good_news
    sys.exit(main(sys.argv[1:]))
