"""Single numbers that the process itself remembers, such as the sandbox's clock."""

from typing import Protocol


class Marks(Protocol):
    """Numbers by name. None of them is about a person or a booking."""

    def get(self, name: str) -> int | None:
        """The number of that name."""
        ...

    def put(self, name: str, value: int) -> None:
        """Sets it."""
        ...
