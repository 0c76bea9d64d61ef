"""What an observer of kills must see, each planted in a history that is well. In full: `prove
crash`.
"""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.gates.oracles.history import Arrived, History, Told, judged

ANNA, BORA, CHUN = 1, 2, 3


@pytest.fixture
def history() -> History:
    """One booked, one force-cancelled, one refused; everybody was told."""
    seen = History()
    for line in (
        ["open"],
        ["told", 1, "booked", False, 1, "booked"],
        ["told", 2, "booked", False, 2, "booked"],
        ["told", 3, "SoldOut", True, None, None],
        ["arrived", 1, BORA, "force_cancelled", 2],
    ):
        seen.read(line)
    return seen


@pytest.fixture
def database():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.executescript(
            """CREATE TABLE booking (id, person, status); CREATE TABLE handled (update_id, answer);
            CREATE TABLE notice (id, person, state, ambiguous);
            INSERT INTO booking VALUES (1, 1, 'booked'), (2, 2, 'force_cancelled');
            INSERT INTO notice VALUES (1, 2, 'sent', 0), (2, 3, 'superseded', 0)"""
        )
        for update, name, refused, facts in (
            (1, "booked", False, {"booking": 1}),
            (2, "booked", False, {"booking": 2}),
            (3, "SoldOut", True, {"slot": 1}),
        ):
            answer = json.dumps({"name": name, "refused": refused, "facts": facts})
            made.execute("INSERT INTO handled VALUES (?, ?)", (update, answer))
        yield made


def test_a_history_in_which_nothing_is_wrong_is_clean(history, database):
    assert judged(history, database) == []
    assert history.repeated == 0


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        ("DELETE FROM handled WHERE update_id = 1", "update 1 was answered, and that is lost"),
        ("DELETE FROM handled WHERE update_id = 3", "update 3 was answered, and that is lost"),
        ("INSERT INTO booking VALUES (9, 1, 'booked')", "booking 9 comes of no update"),
        ("UPDATE notice SET state = 'sending' WHERE id = 2", "notice 2 is sending"),
        ("UPDATE notice SET state = 'sent' WHERE id = 2", "notice 2 is sent and never arrived"),
        ("UPDATE notice SET state = 'blocked' WHERE id = 1", "notice 1 is blocked and arrived"),
        ("DELETE FROM notice WHERE id = 1", "a message of no notice 1"),
        (
            "UPDATE booking SET status = 'cancelled' WHERE id = 1",
            "booking 1 is cancelled, its person was told ['booked']",
        ),
    ],
)
def test_what_the_database_lost_or_invented_is_said(history, database, harm, sentence):
    database.execute(harm)

    assert sentence in judged(history, database)


def test_a_second_copy_is_allowed_only_where_nobody_knew_of_the_first(history, database):
    history.arrived.append(Arrived(1, BORA, "force_cancelled", 2))

    assert judged(history, database) == ["notice 1: 2 copies, 0 ambiguous"]
    database.execute("UPDATE notice SET ambiguous = 1 WHERE id = 1")
    assert judged(history, database) == []


def test_an_answer_that_changes_is_said(history, database):
    history.read(["told", 1, "AlreadyBooked", True, None, None])

    assert judged(history, database) == ["update 1: booked, and then AlreadyBooked"]
    assert history.told[1] == Told("booked", False, 1)


def test_a_message_that_came_to_somebody_else_is_said(history, database):
    history.arrived[0] = Arrived(1, CHUN, "force_cancelled", 2)

    assert judged(history, database) == [
        "notice 1 of somebody's booking 2 came to 3",
    ]


def test_whoever_blocked_us_need_not_have_heard(history, database):
    history.arrived.clear()
    database.execute("UPDATE notice SET state = 'blocked' WHERE id = 1")

    assert judged(history, database, blocked=frozenset({BORA})) == []
    assert len(judged(history, database)) == 1


def test_a_booking_that_was_made_must_be_shown(history, database):
    history.read(["told", 4, "booked", False, 1, None])

    assert "update 4: booking 1 is shown as None" in judged(history, database)
