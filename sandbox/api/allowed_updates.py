"""allowed_updates, which getUpdates and setWebhook both take and Telegram remembers."""

from sandbox.errors import bad_request
from sandbox.params import Params
from sandbox.state.updates import UpdateQueue

REFUSAL = "can't parse allowed_updates JSON object"


def remember_allowed(updates: UpdateQueue, params: Params) -> None:
    """From now on only these kinds are created; missing: as before; empty: the usual ones."""
    given = params.parsed("allowed_updates", refusal=REFUSAL)
    if given is None:
        return
    if not isinstance(given, list) or not all(isinstance(kind, str) for kind in given):
        raise bad_request(REFUSAL)
    updates.allowed = frozenset(given) or None
