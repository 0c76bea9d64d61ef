"""The front desk: the day's list, one booking, stuck events."""

from datetime import timedelta

import pytest

from domain.model import Status
from domain.operations import people
from domain.ports.events import ParkedEvent
from domain.ports.store import Command
from handlers.ui.buttons import CommitCancelFor
from tests.handlers.talk import ADMIN, TODAY

DAY = TODAY + timedelta(days=4)


@pytest.fixture
def admin(world):
    return world.phone(ADMIN)


async def test_the_list_of_a_day_has_codes_names_and_statuses(world, admin):
    hospital = await world.hospital(days=4)
    one = await world.booked(await world.guest(1001), hospital, days=4)
    phone = await world.guest(1002)
    other = await world.booked(phone, hospital, days=4)
    await world.run(people.set_reachable, person=one.person, reachable=False)

    shown = await admin.say(f"/roster 한빛병원 {DAY}")

    assert "한빛병원 3월 5일(금)\n예약 2명 / 정원 30명" in shown.text
    assert f"1. {one.code} 남궁민수 · 예약 확정 ☎" in shown.text
    assert f"2. {other.code} 남궁민수 · 예약 확정\n" in shown.text
    assert "연락처로 전화해 주세요" in shown.text


async def test_the_list_tells_how_to_look_one_up_while_it_can_be_cancelled(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)

    ahead = await admin.say(f"/roster 한빛병원 {DAY}")
    world.clock.forward(days=5)
    over = await admin.say(f"/roster 한빛병원 {DAY}")

    assert f"예: {booking.code}" in ahead.text
    assert "예: " not in over.text


async def test_an_empty_list_says_so(world, admin):
    await world.hospital(days=4)

    shown = await admin.say(f"/roster 한빛병원 {DAY}")

    assert "아직 예약이 없어요" in shown.text
    assert "/status" not in shown.text


async def test_a_long_list_has_pages_that_fit_a_message(world, admin):
    hospital = await world.hospital(days=4, capacity=100)
    for n in range(85):
        guest = await world.guest(2000 + n)
        await world.booked(guest, hospital, days=4)
        person = await world.read(lambda tx, n=n: tx.people.by_telegram(2000 + n))
        await world.run(people.name_examinee, person=person.id, name="가" * 64, slot=None)

    first = await admin.say(f"/roster 한빛병원 {DAY}")
    assert "1/3쪽" in first.text
    assert "32. " in first.text
    assert len(first.text) < 4096
    await admin.tap("▶")
    last = await admin.tap("▶")

    assert "85. " in last.text
    assert last.labels == ["◀", "🔄 새로고침", "처음으로"]


async def test_with_less_said_the_dates_are_offered(world, admin):
    await world.hospital(days=[1, 4])

    assert "3/2(화) · 0명 · 한빛병원" in (await admin.say("/roster")).labels
    assert "3/5(금) · 0명 · 한빛병원" in (await admin.say("/roster 한빛병원")).labels
    assert "아직 예약이 없어요" in (await admin.tap("3/5(금) · 0명 · 한빛병원")).text
    assert "3/5(금) · 0명 · 한빛병원" in (await admin.say("/roster 3/5")).labels
    assert "3월 6일(토)에는 등록된 검진이 없어요" in (await admin.say("/roster 3/6")).text
    assert (
        "한빛병원에는 3월 6일(토) 검진이 없어요" in (await admin.say("/roster 한빛병원 3/6")).text
    )


async def test_a_misspelt_hospitals_list_is_shown(world, admin):
    await world.hospital(days=[1, 4])

    shown = await admin.say(f"/roster 한빝병원 {DAY}")

    assert "한빛병원 3월 5일(금)" in shown.text


async def test_a_booking_is_found_by_its_code_with_its_ledger_line(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    assert "📒 예약 기록부: 곧 기록돼요" in (await admin.say(f"/status {booking.code}")).text
    await world.settle()

    shown = await admin.say(f"/status {booking.code.lower().replace('-', ' ')}")

    assert booking.code in shown.text
    assert "한빛병원 · 예약 확정" in shown.text
    assert "👤 남궁민수" in shown.text
    assert "예약 기록부: 예약 확정 (기록 1건)" in shown.text
    assert shown.labels == ["예약 취소", "처음으로"]


async def test_reading_is_audited(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await admin.say(f"/status {booking.code}")
    await admin.say(f"/roster 한빛병원 {DAY}")
    await admin.say("/status HS-000000")

    rows = await world.read(lambda tx: tx.audit.rows(limit=10))
    assert [(row.deed.action, row.outcome) for row in reversed(rows)] == [
        ("status", "done"),
        ("roster", "done"),
        ("status", "NotFound"),
    ]


async def test_after_the_deadline_the_front_desk_can_still_cancel(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    world.clock.forward(days=3, hours=10)
    card = await admin.say(f"/status {booking.code}")
    assert "오후 5:00에 끝났어요. 접수처에서는 취소할 수 있어요" in card.text
    await admin.tap("예약 취소")

    shown = await admin.tap("❌ 예약 취소")

    assert "예약을 취소했어요" in shown.text
    assert "한빛병원 · 취소된 예약" in shown.text
    assert (await world.booking(booking.id)).status is Status.CANCELLED


async def test_cancelling_for_a_person_is_asked_first(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await admin.say(f"/status {booking.code}")

    asked = await admin.tap("예약 취소")
    kept = await admin.tap("예약 유지")

    assert "이 예약을 취소할까요?" in asked.text
    assert "👤 남궁민수" in asked.text
    assert asked.labels == ["❌ 예약 취소", "예약 유지"]
    assert kept.labels == ["예약 취소", "처음으로"]
    assert (await world.booking(booking.id)).status is Status.BOOKED
    rows = await world.read(lambda tx: tx.audit.rows(limit=10))
    assert [row.deed.action for row in rows] == ["AskCancelFor", "AskCancelFor", "status"]


async def test_a_second_tap_shows_the_result_of_the_first(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await admin.say(f"/status {booking.code}")
    card = await admin.tap("예약 취소")
    cancel = card.keys["❌ 예약 취소"]["callback_data"]
    first = await admin.press(cancel)

    shown = await admin.press(cancel)

    assert shown == first
    assert "알림을 받을 수 있는 분이면" in shown.text
    assert "❌ 예약 취소" not in shown.labels


async def test_what_the_person_cancelled_meanwhile_is_not_taken_for_ones_own_tap(world, admin):
    customer = await world.guest()
    booking = await world.booked(customer, await world.hospital(days=4), days=4)
    await admin.say(f"/status {booking.code}")
    card = await admin.tap("예약 취소")
    await customer.say("/cancel")
    await customer.tap("❌ 예약 취소")

    shown = await admin.press(card.keys["❌ 예약 취소"]["callback_data"])

    assert shown.alert == "이미 취소된 예약이에요."
    assert "알림을 받을 수 있는 분이면" not in shown.text


async def test_a_card_of_an_earlier_version_cancels_nothing(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)

    shown = await admin.press(CommitCancelFor(booking.id, booking.version + 1).pack())
    redelivered = await admin.again()
    await admin.tap("예약 취소")
    done = await admin.tap("❌ 예약 취소")

    assert "그사이 예약이 바뀌었어요" in shown.alert
    assert booking.code in shown.text
    assert redelivered.text == shown.text
    assert "예약을 취소했어요" in done.text


@pytest.mark.parametrize("text", ["", "abc", "HS-7K3QXU", "-1", "*"])
async def test_a_code_that_is_none_names_the_rule(admin, text):
    assert "예약번호를 HS-부터 끝까지 적어 주세요" in (await admin.say(f"/status {text}")).text


async def test_a_code_of_no_booking_says_so(admin):
    shown = await admin.say("/status HS-7K3QX2")

    assert "예약을 찾지 못했어요" in shown.text
    assert "/mystatus" not in shown.text


async def test_a_customer_reads_nothing(world, phone):
    hospital = await world.hospital(days=4)
    booking = await world.booked(await world.guest(1002), hospital, days=4)

    for line in (f"/status {booking.code}", f"/roster 한빛병원 {DAY}", "/park"):
        shown = await phone.say(line)
        assert "없는 명령어예요" in shown.text
        assert "남궁민수" not in shown.text

    shown = await phone.press(f"v1|ak|{booking.id}|1")
    assert "예전 버튼이라 이제 쓸 수 없어요" in shown.text
    assert (await world.booking(booking.id)).status is Status.BOOKED


async def test_nothing_parked_says_so(admin):
    assert "처리하지 못한 작업이 없어요" in (await admin.say("/park")).text


async def test_parked_events_of_both_databases_are_shown_and_tried_again(world, admin):
    await world.hospital(days=4)
    await world.run(_park, subscriber="ledger", event=1)
    await world.mypage.run(_park, _command(world), subscriber="mypage", event=2)

    shown = await admin.say("/park")
    assert "처리하지 못한 작업 2개" in shown.text
    assert "ledger #1 HospitalRegistered · 8번 시도 · OSError" in shown.text
    assert "mypage #2 SlotOpened · 8번 시도 · OSError" in shown.text
    assert "곧 다시 시도해요" in (await admin.tap("🔄 다시 시도")).text
    await world.settle()

    assert "처리하지 못한 작업이 없어요" in (await admin.say("/park")).text


async def test_more_parked_events_than_fit_are_counted(world, admin):
    await world.hospital(days=list(range(2, 40)))
    for event in range(1, 31):
        await world.run(_park, subscriber="ledger", event=event)

    shown = await admin.say("/park")

    assert "처리하지 못한 작업 30개" in shown.text
    assert "그 밖에 10개가 더 있어요" in shown.text


def _park(tx, *, subscriber, event):
    tx.progress.park(ParkedEvent(subscriber, event, f"hospital:{event}", 8, "OSError", None))


def _command(world):
    return Command(world.clock.now())


async def test_a_ledger_that_is_behind_says_that_it_follows(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    await world.settle()
    await admin.say(f"/status {booking.code}")
    await admin.tap("예약 취소")

    shown = await admin.tap("❌ 예약 취소")
    await world.settle()
    later = await admin.say(f"/status {booking.code}")

    assert "📒 예약 기록부: 곧 기록돼요" in shown.text
    assert "예약 기록부: 취소된 예약 (기록 2건)" in later.text


async def test_the_list_of_a_day_that_has_passed_is_there_for_a_year(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)
    world.clock.forward(days=5)

    for day in (DAY, "3/5", "어제"):
        assert booking.code in (await admin.say(f"/roster 한빛병원 {day}")).text
    assert "3/5(금) · 1명 · 한빛병원" in (await admin.say("/roster yesterday")).labels
    old = await admin.say("/roster 한빛병원 2026-03-05")
    assert "2026년 3월 6일(금) 전의 날짜는" in old.text


async def test_part_of_a_name_is_enough_where_it_is_certain(world, admin):
    await world.hospital(days=4)

    assert "아직 예약이 없어요" in (await admin.say(f"/roster 한빛 {DAY}")).text
    await world.hospital("한빛의원", days=4)

    assert "찾지 못했어요" in (await admin.say(f"/roster 한빛 {DAY}")).text


async def test_a_list_can_be_drawn_again(world, admin):
    hospital = await world.hospital(days=4)
    await admin.say(f"/roster 한빛병원 {DAY}")
    booking = await world.booked(await world.guest(), hospital, days=4)

    assert booking.code in (await admin.tap("🔄 새로고침")).text
