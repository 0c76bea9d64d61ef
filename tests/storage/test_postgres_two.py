"""Two stores on one database, as two processes have it: one order of commits, one effect a key."""

import asyncio
import time
from collections import Counter
from itertools import count

import pytest

from domain.answer import Answer
from domain.errors import SoldOut
from domain.operations.bookings import book
from domain.operations.hospitals import register_hospital
from domain.ports.store import Command, CommitSignal, IdempotencyKey
from domain.storage.engines.postgres import PostgresDialect
from tests.storage.desk import BOT, MONDAY
from tests.storage.open_stores import AT, NOW, add, crowd, names, until

ENGINES = ("postgresql",)


@pytest.fixture
def two(stores):
    return stores.open(), stores.open()


@pytest.fixture
def no_lock(monkeypatch):
    """Transactions that write begin as they like."""
    monkeypatch.setattr(PostgresDialect, "begin_write", "BEGIN")


async def a_slot(store, *, capacity):
    day = MONDAY.replace(day=5)
    await store.run(register_hospital, AT, name="한빛병원", days=[day], capacity=capacity)
    return 1


async def all_at_once(calls):
    return await asyncio.gather(*calls, return_exceptions=True)


async def test_both_write_and_each_sees_what_the_other_wrote(two):
    one, other = two

    await asyncio.gather(*(store.run(add, AT, f"{n}") for n in range(50) for store in two))

    assert await names(one) == await names(other)
    assert sorted(await names(one)) == sorted([f"{n}" for n in range(50)] * 2)


async def test_the_last_places_go_to_as_many_people_over_both(two):
    people = await two[0].run(crowd, AT, 100)
    slot = await a_slot(two[0], capacity=7)

    said = await all_at_once(
        two[n % 2].run(book, AT, person=person, slot=slot) for n, person in enumerate(people)
    )

    assert sum(isinstance(answer, Answer) for answer in said) == 7
    assert sum(isinstance(answer, SoldOut) for answer in said) == 93
    assert len(await two[1].read(lambda tx: tx.bookings.guests(slot), NOW)) == 7


def look_then_book(tx, *, person, slot):
    """Without the guard: it counts, and takes a moment."""
    found = tx.slots.get(slot)
    taken = len(tx.bookings.guests(slot))
    time.sleep(0.1)
    if taken < found.capacity:
        tx.bookings.add(person=person, patient=person, slot=found, at=tx.now)


async def rush(two):
    people = await two[0].run(crowd, AT, 2)
    slot = await a_slot(two[0], capacity=1)
    await asyncio.gather(
        *(s.run(look_then_book, AT, person=p, slot=slot) for s, p in zip(two, people, strict=True))
    )
    return len(await two[0].read(lambda tx: tx.bookings.guests(slot), NOW))


async def test_without_the_guard_the_lock_alone_keeps_two_stores_from_overselling(two):
    assert await rush(two) == 1


async def test_without_the_guard_and_the_lock_two_stores_oversell(two, no_lock):
    assert await rush(two) == 2


def answer_slowly(tx, *, name):
    add(tx, name)
    time.sleep(0.05)
    return Answer(name, {})


async def same_update(two, *, key):
    command = Command(NOW, key)
    said = await all_at_once(
        store.run(answer_slowly, command, name=name)
        for store, name in zip(two, ("가", "나"), strict=True)
    )
    return said, await names(two[0])


async def test_an_update_that_comes_to_both_at_once_has_one_effect_and_one_answer(two):
    said, effects = await same_update(two, key=IdempotencyKey(BOT, 1))

    assert said[0] == said[1]
    assert effects == [said[0].name]


async def test_the_key_alone_does_that_also_without_the_lock(two, no_lock):
    said, effects = await same_update(two, key=IdempotencyKey(BOT, 1))

    assert (said[0], effects) == (said[1], [said[0].name])


async def test_without_the_key_it_has_two_effects(two):
    _, effects = await same_update(two, key=None)

    assert sorted(effects) == ["가", "나"]


def ids_after(tx, *, last):
    return [each.id for each in tx.events.after(last, limit=99)]


async def seen_while_both_write(two, most):
    """Ids as somebody finds them who asks for what comes after the last that they know."""
    numbers, seen = count(1), []

    async def write(store):
        for number in numbers:
            if number > most:
                return
            facts = {"name": f"{number}번 병원", "days": [MONDAY.replace(day=5)], "capacity": 1}
            await store.run(register_hospital, AT, **facts)

    async def watch():
        while not seen or seen[-1] < 2 * most:
            seen.extend(await two[0].read(ids_after, NOW, last=seen[-1] if seen else 0))

    await asyncio.wait_for(asyncio.gather(watch(), *(write(two[n % 2]) for n in range(8))), 20)
    return seen


async def test_ids_in_the_outbox_come_in_the_order_of_commits(two):
    seen = await seen_while_both_write(two, 100)

    assert seen == list(range(1, 201))


async def test_without_the_lock_an_event_can_be_overlooked(two, no_lock):
    slot = await a_slot(two[0], capacity=9)
    event = (await two[0].read(lambda tx: tx.events.get(1), NOW)).event
    slow, quick = two

    def append_slowly(tx):
        number = tx.events.append(event, at=tx.now)
        time.sleep(0.2)
        return number

    late = asyncio.create_task(slow.run(append_slowly, AT))
    await asyncio.sleep(0.05)
    await quick.run(lambda tx: tx.events.append(event, at=tx.now), AT)
    seen = await quick.read(ids_after, NOW, last=0)

    assert slot
    assert await late < seen[-1]
    assert await late not in seen


@pytest.fixture
async def ears(stores):
    """Two stores, and what each of them is told."""
    heard = ([], [])
    opened = [stores.open(on_commit=each.append) for each in heard]
    await until(lambda: all(heard))  # everything may be news at first
    for each in heard:
        each.clear()
    return opened, heard


async def test_a_commit_of_one_wakes_the_other_at_once_with_the_right_words(ears):
    (one, _), (own, others) = ears
    took = []

    for news in (
        CommitSignal.EVENTS,
        CommitSignal.OWED,
        CommitSignal.PAUSED,
        CommitSignal.OWED,
        CommitSignal.EVENTS,
    ):
        others.clear()
        await one.run(lambda tx, news=news: tx.signals.add(news), AT)
        took.append(await until(lambda: others))
        assert others == [{news}]

    await until(lambda: len(own) == 5)
    assert min(took) < 0.1
    assert own == [
        {CommitSignal.EVENTS},
        {CommitSignal.OWED},
        {CommitSignal.PAUSED},
        {CommitSignal.OWED},
        {CommitSignal.EVENTS},
    ]


async def test_its_own_news_come_once_and_what_is_no_news_wakes_nobody(ears):
    (one, other), (own, others) = ears

    await one.run(lambda tx: tx.signals.add(CommitSignal.EVENTS), AT)
    await one.run(add, AT, "가")
    # What the server tells comes in order: each hears the other's last after an echo of its own.
    await other.run(lambda tx: tx.signals.add(CommitSignal.OWED), AT)
    await one.run(lambda tx: tx.signals.add(CommitSignal.PAUSED), AT)
    await until(
        lambda: (
            {CommitSignal.OWED} in own
            and {CommitSignal.PAUSED} in own
            and {CommitSignal.PAUSED} in others
        )
    )

    once = Counter(
        map(frozenset, ({CommitSignal.EVENTS}, {CommitSignal.OWED}, {CommitSignal.PAUSED}))
    )
    assert Counter(own) == once
    assert Counter(others) == once
