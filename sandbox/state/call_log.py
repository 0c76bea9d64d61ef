"""What the bot called, in order: the witness for pace, order and refusals in tests."""

from dataclasses import asdict, dataclass

KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `at` in monotonic seconds, `status` 0 if it was never answered."""

    n: int
    at: float
    method: str
    chat_id: int | str | None
    status: int
    message_id: int | None
    text: str | None

    @property
    def ok(self) -> bool:
        """Whether the bot was told that it worked."""
        return self.status == 200

    def page(self) -> dict[str, object]:
        """As JSON."""
        return {**asdict(self), "ok": self.ok}


class CallLog:
    """The last 100,000 calls at least."""

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
    ) -> None:
        """One more."""
        n = self._dropped + len(self._calls) + 1
        self._calls.append(Call(n, at, method, chat_id, status, message_id, text))
        if len(self._calls) > KEPT:
            self._dropped += KEPT // 2
            del self._calls[: KEPT // 2]

    def since(self, n: int = 0, *, method: str | None = None) -> list[Call]:
        """Those after number n, of one method if it is named."""
        later = self._calls[max(n - self._dropped, 0) :]
        return [call for call in later if method in {None, call.method}]
