"""setWebhook and its kin: settings only, the deliveries are `sandbox.webhook_delivery`."""

import re

from sandbox.api.allowed_updates import remember_allowed
from sandbox.errors import bad_request, too_many_requests
from sandbox.params import Params
from sandbox.state.webhook import WebhookError, WebhookState
from sandbox.state.world import World

URL = re.compile(r"https?://[^\s/]+(?:/\S*)?")
SECRET = re.compile(r"[A-Za-z0-9_-]*")
MAX_SECRET = 256
DEFAULT_CONNECTIONS, MAX_CONNECTIONS = 40, 100
PAUSE = 1.0


def set_webhook(world: World, params: Params) -> object:
    """Where updates go from now on; unlike the real one it takes http and any port."""
    url = params.text("url")
    if not url:
        return delete_webhook(world, params)
    now = world.monotonic()
    if now < world.webhook_set_at + PAUSE:
        raise too_many_requests(1)
    world.webhook_set_at = now
    webhook = _checked(url, params)
    drop = params.flag("drop_pending_updates")
    remember_allowed(world.updates, params)
    if webhook != world.webhook or drop:
        _replace(world, webhook, drop=drop)
    return True


def delete_webhook(world: World, params: Params) -> object:
    """Updates wait for getUpdates again."""
    drop = params.flag("drop_pending_updates")
    if world.webhook.url or drop:
        _replace(world, WebhookState(), drop=drop)
    return True


def get_webhook_info(world: World, _: Params) -> object:
    """What is set and how it goes."""
    told: dict[str, object] = {
        "url": world.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.webhook.url:
        told["max_connections"] = world.webhook.max_connections
    if world.trouble.at:
        told["last_error_date"] = world.trouble.at
        told["last_error_message"] = world.trouble.words
    if world.updates.allowed is not None:
        told["allowed_updates"] = sorted(world.updates.allowed)
    return told


def _replace(world: World, webhook: WebhookState, *, drop: bool) -> None:
    if drop:
        world.updates.clear()
    world.webhook, world.trouble = webhook, WebhookError()
    world.switch()


def _checked(url: str, params: Params) -> WebhookState:
    if not URL.fullmatch(url):
        raise bad_request("invalid webhook URL specified")
    secret = params.text("secret_token")
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = params.integer(
        "max_connections", default=DEFAULT_CONNECTIONS, low=1, high=MAX_CONNECTIONS
    )
    return WebhookState(url, secret, connections)
