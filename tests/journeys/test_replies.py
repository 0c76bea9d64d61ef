"""A reply that does not get through: what was done is told later, what was asked is dropped."""

import pytest

from handlers import context
from sandbox.faults import Fault


@pytest.fixture
async def card(world, admin, customer):
    """A customer in front of the card that books."""
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("✅ 동의")
    await customer.taps("✅ 민감정보 동의")
    await customer.says("남궁민수")
    return customer


def told(phone, words):
    return sum(words in heard for heard in phone.all_heard())


async def test_a_booking_whose_answer_met_an_outage_is_told_afterwards(world, card):
    world.telegram.faults.add(Fault("editMessageText", "status", code=502))

    await card.taps("✅ 예약 확정")

    assert told(card, "예약이 확정됐어요") == 1


async def test_an_answer_that_may_have_arrived_is_told_at_most_twice(world, card):
    world.telegram.faults.add(Fault("editMessageText", "accept_then_cut"))

    await card.taps("✅ 예약 확정")
    await card.says("/mystatus")

    assert 1 <= told(card, "예약이 확정됐어요") <= 2
    assert card.hears("내 예약").count("HS-") == 1


async def test_an_answer_that_hangs_holds_up_nobody(world, card, english, monkeypatch):
    monkeypatch.setattr(context, "ANSWER_WITHIN", 0.2)
    world.telegram.faults.add(Fault("editMessageText", "delay", seconds=1.0))

    await card.taps("✅ 예약 확정", wait=False)
    await english.says("/start", wait=False)
    await world.handle_updates()

    english.hears("Hello")
    assert told(card, "예약이 확정됐어요") == 0
    await world.settle()
    assert told(card, "예약이 확정됐어요") == 1


async def test_what_was_only_asked_is_dropped(world, card):
    before = len(card.all_heard())
    world.telegram.faults.add(Fault("sendMessage", "status", code=502))

    await card.says("/hospitals")

    assert len(card.all_heard()) == before
