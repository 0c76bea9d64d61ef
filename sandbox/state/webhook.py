"""What setWebhook leaves behind: where updates go, and what went wrong there last."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebhookState:
    """The settings; an empty url means none is set."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40


@dataclass(slots=True)
class WebhookError:
    """The last failed delivery (unix time of the machine), for getWebhookInfo."""

    at: int = 0
    words: str = ""
