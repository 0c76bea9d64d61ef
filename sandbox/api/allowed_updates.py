"""The `allowed_updates` parameter of getUpdates and setWebhook, which Telegram stores."""

from sandbox.errors import bad_request
from sandbox.params import Params
from sandbox.state.updates import UpdateQueue

REFUSAL = "can't parse allowed_updates JSON object"


def remember_allowed(updates: UpdateQueue, params: Params) -> None:
    """Store the kinds of updates to create; missing: unchanged; empty: the default ones."""
    given = params.parsed("allowed_updates", refusal=REFUSAL)
    if given is None:
        return
    if not isinstance(given, list) or not all(isinstance(kind, str) for kind in given):
        raise bad_request(REFUSAL)
    updates.allowed = frozenset(given) or None
