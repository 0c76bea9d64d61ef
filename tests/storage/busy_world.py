"""A world in which everything has happened that can, by the real operations, on either engine."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from domain.answer import Answer
from domain.model import AuditEntry, OpenCard
from domain.operations import admins, bookings, dialogues, hospitals, open_cards, privacy
from domain.ports.notices import Delivery, Notice, SendResult
from domain.ports.store import Command, IdempotencyKey, Transaction
from domain.storage.open import open_main, open_mypage
from jobs.delivery import Deliverer
from jobs.dispatcher import Dispatcher
from jobs.leases import LeasedLeadership
from tests.jobs.world import DAY, RULES, VAULT, World

BOT, OWNER = 7, 900
Look = Callable[[World], Awaitable[None]]


@asynccontextmanager
async def opened(main: str, mypage: str) -> AsyncIterator[World]:
    """A world on two empty databases, closed afterwards."""
    world = World(
        open_main(main, rules=RULES, vault=VAULT),
        open_mypage(mypage),
        Path(),
    )
    world.main.start()
    world.mypage.start()
    try:
        yield world
    finally:
        await world.main.close()
        await world.mypage.close()


async def live(world: World, look: Look) -> None:
    """All of it; looks again and again while things are left to do."""
    updates = count(1)

    async def update(operation: Callable[[Transaction], Answer]) -> Answer:
        key, deed = (
            IdempotencyKey(BOT, next(updates)),
            AuditEntry(str(OWNER), "owner", operation.__name__, ""),
        )
        return await world.main.run(operation, Command(world.clock.now(), key, deed))

    await _open(world, update)
    await look(world)
    await _book(world, update)
    await look(world)
    await _end(world, update)
    await _react(world, look)
    await world.main.run(privacy.withdraw, Command(world.clock.now()), person=await world.person())


Update = Callable[[Callable[[Transaction], Answer]], Awaitable[Answer]]


async def _open(world: World, update: Update) -> None:
    day = {"days": [DAY], "capacity": 5}

    def register(tx: Transaction) -> Answer:
        return hospitals.register_hospital(tx, name="한빛병원", **day)

    def change(tx: Transaction) -> Answer:
        return hospitals.change_hospital(tx, hospital=1, phone="02-123-4567")

    def more(tx: Transaction) -> Answer:
        return hospitals.change_capacity(tx, hospital=1, day=DAY, capacity=6)

    for each in (register, change, more):
        await update(each)
    for _ in range(3):
        await world.slot(capacity=5)
    await _make_an_admin(world)


async def _make_an_admin(world: World) -> None:
    token, who, owners = "hash", "who", frozenset({OWNER})
    await world.run(admins.invite, by=OWNER, token=token)
    await world.run(admins.open_invite, token=token, who=who, owners=owners)
    known = {"language": "ko", "owners": owners}
    await world.run(admins.accept_invite, telegram=901, invite=1, who=who, **known)
    await world.run(
        dialogues.begin, telegram=901, language="ko", topic="name", state="asked", facts={}
    )

    def show(tx: Transaction) -> Answer:
        known = tx.people.by_telegram(901)
        return open_cards.keep(tx, cards=[OpenCard(known.id, 1, tx.now, {})])

    await world.run(show)


async def _book(world: World, update: Update) -> None:
    kept, closed = 1, 2
    for slot in (kept, closed, 3, 4):
        for _ in range(2):
            await world.book(slot)
    for slot in (kept, closed):
        booking = await world.book(slot)

        def cancel(tx: Transaction, booking: int = booking.id, person: int = booking.person):
            return bookings.cancel(tx, person=person, booking=booking)

        await update(cancel)
    told = await world.book(kept)
    await update(lambda tx: bookings.cancel_for_person(tx, booking=told.id))
    leaving = await world.book(kept)
    await world.run(privacy.erase_person, person=leaving.person)


async def _end(world: World, update: Update) -> None:
    admin = await world.person()
    await update(lambda tx: hospitals.delete_date(tx, slot=2, by=admin, expected=2))
    await update(lambda tx: hospitals.delete_hospital(tx, hospital=3, by=admin, expected=2))


async def _react(world: World, look: Look) -> None:
    """Everything that follows, a step at a time; the last notice is not delivered by anybody."""
    messages = count(1)

    async def send(notice: Notice) -> SendResult:
        await look(world)
        blocked = notice.id % 3 == 0
        return (
            SendResult(Delivery.BLOCKED) if blocked else SendResult(Delivery.SENT, next(messages))
        )

    leadership = LeasedLeadership(
        store=world.main, clock=world.clock, workers=["deliver"], later=()
    )
    await leadership.renew()
    dispatcher = Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock)
    while await dispatcher.tick():
        await look(world)
    await Deliverer(store=world.main, send=send, clock=world.clock, leadership=leadership).drain()
    await look(world)
