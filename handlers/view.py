"""The reader that a screen is drawn for: language, rights, time, and the reads."""

from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar

from domain import queries
from domain.model import Consent, Dialogue, Person, Role
from domain.ports.bookings import BookingCard
from domain.ports.clock import Clock
from domain.ports.mypage import MyPageTransaction
from domain.ports.store import Arrival, Store, Transaction
from domain.rules import Rules
from handlers.texts import Value, Wording, wording_in

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Services:
    """Dependencies of the handlers, put together by the wiring.

    `owners` are the Telegram ids of those who are admins by the settings; `counting` stands around
    each wish to book; `may_hint` says whether a group may be told now where bookings are made, and
    `may_tell_of_edits` whether a chat may be told that edited messages are not read.
    """

    store: Store[Transaction]
    mypage: Store[MyPageTransaction]
    clock: Clock
    rules: Rules
    owners: frozenset[int]
    keyed_hash: Callable[[str], str]
    background: Callable[[Coroutine[object, object, None]], None]
    counting: Callable[[], AbstractContextManager[None]] = nullcontext
    leave_groups: bool = False
    may_hint: Callable[[int], bool] = lambda _: True
    may_tell_of_edits: Callable[[int], bool] = lambda _: True

    def role_of(self, telegram: int | None, *, invited: bool) -> Role | None:
        """The role of an account: owner by the settings, admin by invitation, or none."""
        if telegram in self.owners:
            return Role.OWNER
        return Role.ADMIN if invited else None


class TextLookup(Protocol):
    """A text in the reader's language."""

    def __call__(self, key: str, /, **values: Value) -> str:
        """The text of that key with its values."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """One reader at one moment.

    `consents` are those that stand, with the newest version of each; `missing_consent` is the next
    one to the cards as they are now. `booking` is the one that the answer to be shown is about, as
    its commit left it. `me` is the reader's person id, -1 for a stranger; `today` the hospitals'
    civil date; `say` gives HTML, `plain` text without markup, for labels and alerts.
    """

    services: Services
    now: datetime
    words: Wording
    person: Person | None = None
    consents: Mapping[Consent, int] = field(default_factory=dict)
    role: Role | None = None
    dialogue: Dialogue | None = None
    booking: BookingCard | None = None
    missing_consent: Consent | None = field(init=False)
    me: int = field(init=False)
    today: date = field(init=False)
    say: TextLookup = field(init=False, repr=False, compare=False)
    plain: TextLookup = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Derive what a screen asks many times."""
        rules, given = self.services.rules, self.consents.get
        missing = (each for each in Consent if given(each, 0) < rules.consent_version)
        today = rules.today(self.now)
        words = self.words.in_year(today.year)
        derived = {
            "words": words,
            "missing_consent": next(missing, None),
            "me": -1 if self.person is None else self.person.id,
            "today": today,
            "say": words.say,
            "plain": words.plain,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(
        cls, services: Services, now: datetime, found: Arrival, *, telegram: int, language: str = ""
    ) -> Self:
        """The view of the person found, or of a stranger with that language."""
        person = found.person
        return cls(
            services=services,
            now=now,
            words=wording_in(language if person is None else person.language),
            person=person,
            consents=found.consents,
            role=services.role_of(telegram, invited=found.admin),
            dialogue=found.dialogue,
            booking=found.booking,
        )

    @property
    def admin(self) -> bool:
        """Whether the reader has an admin's rights; owners have."""
        return self.role is not None

    @property
    def owner(self) -> bool:
        """Whether the reader is an owner by the settings."""
        return self.role is Role.OWNER

    @property
    def language(self) -> str:
        """ko or en."""
        return self.words.language

    async def own_booking(self, booking: int) -> BookingCard | None:
        """The reader's own booking of that id; None also when it is another person's."""
        known = self.booking
        if known is None or known.booking.id != booking:
            return await self.read(queries.my_booking, person=self.me, booking=booking)
        return known if known.booking.person == self.me else None

    async def read(
        self,
        query: Callable[Concatenate[Transaction, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Read from the main store. Raises Unavailable."""
        return await self.services.store.read(query, self.now, *args, **kwargs)

    async def read_mypage(
        self,
        query: Callable[Concatenate[MyPageTransaction, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Read from the read model. Raises Unavailable."""
        return await self.services.mypage.read(query, self.now, *args, **kwargs)
