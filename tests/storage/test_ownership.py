"""Whose a booking is stands in the statements themselves: nobody has to remember to ask."""

import pytest

from domain.ports.bookings import Bookings
from domain.storage.sql.statements import Statement
from tests.storage.desk import MONDAY

OWN = {
    "add": None,
    "mine": {"booking": 1},
    "own_card": {"booking": 1},
    "own_card_by_code": {"code": "HS-000000"},
    "own_cards": {},
    "upcoming": {"first": MONDAY},
    "upcoming_cards": {"first": MONDAY},
    "versions": {},
    "close_own": {"booking": 1},
}
"""What takes a person, and what else it takes. `add` writes the person down."""
ANYBODYS = {
    "get",
    "by_code",
    "card",
    "cards",
    "these",
    "close",
    "hit_by",
    "guests",
}
"""For admins and policies."""


@pytest.fixture
def asked(monkeypatch):
    """The statements that are run, as text."""
    seen, compiled = [], Statement.compiled

    def remember(self, dialect):
        seen.append(str(self.core))
        return compiled(self, dialect)

    monkeypatch.setattr(Statement, "compiled", remember)
    return seen


def test_every_method_is_known_here():
    methods = {name for name in vars(Bookings) if not name.startswith("_")}

    assert methods == {*OWN, *ANYBODYS}


@pytest.mark.parametrize("method", [name for name, facts in OWN.items() if facts is not None])
async def test_what_customers_reach_asks_whose_it_is(desk, asked, method):
    person = await desk.person()
    asked.clear()

    await desk.run(lambda tx: getattr(tx.bookings, method)(person=person, **OWN[method]))

    of_bookings = [text for text in asked if "booking" in text]
    assert of_bookings
    assert all("booking.person = :person" in text for text in of_bookings)


async def test_a_statement_that_does_not_ask_would_be_seen(desk, asked):
    await desk.run(lambda tx: tx.bookings.get(1))

    assert [text for text in asked if "booking.person = :person" not in text]
