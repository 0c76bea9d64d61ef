"""Faults on request: which calls go wrong, how, and how often.

`unreadable`: the call is done, and answered `ok` with a message that no library can read.
`no_copy_text`: a server from before copy buttons refuses a message with one.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from sandbox.errors import ApiError

Kind = Literal["status", "accept_then_cut", "hang", "html", "delay", "unreadable", "no_copy_text"]
KINDS: tuple[Kind, ...] = get_args(Kind)
WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
}


@dataclass(slots=True)
class Fault:
    """`times` more calls of the method (to the chat, if one is named) meet it."""

    method: str
    kind: Kind
    code: int = 500
    times: int = 1
    seconds: float = 0.0
    chat_id: str | None = None
    retry_after: int | None = None
    description: str | None = None
    migrate_to_chat_id: int | None = None

    def meets(self, method: str, chat_id: str) -> bool:
        """Whether this call goes wrong."""
        named = self.method == "*" or self.method.lower() == method.lower()
        return named and self.chat_id in {None, chat_id}

    def error(self) -> ApiError:
        """What the bot is told."""
        words = self.description or WORDS.get(self.code, "Internal Server Error")
        if self.code == 429 and self.description is None:
            words = f"Too Many Requests: retry after {self.retry_after or 1}"
        return ApiError(
            self.code,
            words,
            retry_after=self.retry_after,
            migrate_to_chat_id=self.migrate_to_chat_id,
        )


class Faults:
    """The faults that wait for a call, first come first served."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """From now on."""
        self._waiting.append(fault)

    def take(self, method: str, chat_id: str) -> Fault | None:
        """The fault this call meets, which is then used up once."""
        for fault in self._waiting:
            if fault.meets(method, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Everything works again."""
        self._waiting.clear()
