"""A reply that does not get through: what was done is owed, what was asked is tried
for a while longer.
"""

import pytest
from structlog.testing import capture_logs

from handlers import context, reply
from handlers.ui.screen import Outgoing
from sandbox.state.faults import Fault


@pytest.fixture
async def card(world, admin, customer):
    """A customer in front of the card that books."""
    await admin.says("/start")
    await admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await admin.taps("✅ 등록")
    await customer.says(f"/book 한빛병원 {world.day(10)}")
    await customer.taps("✅ 동의해요")
    await customer.taps("✅ 동의해요")
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
    monkeypatch.setattr(context, "ACKNOWLEDGE_WITHIN_S", 0.2)
    world.telegram.faults.add(Fault("editMessageText", "delay", seconds=1.0))

    await card.taps("✅ 예약 확정", wait=False)
    await english.says("/start", wait=False)
    await world.handle_updates()

    english.hears("Hi!")
    assert told(card, "예약이 확정됐어요") == 0
    await world.settle()
    assert told(card, "예약이 확정됐어요") == 1


async def test_what_was_only_asked_comes_a_little_later(world, card):
    world.telegram.faults.add(Fault("sendMessage", "status", code=502))

    await card.says("/hospitals")

    assert told(card, "병원 보기") == 1


async def test_what_was_asked_within_a_question_comes_too(world, card, admin):
    await admin.says("/addhospital")
    world.telegram.faults.add(Fault("sendMessage", "status", code=502))

    await admin.says("/hospitals")

    assert told(admin, "병원 보기") == 1
    assert told(admin, "입력을 취소했어요") == 0


async def test_a_tap_that_only_asks_does_too(world, card):
    await card.says("/hospitals")
    world.telegram.faults.add(Fault("answerCallbackQuery", "status", code=502))

    await card.taps("한빛병원 예약하기")

    card.hears("검진받을 날을 눌러 주세요")


async def test_what_was_asked_and_may_have_arrived_comes_at_most_three_times(world, card):
    world.telegram.faults.add(Fault("sendMessage", "accept_then_cut", times=9))

    await card.says("/hospitals")

    assert told(card, "병원 보기") == 1 + reply.MAX_COPIES


async def test_while_it_waits_nobody_else_does(world, card, english):
    world.telegram.faults.add(Fault("sendMessage", "status", code=502, chat_id=str(card.id)))

    await card.says("/hospitals", wait=False)
    await world.handle_updates()
    await english.says("/start", wait=False)
    await world.handle_updates()

    english.hears("Hi!")
    assert told(card, "병원 보기") == 0
    await world.settle()
    assert told(card, "병원 보기") == 1


async def test_it_is_not_tried_for_ever(world, card, monkeypatch):
    monkeypatch.setattr(reply, "RETRY_FOR_S", 0.1)
    monkeypatch.setattr(reply, "RETRY_PAUSE_S", 0.03)
    monkeypatch.setattr(reply, "MAX_COPIES", 100)
    world.telegram.faults.add(Fault("sendMessage", "status", code=502, times=1000))

    await card.says("/hospitals")

    assert told(card, "병원 보기") == 0
    world.telegram.faults.clear()
    await card.says("/hospitals")
    assert told(card, "병원 보기") == 1


REFUSED = "Bad Request: message is bad"


def refuse(world, *methods, times, **more):
    for method in methods:
        fault = Fault(method, "status", code=400, times=times, description=REFUSED, **more)
        world.telegram.faults.add(fault)


async def test_a_booking_whose_card_is_refused_is_told_without_buttons(world, card):
    refuse(world, "editMessageText", times=1)
    refuse(world, "sendMessage", times=2)

    await card.taps("✅ 예약 확정")

    assert told(card, "예약이 확정됐어요") == 1
    assert card.buttons() == []


async def test_then_in_plain_words(world, card):
    refuse(world, "editMessageText", times=1)
    refuse(world, "sendMessage", times=3)

    await card.taps("✅ 예약 확정")

    card.hears("예약이 확정됐어요")
    assert not world.telegram.messages(card.id)[-1].body.entities


async def test_on_a_server_without_copy_buttons_all_others_are_there(world, card):
    for method in ("editMessageText", "sendMessage"):
        world.telegram.faults.add(Fault(method, "no_copy_text", times=9))

    await card.taps("✅ 예약 확정")

    card.hears("예약이 확정됐어요")
    assert any("내 예약" in label for label in card.buttons())
    assert not any(button.copy for button in world.telegram.messages(card.id)[-1].buttons)


async def test_when_every_form_is_refused_the_person_hears_that_it_was_done(world, card):
    refuse(world, "editMessageText", times=2)
    refuse(world, "sendMessage", times=8)

    await card.taps("✅ 예약 확정")

    card.hears("처리는 됐지만 결과를 보여 드리지 못했어요", "/mystatus")
    await card.says("/mystatus")
    assert card.hears("내 예약").count("HS-") == 1


async def test_a_question_that_is_refused_in_every_form_changed_nothing(world, card):
    refuse(world, "sendMessage", times=6)

    await card.says("/hospitals")

    card.hears("바뀐 내용은 없어요")


async def test_an_answer_that_cannot_be_read_is_an_answer(world, card):
    world.telegram.faults.add(Fault("*", "unreadable", times=99))

    with capture_logs() as lines:
        await card.says("/hospitals")
        await card.taps("한빛병원 예약하기")

    world.telegram.faults.clear()
    assert told(card, "검진받을 날을 눌러 주세요") == 1
    assert [line for line in lines if line["log_level"] in {"error", "warning"}] == []


async def test_what_is_refused_after_the_update_was_acknowledged_is_logged_and_told(
    world, card, monkeypatch
):
    monkeypatch.setattr(context, "ACKNOWLEDGE_WITHIN_S", 0.05)
    monkeypatch.setattr(Outgoing, "simpler", lambda *_: None)
    refuse(world, "editMessageText", times=1, seconds=0.2)
    refuse(world, "sendMessage", times=1)

    with capture_logs() as lines:
        await card.taps("✅ 예약 확정")

    (bug,) = [line for line in lines if line["event"] == "bug"]
    assert (bug["kind"], bug["where"]) == ("BadRequest", "reply")
    assert bug["error"] in card.hears("처리는 됐지만 결과를 보여 드리지 못했어요")
