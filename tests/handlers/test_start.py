"""Coming in: the menu, links, help, privacy."""

import pytest

from domain.operations import hospitals, people
from domain.ports.notices import NewNotice, NoticeKind, NoticeState
from handlers.ui import buttons
from tests.handlers.talk import ADMIN, open_world


def claim(tx):
    """What could be sent now."""
    return tx.notices.claim(now=tx.now, wall=tx.now, limit=9)


def miss_a_notice(tx, *, booking):
    """A notice could not be sent, because the bot is blocked."""
    facts = {"booking": booking.id}
    tx.notices.enqueue(
        NewNotice("1:1:x", booking.person, NoticeKind.FORCE_CANCELLED, facts, tx.now)
    )
    [notice] = tx.notices.claim(now=tx.now, wall=tx.now, limit=1)
    tx.notices.settle(notice.id, NoticeState.BLOCKED, message=None, at=tx.now)
    return people.set_reachable(tx, person=booking.person, reachable=False)


MENU = ["📅 예약하기", "📋 내 예약", "🏥 병원 보기", "❓ 도움말", "🔒 개인정보", "🌐 English"]


async def test_somebody_new_is_greeted_with_the_menu(phone):
    shown = await phone.say("/start")

    assert "버튼 몇 번이면 예약할 수 있어요" in shown.text
    assert shown.labels == MENU


async def test_somebody_with_an_english_telegram_is_greeted_in_english(world):
    shown = await world.phone(language="en-GB").say("/start")

    assert shown.text.startswith("Hi!")
    assert "🌐 한국어" in shown.labels


async def test_the_nearest_booking_comes_first(world):
    phone = await world.guest()
    hospital = await world.hospital(days=[10, 3], note="밤 9시부터 금식이에요")
    await world.booked(phone, hospital, days=10)
    near = await world.booked(phone, hospital, days=3)

    shown = await phone.say("/start")

    assert shown.text.index(near.code) < shown.text.index("무엇을 도와드릴까요?")
    assert "한빛병원 · 예약 확정" in shown.text
    assert "3월 4일(목) · 3일 뒤" in shown.text
    assert "밤 9시부터 금식" in shown.text


async def test_a_hospitals_link_opens_its_calendar(world, phone):
    hospital = await world.hospital()

    shown = await phone.say(f"/start h_{hospital}")

    assert "한빛병원" in shown.text
    assert "11" in shown.labels


async def test_a_link_that_leads_nowhere_says_so_above_the_menu(world, phone):
    hospital = await world.hospital()
    await world.run(hospitals.delete_hospital, hospital=hospital, by=1, expected=0)

    for payload in (f"h_{hospital}", "h_999", "h_", "h_-1", "x" * 64, "o_12"):
        shown = await phone.say(f"/start {payload}")

        assert "쓸 수 없는 링크예요" in shown.text
        assert shown.labels == MENU


async def test_who_comes_back_hears_that_missed_messages_follow(world):
    phone = await world.guest()
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    await world.run(people.set_reachable, person=person.id, reachable=False)

    shown = await phone.say("/start")

    again = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    assert again.reachable
    assert "무엇을 도와드릴까요?" in shown.text
    assert "이어서" not in shown.text


async def test_who_comes_back_by_a_hospitals_link_gets_the_hospital(world):
    phone = await world.guest()
    hospital = await world.hospital()
    mine = await world.booked(phone, hospital)
    await world.run(miss_a_notice, booking=mine)

    shown = await phone.say(f"/start h_{hospital}")
    again = await phone.again()

    assert "전해 드리지 못한 알림 1건" in shown.text
    assert "검진받을 날을 눌러 주세요" in shown.text
    assert "11" in shown.labels
    assert again.labels == shown.labels
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    assert person.reachable


async def test_who_comes_back_by_a_dead_link_gets_the_menu(world):
    phone = await world.guest()
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    await world.run(people.set_reachable, person=person.id, reachable=False)

    shown = await phone.say("/start h_999")

    assert "쓸 수 없는 링크예요" in shown.text


async def test_who_missed_messages_hears_how_many_follow(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await world.run(miss_a_notice, booking=mine)

    shown = await phone.say("/start")

    assert "전해 드리지 못한 알림 1건" in shown.text


async def test_help_has_a_line_a_command_and_tells_the_deadlines(world, phone):
    shown = await phone.say("/help")
    to_admin = await world.phone(ADMIN).say("/help")

    assert "예약과 취소는 검진 전날 오후 5:00까지" in shown.text
    assert "/addhospital" not in shown.text
    assert "/addhospital" in to_admin.text
    assert len(shown.text.splitlines()) <= 10  # a line a command: what to do and until when
    assert len(to_admin.text.splitlines()) <= 20  # one screen of a phone
    assert "/privacy" in shown.text
    assert "/admins" in to_admin.text


async def test_help_says_in_english_what_each_command_is_for(world):
    shown = await world.phone(language="en").say("/help")

    assert "/cancel – cancel a booking" in shown.text
    assert "/mystatus – view my bookings" in shown.text


async def test_help_tells_two_deadlines_where_they_differ(tmp_path, rules_of):
    rules = rules_of(book_until="D-0 07:30", cancel_until="D-3 12:00")
    async with open_world(tmp_path, rules=rules) as world:
        shown = await world.phone().say("/help")

    assert "예약은 검진 당일 오전 7:30까지, 취소는 검진 3일 전 오후 12:00까지" in shown.text


async def test_help_in_a_dialogue_leaves_it_open(world):
    phone = await world.guest()
    slot = await world.slot(await world.hospital())
    await phone.say("/book 한빛병원")
    await phone.tap("11")
    await phone.tap("✏️ 이름 바꾸기")

    shown = await phone.say("/help")
    named = await phone.say("한가람")

    assert "조금 전 질문에" in shown.text
    assert "한가람" in named.text
    assert slot


async def test_without_any_admin_help_tells_ones_own_number(tmp_path):
    async with open_world(tmp_path, admins=frozenset()) as world:
        shown = await world.phone(1234567).say("/help")

    assert "1234567" in shown.text


async def test_privacy_works_before_anything_else_and_stores_nobody(world):
    korean = await world.phone().say("/privacy")
    english = await world.phone(language="en").say("/privacy")

    assert all(
        word in korean.text for word in ("수집 항목", "이용 목적", "보관 기간", "열람하는 사람")
    )
    assert all(word in english.text for word in ("Data", "Purpose", "Kept for", "Seen by"))
    for each in (korean, english):
        assert "/mydata" in each.text
        assert "/deletemydata" in each.text
    assert await world.read(lambda tx: tx.people.by_telegram(1001)) is None


async def test_an_admins_menu_has_hospitals_to_add_and_delete(world):
    shown = await world.phone(ADMIN).say("/start")

    assert shown.labels[:6] == MENU
    assert len(shown.labels) == 9


async def test_stopping_with_nothing_open_says_that_nothing_was_booked(world):
    phone = await world.guest()
    await world.hospital()
    await phone.say("/book 한빛병원")
    await phone.tap("11")

    shown = await phone.tap("나가기")

    assert "예약하지 않고 나왔어요" in shown.text
    assert "예약 취소" not in shown.labels


async def test_an_old_button_to_stop_never_says_that_a_standing_booking_was_not_made(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())

    shown = await phone.press(buttons.StopDialogue().pack())

    assert "예약하지 않고 나왔어요" not in shown.text
    assert mine.code in shown.text
    assert "무엇을 도와드릴까요?" in shown.text


async def test_an_admin_who_stops_can_register_a_hospital_again(world):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")

    stopped = await admin.tap("나가기")
    again = await admin.press(buttons.StopDialogue().pack())

    assert "입력을 취소했어요" in stopped.text
    assert stopped.labels[0] == "🆕 병원 등록"
    assert "예약하지 않고 나왔어요" not in again.text


async def test_who_lets_the_bot_write_again_hears_on_start_what_was_missed(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await world.run(miss_a_notice, booking=mine)

    await phone.lets_write()
    held = await world.run(claim)
    shown = await phone.say("/start")
    owed = await world.run(claim)
    later = await phone.say("/start")

    assert list(held) == []
    assert "전해 드리지 못한 알림 1건" in shown.text
    assert [notice.person for notice in owed] == [mine.person]
    assert "전해 드리지 못한 알림" not in later.text


async def test_without_start_what_was_missed_comes_a_moment_later(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await world.run(miss_a_notice, booking=mine)
    await phone.lets_write()
    world.clock.forward(seconds=31)

    owed = await world.run(claim)

    assert [notice.person for notice in owed] == [mine.person]


async def test_what_was_asked_within_a_question_is_asked_again_when_it_comes_again(world):
    admin = world.phone(ADMIN)
    await world.hospital()
    await admin.say("/addhospital")

    shown = await admin.say("/hospitals")
    redelivered = await admin.again()

    assert "병원 보기" in shown.text
    assert redelivered.text == shown.text


@pytest.mark.parametrize("stop", ["/cancel", "나가기"])
async def test_who_stops_is_told_so_again_when_it_comes_again(world, stop):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")

    shown = await (admin.tap(stop) if stop in admin.screen.labels else admin.say(stop))
    redelivered = await admin.again()

    assert "입력을 취소했어요" in shown.text
    assert redelivered.text == shown.text
