"""The joined read of an update's sender says what the separate reads say, on every engine."""

import pytest

from domain.model import Consent
from domain.operations.admins import accept_invite, invite, open_invite, revoke
from domain.operations.bookings import book
from domain.operations.dialogues import begin
from domain.operations.people import known_or_new
from domain.operations.privacy import agree, erase_person, withdraw
from domain.ports.bookings import BookingCard
from domain.ports.store import STRANGER, Arrival, Command, IdempotencyKey
from tests.storage.desk import BOT, RULES, says
from tests.storage.raw import raw

ENGINES = ("sqlite", "postgresql")
TELEGRAM, OWNER, UPDATE = 4711, 900, 31
KEY = IdempotencyKey(BOT, UPDATE)


def joined(tx, booking=None):
    return tx.arrivals.read(key=KEY, telegram=TELEGRAM, booking=booking)


def separate(tx, booking=None):
    """One read for each thing there is to know."""
    answer, person = tx.keys.find(KEY), tx.people.by_telegram(TELEGRAM)
    found = tx.bookings.get(booking) if booking is not None else None
    card = None
    if found is not None:
        at, examinee = tx.hospitals.get(found.hospital), tx.people.get(found.person)
        card = BookingCard(found, at, examinee.name)
    if person is None:
        return Arrival(answer, None, {}, None, admin=False, booking=card)
    return Arrival(
        answer,
        person,
        tx.people.consents(person.id),
        tx.dialogues.get(person.id),
        admin=tx.admins.entitles(TELEGRAM),
        booking=card,
    )


async def stranger(_desk):
    return None


async def known(desk):
    await desk.run(known_or_new, telegram=TELEGRAM, language="en")


async def with_one_consent(desk):
    await desk.run(agree, telegram=TELEGRAM, language="ko", consent=Consent.HEALTH, slot=None)


async def with_all_consents_and_a_question(desk):
    for each in Consent:
        await desk.run(agree, telegram=TELEGRAM, language="ko", consent=each, slot=7)


async def with_an_old_and_a_new_version(desk):
    await with_all_consents_and_a_question(desk)
    person = await desk.read(lambda tx: tx.people.by_telegram(TELEGRAM))

    def again(tx):
        tx.people.agree(person.id, Consent.BASIC, version=RULES.consent_version + 1, at=tx.now)

    await desk.run(again)


async def with_consent_taken_back(desk):
    await with_all_consents_and_a_question(desk)
    person = await desk.read(lambda tx: tx.people.by_telegram(TELEGRAM))
    await desk.run(withdraw, person=person.id)


async def with_an_expired_dialogue(desk):
    await desk.run(
        begin, telegram=TELEGRAM, language="ko", topic="t", state="s", facts={"이름": ["a", 1]}
    )
    desk.clock.forward(days=1)


async def an_invited_admin(desk):
    await desk.run(invite, by=OWNER, token="hash")
    owners = frozenset({OWNER})
    opened = await desk.run(open_invite, token="hash", who="me", owners=owners)
    made = opened.number("invite")
    telling = {"telegram": TELEGRAM, "language": "ko", "who": "me", "owners": owners}
    await desk.run(accept_invite, invite=made, **telling)


async def an_admin_no_more(desk):
    await an_invited_admin(desk)
    [right] = await desk.read(lambda tx: tx.admins.live())
    await desk.run(revoke, admin=right.id, by=OWNER)


async def an_admin_again(desk):
    await an_admin_no_more(desk)
    person = await desk.read(lambda tx: tx.people.by_telegram(TELEGRAM))
    await desk.run(lambda tx: tx.admins.grant(person.id, invited_by=OWNER, at=tx.now))


async def erased(desk):
    await with_all_consents_and_a_question(desk)
    person = await desk.read(lambda tx: tx.people.by_telegram(TELEGRAM))
    await desk.run(erase_person, person=person.id)


async def blocked(desk):
    await known(desk)
    person = await desk.read(lambda tx: tx.people.by_telegram(TELEGRAM))
    await desk.run(lambda tx: tx.people.set_reachable(person.id, reachable=False))


CASES = [
    *(stranger, known, with_one_consent, with_all_consents_and_a_question),
    *(with_an_old_and_a_new_version, with_consent_taken_back, with_an_expired_dialogue),
    *(an_invited_admin, an_admin_no_more, an_admin_again, erased, blocked),
]


@pytest.mark.parametrize("case", CASES)
async def test_it_is_what_the_separate_reads_find(desk, case):
    await case(desk)
    before = await looked_up(desk)
    await desk.store.run(says("done", n=3), Command(desk.clock.now(), KEY))
    after = await looked_up(desk)

    assert (before.answer is None, after.answer is None) == (True, False)
    assert after._replace(answer=None) == before
    assert (before.person is None) == (case in (stranger, erased))


async def looked_up(desk):
    """What the joined reads find, which is what the separate ones do."""
    found, expected = await desk.read(joined), await desk.read(separate)
    senders = await desk.read(lambda tx: tx.arrivals.senders({TELEGRAM}))

    assert found == expected
    assert senders.get(TELEGRAM, STRANGER) == expected._replace(answer=None)
    return found


@pytest.mark.parametrize("case", [stranger, known, erased])
async def test_of_a_booking_it_finds_the_card(desk, case):
    await case(desk)
    other, slot = await desk.person(name="김하나"), await desk.slot()
    booking = (await desk.booking(person=other, slot=slot.id)).id

    found = await desk.read(joined, booking)

    assert found == await desk.read(separate, booking)
    assert found.booking.name == "김하나"


async def test_of_ones_own_booking_too(desk):
    await with_all_consents_and_a_question(desk)
    person = await desk.read(lambda tx: tx.people.by_telegram(TELEGRAM))
    await desk.run(lambda tx: tx.people.rename(person.id, "남궁민수", at=tx.now))
    slot = await desk.slot()
    booking = (await desk.run(book, person=person.id, slot=slot.id)).number("booking")

    found = await desk.read(joined, booking)

    assert found == await desk.read(separate, booking)
    assert found.booking.name == "남궁민수"


async def test_an_unknown_booking_is_none(desk):
    await known(desk)

    assert (await desk.read(joined, 999)).booking is None


async def test_without_a_key_there_is_no_answer(desk):
    await desk.store.run(says("done"), Command(desk.clock.now(), KEY))

    found = await desk.read(lambda tx: tx.arrivals.read(key=None, telegram=TELEGRAM))

    assert found.answer is None


async def test_a_consent_of_a_newer_release_is_not_one_of_ours(desk, url):
    await with_one_consent(desk)
    person = await desk.read(lambda tx: tx.people.by_telegram(TELEGRAM))
    with raw(url) as run:
        adding = "INSERT INTO consent (person, consent, version, at) VALUES (:who, 'genome', 9, 1)"
        run(adding, who=person.id)

    found = await desk.read(joined)

    assert found == await desk.read(separate)
    assert found.consents == {Consent.HEALTH: RULES.consent_version}
