"""Each way in which Telegram may fail a notice, through the library, the sender and the deliverer.

Time is virtual; what is owed stands in a real store.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from domain.model import Booking, Status
from domain.operations import bookings, hospitals
from tests.bot.far_end import (
    UNREADABLE,
    Behaviour,
    FarEnd,
    cut,
    hang,
    hang_late,
    no,
    page,
    quiet,
    refuse_to_connect,
    sent_but_unreadable,
)
from tests.bot.virtual_bot import Life, live
from tests.bot.virtual_stores import in_patient_time
from tests.jobs.world import DAY, add_person


class End(NamedTuple):
    """What became of one notice."""

    state: str
    tries: int
    doubtful: int
    copies: int


class Played(NamedTuple):
    """How a script went for the first of two people."""

    end: End
    other: str
    booking: Booking
    reachable: bool
    far: FarEnd
    seconds: float


async def told_of_a_cancellation(life: Life, *, telegram: int) -> Booking:
    """Somebody whose booking the front desk has just cancelled."""
    opened = {"name": f"한빛병원 {telegram}", "days": [DAY], "capacity": 1}
    hospital = (await life.run(hospitals.register_hospital, **opened)).number("hospital")
    person = await life.run(add_person, telegram=telegram)
    slot = await life.read(lambda tx: tx.slots.on(hospital=hospital, day=DAY))
    booked = await life.run(bookings.book, person=person, slot=slot.id)
    booking = booked.number("booking")
    await life.run(bookings.cancel_for_person, booking=booking)
    await life.parts.dispatcher.drain()
    return await life.read(lambda tx: tx.bookings.get(booking))


async def end_of(life: Life, booking: Booking, far: FarEnd) -> End:
    def row(tx: Any) -> tuple[str, int, int]:
        sql = "SELECT state, attempts, ambiguous FROM notice WHERE key = :key"
        tx.driver._cursor.execute(sql, {"key": f"{booking.id}:2:cancelled_by_admin"})
        return tx.driver._cursor.fetchall()[0]

    arrived = sum(call.arrived and call.code == booking.code for call in far.calls)
    return End(*await life.read(row), arrived)


def played(ready: Path, *script: Behaviour, within: float = 200) -> Played:
    """One notice meets the script; another follows it."""

    async def play() -> Played:
        far = FarEnd()
        far.script = list(script)
        async with live(ready, far) as life:
            first = await told_of_a_cancellation(life, telegram=1)
            seconds = await life.until_settled(within=within)
            second = await told_of_a_cancellation(life, telegram=2)
            await life.until_settled(within=within)
            person = await life.read(lambda tx: tx.people.get(first.person))
            end, other = await end_of(life, first, far), await end_of(life, second, far)
        return Played(end, other.state, first, person.reachable, far, seconds)

    return in_patient_time(play)


CASES: dict[str, tuple[Sequence[Behaviour], End]] = {
    "nothing fails": ([], End("sent", 1, 0, 1)),
    **{
        f"sent, told in an odd way: {how}": ([sent_but_unreadable(how)], End("sent", 1, 0, 1))
        for how in UNREADABLE
    },
    "no connection": ([refuse_to_connect] * 2, End("sent", 3, 0, 1)),
    "accepted, then cut": ([cut], End("sent", 2, 1, 2)),
    "a hang": ([hang], End("sent", 2, 1, 1)),
    "a hang after it arrived": ([hang_late], End("sent", 2, 1, 2)),
    "a page of HTML, 502": ([page(502)], End("sent", 2, 1, 1)),
    "a page of HTML, 200": ([page(200, arrives=True)], End("sent", 2, 1, 2)),
    "a page of HTML, 403": ([page(403)], End("sent", 2, 1, 1)),
    "a page of HTML, 400": ([page(400)], End("sent", 2, 1, 1)),
    "500 in Telegram's words": ([no(500, "Internal Server Error")], End("sent", 2, 1, 1)),
    "a pause without its length": ([no(429, "Too Many Requests")], End("sent", 2, 1, 1)),
    "a pause of a second": ([quiet(1)], End("sent", 2, 0, 1)),
    "a revoked token": ([no(401, "Unauthorized")], End("sent", 2, 0, 1)),
    "a page that is not Telegram's, 404": ([no(404, "Not Found")], End("sent", 2, 0, 1)),
    "another process polls": ([no(409, "Conflict: terminated")], End("sent", 2, 0, 1)),
    "blocked": ([no(403, "Forbidden: bot was blocked by the user")], End("blocked", 1, 0, 0)),
    "deactivated": ([no(403, "Forbidden: user is deactivated")], End("blocked", 1, 0, 0)),
    "no such chat": ([no(400, "Bad Request: chat not found")], End("blocked", 1, 0, 0)),
    "too long": ([no(400, "Bad Request: message is too long")], End("invalid", 1, 0, 0)),
    "too large": ([no(413, "Request Entity Too Large")], End("invalid", 1, 0, 0)),
    "the chat became another": (
        [no(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001)],
        End("invalid", 1, 0, 0),
    ),
    "markup that is none": (
        [no(400, "Bad Request: can't parse entities: unsupported start tag")],
        End("sent", 1, 0, 1),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_a_notice_follows_from_how_it_failed(ready: Path, case: str):
    script, end = CASES[case]

    played_so = played(ready, *script)

    assert played_so.end == end
    assert played_so.other == "sent"
    assert played_so.booking.status is Status.CANCELLED
    assert played_so.reachable is (end.state != "blocked")
