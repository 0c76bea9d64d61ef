"""How the databases are looked at for what must not be: which they are, how often, and in which
words the command line says what was found. What is looked for is the storage's.
"""

from collections.abc import Callable, Iterator
from functools import partial

from bot.components import OFFSET
from bot.config.load import Config
from domain.ports.monitoring import CheckReport
from jobs.doctor import CheckSchedule


def schedule(config: Config, look: Callable[..., CheckReport]) -> CheckSchedule:
    """What the job needs; `look` is the storage's."""
    main, mypage = config.database.url, config.mypage.url
    examine = partial(look, main, mypage, rules=config.rules(), offset=OFFSET)
    return CheckSchedule(examine, every=config.doctor.every_minutes * 60)


def lines(examined: CheckReport) -> Iterator[str]:
    """A line for each finding, and a sum."""
    for each in examined.findings:
        more = " ..." if each.total > len(each.ids) else ""
        yield f"{each.invariant}: {each.total}: {' '.join(each.ids)}{more}: not so: {each.meaning}"
    if not examined.shown:
        yield "the read model could not be opened: nothing was compared with it"
    when = "all of them" if examined.drained else "work is in hand: those that always hold"
    yield f"{examined.invariants} invariants, {when}: {examined.total} rows break one"
