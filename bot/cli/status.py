"""How it stands, in lines for a screen of 80 columns and 24 rows, and which of them want attention.
It asks nobody.
"""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from bot.components import OFFSET
from bot.config.load import Config
from bot.config.settings import HttpSettings
from bot.version import VERSION
from domain.policies import SUBSCRIBERS
from domain.ports.leases import Lease
from domain.ports.monitoring import DatabaseInfo, EventLag, Overview
from domain.rules import Rules
from jobs.leadership import RELAY, WORKERS

WITHIN = 5.0
"""Seconds; a bot whose database does not answer says so within two."""
LONGEST = 100_000
"""Bytes of an answer."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing listens here


class DoctorResult(BaseModel):
    """The doctor's last look in that process."""

    model_config = ConfigDict(frozen=True)

    findings: int
    at: datetime


class Health(BaseModel):
    """What of /healthz counts here; a process of another release may say more, or less."""

    model_config = ConfigDict(frozen=True)

    status: str
    mode: str
    version: str = "an older release"
    telegram: str = "unknown"
    database: str = "unknown"
    breakers: Mapping[str, str] = {}
    parts: Sequence[str] = ()
    doctor: DoctorResult | None = None


def address(http: HttpSettings) -> str:
    """Where it is asked, for sentences."""
    return f"{_host(http)}:{http.port}"


def fetch_health(http: HttpSettings) -> Health | str:
    """What it says; or, in a few words, why nothing is to be had."""
    if http.port == 0:
        return "http.port is 0: nobody knows where it listens"
    where = address(http)
    try:
        return Health.model_validate(json.loads(_answer(http)))
    except ConnectionRefusedError:
        return f"nothing listens at {where}"
    except (OSError, HTTPException):
        return f"no answer from {where}"
    except (ValueError, RecursionError):
        return f"something else answers at {where}"


def _answer(http: HttpSettings) -> bytes:
    """Asked without a proxy: HTTP_PROXY would send even this machine's own address away."""
    with closing(HTTPConnection(_host(http), http.port, timeout=WITHIN)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().read(LONGEST)


def _host(http: HttpSettings) -> str:
    return EVERYWHERE.get(http.host, http.host)


class ReadOverview(Protocol):
    """The storage's."""

    def __call__(
        self,
        main: str,
        mypage: str,
        *,
        names: tuple[str, ...],
        rules: Rules,
        wall: datetime,
        offset: str,
    ) -> Overview:
        """Both databases at a glance. Raises StorageUnusable."""
        ...


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What was found. `process`: what it says, or why it says nothing."""

    config: Config
    seen: Overview
    process: Health | str

    @property
    def parts(self) -> tuple[str, ...]:
        """Those there are with these settings."""
        return tuple(p for p in WORKERS if p != RELAY or self.config.relay.url)

    @property
    def here(self) -> frozenset[str]:
        """The parts that the process does."""
        return frozenset() if isinstance(self.process, str) else frozenset(self.process.parts)

    def lease(self, part: str) -> Lease | None:
        """The lease under which somebody does it just now."""
        found = (each for each in self.seen.leases if each.part == part and each.holder)
        return next((each for each in found if each.until > self.seen.wall), None)


def collect_status(config: Config, look: ReadOverview) -> StatusReport:
    """Asks all of them. Raises StorageUnusable."""
    names = (*(each.name for each in SUBSCRIBERS), *([RELAY] if config.relay.url else []))
    seen = look(
        config.database.url,
        config.mypage.url,
        names=names,
        rules=config.rules(),
        wall=datetime.now(UTC),
        offset=OFFSET,
    )
    return StatusReport(config, seen, fetch_health(config.http))


def to_json(status: StatusReport) -> Mapping[str, object]:
    """All of it, for scripts; what is not known is null."""
    seen, process = status.seen, status.process
    return {
        "release": VERSION,
        "mode": status.config.telegram.mode,
        "at": seen.now.isoformat(),
        "process": None if isinstance(process, str) else process.model_dump(mode="json"),
        "database": _place_json(seen.main),
        "mypage": None if isinstance(seen.mypage, str) else _place_json(seen.mypage),
        "events": seen.events,
        "parts": {part: _part_json(status, part) for part in status.parts},
        "parked": _waiting(seen.parked),
        "notices": seen.notices,
        "overdue_since": _iso(seen.overdue_since),
        "invalid_in_a_day": seen.invalid_lately,
        "paused_until": _iso(seen.paused_until),
        "bookings": {"booked_today": seen.booked_today, "expected_today": seen.expected_today},
    }


def _place_json(place: DatabaseInfo) -> Mapping[str, object]:
    return {"name": place.name, "schema": place.schema}


def _part_json(status: StatusReport, part: str) -> Mapping[str, object]:
    waiting, lease = status.seen.behind.get(part), status.lease(part)
    left = None if lease is None else (lease.until - status.seen.wall).total_seconds()
    return {
        "behind": None if waiting is None else _waiting(waiting),
        "here": part in status.here,
        "holder": None if lease is None else lease.holder,
        "seconds_left": left,
    }


def _waiting(waiting: EventLag) -> Mapping[str, object]:
    return {"events": waiting.events, "since": _iso(waiting.since)}


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


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


def answer(status: StatusReport, *, as_json: bool) -> tuple[bool, str]:
    """Whether all is well, and what to print."""
    said = tuple(lines(status))
    wanting = [line.name for line in said if line.wants]
    if as_json:
        return not wanting, json.dumps(
            {"well": not wanting, "attention": wanting, **to_json(status)}
        )
    return not wanting, "\n".join(screen(status, said))


def lines(status: StatusReport) -> Iterator[Line]:
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


def screen(status: StatusReport, said: Sequence[Line]) -> Iterator[str]:
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


def _process(status: StatusReport) -> Line:
    says = status.process
    if isinstance(says, str):
        return Line("process", f"{says}; what only it knows is left out", wants=True)
    words = [says.version, says.mode, f"Telegram {says.telegram}"]
    wants = says.version != VERSION or says.telegram in {"unreachable", "conflict"}
    if says.status != "ok" or says.database != "ok":
        words, wants = [f"it is {says.status}, database {says.database}", *words], True
    return Line("process", f"{', '.join(words)}, at {address(status.config.http)}", wants)


def _place(name: str, place: DatabaseInfo | str) -> Line:
    if isinstance(place, str):
        return Line(name, f"cannot be opened: {place}", wants=True)
    return Line(name, f"schema {place.schema}, {place.name}")


def _breakers(says: Health | str) -> Line:
    if isinstance(says, str):
        return Line("breakers", "not known")
    words = [f"{part} {state}" for part, state in says.breakers.items()]
    wants = any(state != "closed" for state in says.breakers.values())
    return Line("breakers", ", ".join(words) or "none yet", wants)


def _part(status: StatusReport, part: str) -> Line:
    waiting = status.seen.behind.get(part)
    events = "-" if waiting is None else str(waiting.events)
    since = None if waiting is None else waiting.since
    slow = since is not None and status.seen.now - since >= BEHIND
    by = _done_by(status, part)
    words = f"{events:>10} {_ago(status.seen.now, since):>8}  {by}"
    return Line(part, words, slow or by == "nobody")


def _done_by(status: StatusReport, part: str) -> str:
    lease, here = status.lease(part), part in status.here
    if not status.config.is_shared:
        return "this process" if here else "-"
    if lease is None:
        return "nobody"
    left = (lease.until - status.seen.wall).total_seconds()
    return f"{'this process' if here else lease.holder}, {left:.0f} s left"


def _parked(status: StatusReport) -> Line:
    events, since = status.seen.parked
    if not events:
        return Line("parked", "none")
    words = f"{events} events, the oldest happened {_ago(status.seen.now, since)} ago: /park"
    return Line("parked", words, wants=True)


def _notices(status: StatusReport) -> Line:
    counts = status.seen.notices
    words = ", ".join(f"{state}{GLUE}{count}" for state, count in counts.items())
    return Line("notices", words, counts.get(HELD, 0) > 0, most=3)


def _overdue(status: StatusReport) -> Line:
    now, since, invalid = status.seen.now, status.seen.overdue_since, status.seen.invalid_lately
    wants = invalid > 0 or (since is not None and now - since >= OVERDUE)
    words = f"the oldest due message waits for {_ago(now, since)}" if since else "nothing"
    return Line("due", f"{words}, {invalid} invalid in a day" if invalid else words, wants)


def _pause(status: StatusReport) -> Line:
    wall, until = status.seen.wall, status.seen.paused_until
    if until is None or until <= wall:
        return Line("pause", "none")
    words = f"Telegram wants quiet for {_ago(until, wall)} more"
    return Line("pause", words, until - wall >= PAUSED)


def _doctor(status: StatusReport) -> Line:
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
