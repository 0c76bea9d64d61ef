"""What is found wrong in the databases, and where it was looked for. Ids only, no words."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Finding(NamedTuple):
    """An invariant that does not hold: how many rows break it, and the ids of the first few."""

    invariant: str
    meaning: str
    total: int
    ids: Sequence[str]

    @property
    def key(self) -> str:
        """The same for the same rows."""
        return f"{self.invariant}:{self.total}:{','.join(self.ids)}"


class Examined(NamedTuple):
    """One look at one moment. `drained`: whether what holds only then was looked at as well."""

    findings: Sequence[Finding]
    drained: bool
    shown: bool
    invariants: int

    @property
    def total(self) -> int:
        """How many rows break something."""
        return sum(finding.total for finding in self.findings)


class Examine(Protocol):
    """Looks at the databases as they are, beside whoever writes. Blocks for seconds."""

    def __call__(self, *, wall: datetime) -> Examined:
        """Raises Unavailable."""
        ...
