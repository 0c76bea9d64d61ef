"""What a turn of a dialogue promises: whole or not at all, and never twice."""

from dataclasses import replace

import pytest

from domain.answer import Answer
from domain.errors import NotFound, OutOfDate
from domain.operations.dialogues import begin, leave, turn


async def opened(desk, telegram=77):
    """A dialogue just begun."""
    words = {"topic": "hospital", "state": "name", "facts": {"tries": 0}}
    await desk.run(begin, telegram=telegram, language="ko", **words)
    person = await desk.read(lambda tx: tx.people.by_telegram(telegram))
    return await desk.read(lambda tx: tx.dialogues.get(person.id))


def act_and_note(tx):
    tx.hospitals.add(name="한빛병원", key="한빛병원", phone=None, note=None)
    return Answer("done", {})


def act_and_refuse(tx):
    act_and_note(tx)
    raise NotFound


async def test_a_dialogue_lasts_as_long_as_the_policy_says(desk, rules):
    dialogue = await opened(desk)

    left = dialogue.expires_at - desk.clock.now()

    assert left.total_seconds() == rules.dialogue_minutes * 60


async def test_a_turn_moves_the_dialogue_and_runs_its_act(desk):
    before = await opened(desk)
    after = replace(before, state="days", facts={"name": "한빛병원"})

    answer = await desk.run(turn, before=before, after=after, act=act_and_note)

    now = await desk.read(lambda tx: tx.dialogues.get(before.person))
    assert answer.name == "done"
    assert (now.state, now.facts, now.version) == ("days", after.facts, before.version + 1)
    assert len(await desk.read(lambda tx: tx.hospitals.live())) == 1


async def test_the_last_turn_ends_the_dialogue(desk):
    before = await opened(desk)

    await desk.run(turn, before=before, after=None, act=act_and_note)

    assert await desk.read(lambda tx: tx.dialogues.get(before.person)) is None


async def test_the_second_of_two_equal_turns_is_out_of_date(desk):
    before = await opened(desk)
    after = replace(before, state="days")
    await desk.run(turn, before=before, after=after, act=act_and_note)

    with pytest.raises(OutOfDate):
        await desk.run(turn, before=before, after=after, act=act_and_note)

    assert len(await desk.read(lambda tx: tx.hospitals.live())) == 1


async def test_a_refused_act_leaves_the_dialogue_where_it_was(desk):
    before = await opened(desk)

    with pytest.raises(NotFound):
        await desk.run(turn, before=before, after=None, act=act_and_refuse)

    assert await desk.read(lambda tx: tx.dialogues.get(before.person)) == before
    assert await desk.read(lambda tx: tx.hospitals.live()) == []


async def test_a_button_of_an_older_dialogue_does_not_fit_the_next(desk):
    older = await opened(desk)
    desk.clock.forward(seconds=1)
    newer = await opened(desk)

    with pytest.raises(OutOfDate):
        await desk.run(turn, before=older, after=None)

    assert await desk.read(lambda tx: tx.dialogues.get(older.person)) == newer


async def test_leaving_says_whether_anything_was_open(desk):
    dialogue = await opened(desk)

    first = await desk.run(leave, person=dialogue.person)
    second = await desk.run(leave, person=dialogue.person)

    assert (first.facts, second.facts) == ({"was_open": 1}, {"was_open": 0})
