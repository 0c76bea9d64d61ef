"""The group writer: one commit for many, each command for itself, answers only after the commit."""

import asyncio
import threading
from datetime import timedelta
from functools import partial

import pytest

from domain.answer import Answer
from domain.errors import Busy, NotFound, Refused, SoldOut, Unavailable
from domain.operations.bookings import book
from domain.operations.hospitals import register_hospital
from domain.operations.people import set_language_of_account
from domain.ports.notices import NewNotice, NoticeKind
from domain.ports.store import STRANGER, Command, CommitSignal, IdempotencyKey, ReadBack
from domain.storage.errors import WriterCrashed
from domain.storage.open import open_main
from domain.storage.repositories.handled_updates import SqlArrivals
from domain.storage.writer import MAX_WAITING
from tests.storage.desk import BOT, says


class Bug(Exception):
    """Something nobody expected."""


def add_hospital(tx, name):
    return tx.hospitals.add(name=name, key=name, phone=None, note=None).id


def add_then_break(tx, name):
    add_hospital(tx, name)
    raise Bug


def add_then_refuse(tx, name):
    add_hospital(tx, name)
    raise NotFound(hospital=3)


def wait_for(tx, event):
    del tx
    event.wait(5)


async def names(desk):
    return [hospital.name for hospital in await desk.read(lambda tx: tx.hospitals.live())]


async def in_one_group(desk, *calls):
    """Lets the calls pile up behind one that is held, so that they share a transaction."""
    gate = threading.Event()
    held = asyncio.create_task(desk.run(wait_for, gate))
    tasks = [asyncio.create_task(call) for call in calls]
    await asyncio.sleep(0.05)
    gate.set()
    await held
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_bug_and_a_refusal_undo_only_themselves(desk):
    said = await in_one_group(
        desk,
        desk.run(add_hospital, "가"),
        desk.run(add_then_break, "나"),
        desk.run(add_then_refuse, "다"),
        desk.run(add_hospital, "라"),
    )

    assert isinstance(said[0], int)
    assert isinstance(said[1], Bug)
    assert isinstance(said[2], NotFound)
    assert isinstance(said[3], int)
    assert await names(desk) == ["가", "라"]


async def test_a_row_that_cannot_be_is_the_bug_of_its_command_alone(desk):
    said = await in_one_group(
        desk,
        desk.run(add_hospital, "가"),
        desk.run(add_hospital, "가"),
        desk.run(add_hospital, "나"),
    )

    assert "IntegrityError" in [kind.__name__ for kind in type(said[1]).__mro__]
    assert await names(desk) == ["가", "나"]


async def test_commands_that_wait_share_a_commit(desk, store):
    driver = store._writer._driver
    commits = []
    commit = driver.commit
    driver.commit = lambda news: (commits.append(1), commit(news))

    await in_one_group(desk, *(desk.run(add_hospital, f"{n}") for n in range(30)))

    assert len(await names(desk)) == 30
    assert len(commits) <= 3


async def test_a_redelivered_update_has_its_effect_once_and_the_same_answer(desk):
    slot, person = await desk.slot(), await desk.person()

    first = await desk.keyed(5, book, person=person, slot=slot.id)
    again = await desk.keyed(5, book, person=person, slot=slot.id)

    assert again == first
    assert await desk.booked(slot.id) == 1
    assert len(await desk.read(lambda tx: tx.audit.rows(limit=9))) == 1


async def test_a_redelivered_refusal_is_the_same_refusal_though_places_are_free_again(desk):
    slot = await desk.slot(capacity=1)
    early, late = await desk.people(2)
    await desk.booking(person=early, slot=slot.id)
    with pytest.raises(SoldOut) as first:
        await desk.keyed(6, book, person=late, slot=slot.id)
    await desk.run(lambda tx: tx.slots.set_capacity(slot.id, 9))

    with pytest.raises(SoldOut) as again:
        await desk.keyed(6, book, person=late, slot=slot.id)

    assert again.value.facts == first.value.facts == {"slot": slot.id}


async def test_the_same_update_twice_in_one_group_has_one_effect(desk):
    slot, person = await desk.slot(), await desk.person()

    first, again = await in_one_group(
        desk, *(desk.keyed(7, book, person=person, slot=slot.id) for _ in range(2))
    )

    assert isinstance(first, Answer)
    assert again == first


async def test_an_update_of_another_bot_is_another_update(desk, store):
    one = Command(desk.clock.now(), IdempotencyKey(BOT, 1))
    other = Command(desk.clock.now(), IdempotencyKey(BOT + 1, 1))

    await store.run(says("a"), one)

    assert (await store.run(says("b"), other)).name == "b"


async def test_a_bug_leaves_no_key_so_that_a_redelivery_tries_again(desk):
    with pytest.raises(Bug):
        await desk.keyed(8, add_then_break, "가")

    assert (await desk.keyed(8, says("fine"))).name == "fine"


async def test_a_refusal_of_a_kind_that_is_gone_is_still_a_refusal(desk):
    def keep(tx):
        tx.keys.keep(
            IdempotencyKey(BOT, 9), Answer("GoneSince", {"slot": 1}, refused=True), at=tx.now
        )

    await desk.run(keep)

    with pytest.raises(Refused) as refusal:
        await desk.keyed(9, says("fine"))
    assert refusal.value.facts == {"slot": 1}


async def test_keys_are_forgotten_when_they_are_old(desk):
    await desk.keyed(1, says("old"))
    desk.clock.forward(days=8)
    await desk.keyed(2, says("young"))

    gone = await desk.run(lambda tx: tx.keys.forget(before=tx.now, limit=10))

    assert gone == 1
    found = await desk.read(lambda tx: [tx.keys.find(IdempotencyKey(BOT, n)) for n in (1, 2)])
    assert [answer and answer.name for answer in found] == [None, "young"]


async def test_who_is_refused_alone_after_a_write_is_refused_and_leaves_nothing(desk):
    with pytest.raises(NotFound):
        await desk.run(add_then_refuse, "가")
    with pytest.raises(Bug):
        await desk.run(add_then_break, "나")

    assert await names(desk) == []


async def test_savepoints_are_only_for_groups_in_which_something_goes_wrong(desk, store):
    driver = store._writer._driver
    marks, mark = [], driver.savepoint
    driver.savepoint = lambda: (marks.append(1), mark())

    await in_one_group(desk, *(desk.run(add_hospital, name) for name in "가나다"))
    smooth = len(marks)
    await in_one_group(desk, desk.run(add_hospital, "라"), desk.run(add_then_refuse, "마"))

    assert smooth == 0
    assert len(marks) >= 2
    assert await names(desk) == ["가", "나", "다", "라"]


def reading_back(desk, update, operation, telegram=4711):
    """The operation under that update's key, and what its commit left of the sender."""
    wanted = ReadBack(telegram)
    command = Command(desk.clock.now(), IdempotencyKey(BOT, update), read_back=wanted)
    return desk.store.run(operation, command), wanted


def meeting(telegram, language="ko"):
    """Adds the person, or sets their language."""

    def operation(tx):
        set_language_of_account(tx, telegram=telegram, language=language)
        return Answer("met", {"update": tx.update})

    return operation


def refusing(tx):
    set_language_of_account(tx, telegram=4711, language="en")
    raise NotFound


async def test_the_sender_is_read_back_as_the_commit_leaves_them(desk):
    run, sender = reading_back(desk, 1, meeting(4711))

    answer = await run

    assert sender.found.answer == answer
    assert sender.found == await desk.read(
        lambda tx: tx.arrivals.read(key=IdempotencyKey(BOT, 1), telegram=4711)
    )
    assert sender.found.person.language == "ko"


async def test_a_refusal_and_a_redelivery_are_read_back_too(desk):
    await reading_back(desk, 1, meeting(4711))[0]
    run, refused = reading_back(desk, 2, refusing)
    with pytest.raises(NotFound):
        await run

    run, again = reading_back(desk, 1, meeting(4711, "en"))
    await run

    assert refused.found.answer == Answer("NotFound", refused=True)
    assert refused.found.person.language == "ko"
    assert again.found.answer == Answer("met", {"update": 1})
    assert again.found.person.language == "ko"


async def test_all_of_a_group_are_read_back_at_once(desk, store, monkeypatch):
    slot, people = await desk.slot(), await desk.people(2)
    telegrams = [(await desk.read(lambda tx, p=p: tx.people.get(p))).telegram for p in people]
    taps = [
        reading_back(desk, n, partial(book, person=person, slot=slot.id), telegram)
        for n, (person, telegram) in enumerate(zip(people, telegrams, strict=True))
    ]
    strange, stranger = reading_back(desk, 9, says("none"), 1)
    single = []
    monkeypatch.setattr(SqlArrivals, "read", lambda *_, **__: single.append(1))

    await in_one_group(desk, *(run for run, _ in taps), strange)

    monkeypatch.undo()
    assert single == []
    for n, (_, sender) in enumerate(taps):
        key = IdempotencyKey(BOT, n)
        read = partial(SqlArrivals.read, key=key, telegram=telegrams[n])
        assert sender.found == await desk.read(lambda tx, read=read: read(tx.arrivals))
        assert sender.found.booking.booking.person == people[n]
    assert stranger.found == STRANGER._replace(answer=Answer("none"))


async def test_a_bug_in_reading_back_undoes_its_command_alone(desk, monkeypatch):
    plain = SqlArrivals.read

    def broken(arrivals, *, telegram, **more):
        if telegram == 1:
            raise Bug
        return plain(arrivals, telegram=telegram, **more)

    def all_broken(arrivals, telegrams):
        raise Bug

    monkeypatch.setattr(SqlArrivals, "read", broken)
    monkeypatch.setattr(SqlArrivals, "senders", all_broken)
    one, _ = reading_back(desk, 1, meeting(1), telegram=1)
    other, sender = reading_back(desk, 2, meeting(2), telegram=2)

    said = await in_one_group(desk, one, other)

    assert isinstance(said[0], Bug)
    assert await desk.read(lambda tx: tx.people.by_telegram(1)) is None
    assert sender.found.person.telegram == 2


async def test_nobody_is_answered_before_the_commit(desk, store):
    slot, person = await desk.slot(), await desk.person()
    driver = store._writer._driver
    gate, commit = threading.Event(), driver.commit
    driver.commit = lambda news: (gate.wait(5), commit(news))

    booking = asyncio.create_task(desk.run(book, person=person, slot=slot.id))
    done, _ = await asyncio.wait({booking}, timeout=0.1)
    seen_meanwhile = await desk.booked(slot.id)
    gate.set()

    assert not done
    assert seen_meanwhile == 0
    assert (await booking).name == "booked"


async def test_whoever_comes_when_the_queue_is_full_is_told_so(desk, store):
    gate = threading.Event()
    held = asyncio.create_task(desk.run(wait_for, gate))
    await asyncio.sleep(0.05)
    waiting = [asyncio.create_task(desk.run(says("nothing"))) for _ in range(MAX_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(Busy):
        await desk.run(says("nothing"))

    gate.set()
    await asyncio.gather(held, *waiting)


async def test_closing_finishes_what_waits_and_takes_nothing_more(desk, store):
    gate = threading.Event()
    held = asyncio.create_task(desk.run(wait_for, gate))
    waiting = [asyncio.create_task(desk.run(add_hospital, f"{n}")) for n in range(250)]
    await asyncio.sleep(0.05)
    gate.set()

    await store.close()

    assert held.done()
    assert all([isinstance(await each, int) for each in waiting])
    with pytest.raises(Unavailable):
        await desk.run(add_hospital, "late")
    with pytest.raises(Unavailable):
        await desk.read(says("nothing"))


async def test_a_caller_who_left_does_not_disturb_the_others(desk):
    gate = threading.Event()
    held = asyncio.create_task(desk.run(wait_for, gate))
    leaving = asyncio.create_task(desk.run(add_hospital, "가"))
    staying = asyncio.create_task(desk.run(add_hospital, "나"))
    await asyncio.sleep(0.05)

    leaving.cancel()
    gate.set()

    assert isinstance(await staying, int)
    await held


async def test_the_dispatcher_is_woken_only_by_news(url, rules, vault, clock):
    woken = []
    store = open_main(url, rules=rules, vault=vault, on_commit=woken.append)
    store.start()
    command = Command(clock.now())
    await store.run(add_hospital, command, "가")
    silent = [news for news in woken if news != frozenset(CommitSignal)]
    day = rules.today(clock.now()).replace(day=9)
    await store.run(register_hospital, command, name="나", days=[day], capacity=1)
    await store.close()

    assert silent == []
    assert [news for news in woken if news != frozenset(CommitSignal)] == [{CommitSignal.EVENTS}]


async def test_a_notice_is_news_once_it_is_due(url, rules, vault, clock):
    woken, now = [], clock.now()
    store = open_main(url, rules=rules, vault=vault, on_commit=woken.append)
    store.start()
    command = Command(now)
    person = await store.run(lambda tx: tx.people.add(telegram=1, language="ko", at=now), command)
    told = {"person": person.id, "kind": NoticeKind.REMINDER, "facts": {}}
    later, due = (
        NewNotice(key=f"{at}", due_at=at, **told) for at in (now + timedelta(days=1), now)
    )
    await store.run(lambda tx: tx.notices.enqueue(later), command)
    before = [news for news in woken if news != frozenset(CommitSignal)]
    await store.run(lambda tx: tx.notices.enqueue(due), command)
    await store.close()

    assert before == []
    assert [news for news in woken if news != frozenset(CommitSignal)] == [{CommitSignal.OWED}]


@pytest.mark.parametrize("bug", [Bug, SystemExit], ids=["exception", "exit"])
async def test_a_bug_in_the_writer_refuses_all_who_wait_and_is_reported(
    url, rules, vault, clock, bug
):
    """Without a last resort the thread would end in silence, and callers would wait for ever."""

    def broken(_tx):
        raise bug

    fatal, gate, command = [], threading.Event(), Command(clock.now())
    store = open_main(url, rules=rules, vault=vault, on_fatal=fatal.append)
    store.start()
    store._writer._log.signals = broken
    held = asyncio.create_task(store.run(wait_for, command, gate))
    calls = [asyncio.create_task(store.run(add_hospital, command, name)) for name in "가나다"]
    await asyncio.sleep(0.05)
    gate.set()

    async with asyncio.timeout(5):
        said = await asyncio.gather(held, *calls, return_exceptions=True)
        with pytest.raises(Unavailable):
            await store.run(add_hospital, command, "라")
        await store.close()

    assert [type(each) for each in said] == [Unavailable] * 4
    assert [(type(error), type(error.__cause__)) for error in fatal] == [(WriterCrashed, bug)]
    again = open_main(url, rules=rules, vault=vault)
    again.start()
    assert await again.read(lambda tx: tx.hospitals.live(), clock.now()) == []
    await again.close()
