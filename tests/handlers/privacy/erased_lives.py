"""Lives that end with an erasure: told in the chat, on databases that are searched afterwards."""

import json
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from domain.operations.privacy import erase_person
from domain.ports.notices import NewNotice, NoticeKind
from domain.ports.store import Transaction
from domain.storage.vault import Vault
from handlers.context import SERVICES
from handlers.ui import buttons
from jobs.housekeeping import Retention
from tests.handlers.phone import Phone
from tests.handlers.post import Post
from tests.handlers.talk import World

VAULT = Vault({1: bytes(32)}, 1)
OWNER, SUBJECT, OTHERS = 9_100_000_001, 7_100_000_001, (7_100_000_002, 7_100_000_003)
END = "🗑 모두 삭제"


@dataclass
class Life:
    """Of the subject, beside an owner and two patients; `people` and `bookings` are all that were
    ever theirs.
    """

    world: World
    hospital: int
    owner: Phone
    phone: Phone
    closable: int | None = 11
    people: set[int] = field(default_factory=set)
    bookings: dict[int, str] = field(default_factory=dict)

    async def books(self, *, days: int = 10) -> None:
        """Agrees, if they have to, and books."""
        await self.world.guest(self.phone.telegram)
        slot = await self.world.slot(self.hospital, days=days)
        await self.phone.press(buttons.Confirm(slot).pack())
        await self.world.settle()
        await self.remember()

    async def remember(self) -> None:
        """Who they are, and what they have booked, as long as the database knows."""
        mine = await self.world.read(partial(_of_account, telegram=self.phone.telegram))
        self.people |= {person for person, *_ in mine}
        self.bookings |= {id_: code for _, id_, code in mine if id_}

    async def opens(self, *, by: Phone | None = None) -> None:
        """The link of a new invitation."""
        owner = by or self.owner
        await owner.say("/admins")
        shown = await owner.tap("🔗 초대 링크 만들기")
        link = re.search(r"start=(adm_\S+)", shown.text)
        assert link is not None
        await self.phone.say(f"/start {link[1]}")

    async def joins(self) -> None:
        await self.opens()
        await self.phone.tap("✅ 초대 수락")
        await self.remember()

    async def works(self) -> None:
        """At the desk: on other people's bookings, and on a date that is not the subject's."""
        phone = self.phone
        await phone.say("/addhospital 새봄의원 2027-03-12 5")
        if "✅ 등록" in phone.screen.labels:
            await phone.tap("✅ 등록")
        await phone.say("/capacity 한빛병원 2027-03-11 25")
        await phone.say("/roster 한빛병원 2027-03-11")
        await phone.say("/park")
        if self.closable is not None:
            slot = await self.world.slot(self.hospital, days=self.closable)
            await phone.press(buttons.CommitDelete(self.hospital, slot, len(OTHERS)).pack())
            self.closable = None
        await self.world.settle()

    async def is_revoked(self) -> None:
        [right] = await self.world.read(lambda tx: tx.admins.live())
        await self.owner.press(buttons.CommitRevoke(right.id).pack())

    async def leaves(self) -> None:
        await self.remember()
        await self.phone.say("/deletemydata")
        assert END in self.phone.screen.labels, self.phone.screen
        await self.phone.tap(END)
        await self.world.settle()


def _of_account(tx: Transaction, *, telegram: int) -> list[tuple[int, int, str]]:
    person = tx.people.by_telegram(telegram)
    if person is None:
        return []
    mine = [
        (person.id, each.id, each.code) for each in tx.bookings.upcoming(person.id, first=tx.today)
    ]
    return mine or [(person.id, 0, "")]


async def begin(world: World, *, owner: int = OWNER, subject: int = SUBJECT) -> Life:
    """A hospital with two dates, two patients on both."""
    services = world.application.bot_data[SERVICES]
    key = await world.run(lambda tx: tx.chain.seal())
    world.application.bot_data[SERVICES] = replace(services, keyed_hash=key.keyed_hash)
    hospital = await world.hospital(days=[10, 11, 13])
    for telegram in OTHERS:
        patient = await world.guest(telegram)
        for days in (10, 11):
            await world.booked(patient, hospital, days=days)
    await world.settle()
    return Life(world, hospital, world.phone(owner), world.phone(subject))


async def customer(life: Life) -> None:
    await life.phone.say("/roster")  # refused, and audited as a stranger's
    await life.books()
    await life.leaves()


async def opened_only(life: Life) -> None:
    await life.books()
    await life.opens()
    await life.leaves()


async def former_admin(life: Life) -> None:
    await life.books()
    await life.joins()
    await life.works()
    await Post(life.world).deliver()
    await life.is_revoked()
    await life.books(days=13)
    await life.leaves()


async def while_admin(life: Life) -> None:
    await life.joins()
    await life.works()
    await life.books()
    await life.leaves()


async def invited_twice(life: Life) -> None:
    await life.joins()
    await life.is_revoked()
    await life.joins()
    await life.books()
    await life.leaves()


async def owner(life: Life) -> None:
    """The subject is the owner, who invited and revoked an admin."""
    guest = Life(life.world, life.hospital, life.owner, life.world.phone(OTHERS[0]))
    await guest.joins()
    await guest.is_revoked()
    await guest.joins()
    await Post(life.world).deliver()
    await life.books()
    await life.works()
    await life.leaves()


async def returned(life: Life) -> None:
    """Erased as an admin, back as a patient who is not erased, and who booked again."""
    await while_admin(life)
    gone = set(life.people), dict(life.bookings)
    await life.books(days=13)
    life.people, life.bookings = gone


async def erased_twice(life: Life) -> None:
    await while_admin(life)
    await invited_twice(life)


async def by_retention(life: Life) -> None:
    await life.joins()
    await life.works()
    await life.is_revoked()
    await life.books()
    stays = await life.world.hospital("오래의원", days=505)
    for telegram in OTHERS:  # those erased in the same round have the same moment
        await life.world.booked(life.world.phone(telegram), stays, days=505)
    life.world.clock.forward(days=500)
    await Post(life.world).deliver()
    await Retention(store=life.world.main, clock=life.world.clock).tick()
    await life.world.settle()


async def with_notices_pending(life: Life) -> None:
    """A sum, a reply to an audited update, a finding, and the notice of a new admin."""
    await life.books()
    await life.joins()
    [person] = life.people
    await life.works()
    await life.world.run(partial(_owe_all, person=person))
    await life.leaves()


async def with_sum_to_come(life: Life) -> None:
    """The sum of their deletion is enqueued after the erasure."""
    await life.books()
    await life.joins()
    await life.works()
    await life.leaves()
    await Post(life.world).deliver()


def _owe_all(tx: Transaction, *, person: int) -> None:
    [right] = tx.admins.live()
    last = max(row.update for row in tx.audit.rows(limit=100) if row.update is not None)
    answer = json.dumps({"name": "deleted", "facts": {"deletion": 1}, "refused": False})
    for key, kind, facts in (
        (f"update:77:{last}", NoticeKind.REPLY, {"answer": answer}),
        (f"admin:{right.id}:{person}", NoticeKind.NEW_ADMIN, {"admin": right.id}),
        (f"finding:x:{person}", NoticeKind.FINDING, {"invariant": "x", "total": 1, "ids": "1"}),
    ):
        tx.notices.enqueue(NewNotice(key, person, kind, facts, tx.now))


async def erased_by_operation(life: Life) -> None:
    """As a replay after a restore does it."""
    await life.joins()
    await life.books()
    for person in life.people:
        await life.world.run(erase_person, person=person)
    await life.world.settle()


async def anyhow(life: Life, chance: random.Random) -> None:
    """Steps in any order; in the end they have booked, and are erased."""
    for _ in range(chance.randint(3, 9)):
        view = await life.world.read(partial(_roles, telegram=life.phone.telegram))
        steps = [life.opens, partial(life.books, days=chance.choice([10, 13]))]
        steps += [life.works, life.is_revoked] if view.admin else [life.joins]
        steps += [life.leaves] if view.known else []
        await chance.choice(steps)()
        if chance.random() < 0.3:
            await Post(life.world).deliver()
    await life.books(days=13)
    await life.leaves()


class _Roles(NamedTuple):
    known: bool
    admin: bool


def _roles(tx: Transaction, *, telegram: int) -> _Roles:
    known = tx.people.by_telegram(telegram) is not None
    return _Roles(known, tx.admins.entitles(telegram))


LIVES: dict[str, Callable[[Life], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        *(customer, opened_only, former_admin, while_admin, invited_twice, owner, returned),
        *(erased_twice, by_retention, with_notices_pending, with_sum_to_come),
        erased_by_operation,
    )
}
