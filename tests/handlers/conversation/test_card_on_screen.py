"""Words answer the card that was on the screen when they were typed."""

from itertools import count

import pytest

from domain.operations import hospitals
from domain.ports.notices import NewNotice, NoticeKind, NoticeState
from handlers.context import HASTY
from handlers.conversation.open_cards import ShownCards
from handlers.ui.buttons import PickSlot
from tests.handlers.talk import open_world


async def _upcoming(world, phone):
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    return len(await world.read(lambda tx: tx.bookings.upcoming(person.id, first=tx.today)))


async def _confirm_card(world):
    slot = await world.slot(await world.hospital())
    phone = await world.guest()
    await phone.press(PickSlot(slot).pack())
    return phone


async def _typed_at_once(world, phone, *texts):
    """Several lines, all typed before the first is answered, as after an outage."""
    numbers = [next(world.numbers) for _ in texts]
    return [
        (await phone.send(text=text, message_id=number)).text
        for text, number in zip(texts, numbers, strict=True)
    ]


@pytest.mark.parametrize("again", ["예약 취소", "네", "❌ 예약 취소"])
async def test_what_was_typed_before_the_card_came_does_not_answer_it(world, again):
    phone = await world.guest()
    await world.booked(phone, await world.hospital())
    await phone.say("/start")

    texts = await _typed_at_once(world, phone, "예약 취소", again, again)

    assert all(texts)
    assert await _upcoming(world, phone) == 1
    await phone.say("/cancel")
    await phone.say("예약 취소")  # typed when the card is there
    assert await _upcoming(world, phone) == 0


async def test_a_booking_line_typed_twice_with_a_yes_books_nothing_unseen(world):
    await world.hospital()
    phone = await world.guest()

    await _typed_at_once(world, phone, "한빛병원 3월 11일 예약", "네", "예약 확정", "네")

    assert await _upcoming(world, phone) == 0


async def _told(world, telegram, kind):
    """A notice of that kind reaches the person."""
    person = (await world.read(lambda tx: tx.people.by_telegram(telegram))).id
    now, number = world.clock.now(), next(world.numbers)

    def tell(tx):
        tx.notices.enqueue(NewNotice("test:1", person, kind, {}, due_at=now))
        (claimed,) = tx.notices.claim(now=now, wall=now, limit=1)
        tx.notices.settle(claimed.id, NoticeState.SENT, message=number, at=now)

    await world.run(tell)


@pytest.mark.parametrize(("kind", "booked"), [(NoticeKind.FINDING, 0), (NoticeKind.REPLY, 1)])
async def test_a_yes_below_a_notice_is_none_to_the_card_above(world, kind, booked):
    phone = await _confirm_card(world)
    await _told(world, 1001, kind)

    shown = await phone.say("네")

    assert await _upcoming(world, phone) == booked
    assert shown.text
    await phone.say("/start")
    await phone.say("네")
    assert await _upcoming(world, phone) == booked


async def test_a_notice_that_came_after_the_yes_was_typed_does_not_matter(world):
    phone = await _confirm_card(world)
    typed = next(world.numbers)
    await _told(world, 1001, NoticeKind.FINDING)

    await phone.send(text="네", message_id=typed)

    assert await _upcoming(world, phone) == 1


@pytest.mark.parametrize(("later", "booked"), [(-1, 0), (1, 1)])
async def test_another_process_knows_which_card_was_seen(tmp_path, later, booked):
    async with open_world(tmp_path) as world:
        await world.hospital()
        phone = await world.guest()
        await phone.say("/book 한빛병원 2027-03-11")
        shown = next(world.numbers) - 1
    async with open_world(tmp_path) as world:
        world.request.ids = world.numbers = count(shown + 10)

        await world.phone().send(text="네", message_id=shown + later)

        assert await _upcoming(world, world.phone()) == booked


async def test_a_card_whose_reply_took_its_time_is_answered_once_it_came(world):
    await world.hospital()
    phone = await world.guest()
    hasty = HASTY.set(True)  # the update is acknowledged before its reply
    await phone.say("/book 한빛병원 2027-03-11")
    HASTY.reset(hasty)

    await phone.say("네")

    assert await _upcoming(world, phone) == 1


@pytest.mark.parametrize(("first", "then"), [("네", "아니요"), ("아니요", "네")])
async def test_an_edited_answer_answers_nothing_again(world, first, then):
    phone = await _confirm_card(world)
    await phone.say(first)
    booked = await _upcoming(world, phone)

    shown = await phone.edit(text=then, date=int(world.clock.now().timestamp()))

    assert "고친 내용" in shown.text
    assert await _upcoming(world, phone) == booked


_FILE = {"file_id": "a", "file_unique_id": "b"}


@pytest.mark.parametrize(
    "content",
    [
        {"voice": {**_FILE, "duration": 1}},
        {"photo": [{**_FILE, "width": 1, "height": 1}], "caption": "네"},
        {"location": {"longitude": 1.0, "latitude": 2.0}},
        {"contact": {"phone_number": "010", "first_name": "네"}},
        {
            "text": "네",
            "forward_origin": {"type": "hidden_user", "sender_user_name": "x", "date": 1},
        },
    ],
)
async def test_what_cannot_be_read_is_no_answer_and_leaves_the_card_open(world, content):
    phone = await _confirm_card(world)

    await phone.send(**content)
    assert await _upcoming(world, phone) == 0
    await phone.say("네")

    assert await _upcoming(world, phone) == 1


@pytest.mark.parametrize("change", ["sold out", "deleted", "too late"])
async def test_a_yes_after_the_world_has_changed_books_nothing(world, change):
    hospital = await world.hospital(days=1, capacity=1)
    phone = await world.guest()
    if change == "too late":
        world.clock.forward(hours=7, minutes=55)
    await phone.press(PickSlot(await world.slot(hospital, days=1)).pack())
    if change == "sold out":
        await world.booked(await world.guest(1002), hospital, days=1)
    elif change == "deleted":
        facts = {"telegram": 9001, "language": "ko", "slot": None, "expected": 0}
        await world.run(hospitals.delete, hospital=hospital, **facts)
    else:
        world.clock.forward(minutes=6)

    shown = [(await phone.say("네")).text, (await phone.say("네")).text]

    assert all(shown)
    assert await _upcoming(world, phone) == 0


async def test_a_question_that_another_process_asked_covers_the_card_of_before(world, monkeypatch):
    """The process that takes the name knows only the consent card, whose yes would be asked beside
    the question: the row of the newer card comes after the reply.
    """
    slot = await world.slot(await world.hospital())
    phone, of, known = world.phone(1001, language="ko"), ShownCards.of, []

    async def of_before(cards, context):
        known.append(await of(cards, context))
        return known[0] if len(known) > 1 else known[-1]

    await phone.press(PickSlot(slot).pack())
    consent = await phone.tap("✅ 동의해요")
    with monkeypatch.context() as patched:
        patched.setattr(ShownCards, "of", of_before)
        await phone.say("뷁뷁")  # the consent card is the known one from here on
        await phone.press(consent.keys["✅ 동의해요"]["callback_data"])
        named = await phone.say("홍길동")

    assert known[0].asks_beside
    assert "👤 홍길동" in named.text
