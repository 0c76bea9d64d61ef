"""Which background workers a process may run, as `run --without` and `work --only` say.

Which of several processes runs one at the moment is decided in `jobs.leases`.
"""

from dataclasses import dataclass

from jobs.leadership import DELIVER, WORKERS


class WorkerRolesRefused(Exception):
    """The work cannot be divided like that; the text says why in one sentence."""


@dataclass(frozen=True, slots=True)
class WorkerRoles:
    """The workers a process may run; `updates`: whether it also handles updates."""

    parts: frozenset[str] = frozenset(WORKERS)
    updates: bool = True

    @property
    def delivers(self) -> bool:
        """Whether it may send notices."""
        return DELIVER in self.parts


ALL_WORKERS = WorkerRoles()


def parse_only(names: str, *, shared: bool) -> WorkerRoles:
    """`work --only a,b`: those and no updates. Raises WorkerRolesRefused."""
    return WorkerRoles(_named(names, option="--only", shared=shared), updates=False)


def parse_without(names: str | None, *, shared: bool) -> WorkerRoles:
    """`run --without a,b`: all but those. Raises WorkerRolesRefused."""
    if names is None:
        return ALL_WORKERS
    return WorkerRoles(ALL_WORKERS.parts - _named(names, option="--without", shared=shared))


def _named(names: str, *, option: str, shared: bool) -> frozenset[str]:
    asked = [name.strip() for name in names.split(",")]
    unknown = [name for name in asked if name not in WORKERS]
    if unknown:
        raise WorkerRolesRefused(
            f"{option}: unknown worker {unknown[0]!r}; choose from {', '.join(WORKERS)}"
        )
    if not shared:
        raise WorkerRolesRefused(
            f"{option}: needs PostgreSQL, because no other process could open the SQLite file"
        )
    return frozenset(asked)
