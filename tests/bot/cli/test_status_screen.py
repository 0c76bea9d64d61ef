"""The screen of `python -m bot status`: it fits, whatever there is to say."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli import status as status_lines
from bot.cli.status import DoctorResult, Health, StatusReport, lines, render, screen
from bot.config.settings import Config, DatabaseSettings, RelaySettings, TelegramSettings
from bot.version import VERSION
from domain.ports.leases import Lease
from domain.ports.monitoring import DatabaseInfo, EventLag, Overview
from jobs.leadership import WORKERS
from tests.bot.bot_process import ROOT

NOW = datetime(2027, 3, 1, 1, tzinfo=UTC)
HUGE = 10**12
STATES = ("pending", "sending", "sent", "blocked", "invalid", "superseded", "held")
WELL = Overview(
    now=NOW,
    wall=NOW,
    main=DatabaseInfo("var/checkup.db", 3),
    mypage=DatabaseInfo("var/mypage.db", 1),
    events=7,
    behind={},
    parked=EventLag(0, None),
    notices=dict.fromkeys(STATES, 0),
    overdue_since=None,
    invalid_lately=0,
    paused_until=None,
    leases=[],
    booked_today=0,
    expected_today=0,
)
HEALTHY = Health(
    status="ok",
    mode="polling",
    version=VERSION,
    telegram="reachable",
    database="ok",
    breakers={"telegram": "closed", "mypage": "closed"},
    parts=WORKERS,
    doctor=DoctorResult(findings=0, at=NOW - timedelta(minutes=59)),
)
LONG_AGO = NOW - timedelta(days=12_345)
SHARED = Config(
    database=DatabaseSettings(
        url="postgresql+psycopg://somebody@" + "very-long-host." * 9 + "example/db"
    ),
    relay=RelaySettings(url="nats://127.0.0.1:4222"),
)
EVERYTHING = WELL._replace(
    main=DatabaseInfo("postgresql at " + "very-long-host." * 9, HUGE),
    mypage="postgresql at " + "very-long-host." * 9 + ": " + "no way there, " * 20,
    behind={part: EventLag(HUGE, LONG_AGO) for part in WORKERS},
    parked=EventLag(HUGE, LONG_AGO),
    notices=dict.fromkeys(STATES, HUGE),
    overdue_since=LONG_AGO,
    invalid_lately=HUGE,
    paused_until=NOW + timedelta(days=12_345),
    leases=[Lease(part, "0123456789abcdef", NOW + timedelta(days=9999)) for part in WORKERS],
    booked_today=HUGE,
    expected_today=HUGE,
)
TROUBLED = Health(
    status="starting \x1b[2J" + "x" * 500,
    mode="webhook",
    version="9.9.9-" + "x" * 100,
    telegram="unreachable",
    database="unavailable",
    breakers={"telegram": "half_open", "mypage": "half_open", "relay": "half_open"},
    parts=(),
    doctor=DoctorResult(findings=HUGE, at=LONG_AGO),
)


EXAMPLE = StatusReport(
    Config(database=SHARED.database, telegram=TelegramSettings(mode="webhook")),
    WELL._replace(
        main=DatabaseInfo("postgresql at db, checkup", 4),
        mypage=DatabaseInfo("postgresql at db, mypage", 1),
        events=8_412,
        behind={
            **dict.fromkeys(("places", "closing", "ledger"), EventLag(0, None)),
            "notices": EventLag(3, NOW - timedelta(seconds=1)),
            "mypage": EventLag(412, NOW - timedelta(minutes=3)),
        },
        notices={**dict.fromkeys(STATES, 0), "pending": 52, "sending": 2, "sent": 1_840},
        overdue_since=NOW - timedelta(seconds=2),
        leases=[
            Lease(part, "8f3c51d90a7be264", NOW + timedelta(seconds=5))
            for part in WORKERS
            if part not in {"ledger", "mypage"}
        ]
        + [Lease(part, "c07a91e64b2f8d35", NOW + timedelta(seconds=4)) for part in WORKERS],
        booked_today=64,
        expected_today=31,
    ),
    HEALTHY.model_copy(
        update={
            "version": "0.1.0",
            "mode": "webhook",
            "breakers": {"telegram": "closed", "mypage": "open"},
            "parts": ("ledger", "mypage"),
            "doctor": None,
        }
    ),
)


def rows(status):
    return list(screen(status, tuple(lines(status))))


@pytest.mark.parametrize("process", [TROUBLED, HEALTHY, "something else answers at " + "a" * 99])
@pytest.mark.parametrize("seen", [WELL, EVERYTHING])
@pytest.mark.parametrize("config", [Config(), SHARED])
def test_it_fits_80_columns_and_24_rows(config, seen, process):
    shown = rows(StatusReport(config, seen, process))

    assert len(shown) <= 24
    assert max(map(len, shown)) <= 80
    assert all(row.isprintable() for row in shown)


def test_when_all_is_well_it_says_so():
    well, text = render(StatusReport(Config(), WELL, HEALTHY), as_json=False)

    assert well
    assert "!" not in text
    assert text.splitlines()[-1] == "OK: nothing needs attention"


def test_the_page_for_operators_shows_it_as_it_is(monkeypatch):
    monkeypatch.setattr(status_lines, "VERSION", "0.1.0")
    page = (ROOT / "docs/operations.md").read_text("utf-8")

    assert "\n".join(rows(EXAMPLE)) in page


def test_everything_that_is_wrong_is_marked():
    status = StatusReport(SHARED, EVERYTHING, TROUBLED)

    marked = [row.split()[1] for row in rows(status) if row.startswith("!")]

    databases = ["parked", "notices", "due", "pause"]
    assert marked == ["process", "read", "breakers", *WORKERS, *databases, "doctor"]
    assert rows(status)[-1] == f"{len(marked)} lines need attention (!)"


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"breakers": {"telegram": "open"}}, "breakers    telegram open"),
        ({"version": "0.0.0"}, "process     0.0.0, polling, Telegram reachable"),
        ({"telegram": "conflict"}, f"process     {VERSION}, polling, Telegram conflict"),
        ({"status": "starting"}, "process     it is starting, database ok"),
        ({"database": "unavailable"}, "process     it is ok, database unavailable"),
        ({"doctor": DoctorResult(findings=2, at=NOW)}, "doctor      2 findings 0 s ago"),
        (
            {"doctor": DoctorResult(findings=0, at=NOW - timedelta(hours=3))},
            "doctor      0 findings 3 h ago",
        ),
    ],
)
def test_a_process_in_trouble_is_marked(wrong, line):
    status = StatusReport(Config(), WELL, HEALTHY.model_copy(update=wrong))

    (marked,) = [row for row in rows(status) if row.startswith("!")]

    assert marked.startswith(f"! {line}")
    assert rows(status)[-1] == "1 line needs attention (!)"
    assert not render(status, as_json=True)[0]


def test_one_process_that_does_all_is_told_of_only_where_it_is_behind():
    behind = {"ledger": EventLag(3, NOW - timedelta(seconds=9)), "mypage": EventLag(0, None)}

    calm = rows(StatusReport(Config(), WELL, HEALTHY))
    busy = rows(StatusReport(Config(), WELL._replace(behind=behind), HEALTHY))

    assert "  part        none is behind" in calm
    assert [row for row in busy if row not in calm] == [
        "  part            behind    since",
        "  ledger               3      9 s",
    ]


def test_for_scripts_each_line_that_needs_attention_says_why():
    seen = WELL._replace(parked=EventLag(2, NOW - timedelta(minutes=5)))

    _, text = render(StatusReport(Config(), seen, HEALTHY), as_json=True)

    why = "2 events, the oldest happened 5 min ago: /park"
    assert json.loads(text)["attention"] == {"parked": why}
