"""Which part of the work this process does, and how that is said on the command line.

It decides nothing about who does it at the moment: that is `jobs.leases`.
"""

from dataclasses import dataclass

from jobs.leadership import DELIVER, PARTS


class ShareRefused(Exception):
    """The work cannot be divided like that; the text says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Share:
    """The parts this process may do; `updates`: whether it also talks with people."""

    parts: frozenset[str] = frozenset(PARTS)
    updates: bool = True

    @property
    def delivers(self) -> bool:
        """Whether it may send what is owed."""
        return DELIVER in self.parts


WHOLE = Share()


def only(names: str, *, shared: bool) -> Share:
    """`work --only a,b`: those and no updates. Raises ShareRefused."""
    return Share(_named(names, option="--only", shared=shared), updates=False)


def without(names: str | None, *, shared: bool) -> Share:
    """`run --without a,b`: all but those. Raises ShareRefused."""
    if names is None:
        return WHOLE
    return Share(WHOLE.parts - _named(names, option="--without", shared=shared))


def _named(names: str, *, option: str, shared: bool) -> frozenset[str]:
    asked = [name.strip() for name in names.split(",")]
    unknown = [name for name in asked if name not in PARTS]
    if unknown:
        raise ShareRefused(f"{option}: {unknown[0]!r} is no part; there are {', '.join(PARTS)}")
    if not shared:
        raise ShareRefused(
            f"{option}: needs PostgreSQL, because no other process could open the SQLite file"
        )
    return frozenset(asked)
