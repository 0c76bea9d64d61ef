"""Webhook settings and the last delivery error."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebhookState:
    """Settings of setWebhook; an empty url: no webhook is set."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40


@dataclass(slots=True)
class WebhookError:
    """Last failed delivery (Unix time), for getWebhookInfo."""

    at: int = 0
    words: str = ""
