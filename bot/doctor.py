"""Integrity check of both databases: its schedule, and its report as the command line prints it.

The checks themselves are in `domain.storage.checks`, the periodic run in `jobs.doctor`.
"""

from collections.abc import Callable, Iterator
from functools import partial

from bot.components import OFFSET
from bot.config.load import Config
from domain.ports.monitoring import CheckReport
from jobs.doctor import CheckSchedule


def schedule(config: Config, check: Callable[..., CheckReport]) -> CheckSchedule:
    """The check of these databases, and its interval; `check` is the storage's."""
    main, mypage = config.database.url, config.mypage.url
    examine = partial(check, main, mypage, rules=config.rules(), offset=OFFSET)
    return CheckSchedule(examine, every=config.doctor.every_minutes * 60)


def lines(report: CheckReport) -> Iterator[str]:
    """A line for each violated invariant, and a sum."""
    for each in report.findings:
        more = " ..." if each.total > len(each.ids) else ""
        where = f"{_rows(each.total)}, ids: {' '.join(each.ids)}{more}"
        yield f"VIOLATED {each.invariant} ({where}): {each.meaning}"
    if not report.shown:
        yield "the read model could not be opened: nothing was compared with it"
    if not report.drained:
        yield (
            "backlog not empty: checked only the invariants that hold at all times"
            " (use --drained for all)"
        )
    broken, checked = len(report.findings), report.invariants
    if broken:
        yield f"{broken} of {checked} invariants violated, by {_rows(report.total)}"
    else:
        yield f"{checked} invariants checked: OK"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
