"""Sending a notice: late replies, Telegram's refusals, people who are not there."""

import html
import re

import pytest

from domain.answer import Answer
from domain.operations import bookings, people
from domain.ports.notices import Delivery, NewNotice, NoticeKind
from domain.ports.store import Command
from tests.handlers.post import Post
from tests.handlers.talk import ADMIN, heard


@pytest.fixture
def post(world):
    return Post(world)


async def test_a_reply_that_came_too_late_says_what_the_reply_would_have_said(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    owed = NewNotice(
        key="update:77:1",
        person=booking.person,
        kind=NoticeKind.REPLY,
        facts={"answer": Answer("booked", {"booking": booking.id}).to_json()},
        due_at=world.clock.now(),
    )
    await world.main.run(lambda tx: tx.notices.enqueue(owed), Command(world.clock.now()))

    shown = (await post.deliver())[1001]

    assert "예약이 확정됐어요" in shown.text
    assert booking.code in shown.text


async def test_a_question_that_came_too_late_is_asked_as_it_stands(world, post):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")
    asked = await admin.say("한빛병원")
    person = await world.read(lambda tx: tx.people.by_telegram(ADMIN))

    outcome = await post.tell(person.id, NoticeKind.REPLY, answer=Answer("asked").to_json())

    assert outcome.sending is Delivery.SENT
    assert heard(post.telegram.calls[-1:], None).text == asked.text


async def test_markup_that_telegram_does_not_take_goes_out_as_plain_words(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    post.telegram.refusals = [(400, "Bad Request: can't parse entities: unsupported start tag")]

    outcome = await post.tell(booking.person, NoticeKind.REMINDER, booking=booking.id)

    assert outcome.sending is Delivery.SENT
    said = post.telegram.calls[-1][1]
    assert "parse_mode" not in said
    assert said["text"] == html.unescape(re.sub(r"<[^>]*>", "", said["text"]))
    assert booking.code in said["text"]


@pytest.mark.parametrize(
    ("code", "reason", "sending"),
    [
        (403, "Forbidden: bot was blocked by the user", Delivery.BLOCKED),
        (400, "Bad Request: chat not found", Delivery.BLOCKED),
        (400, "Bad Request: message is too long", Delivery.INVALID),
        (500, "Internal Server Error", Delivery.UNKNOWN),
    ],
)
async def test_telegrams_refusals_are_outcomes(world, post, code, reason, sending):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    post.telegram.refusals = [(code, reason)]

    outcome = await post.tell(booking.person, NoticeKind.REMINDER, booking=booking.id)

    assert outcome.sending is sending


async def test_a_sent_notice_knows_its_message(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)

    outcome = await post.tell(booking.person, NoticeKind.REMINDER, booking=booking.id)

    assert outcome.sending is Delivery.SENT
    assert outcome.message == 100


async def test_nobody_is_there_to_be_told(post):
    assert (await post.tell(12345, NoticeKind.REMINDER, booking=1)).sending is Delivery.BLOCKED
    assert post.telegram.calls == []


async def test_what_does_not_exist_cannot_be_told(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)

    assert (
        await post.tell(booking.person, NoticeKind.REMINDER, booking=999)
    ).sending is Delivery.INVALID


async def test_who_comes_back_is_sent_what_was_missed(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.run(bookings.cancel_for_person, booking=booking.id)
    post.telegram.refusals = [(403, "Forbidden: bot was blocked by the user")]
    assert await post.deliver() == {}

    await world.run(people.set_reachable, person=booking.person, reachable=True)

    assert "병원에서 예약을 취소했어요" in (await post.deliver())[1001].text
