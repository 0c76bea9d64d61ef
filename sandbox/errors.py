"""The two ways of saying no: to the bot in Telegram's words, to the page and tests in ours."""


class ApiError(Exception):
    """A refusal as the Bot API sends it: HTTP status, description and parameters."""

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
        """The body of the answer."""
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
    """Telegram is down: the answer is somebody else's error page."""


class SandboxError(Exception):
    """A refusal to the page or a test: an HTTP status and one sentence."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def bad_request(words: str) -> ApiError:
    """400 in Telegram's form."""
    return ApiError(400, f"Bad Request: {words}")


def too_many_requests(seconds: int) -> ApiError:
    """429; `seconds` is how long to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
