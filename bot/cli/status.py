"""How it stands, in lines for a screen of 80 columns and 24 rows, and which of them want attention.
It asks nobody.
"""

import json
import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.neighbour import Health, address
from bot.showing import Status, told
from bot.version import VERSION
from domain.ports.monitoring import Place

WIDTH = 80
NAMES = 11
"""Columns for what a line is about."""
BEHIND = timedelta(minutes=1)
"""A reaction that did not come to an event for so long."""
OVERDUE = timedelta(minutes=10)
"""A message that is due for so long; to tell 5,000 people takes less."""
PAUSED = timedelta(minutes=1)
"""Telegram wants quiet for so long."""
GLUE = "\N{NO-BREAK SPACE}"
"""Between words that stay in one row."""
HELD = "held"
"""The state of messages that an admin has to decide about."""
HEAD = f"{'behind':>10} {'since':>8}  done by"


class Line(NamedTuple):
    """`wants`: somebody should look after it. `most`: rows it may take."""

    name: str
    words: str
    wants: bool = False
    most: int = 1


def answer(status: Status, *, as_json: bool) -> tuple[bool, str]:
    """Whether all is well, and what to print."""
    said = tuple(lines(status))
    wanting = [line.name for line in said if line.wants]
    if as_json:
        return not wanting, json.dumps({"well": not wanting, "attention": wanting, **told(status)})
    return not wanting, "\n".join(screen(status, said))


def lines(status: Status) -> Iterator[Line]:
    """One for each thing there is to say."""
    seen = status.seen
    yield _process(status)
    yield _place("database", seen.main)
    yield _place("read model", seen.mypage)
    yield _breakers(status.process)
    yield Line("part", HEAD)
    yield from (_part(status, part) for part in status.parts)
    yield _parked(status)
    yield _notices(status)
    yield _overdue(status)
    yield _pause(status)
    yield Line("today", f"{seen.booked_today} booked, {seen.expected_today} expected for screening")
    yield _doctor(status)


def screen(status: Status, said: Sequence[Line]) -> Iterator[str]:
    """Row by row; `!` before what wants attention."""
    now = status.seen.now.astimezone(status.config.rules().zone)
    mode = status.config.telegram.mode
    yield f"checkup-bot {VERSION}, {mode}, {now:%Y-%m-%d %H:%M:%S %z}"
    for line in said:
        words = "".join(each if each.isprintable() or each == GLUE else "?" for each in line.words)
        rows = textwrap.wrap(
            words, WIDTH - NAMES - 3, max_lines=line.most, placeholder=" ...", tabsize=1
        )
        for number, row in enumerate(rows):
            mark, name = ("!" if line.wants else " ", line.name) if number == 0 else (" ", "")
            yield f"{mark} {name:<{NAMES}} {row.replace(GLUE, ' ')}"
    yield _verdict(sum(line.wants for line in said))


def _verdict(wanting: int) -> str:
    if not wanting:
        return "all is well"
    return "1 line wants attention (!)" if wanting == 1 else f"{wanting} lines want attention (!)"


def _process(status: Status) -> Line:
    says = status.process
    if isinstance(says, str):
        return Line("process", f"{says}; what only it knows is left out", wants=True)
    words = [says.version, says.mode, f"Telegram {says.telegram}"]
    wants = says.version != VERSION or says.telegram in {"unreachable", "conflict"}
    if says.status != "ok" or says.database != "ok":
        words, wants = [f"it is {says.status}, database {says.database}", *words], True
    return Line("process", f"{', '.join(words)}, at {address(status.config.http)}", wants)


def _place(name: str, place: Place | str) -> Line:
    if isinstance(place, str):
        return Line(name, f"cannot be opened: {place}", wants=True)
    return Line(name, f"schema {place.schema}, {place.name}")


def _breakers(says: Health | str) -> Line:
    if isinstance(says, str):
        return Line("breakers", "not known")
    words = [f"{part} {state}" for part, state in says.breakers.items()]
    wants = any(state != "closed" for state in says.breakers.values())
    return Line("breakers", ", ".join(words) or "none yet", wants)


def _part(status: Status, part: str) -> Line:
    waiting = status.seen.behind.get(part)
    events = "-" if waiting is None else str(waiting.events)
    since = None if waiting is None else waiting.since
    slow = since is not None and status.seen.now - since >= BEHIND
    by = _done_by(status, part)
    words = f"{events:>10} {_ago(status.seen.now, since):>8}  {by}"
    return Line(part, words, slow or by == "nobody")


def _done_by(status: Status, part: str) -> str:
    lease, here = status.lease(part), part in status.here
    if not status.config.is_shared:
        return "this process" if here else "-"
    if lease is None:
        return "nobody"
    left = (lease.until - status.seen.wall).total_seconds()
    return f"{'this process' if here else lease.holder}, {left:.0f} s left"


def _parked(status: Status) -> Line:
    events, since = status.seen.parked
    if not events:
        return Line("parked", "none")
    words = f"{events} events, the oldest happened {_ago(status.seen.now, since)} ago: /park"
    return Line("parked", words, wants=True)


def _notices(status: Status) -> Line:
    counts = status.seen.notices
    words = ", ".join(f"{state}{GLUE}{count}" for state, count in counts.items())
    return Line("notices", words, counts.get(HELD, 0) > 0, most=3)


def _overdue(status: Status) -> Line:
    now, since, invalid = status.seen.now, status.seen.overdue_since, status.seen.invalid_lately
    wants = invalid > 0 or (since is not None and now - since >= OVERDUE)
    words = f"the oldest due message waits for {_ago(now, since)}" if since else "nothing"
    return Line("due", f"{words}, {invalid} invalid in a day" if invalid else words, wants)


def _pause(status: Status) -> Line:
    wall, until = status.seen.wall, status.seen.paused_until
    if until is None or until <= wall:
        return Line("pause", "none")
    words = f"Telegram wants quiet for {_ago(until, wall)} more"
    return Line("pause", words, until - wall >= PAUSED)


def _doctor(status: Status) -> Line:
    every = timedelta(minutes=status.config.doctor.every_minutes)
    if not every:
        return Line("doctor", "does not look by itself (doctor.every_minutes)")
    if isinstance(status.process, str):
        return Line("doctor", "not known")
    looked = status.process.doctor
    if looked is None:
        return Line("doctor", "this process has not looked")
    since = status.seen.now - looked.at
    words = f"{looked.findings} findings {_ago(status.seen.now, looked.at)} ago"
    return Line("doctor", words, looked.findings > 0 or since > 2 * every)


def _ago(now: datetime, since: datetime | None) -> str:
    if since is None:
        return "-"
    seconds = max(0, round((now - since).total_seconds()))
    for unit, length, most in (("s", 1, 100), ("min", 60, 6000), ("h", 3600, 172_800)):
        if seconds < most:
            return f"{seconds // length} {unit}"
    return f"{seconds // 86_400} days"
