"""What is owed: claimed oldest first and one a person, settled once, revived for who comes back."""

from datetime import timedelta

import pytest

from domain.ports.notices import NewNotice, NoticeKind, NoticeState

pytestmark = pytest.mark.spoilt("notice-for-its-person")


async def owe(desk, person, key, *, minutes=0):
    """Owes a notice due so many minutes from now."""

    def owing(tx):
        due_at = tx.now + timedelta(minutes=minutes)
        facts = {"booking": 1}
        tx.notices.enqueue(NewNotice(key, person, NoticeKind.REMINDER, facts, due_at))

    await desk.run(owing)


async def claim(desk, limit=10):
    """Claims; `is_due` must have said before whether that changes anything."""
    before = await counts(desk)
    due = await desk.read(lambda tx: tx.notices.is_due(now=tx.now, wall=tx.now))
    claimed = await desk.run(lambda tx: tx.notices.claim(now=tx.now, wall=tx.now, limit=limit))
    assert due == (await counts(desk) != before)
    return claimed


async def settle(desk, notice, state=NoticeState.SENT):
    await desk.run(lambda tx: tx.notices.settle(notice.id, state, message=5, at=tx.now))


async def counts(desk):
    found = await desk.read(lambda tx: tx.notices.counts())
    return {state: count for state, count in found.items() if count}


async def test_the_same_key_is_owed_once_for_ever(desk):
    person = await desk.person()
    await owe(desk, person, "1:1:reminder")
    await settle(desk, *await claim(desk))

    await owe(desk, person, "1:1:reminder")

    assert await claim(desk) == []
    assert await counts(desk) == {"sent": 1}


async def test_what_is_not_due_is_not_claimed(desk):
    await owe(desk, await desk.person(), "a", minutes=1)

    early = await claim(desk)
    desk.clock.forward(minutes=1)
    due = await claim(desk)

    assert early == []
    assert [notice.key for notice in due] == ["a"]


async def test_oldest_first_one_a_person_and_the_next_only_after_the_first(desk):
    one, other = await desk.people(2)
    await owe(desk, one, "one-late", minutes=3)
    await owe(desk, one, "one-early", minutes=1)
    await owe(desk, other, "other", minutes=2)
    desk.clock.forward(minutes=5)

    first = await claim(desk)
    none = await claim(desk)
    await settle(desk, first[0])
    then = await claim(desk)

    assert [notice.key for notice in first] == ["one-early", "other"]
    assert none == []
    assert [notice.key for notice in then] == ["one-late"]


async def test_a_postponed_one_keeps_its_place_before_later_ones(desk):
    person = await desk.person()
    await owe(desk, person, "first")
    await owe(desk, person, "second")
    (first,) = await claim(desk)

    def postpone(tx):
        tx.notices.postpone(first.id, not_before=tx.now + timedelta(minutes=1), unknown=True)

    await desk.run(postpone)
    meanwhile = await claim(desk)
    desk.clock.forward(minutes=1)
    (again,) = await claim(desk)

    assert meanwhile == []
    assert (again.key, again.attempts) == ("first", 1)


async def test_no_more_than_asked_for(desk):
    for number, person in enumerate(await desk.people(3)):
        await owe(desk, person, f"{number}", minutes=number)
    desk.clock.forward(minutes=5)

    assert [notice.key for notice in await claim(desk, limit=2)] == ["0", "1"]


@pytest.mark.parametrize(
    "state", [NoticeState.SENT, NoticeState.BLOCKED, NoticeState.INVALID, NoticeState.SUPERSEDED]
)
async def test_what_is_settled_stays_settled(desk, state):
    await owe(desk, await desk.person(), "a")
    (notice,) = await claim(desk)
    await settle(desk, notice, state)

    await settle(desk, notice, NoticeState.SENT)
    await desk.run(lambda tx: tx.notices.release())

    assert await counts(desk) == {state: 1}


async def test_what_a_dead_process_left_is_tried_again(desk):
    await owe(desk, await desk.person(), "a")
    await claim(desk)

    released = await desk.run(lambda tx: tx.notices.release())

    (again,) = await claim(desk)
    assert (released, again.attempts) == (1, 1)


async def test_somebody_unreachable_is_not_tried_and_gets_it_when_they_are_back(desk):
    away, here = await desk.people(2)
    await owe(desk, away, "away")
    await owe(desk, here, "here")
    await desk.run(lambda tx: tx.people.set_reachable(away, reachable=False))

    first = await claim(desk)
    between = await counts(desk)
    await desk.run(lambda tx: tx.people.set_reachable(away, reachable=True))
    revived = await desk.run(lambda tx: tx.notices.revive(away))
    then = await claim(desk)

    assert [notice.key for notice in first] == ["here"]
    assert between == {"sending": 1, "blocked": 1}
    assert (revived, [notice.key for notice in then]) == (1, ["away"])


async def test_what_is_revived_for_later_waits_and_counts_until_it_is_sent(desk):
    person = await desk.person()
    await owe(desk, person, "missed")
    await settle(desk, *await claim(desk), NoticeState.BLOCKED)
    await owe(desk, person, "never tried", minutes=5)
    later = desk.clock.now() + timedelta(seconds=30)

    async def waiting():
        return await desk.read(lambda tx: tx.notices.waiting(person))

    blocked = await waiting()
    await desk.run(lambda tx: tx.notices.revive(person, not_before=later))
    held, counted = await claim(desk), await waiting()
    again = await desk.run(lambda tx: tx.notices.revive(person))
    sent = await claim(desk)
    await settle(desk, *sent)

    assert (blocked, list(held), counted, again) == (0, [], 1, 1)
    assert [notice.key for notice in sent] == ["missed"]
    assert await waiting() == 0


async def test_of_two_pauses_the_later_end_counts_for_each_chat_and_for_all(desk):
    def ends(tx):
        return tx.notices.paused_until(), tx.notices.paused_chats()

    before = await desk.read(ends)
    late = desk.clock.now() + timedelta(seconds=30)
    early = desk.clock.now() + timedelta(seconds=3)

    for until in (early, late, early):
        await desk.run(lambda tx, end=until: tx.notices.pause(until=end))
        await desk.run(lambda tx, end=until: tx.notices.pause(until=end, chat=2**52))
    await desk.run(lambda tx: tx.notices.pause(until=early, chat=-100200300))

    assert before == (None, {})
    assert await desk.read(ends) == (late, {2**52: late, -100200300: early})


async def test_only_pauses_of_chats_that_ended_are_forgotten(desk):
    now = desk.clock.now()
    for chat, seconds in ((None, 1), (1, 1), (2, 2), (3, 3)):
        until = now + timedelta(seconds=seconds)
        await desk.run(lambda tx, chat=chat, end=until: tx.notices.pause(until=end, chat=chat))

    at = now + timedelta(seconds=2)
    gone = await desk.run(lambda tx: tx.notices.forget_pauses(before=at, limit=9))

    assert gone == 1
    assert list(await desk.read(lambda tx: sorted(tx.notices.paused_chats()))) == [2, 3]
    assert await desk.read(lambda tx: tx.notices.paused_until()) is not None


async def test_no_more_pauses_are_forgotten_at_once_than_asked(desk):
    now = desk.clock.now()
    for chat in (1, 2, 3):
        await desk.run(lambda tx, chat=chat: tx.notices.pause(until=now, chat=chat))
    later = now + timedelta(seconds=1)

    gone = [
        await desk.run(lambda tx: tx.notices.forget_pauses(before=later, limit=2)) for _ in range(3)
    ]

    assert gone == [2, 1, 0]


async def test_an_erased_person_s_pause_goes_with_them(desk):
    person, other = await desk.person(), await desk.person()
    chats = [(await desk.read(lambda tx, p=p: tx.people.get(p))).telegram for p in (person, other)]
    late = desk.clock.now() + timedelta(seconds=30)
    for chat in chats:
        await desk.run(lambda tx, chat=chat: tx.notices.pause(until=late, chat=chat))

    await desk.run(lambda tx: tx.erasing.erase(person, at=tx.now))

    assert list(await desk.read(lambda tx: tx.notices.paused_chats())) == chats[1:]
