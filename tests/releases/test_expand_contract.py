"""The schema of this release against those that were cut before: it only adds. Each rule has a
migration that breaks it.
"""

import copy
import json
from pathlib import Path

import pytest

from domain.storage.schema.migrate import newest_schema
from tests.releases.expand_contract import broken_tables, broken_words
from tests.releases.snapshot import DATABASES, schema_of, words
from tests.storage.raw import raw

RECORDED = {
    path.stem: json.loads(path.read_text("utf-8")) for path in Path(__file__).parent.glob("*.json")
}

HELD = """ALTER TABLE slot ADD COLUMN held INTEGER NOT NULL DEFAULT 0
    CONSTRAINT ck_slot_held CHECK (taken + held <= capacity)"""
CONTRACTING = [
    ("DROP TABLE lease", "lease is gone"),
    ("ALTER TABLE dialogue DROP COLUMN begun_by", "dialogue.begun_by is gone"),
    ("ALTER TABLE hospital RENAME COLUMN note TO advice", "hospital.note is gone"),
    ("ALTER TABLE slot ADD COLUMN kind TEXT NOT NULL", "slot.kind is needed, and has no default"),
    (HELD, "slot: check ck_slot_held is new on what was there"),
    ("CREATE UNIQUE INDEX one_name ON hospital (name)", "index one_name allows only one"),
    ("DROP INDEX ix_slot_day", "index ix_slot_day is gone"),
    (
        "CREATE TABLE survey (id INTEGER, asked BIGINT REFERENCES dialogue (person))",
        "survey.asked refers to dialogue",
    ),
]
ON_A_SERVER = [
    ("ALTER TABLE hospital ALTER COLUMN note SET NOT NULL", "hospital.note is another"),
    ("ALTER TABLE slot ALTER COLUMN version TYPE INTEGER", "slot.version is another"),
    ("ALTER TABLE booking DROP CONSTRAINT ck_booking_moves", "check ck_booking_moves is gone"),
    (
        "ALTER TABLE hospital ADD CONSTRAINT ck_hospital_said CHECK (length(name) < 9)",
        "check ck_hospital_said is new",
    ),
    ("ALTER TABLE notice DROP CONSTRAINT uq_notice_key", "notice: another unique"),
    (
        "CREATE TRIGGER no_more BEFORE INSERT ON booking EXECUTE FUNCTION audit_no_update()",
        "trigger no_more came",
    ),
]
EXPANDING = [
    "ALTER TABLE slot ADD COLUMN held INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE slot ADD COLUMN kind TEXT",
    "CREATE INDEX ix_slot_hospital ON slot (hospital)",
    "ALTER TABLE hospital ADD COLUMN code TEXT",
    "CREATE UNIQUE INDEX uq_hospital_code ON hospital (code)",
    "CREATE TABLE survey (id BIGINT PRIMARY KEY, slot BIGINT NOT NULL REFERENCES slot (id))",
]
WIDER = """ALTER TABLE booking DROP CONSTRAINT ck_booking_status, ADD CONSTRAINT ck_booking_status
    CHECK (status IN ('booked', 'arrived', 'fulfilled', 'no_show', 'cancelled', 'force_cancelled',
    'held'))"""


@pytest.fixture(params=RECORDED)
def release(request):
    return RECORDED[request.param]


def may_run(release, which, url):
    """Whether the schema says that the release may run on it."""
    with raw(url) as run:
        told = run("SELECT number, oldest_runnable FROM schema_info ORDER BY number DESC")
    number, oldest = told[0]
    assert number == newest_schema(which)
    return oldest <= release["words"]["schemas"][which]


@pytest.mark.parametrize("which", DATABASES)
def test_the_tables_of_a_release_are_still_there_while_it_may_run(release, engine, which, empty):
    url, deletes_from = empty(which), release["words"]["deletes_from"]
    broken = broken_tables(release[engine][which], schema_of(url), deletes_from=deletes_from)

    assert (broken == []) == may_run(release, which, url)


@pytest.mark.parametrize("which", DATABASES)
def test_a_release_may_still_run_on_this_schema_unless_it_counts_no_holds(release, which, empty):
    counts_holds = which == "mypage" or "hold" in release["sqlite"]["main"]

    assert may_run(release, which, empty(which)) == counts_holds


def test_the_words_of_a_release_are_still_known(release):
    assert broken_words(release["words"], words()) == []


def test_a_migration_that_only_adds_passes(engine, own):
    planted = [*EXPANDING, *([WIDER] if engine == "postgresql" else [])]

    assert caught(own, *planted) == []


@pytest.mark.parametrize(("planted", "said"), CONTRACTING)
def test_a_migration_that_takes_away_is_caught(engine, own, planted, said):
    now = caught(own, planted)

    assert [line for line in now if said in line], now


@pytest.mark.parametrize(("planted", "said"), ON_A_SERVER)
def test_also_what_only_a_server_can_change(server, own_on_a_server, planted, said):
    now = caught(own_on_a_server, planted)

    assert [line for line in now if said in line], now


def caught(url, *planted):
    """Against this tree's own schema."""
    before = schema_of(url)
    with raw(url) as run:
        for each in planted:
            run(each)
    return broken_tables(before, schema_of(url), deletes_from=words()["deletes_from"])


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (("statuses",), "statuses: booked"),
        (("answers",), "answers: booked"),
        (("notices",), "notices: reminder"),
        (("questions", "name"), "question name, asked"),
        (("buttons", "b"), "button b is gone"),
        (("events", "BookingMade"), "event BookingMade is gone"),
        (("events", "BookingMade", "code"), "BookingMade.code is gone"),
    ],
)
def test_a_word_that_is_not_known_any_more_is_caught(planted, said):
    before = words()
    now = copy.deepcopy(before)
    *path, last = planted
    place = now
    for each in path:
        place = place[each]
    if isinstance(place[last], list):
        place[last] = []
    else:
        del place[last]

    assert said in " ".join(broken_words(before, now))


def test_an_event_may_tell_more_but_not_need_it():
    before = words()
    now = copy.deepcopy(before)
    now["events"]["BookingMade"]["channel"] = {"type": {"type": "string"}, "needed": False}
    allowed = broken_words(before, now)
    now["events"]["BookingMade"]["channel"]["needed"] = True

    assert allowed == []
    assert broken_words(before, now) == [
        "BookingMade.channel is needed, and older events have none"
    ]
