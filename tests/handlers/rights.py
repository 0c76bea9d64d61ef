"""People of every role, what each may call, and a walk through all of it that answers offences."""

import hashlib
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from domain.model import Booking
from domain.operations import people
from domain.ports.store import Transaction
from handlers.ui.callback_data import Button
from tests.handlers.phone import Heard, Phone
from tests.handlers.talk import ADMIN, World

EVERYBODY, OWN, ADMINS, OWNERS = "everybody", "own things", "admins", "owners"
ROLES = ("stranger", "customer", "former admin", "admin", "owner")
MAY = {ADMINS: {"admin", "owner"}, OWNERS: {"owner"}}
VICTIM, CANARY = 1002, "홍가람별"
UNKNOWN = ("없는 명령어예요", "예전 버튼이라 이제 쓸 수 없어요")
UNTOLD = ("handled", "audit", "audit_key", "sqlite_sequence", "open_card")
"""What may change with any update: its key, its line in the audit, the card shown last, of which
`only_own_card` says what may become of it.
"""


@dataclass
class Cast:
    """The world with somebody of each role, and a booking that is none of their business."""

    world: World
    folder: Path
    phones: dict[str, Phone]
    hospital: int
    slot: int
    booking: Booking
    right: int
    invite: int

    def digest(self, *tables: str, only: int | None = None) -> str:
        """Everything that is stored, or these tables, or rows that name a person, as one hash."""
        rows = [row for row in _rows(self.folder, tables) if only is None or str(only) in row]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def cards(self) -> dict[int, str]:
        """Each person's open card: what is stored of it."""
        with closing(sqlite3.connect(f"file:{self.folder}/main.db?mode=ro", uri=True)) as raw:
            return dict(raw.execute("SELECT person, facts FROM open_card"))

    def stale(self) -> str:
        """A button of no release."""
        return "v1|zz|1"


async def cast_of(world: World, folder: Path) -> Cast:
    """The hospital is open in 10 and 11 days; the victim is booked on the first of them."""
    hospital = await world.hospital(days=[10, 11], phone="02-765-4321")
    victim = await world.guest(VICTIM)
    await world.run(
        people.name_examinee, person=await person(world, VICTIM), name=CANARY, slot=None
    )
    booking = await world.booked(victim, hospital)
    phones = {"stranger": world.phone(1000), "owner": world.phone(ADMIN)}
    for role, telegram in (("customer", 1001), ("former admin", 1003), ("admin", 1004)):
        phones[role] = await world.guest(telegram)
    former = await grant(world, 1003)
    await world.run(lambda tx: tx.admins.revoke(former, by=ADMIN, at=tx.now))
    right = await grant(world, 1004)
    slot = await world.slot(hospital, days=11)
    invite = await world.run(_somebody_elses_invite)
    return Cast(world, folder, phones, hospital, slot, booking, right, invite)


async def grant(world: World, telegram: int) -> int:
    """Makes somebody an admin; the id of the right."""
    who = await person(world, telegram)
    return await world.run(lambda tx: tx.admins.grant(who, invited_by=ADMIN, at=tx.now))


def _somebody_elses_invite(tx: Transaction) -> int:
    until = tx.now + timedelta(hours=1)
    made = tx.admins.invite(token="hash", made_by=ADMIN, expires_at=until)
    tx.admins.opened(made, by="somebody")
    return made


async def known(world: World, telegram: int) -> int | None:
    """The id of the person with that account; None for a stranger."""
    found = await world.read(lambda tx: tx.people.by_telegram(telegram))
    return None if found is None else found.id


async def person(world: World, telegram: int) -> int:
    return (await world.read(lambda tx: tx.people.by_telegram(telegram))).id


@dataclass(frozen=True)
class Call:
    """Something to say or tap; `unknown` is the same by somebody to whom it does not exist."""

    name: str
    who: str
    make: Callable[[Phone], Awaitable[Heard]]
    unknown: Callable[[Phone], Awaitable[Heard]]


def typed(name: str, who: str, text: str, bare: Callable[[Phone, str], Awaitable[Heard]]) -> Call:
    return Call(name, who, lambda phone: phone.say(text), lambda phone: bare(phone, text))


def tapped(who: str, button: Button, stale: str) -> Call:
    data = button.pack()
    name = type(button).__name__
    return Call(name, who, lambda p: p.press(data), lambda p: p.press(stale))


async def offences(cast: Cast, role: str, calls: Iterable[Call]) -> list[str]:
    """The names of the calls that do not do what the role is entitled to, and nothing else."""
    return [call.name for call in calls if not await _fits(cast, role, call)]


async def _fits(cast: Cast, role: str, call: Call) -> bool:
    phone, before, seen = cast.phones[role], cast.digest(), await audited(cast.world)
    cards, caller = cast.cards(), await known(cast.world, phone.telegram)
    theirs = cast.digest(only=cast.booking.person)
    phone.screen, sent = None, len(cast.world.request.calls)
    shown = await call.make(phone)
    heard = told(cast.world.request.calls[sent:])
    after, noted = cast.digest(), (await audited(cast.world))[len(seen) :]
    own = {caller, await known(cast.world, phone.telegram)}
    if not only_own_card(own, cards, cast.cards()):
        return False
    if call.who in MAY:
        same = shown == await call.unknown(phone)
        if role in MAY[call.who]:
            return not same
        outcome = [(row.deed.role, row.outcome) for row in noted]
        as_ = "admin" if role == "admin" else "stranger"
        return same and before == after and outcome == [(as_, "NotAdmin")]
    if any(word in shown.text for word in UNKNOWN):
        return False
    leaked = CANARY in heard or cast.booking.code in heard
    return call.who != OWN or (not leaked and cast.digest(only=cast.booking.person) == theirs)


def only_own_card(own: set[int | None], before: dict[int, str], after: dict[int, str]) -> bool:
    """Whether no card but the caller's is another one now, and none holds a name in clear."""
    changed = {who for who in before.keys() | after.keys() if before.get(who) != after.get(who)}
    return changed <= own and CANARY not in "".join(after.values())


def told(calls: list[tuple[str, dict[str, Any]]]) -> str:
    """Everything that was sent, files included."""
    files = [file.decode() for _, said in calls for file in said.get("files", [])]
    return "\n".join([str(calls), *files])


async def audited(world: World):
    """The audit's rows, oldest first."""
    return list(reversed(await world.read(lambda tx: tx.audit.rows(limit=1000))))


def fields_of(button: type[Button]) -> set[str]:
    return {each.name for each in fields(button)}


def _rows(folder: Path, tables: tuple[str, ...]) -> Iterable[str]:
    with closing(sqlite3.connect(f"file:{folder}/main.db?mode=ro", uri=True)) as raw:
        found = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (name,) in found.fetchall():
            if name not in UNTOLD and (not tables or name in tables):
                yield name
                yield from sorted(map(repr, raw.execute(f"SELECT * FROM {name}")))  # noqa: S608 - a table of ours
