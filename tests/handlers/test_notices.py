"""What people are told without having asked: the words, the buttons, and what came of sending."""

import html
import json
import re

import pytest
from telegram.ext import ExtBot

from bot.outcome import classify
from domain.facts import Answer
from domain.operations import bookings, hospitals, people
from domain.ports.notices import Kind, Notice, Owed, Sending
from domain.ports.store import Command
from handlers import notices
from handlers.context import SERVICES
from jobs.deliver import Deliverer
from tests.handlers.talk import ADMIN, Kept, Unhurried, heard


class Telegram(Kept):
    """Refuses so many messages first."""

    def __init__(self):
        super().__init__()
        self.refusals = []

    async def do_request(self, url, **more):
        if url.endswith("sendMessage") and self.refusals:
            code, reason = self.refusals.pop(0)
            body = {"ok": False, "error_code": code, "description": reason}
            return code, json.dumps(body).encode()
        return await super().do_request(url, **more)


class Noting(Unhurried):
    """Notes as what each call was sent."""

    def __init__(self):
        self.sent_as = []

    async def process_request(self, callback, args, kwargs, endpoint, data, rate_limit_args):
        self.sent_as.append(rate_limit_args)
        return await callback(*args, **kwargs)


class Post:
    """The sender over a bot of its own."""

    def __init__(self, world):
        self.world, self.telegram, self.limiter = world, Telegram(), Noting()
        self.bot = ExtBot("77:TOKEN", request=self.telegram, rate_limiter=self.limiter)
        services = world.application.bot_data[SERVICES]
        self.send = notices.sender(self.bot, services, classify=classify)

    async def deliver(self):
        """Everything owed by now; what each person has on the screen then."""
        clock = self.world.clock
        deliverer = Deliverer(store=self.world.main, send=self.send, clock=clock)
        before = len(self.telegram.calls)
        await self.world.settle()
        await deliverer.drain()
        return {
            int(call[1]["chat_id"]): heard([call], None) for call in self.telegram.calls[before:]
        }

    async def tell(self, person, kind, **facts):
        return await self.send(
            Notice(1, "key", person, kind, facts, self.world.clock.now(), None, 0)
        )


@pytest.fixture
def post(world):
    return Post(world)


async def test_each_is_told_of_a_deletion_in_their_own_language(world, post):
    hospital = await world.hospital(days=[4, 5])
    one = await world.booked(await world.guest(1001), hospital, days=4)
    await world.booked(await world.guest(1002, language="en"), hospital, days=4)
    slot = await world.slot(hospital, days=4)
    await world.run(hospitals.delete_date, slot=slot, by=one.person, expected=2)

    told = await post.deliver()

    assert set(told) == {1001, 1002}
    assert "The hospital had to cancel your booking" in told[1002].text
    assert "한빛병원 · Cancelled by the hospital" in told[1002].text
    assert "2027-03-05 (Fri)" in told[1002].text
    assert told[1002].labels[:2] == ["Same hospital, another date", "Book another hospital or date"]
    assert set(post.limiter.sent_as) == {"push"}


async def test_of_a_deleted_hospital_only_other_hospitals_are_offered(world, post):
    hospital = await world.hospital(days=4)
    booking = await world.booked(await world.guest(), hospital, days=4)
    by = await world.guest(ADMIN)
    await by.say("/deletehospital 한빛병원")
    await by.tap("🗑")

    told = await post.deliver()

    shown = told[1001]
    assert shown.text.startswith("⚠️ 병원 사정으로 예약이 취소됐어요.")
    assert booking.code in shown.text
    assert "한빛병원 · 병원 사정으로 취소" in shown.text
    assert shown.labels == ["다른 병원·날짜로 예약", "📋 내 예약", "처음으로"]


async def test_the_admin_hears_how_many_were_told_and_whom_to_phone(world, post):
    hospital = await world.hospital(days=4)
    codes = [
        (await world.booked(await world.guest(1001 + n), hospital, days=4)).code for n in range(3)
    ]
    admin = world.phone(ADMIN)
    await admin.say("/deletehospital 한빛병원")
    await admin.tap("🗑")
    post.telegram.refusals = [(403, "Forbidden: bot was blocked by the user")]

    told = await post.deliver()

    assert "한빛병원\n3명 중 2명에게 알렸어요." in told[ADMIN].text
    assert f"☎ {codes[0]}" in told[ADMIN].text
    assert codes[1] not in told[ADMIN].text


async def test_a_cancellation_by_the_front_desk_is_told(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.run(bookings.cancel_for_person, booking=booking.id)

    told = await post.deliver()

    assert told[1001].text.startswith("병원 접수처에서 예약을 취소했어요.")
    assert booking.code in told[1001].text


async def test_ones_own_cancellation_is_no_news(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.run(bookings.cancel, person=booking.person, booking=booking.id)

    assert await post.deliver() == {}


async def test_the_day_before_one_is_reminded_with_note_deadline_and_cancel_button(world, post):
    hospital = await world.hospital(days=4, note="밤 9시부터 금식이에요")
    booking = await world.booked(await world.guest(), hospital, days=4)
    await world.settle()
    assert await post.deliver() == {}
    world.clock.forward(days=3, hours=3)

    shown = (await post.deliver())[1001]

    assert shown.text.startswith("⏰ 내일 건강검진이 있어요.")
    assert booking.code in shown.text
    assert "밤 9시부터 금식" in shown.text
    assert "3/4(목) 17:00까지" in shown.text
    assert shown.labels[0] == "취소하기"


async def test_a_late_reminder_has_no_cancel_button_but_a_phone_number(world, post):
    await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.settle()
    world.clock.forward(days=3, hours=20)

    shown = (await post.deliver())[1001]

    assert shown.text.startswith("⏰ 오늘 건강검진이 있어요.")
    assert "☎ 02-123-4567" in shown.text
    assert "취소하기" not in shown.labels


@pytest.mark.parametrize("hours", [3 * 24 + 22, 5 * 24])
async def test_after_six_on_the_day_nobody_is_reminded(world, post, hours):
    await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.settle()
    world.clock.forward(hours=hours)

    assert await post.deliver() == {}


async def test_nobody_is_reminded_of_a_cancelled_booking(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.run(bookings.cancel, person=booking.person, booking=booking.id)
    await world.settle()
    world.clock.forward(days=3, hours=3)

    assert await post.deliver() == {}


async def test_a_reply_that_came_too_late_says_what_the_reply_would_have_said(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    owed = Owed(
        key="update:77:1",
        person=booking.person,
        kind=Kind.REPLY,
        facts={"answer": Answer("booked", {"booking": booking.id}).to_json()},
        due_at=world.clock.now(),
    )
    await world.main.run(lambda tx: tx.notices.owe(owed), Command(world.clock.now()))

    shown = (await post.deliver())[1001]

    assert "예약이 확정됐어요" in shown.text
    assert booking.code in shown.text


async def test_a_question_that_came_too_late_is_asked_as_it_stands(world, post):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")
    asked = await admin.say("한빛병원")
    person = await world.read(lambda tx: tx.people.by_telegram(ADMIN))

    outcome = await post.tell(person.id, Kind.REPLY, answer=Answer("asked").to_json())

    assert outcome.sending is Sending.SENT
    assert heard(post.telegram.calls[-1:], None).text == asked.text


async def test_markup_that_telegram_does_not_take_goes_out_as_plain_words(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    post.telegram.refusals = [(400, "Bad Request: can't parse entities: unsupported start tag")]

    outcome = await post.tell(booking.person, Kind.REMINDER, booking=booking.id)

    assert outcome.sending is Sending.SENT
    said = post.telegram.calls[-1][1]
    assert "parse_mode" not in said
    assert said["text"] == html.unescape(re.sub(r"<[^>]*>", "", said["text"]))
    assert booking.code in said["text"]


@pytest.mark.parametrize(
    ("code", "reason", "sending"),
    [
        (403, "Forbidden: bot was blocked by the user", Sending.BLOCKED),
        (400, "Bad Request: chat not found", Sending.BLOCKED),
        (400, "Bad Request: message is too long", Sending.INVALID),
        (500, "Internal Server Error", Sending.UNKNOWN),
    ],
)
async def test_telegrams_refusals_are_outcomes(world, post, code, reason, sending):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    post.telegram.refusals = [(code, reason)]

    outcome = await post.tell(booking.person, Kind.REMINDER, booking=booking.id)

    assert outcome.sending is sending


async def test_a_sent_notice_knows_its_message(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)

    outcome = await post.tell(booking.person, Kind.REMINDER, booking=booking.id)

    assert outcome.sending is Sending.SENT
    assert outcome.message == 100


async def test_nobody_is_there_to_be_told(post):
    assert (await post.tell(12345, Kind.REMINDER, booking=1)).sending is Sending.BLOCKED
    assert post.telegram.calls == []


async def test_what_does_not_exist_cannot_be_told(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)

    assert (await post.tell(booking.person, Kind.REMINDER, booking=999)).sending is Sending.INVALID


async def test_who_comes_back_is_sent_what_was_missed(world, post):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.run(bookings.cancel_for_person, booking=booking.id)
    post.telegram.refusals = [(403, "Forbidden: bot was blocked by the user")]
    assert await post.deliver() == {}

    await world.run(people.set_reachable, person=booking.person, reachable=True)

    assert "접수처에서 예약을 취소했어요" in (await post.deliver())[1001].text


async def test_a_sum_of_many_missed_codes_fits_a_message(world, post):
    hospital = await world.hospital(days=4, capacity=100)
    for n in range(80):
        await world.booked(await world.guest(2000 + n), hospital, days=4)
    admin = world.phone(ADMIN)
    await admin.say("/deletehospital 한빛병원")
    await admin.tap("🗑")
    post.telegram.refusals = [(403, "Forbidden: bot was blocked by the user")] * 80

    shown = (await post.deliver())[ADMIN]

    assert "80명 중 0명에게 알렸어요" in shown.text
    assert "그 밖에 20건이 더 있어요" in shown.text
    assert len(shown.text) < 4096
