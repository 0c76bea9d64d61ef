"""Old keys and unanswered questions go; what may still be needed stays."""

import asyncio
from datetime import timedelta

from domain.answer import Answer
from domain.model import Dialogue, OpenCard
from domain.operations import open_cards
from domain.ports.store import Command, IdempotencyKey
from jobs.housekeeping import MAX_ROWS, Housekeeping
from tests.jobs.world import World, add_person


async def keep(world: World, update: int) -> None:
    command = Command(world.clock.now(), key=IdempotencyKey(1, update))
    await world.main.run(lambda _: Answer("done"), command)


async def test_keys_older_than_eight_days_are_forgotten(world: World):
    await keep(world, 1)
    world.clock.forward(days=1)
    await keep(world, 2)
    world.clock.forward(days=7, seconds=1)

    await Housekeeping(store=world.main, clock=world.clock).tick()

    assert await world.read(lambda tx: tx.keys.find(IdempotencyKey(1, 1))) is None
    assert await world.read(lambda tx: tx.keys.find(IdempotencyKey(1, 2))) is not None


async def test_cards_older_than_a_day_are_forgotten_and_their_people_stay(world: World):
    old, new = [await world.run(add_person, telegram=telegram) for telegram in (71, 72)]
    await world.run(open_cards.keep, cards=[OpenCard(old, 1, world.clock.now(), {})])
    world.clock.forward(hours=23)
    await world.run(open_cards.keep, cards=[OpenCard(new, 2, world.clock.now(), {})])
    before = await world.read(lambda tx: tx.open_cards.get(old))
    world.clock.forward(hours=1, seconds=1)

    await Housekeeping(store=world.main, clock=world.clock).tick()

    assert before is not None
    assert await world.read(lambda tx: tx.open_cards.get(old)) is None
    assert await world.read(lambda tx: tx.open_cards.get(new)) is not None
    assert await world.read(lambda tx: tx.people.get(old)) is not None


async def test_more_than_one_round_is_forgotten_in_a_tick(world: World):
    await asyncio.gather(*(keep(world, update) for update in range(MAX_ROWS + 1)))
    world.clock.forward(days=9)

    await Housekeeping(store=world.main, clock=world.clock).tick()

    found = await world.read(
        lambda tx: [tx.keys.find(IdempotencyKey(1, update)) for update in range(MAX_ROWS + 1)]
    )
    assert found == [None] * (MAX_ROWS + 1)


async def test_only_dialogues_that_expired_a_day_ago_end(world: World):
    late, early = await world.person(), await world.person()
    for person, minutes in ((late, 15), (early, 60)):
        expires = world.clock.now() + timedelta(minutes=minutes)
        asked = Dialogue(person, "booking", "day", {}, 1, expires)
        await world.run(lambda tx, asked=asked: tx.dialogues.put(asked))
    tick = Housekeeping(store=world.main, clock=world.clock).tick

    world.clock.forward(minutes=20)
    await tick()
    assert await world.read(lambda tx: tx.dialogues.get(late)) is not None
    world.clock.forward(days=1)
    await tick()

    assert await world.read(lambda tx: tx.dialogues.get(late)) is None
    assert await world.read(lambda tx: tx.dialogues.get(early)) is not None


async def test_invitations_go_eight_days_after_their_end_with_who_opened_them(world: World):
    until = world.clock.now() + timedelta(hours=24)
    for token in ("used", "opened"):
        made = await world.run(_invite, token=token, until=until)
        await world.run(lambda tx, made=made: tx.admins.opened(made, by="hash"))
    await world.run(lambda tx: tx.admins.use(1, by="hash", at=tx.now))
    tick = Housekeeping(store=world.main, clock=world.clock).tick

    world.clock.forward(days=8, hours=23)
    await tick()
    kept = await world.read(lambda tx: tx.admins.invitation(1))
    world.clock.forward(hours=2)
    await tick()

    assert kept is not None
    assert kept.opened_by == "hash"
    assert await world.read(lambda tx: [tx.admins.invitation(n) for n in (1, 2)]) == [None, None]


def _invite(tx, *, token, until):
    return tx.admins.invite(token=token, made_by=9000, expires_at=until)
