"""`status`: both databases and the process on one screen of 80 columns and 24 rows.

What only the process knows comes from its /healthz, the rest from the databases, which are read
beside a running bot: a stopped one has a status, too.
"""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.components import OFFSET
from bot.config.load import Config
from bot.config.settings import HttpSettings
from bot.version import VERSION
from domain.policies import SUBSCRIBERS
from domain.ports.leases import Lease
from domain.ports.monitoring import DatabaseInfo, EventLag, Overview
from domain.storage.overview import overview
from jobs.leadership import RELAY, WORKERS

TIMEOUT_S = 5.0
"""A bot whose database does not answer says so within two."""
MAX_ANSWER_BYTES = 100_000
ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing listens here
WIDTH = 80
NAME_WIDTH = 11
MAX_LAG = timedelta(minutes=1)
MAX_OVERDUE = timedelta(minutes=10)
"""For a message that is due; to tell 5,000 people takes less."""
MAX_PAUSE = timedelta(minutes=1)
GLUE = "\N{NO-BREAK SPACE}"
"""Between words that stay in one row."""
HELD = "held"
"""The state of messages that an admin has to decide about."""
HEAD = f"{'behind':>10} {'since':>8}  done by"


class DoctorResult(BaseModel):
    """The last integrity check of that process."""

    model_config = ConfigDict(frozen=True)

    findings: int
    at: datetime


class Health(BaseModel):
    """The part of /healthz that is used; a process of another release may say more, or less."""

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
    """Host and port of the process on this machine."""
    return f"{ANY_HOST.get(http.host, http.host)}:{http.port}"


def fetch_health(http: HttpSettings) -> Health | str:
    """/healthz of the process on this machine; or why there is none, in a few words."""
    if http.port == 0:
        return "http.port is 0: the port in use is not known; process details unavailable"
    where = address(http)
    try:
        return Health.model_validate(json.loads(_answer(http)))
    except ConnectionRefusedError:
        return f"not running (nothing listens on {where})"
    except (OSError, HTTPException):
        return f"no answer from {where}; process details unavailable"
    except (ValueError, RecursionError):
        return f"something else answers at {where}; process details unavailable"


def _answer(http: HttpSettings) -> bytes:
    """Without a proxy: HTTP_PROXY would send even this machine's own address away."""
    host = ANY_HOST.get(http.host, http.host)
    with closing(HTTPConnection(host, http.port, timeout=TIMEOUT_S)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().read(MAX_ANSWER_BYTES)


@dataclass(frozen=True, slots=True)
class StatusReport:
    """Settings, databases and process. `process`: its health, or why it says nothing."""

    config: Config
    seen: Overview
    process: Health | str

    @property
    def parts(self) -> tuple[str, ...]:
        """The workers there are with these settings."""
        return tuple(p for p in WORKERS if p != RELAY or self.config.relay.url)

    @property
    def here(self) -> frozenset[str]:
        """The workers that run in the process."""
        return frozenset() if isinstance(self.process, str) else frozenset(self.process.parts)

    def lease(self, part: str) -> Lease | None:
        """The lease under which a process runs that worker now."""
        found = (each for each in self.seen.leases if each.part == part and each.holder)
        return next((each for each in found if each.until > self.seen.wall), None)


def collect_status(config: Config) -> StatusReport:
    """Reads both databases and asks the process. Raises StorageUnusable."""
    names = (*(each.name for each in SUBSCRIBERS), *([RELAY] if config.relay.url else []))
    seen = overview(
        config.database.url,
        config.mypage.url,
        names=names,
        rules=config.rules(),
        wall=datetime.now(UTC),
        offset=OFFSET,
    )
    return StatusReport(config, seen, fetch_health(config.http))


def render(status: StatusReport, *, as_json: bool) -> tuple[bool, str]:
    """Whether all is well, and what to print."""
    said = tuple(lines(status))
    attention = {line.name: line.words.replace(GLUE, " ") for line in said if line.needs_attention}
    if as_json:
        report = {"well": not attention, "attention": attention, **to_json(status)}
        return not attention, json.dumps(report)
    return not attention, "\n".join(screen(status, said))


def to_json(status: StatusReport) -> Mapping[str, object]:
    """All of it, for scripts; what is not known is null."""
    seen, process = status.seen, status.process
    return {
        "release": VERSION,
        "mode": status.config.telegram.mode,
        "at": seen.now.isoformat(),
        "process": None if isinstance(process, str) else process.model_dump(mode="json"),
        "database": seen.main._asdict(),
        "mypage": None if isinstance(seen.mypage, str) else seen.mypage._asdict(),
        "events": seen.events,
        "parts": {part: _part_json(status, part) for part in status.parts},
        "parked": _lag_json(seen.parked),
        "notices": seen.notices,
        "overdue_since": _iso(seen.overdue_since),
        "invalid_in_a_day": seen.invalid_lately,
        "paused_until": _iso(seen.paused_until),
        "bookings": {"booked_today": seen.booked_today, "expected_today": seen.expected_today},
    }


def _part_json(status: StatusReport, part: str) -> Mapping[str, object]:
    lag, lease = status.seen.behind.get(part), status.lease(part)
    return {
        "behind": None if lag is None else _lag_json(lag),
        "here": part in status.here,
        "holder": None if lease is None else lease.holder,
        "seconds_left": None if lease is None else _seconds_left(status, lease),
    }


def _seconds_left(status: StatusReport, lease: Lease) -> float:
    return (lease.until - status.seen.wall).total_seconds()


def _lag_json(lag: EventLag) -> Mapping[str, object]:
    return {"events": lag.events, "since": _iso(lag.since)}


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


class Line(NamedTuple):
    """One line of the screen. `max_rows`: how many it may be wrapped to."""

    name: str
    words: str
    needs_attention: bool = False
    max_rows: int = 1


def lines(status: StatusReport) -> Iterator[Line]:
    """What there is to say; nothing about a process that is not there but that."""
    seen, process = status.seen, status.process
    yield _process(status)
    yield _database("database", seen.main)
    yield _database("read model", seen.mypage)
    if not isinstance(process, str):
        yield _breakers(process)
    yield from _parts(status)
    yield _parked(status)
    yield _notices(status)
    yield _overdue(status)
    yield _pause(status)
    yield Line("today", f"{seen.booked_today} booked, {seen.expected_today} expected for screening")
    if not isinstance(process, str):
        yield _doctor(status, process)


def screen(status: StatusReport, said: Sequence[Line]) -> Iterator[str]:
    """Row by row; `!` before what needs attention."""
    now = status.seen.now.astimezone(status.config.rules().zone)
    mode = status.config.telegram.mode
    yield f"checkup-bot {VERSION}, {mode}, {now:%Y-%m-%d %H:%M:%S %z}"
    for line in said:
        words = "".join(each if each.isprintable() or each == GLUE else "?" for each in line.words)
        rows = textwrap.wrap(
            words, WIDTH - NAME_WIDTH - 3, max_lines=line.max_rows, placeholder=" ...", tabsize=1
        )
        for number, row in enumerate(rows):
            mark = "!" if line.needs_attention and not number else " "
            name = "" if number else line.name
            yield f"{mark} {name:<{NAME_WIDTH}} {row.replace(GLUE, ' ')}"
    yield _verdict(sum(line.needs_attention for line in said))


def _verdict(wanting: int) -> str:
    if not wanting:
        return "OK: nothing needs attention"
    return "1 line needs attention (!)" if wanting == 1 else f"{wanting} lines need attention (!)"


def _process(status: StatusReport) -> Line:
    says = status.process
    if isinstance(says, str):
        return Line("process", says, needs_attention=True)
    words = [says.version, says.mode, f"Telegram {says.telegram}"]
    wants = says.version != VERSION or says.telegram in {"unreachable", "conflict"}
    if says.status != "ok" or says.database != "ok":
        words, wants = [f"it is {says.status}, database {says.database}", *words], True
    return Line("process", f"{', '.join(words)}, at {address(status.config.http)}", wants)


def _database(name: str, found: DatabaseInfo | str) -> Line:
    if isinstance(found, str):
        return Line(name, f"cannot be opened: {found}", needs_attention=True)
    return Line(name, f"schema {found.schema}, {found.name}")


def _breakers(says: Health) -> Line:
    words = [f"{part} {state}" for part, state in says.breakers.items()]
    wants = any(state != "closed" for state in says.breakers.values())
    return Line("breakers", ", ".join(words) or "none yet", wants)


def _parts(status: StatusReport) -> Iterator[Line]:
    """All workers where processes share them; else those that are behind, as one does them all."""
    found = [_part(status, part) for part in status.parts]
    if status.config.is_shared:
        yield Line("part", HEAD)
        yield from found
        return
    behind = [each for each, lag in zip(found, _lags(status), strict=True) if lag and lag.events]
    yield Line("part", HEAD.removesuffix("done by").rstrip() if behind else "none is behind")
    yield from behind


def _lags(status: StatusReport) -> Iterator[EventLag | None]:
    return (status.seen.behind.get(part) for part in status.parts)


def _part(status: StatusReport, part: str) -> Line:
    lag, now = status.seen.behind.get(part), status.seen.now
    events, since = ("-", None) if lag is None else (str(lag.events), lag.since)
    slow = since is not None and now - since >= MAX_LAG
    by = _done_by(status, part) if status.config.is_shared else ""
    return Line(part, f"{events:>10} {_ago(now, since):>8}  {by}".rstrip(), slow or by == "nobody")


def _done_by(status: StatusReport, part: str) -> str:
    lease = status.lease(part)
    if lease is None:
        return "nobody"
    by = "this process" if part in status.here else lease.holder
    return f"{by}, {_seconds_left(status, lease):.0f} s left"


def _parked(status: StatusReport) -> Line:
    events, since = status.seen.parked
    if not events:
        return Line("parked", "none")
    words = f"{events} events, the oldest happened {_ago(status.seen.now, since)} ago: /park"
    return Line("parked", words, needs_attention=True)


def _notices(status: StatusReport) -> Line:
    counts = status.seen.notices
    words = ", ".join(f"{state}{GLUE}{count}" for state, count in counts.items())
    return Line("notices", words, counts.get(HELD, 0) > 0, max_rows=3)


def _overdue(status: StatusReport) -> Line:
    now, since, invalid = status.seen.now, status.seen.overdue_since, status.seen.invalid_lately
    wants = invalid > 0 or (since is not None and now - since >= MAX_OVERDUE)
    words = f"the oldest due message waits for {_ago(now, since)}" if since else "nothing"
    return Line("due", f"{words}, {invalid} invalid in a day" if invalid else words, wants)


def _pause(status: StatusReport) -> Line:
    wall, until = status.seen.wall, status.seen.paused_until
    if until is None or until <= wall:
        return Line("pause", "none")
    words = f"rate-limited by Telegram for {_ago(until, wall)} more"
    return Line("pause", words, until - wall >= MAX_PAUSE)


def _doctor(status: StatusReport, says: Health) -> Line:
    every = timedelta(minutes=status.config.doctor.every_minutes)
    if not every:
        return Line("doctor", "periodic checks disabled (doctor.every_minutes = 0)")
    last, now = says.doctor, status.seen.now
    if last is None:
        return Line("doctor", "not run in this process yet")
    words = f"{last.findings} findings {_ago(now, last.at)} ago"
    return Line("doctor", words, last.findings > 0 or now - last.at > 2 * every)


def _ago(now: datetime, since: datetime | None) -> str:
    if since is None:
        return "-"
    seconds = max(0, round((now - since).total_seconds()))
    for unit, length, most in (("s", 1, 100), ("min", 60, 6000), ("h", 3600, 172_800)):
        if seconds < most:
            return f"{seconds // length} {unit}"
    return f"{seconds // 86_400} days"
