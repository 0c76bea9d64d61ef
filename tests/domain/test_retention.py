"""Whose time has come: `keep_days` after the last date or consent, sooner after a withdrawal."""

import pytest

from domain.errors import ConsentMissing
from domain.model import Consent
from domain.operations.bookings import book, cancel
from domain.operations.privacy import agree, erase_overdue, erase_withdrawn, withdraw
from domain.ports.notices import NoticeState
from tests.storage.desk import RULES

KEPT, AGAIN = RULES.keep_days, RULES.withdrawn_days


async def gone(desk, person):
    return (await desk.read(lambda tx: tx.people.get(person))).telegram is None


async def quiet(desk, **more):
    """Somebody without an open question."""
    person = await desk.person(**more)
    await desk.run(lambda tx: tx.dialogues.end(person))
    return person


async def visited(desk, person, *, ahead=4):
    slot = await desk.slot(ahead=ahead)
    return await desk.booking(person=person, slot=slot.id)


async def reached(desk, person):
    """Nothing is owed to them."""
    await desk.settle()
    await desk.run(lambda tx: tx.notices.claim(now=tx.now, wall=tx.now, limit=99))
    await desk.run(lambda tx: tx.notices.settle(1, NoticeState.SENT, message=1, at=tx.now))


@pytest.mark.parametrize(("days", "erased"), [(KEPT + 4, False), (KEPT + 5, True)])
async def test_people_are_kept_for_so_many_days_after_their_last_date(desk, days, erased):
    person = await quiet(desk)
    await visited(desk, person)
    desk.clock.forward(days=days)
    await reached(desk, person)

    await desk.run(erase_overdue, person=person)

    assert await gone(desk, person) is erased


@pytest.mark.parametrize(("days", "erased"), [(KEPT, False), (KEPT + 1, True)])
async def test_people_who_never_booked_are_kept_since_they_agreed(desk, days, erased):
    person = await quiet(desk)
    desk.clock.forward(days=days)

    await desk.run(erase_overdue, person=person)

    assert await gone(desk, person) is erased


async def test_who_agrees_again_is_kept_from_then_on(desk):
    person = await quiet(desk)
    telegram = (await desk.read(lambda tx: tx.people.get(person))).telegram
    desk.clock.forward(days=KEPT - 1)
    await desk.run(withdraw, person=person)
    again = {"telegram": telegram, "language": "ko", "slot": None}
    await desk.run(agree, consent=Consent.BASIC, **again)
    desk.clock.forward(days=2)

    await desk.run(erase_overdue, person=person)

    assert not await gone(desk, person)


async def test_who_has_something_ahead_or_open_or_is_an_admin_stays(desk):
    booked, asked, admin = await quiet(desk), await desk.person(), await quiet(desk)
    await desk.run(lambda tx: tx.admins.grant(admin, invited_by=9, at=tx.now))
    nobody = await quiet(desk)
    desk.clock.forward(days=KEPT + 10)
    slot = await desk.slot(ahead=KEPT + 20)
    await desk.booking(person=booked, slot=slot.id)
    everybody = (booked, asked, admin, nobody)

    for person in everybody:
        await desk.run(erase_overdue, person=person)

    assert [await gone(desk, person) for person in everybody] == [False, False, False, True]


@pytest.mark.parametrize(("days", "erased"), [(AGAIN, False), (AGAIN + 1, True)])
async def test_who_withdraws_has_some_days_to_think_again(desk, days, erased):
    person = await quiet(desk)
    await desk.run(withdraw, person=person)
    desk.clock.forward(days=days)

    await desk.run(erase_withdrawn, person=person)

    assert await gone(desk, person) is erased


async def test_who_withdraws_with_a_booking_is_known_until_it_is_over(desk):
    person = await quiet(desk)
    await visited(desk, person, ahead=20)
    await desk.run(withdraw, person=person)
    desk.clock.forward(days=AGAIN + 10)
    await desk.run(erase_withdrawn, person=person)
    before = await gone(desk, person)
    desk.clock.forward(days=20)
    await reached(desk, person)

    await desk.run(erase_withdrawn, person=person)

    assert (before, await gone(desk, person)) == (False, True)


async def test_who_agreed_again_is_not_taken_for_withdrawn(desk):
    person = await quiet(desk)
    telegram = (await desk.read(lambda tx: tx.people.get(person))).telegram
    await desk.run(withdraw, person=person)
    again = {"telegram": telegram, "language": "ko", "slot": None}
    await desk.run(agree, consent=Consent.BASIC, **again)
    desk.clock.forward(days=AGAIN + 1)

    await desk.run(erase_withdrawn, person=person)

    assert not await gone(desk, person)


async def test_withdrawing_ends_every_consent_and_keeps_when(desk):
    person = await quiet(desk)
    slot = await desk.slot()
    desk.clock.forward(hours=1)

    answer = await desk.run(withdraw, person=person)
    again = await desk.run(withdraw, person=person)

    with pytest.raises(ConsentMissing):
        await desk.run(book, person=person, slot=slot.id)
    records = await desk.read(lambda tx: tx.records.of_person(person, actors=("", "")))
    ended = {(row["consent"], row["ended_at"] - row["at"]) for row in records["consent"]}
    assert (answer.facts, again.facts) == ({"ended": 2}, {"ended": 0})
    assert ended == {("basic", 3_600_000), ("health", 3_600_000)}


async def test_a_booking_that_stands_can_still_be_cancelled_after_withdrawing(desk):
    person = await quiet(desk)
    booking = await visited(desk, person)
    await desk.run(withdraw, person=person)

    answer = await desk.run(cancel, person=person, booking=booking.id)

    assert answer.name == "cancelled"
