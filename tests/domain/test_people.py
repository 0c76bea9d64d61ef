"""What agreeing, naming, coming back and looking up promise, on a real store."""

import pytest

from domain.errors import NotAdmin, NotFound
from domain.model import CONSENT_VERSION, Consent
from domain.operations.frontdesk import look_up, read_roster
from domain.operations.people import (
    known_or_new,
    name_examinee,
    refuse_stranger,
    set_language,
    set_reachable,
)
from domain.operations.privacy import agree


async def test_the_first_consent_makes_the_person_known(desk):
    assert await desk.read(lambda tx: tx.people.by_telegram(77)) is None

    await desk.run(agree, telegram=77, language="en", consent=Consent.BASIC, slot=5)

    person = await desk.read(lambda tx: tx.people.by_telegram(77))
    consents = await desk.read(lambda tx: tx.people.consents(person.id))
    assert (person.language, person.name, person.reachable) == ("en", None, True)
    assert dict(consents) == {Consent.BASIC: CONSENT_VERSION}


async def test_once_everything_is_agreed_the_name_is_asked_for(desk):
    person = await desk.acquaintance()

    dialogue = await desk.read(lambda tx: tx.dialogues.get(person.id))

    assert dialogue.topic == "name"
    assert dialogue.facts == {"slot": None}


async def test_agreeing_twice_keeps_one_consent(desk):
    for _ in range(2):
        await desk.run(agree, telegram=77, language="ko", consent=Consent.HEALTH, slot=None)

    person = await desk.read(lambda tx: tx.people.by_telegram(77))
    consents = await desk.read(lambda tx: tx.people.consents(person.id))
    assert dict(consents) == {Consent.HEALTH: CONSENT_VERSION}


async def test_an_account_is_one_person(desk):
    first = await desk.run(known_or_new, telegram=77, language="ko")

    again = await desk.run(known_or_new, telegram=77, language="en")

    assert again == first


async def test_a_name_can_be_put_right(desk):
    person = await desk.person(name="김하나")

    await desk.run(name_examinee, person=person, name="김하나로", slot=3)

    assert (await desk.read(lambda tx: tx.people.get(person))).name == "김하나로"


async def test_nobody_unknown_gets_a_name(desk):
    with pytest.raises(NotFound):
        await desk.run(name_examinee, person=404, name="김하나", slot=None)


async def test_the_language_is_kept(desk):
    person = await desk.person(language="ko")

    await desk.run(set_language, person=person, language="en")

    assert (await desk.read(lambda tx: tx.people.get(person))).language == "en"


async def test_somebody_who_blocked_us_is_not_reachable_until_they_come_back(desk):
    person = await desk.person()

    await desk.run(set_reachable, person=person, reachable=False)
    away = await desk.read(lambda tx: tx.people.get(person))
    answer = await desk.run(set_reachable, person=person, reachable=True)

    assert not away.reachable
    assert (await desk.read(lambda tx: tx.people.get(person))).reachable
    assert answer.facts == {"missed": 0}


async def test_an_admin_finds_a_booking_by_its_code(desk):
    slot, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)

    answer = await desk.keyed(1, look_up, code=booking.code)

    assert answer.facts == {"booking": booking.id}
    with pytest.raises(NotFound):
        await desk.keyed(2, look_up, code="HS-000000")


async def test_reading_a_list_and_being_refused_both_stand_in_the_audit(desk):
    slot = await desk.slot()

    await desk.keyed(1, read_roster, slot=slot.id)
    with pytest.raises(NotAdmin):
        await desk.keyed(2, refuse_stranger)

    refused, done = await desk.read(lambda tx: tx.audit.rows(limit=5))
    assert (done.outcome, done.update) == ("done", 1)
    assert (refused.outcome, refused.update) == ("NotAdmin", 2)
