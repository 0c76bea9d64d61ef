"""Erasing somebody: nothing tells who they were, and the books still balance."""

import asyncio

import pytest

from domain.errors import AlreadyCancelled, OutOfDate
from domain.events import BookingCancelled, PersonErased
from domain.model import Status
from domain.operations.bookings import cancel
from domain.operations.dialogues import begin, turn
from domain.operations.people import known_or_new, name_examinee
from domain.operations.privacy import erase_person
from domain.policies import MYPAGE
from domain.ports.store import Command


async def account(desk, person):
    return (await desk.read(lambda tx: tx.people.get(person))).telegram


async def states(desk):
    counts = await desk.read(lambda tx: tx.notices.counts())
    return {state: count for state, count in counts.items() if count}


async def test_nothing_is_left_that_tells_who_it_was(desk):
    person = await desk.person(name="김하나", language="en")
    telegram = await account(desk, person)

    answer = await desk.run(erase_person, person=person)

    left = await desk.read(lambda tx: tx.people.get(person))
    assert answer.facts == {"cancelled": 0}
    assert (left.telegram, left.name, left.language) == (None, None, "")
    assert await desk.read(lambda tx: tx.people.by_telegram(telegram)) is None
    assert await desk.read(lambda tx: tx.people.consents(person)) == {}
    assert await desk.read(lambda tx: tx.dialogues.get(person)) is None
    with pytest.raises(LookupError, match="erased"):
        await desk.run(name_examinee, person=person, name="김하나", slot=None)


async def test_what_is_booked_is_cancelled_whatever_the_deadline_and_the_place_comes_back(desk):
    slot, person = await desk.slot(ahead=1, capacity=1), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    desk.clock.forward(hours=13)

    answer = await desk.run(erase_person, person=person)
    await desk.settle()

    assert answer.facts == {"cancelled": 1}
    assert (await desk.found(booking.id)).status is Status.CANCELLED
    assert await desk.booked(slot.id) == 0
    line = await desk.read(lambda tx: tx.ledger.line(booking.id))
    assert (line.status, line.version) == ("cancelled", 2)


async def test_past_bookings_stay_as_they_were(desk):
    slot, person = await desk.slot(ahead=1), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)
    desk.clock.forward(days=2)

    await desk.run(erase_person, person=person)

    assert (await desk.found(booking.id)).status is Status.BOOKED
    assert await desk.booked(slot.id) == 1


async def test_the_event_says_of_whom_and_why_and_nothing_else(desk):
    person = await desk.person()

    await desk.run(erase_person, person=person, reason="kept")

    assert (await desk.events())[-1] == PersonErased(person=person, reason="kept")


async def test_erasing_twice_changes_nothing_the_second_time(desk):
    slot, person = await desk.slot(), await desk.person()
    await desk.booking(person=person, slot=slot.id)
    await desk.run(erase_person, person=person)
    before = await desk.events()

    again = await desk.run(erase_person, person=person)

    assert again.facts == {"cancelled": 0}
    assert await desk.events() == before
    assert [type(e) for e in before[-2:]] == [BookingCancelled, PersonErased]


async def test_the_same_account_is_somebody_new_afterwards(desk):
    person = await desk.person()
    telegram = await account(desk, person)
    await desk.run(erase_person, person=person)

    new = await desk.run(known_or_new, telegram=telegram, language="ko")

    assert new.id != person
    assert new.name is None
    assert await desk.read(lambda tx: tx.bookings.own_cards(new.id)) == []


async def test_the_read_model_forgets_and_what_events_still_tell_is_ignored(desk):
    slot = await desk.slot()
    person, other = await desk.people(2)
    for each in (person, other):
        await desk.booking(person=each, slot=slot.id)
    await desk.settle()

    await desk.run(erase_person, person=person)
    await desk.settle()  # the place comes back after the person is gone

    async def shown(whose):
        return await desk.mypage.read(lambda tx: tx.view.records(whose), desk.clock.now())

    assert await shown(person) == {"shown_booking": [], "moment": []}
    assert len((await shown(other))["shown_booking"]) == 1
    assert len((await shown(other))["moment"]) == 1


async def test_a_read_model_built_anew_does_not_know_them_either(desk):
    slot, person = await desk.slot(), await desk.person()
    await desk.booking(person=person, slot=slot.id)
    await desk.run(erase_person, person=person)
    await desk.settle()

    def rebuild(tx, told):
        tx.view.clear()
        for each in told:
            MYPAGE.react(tx, each)

    told = await desk.read(lambda tx: tx.events.after(0, limit=100))
    await desk.mypage.run(rebuild, Command(desk.clock.now()), told)

    records = await desk.mypage.read(lambda tx: tx.view.records(person), desk.clock.now())
    assert records == {"shown_booking": [], "moment": []}


async def test_what_was_owed_is_not_owed_any_more(desk):
    slot, person = await desk.slot(), await desk.person()
    await desk.booking(person=person, slot=slot.id)
    await desk.settle()
    before = await states(desk)

    await desk.run(erase_person, person=person)
    await desk.settle()

    assert (before, await states(desk)) == ({"pending": 1}, {"superseded": 1})


async def test_a_dialogue_that_was_open_has_moved_on(desk):
    person = await desk.person()
    telegram = await account(desk, person)
    asked = {"topic": "name", "state": "asked", "facts": {"slot": None}}
    await desk.run(begin, telegram=telegram, language="ko", **asked)
    open_ = await desk.read(lambda tx: tx.dialogues.get(person))

    await desk.run(erase_person, person=person)

    with pytest.raises(OutOfDate):
        await desk.run(turn, before=open_, after=None)


async def test_cancelling_and_erasing_at_the_same_moment_gives_one_place_back(desk):
    slot, person = await desk.slot(capacity=1), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)

    erased, cancelled = await asyncio.gather(
        desk.run(erase_person, person=person),
        desk.run(cancel, person=person, booking=booking.id),
        return_exceptions=True,
    )
    await desk.settle()

    assert erased.facts == {"cancelled": 1}
    assert isinstance(cancelled, AlreadyCancelled)
    assert await desk.booked(slot.id) == 0


async def test_an_admin_by_invitation_is_none_any_more(desk):
    person = await desk.person()
    telegram = await account(desk, person)
    await desk.run(lambda tx: tx.admins.grant(person, invited_by=9, at=tx.now))

    await desk.run(erase_person, person=person)
    await desk.run(known_or_new, telegram=telegram, language="ko")

    assert not await desk.read(lambda tx: tx.admins.entitles(telegram))


async def test_what_comes_to_be_owed_after_somebody_was_erased_is_not_kept_for_them(desk):
    booking = await desk.booking(person=await desk.person(), slot=(await desk.slot()).id)
    await desk.run(erase_person, person=booking.person)

    await desk.settle()

    sent = await desk.read(lambda tx: tx.notices.counts())
    assert (sent["pending"], sent["superseded"]) == (0, 1)
