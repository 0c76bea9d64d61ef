"""Errors of the Bot API, and errors of the emulator's own JSON API."""


class ApiError(Exception):
    """Error response of the Bot API: status, description and parameters."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    def wire(self) -> dict[str, object]:
        """Return the JSON body of the response."""
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        told = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to_chat_id}
        if parameters := {name: value for name, value in told.items() if value is not None}:
            body["parameters"] = parameters
        return body


class DownError(Exception):
    """Telegram is down: a proxy's error page is the response."""


class SandboxError(Exception):
    """Error response to the page or a test: status and a sentence."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def bad_request(words: str) -> ApiError:
    """Make a 400 in Telegram's form."""
    return ApiError(400, f"Bad Request: {words}")


def too_many_requests(seconds: int) -> ApiError:
    """Make a 429 with a retry-after in seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
