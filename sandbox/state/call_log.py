"""Log of the bot's API calls: tests check rates, order and errors with it."""

from dataclasses import asdict, dataclass

MAX_CALLS = 200_000


@dataclass(frozen=True, slots=True)
class Call:
    """API call; `at` in monotonic seconds, `status` 0 if it got no response, `fault` if it met one
    that was asked for.
    """

    n: int
    at: float
    method: str
    chat_id: int | str | None
    status: int
    message_id: int | None
    text: str | None
    retry_after: int | None = None
    fault: bool = False

    @property
    def ok(self) -> bool:
        """Whether the response was a success."""
        return self.status == 200

    def page(self) -> dict[str, object]:
        """Return it as JSON."""
        return {**asdict(self), "ok": self.ok}


class CallLog:
    """At least the last 100,000 calls."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._dropped = 0

    def add(
        self,
        *,
        at: float,
        method: str,
        chat_id: int | str | None = None,
        status: int,
        message_id: int | None = None,
        text: str | None = None,
        retry_after: int | None = None,
        fault: bool = False,
    ) -> None:
        """Add a call."""
        n = self._dropped + len(self._calls) + 1
        self._calls.append(
            Call(n, at, method, chat_id, status, message_id, text, retry_after, fault)
        )
        if len(self._calls) > MAX_CALLS:
            self._dropped += MAX_CALLS // 2
            del self._calls[: MAX_CALLS // 2]

    def since(self, n: int = 0, *, method: str | None = None) -> list[Call]:
        """Return the calls after number n, only of `method` if it is given."""
        later = self._calls[max(n - self._dropped, 0) :]
        return [call for call in later if method in {None, call.method}]
