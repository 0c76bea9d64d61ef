"""/park after a restore: what is held, and the two buttons that decide."""

import pytest

from domain.ports.notices import NewNotice, NoticeKind
from handlers.frontdesk.parked_screens import DecideHeldNotices
from tests.handlers.rights import audited
from tests.handlers.talk import ADMIN


@pytest.fixture
async def held(world):
    """Two messages that may have been sent before."""
    for telegram in (1001, 1002):
        await world.guest(telegram)
        await world.run(_owe_and_hold, telegram=telegram)


def _owe_and_hold(tx, *, telegram):
    person = tx.people.by_telegram(telegram).id
    key = f"update:{telegram}:1"
    tx.notices.enqueue(NewNotice(key, person, NoticeKind.REPLY, {"update": 1}, tx.now))
    tx.held.hold(now=tx.now)


async def states(world):
    found = await world.read(lambda tx: tx.notices.counts())
    return {state: n for state, n in found.items() if n}


async def test_it_says_how_many_are_kept_back_and_why(world, held):
    shown = await world.phone(ADMIN).say("/park")

    assert "처리하지 못한 작업이 없어요" in shown.text
    assert "발송을 멈춘 알림 2건" in shown.text
    assert "백업을 복원해서, 이미 보낸 알림일 수 있어요" in shown.text
    assert shown.labels[:2] == ["📨 알림 2건 보내기", "🗑 알림 2건 버리기"]


async def test_it_says_so_in_english_too(world, held):
    admin = world.phone(ADMIN)
    await admin.say("/language")
    await admin.tap("English")

    shown = await admin.say("/park")

    assert "2 messages on hold" in shown.text
    assert shown.labels[:2] == ["📨 Send 2 messages", "🗑 Discard 2 messages"]


async def test_without_any_there_is_no_word_of_it(world):
    shown = await world.phone(ADMIN).say("/park")

    assert "알림" not in shown.text


@pytest.mark.parametrize(
    ("send", "said", "state"),
    [(True, "알림 2건을 곧 보낼게요", "pending"), (False, "알림 2건을 버렸어요", "superseded")],
)
async def test_a_tap_decides_of_all_and_the_audit_keeps_who(world, held, send, said, state):
    admin = world.phone(ADMIN)
    await admin.say("/park")

    shown = await admin.press(DecideHeldNotices(send=send).pack())

    assert said in shown.text
    assert "발송을 멈춘 알림" not in shown.text
    assert await states(world) == {state: 2}
    noted = (await audited(world))[-1]
    assert (noted.deed.actor, noted.deed.action) == (str(ADMIN), "DecideHeldNotices")
