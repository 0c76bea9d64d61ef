"""Two ways in which a core must not be written, for controls: each is the store, spoilt."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from domain.errors import Refused
from domain.events import Event
from domain.ports.store import Command, IdempotencyKey, Store, Transaction


class Around:
    """An object like another one, with some of it replaced."""

    def __init__(self, whole: object, **other: object) -> None:
        self.__dict__.update(other)
        self._whole = whole

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)


class AfterCommit:
    """Events are kept in memory and published once the state is committed: a kill loses them."""

    def __init__(self, store: Store[Transaction]) -> None:
        self._store = store
        self.read = store.read

    async def run(self, operation: Callable[..., Any], command: Command, **facts: Any) -> Any:
        memory: list[tuple[Event, datetime]] = []

        def remember(event: Event, *, at: datetime) -> int:
            memory.append((event, at))
            return 0

        def without_events(tx: Transaction) -> Any:
            memory.clear()
            return operation(Around(tx, events=Around(tx.events, append=remember)), **facts)

        def publish(tx: Transaction) -> None:
            for event, at in memory:
                tx.events.append(event, at=at)

        result = await self._store.run(without_events, command)
        if memory:
            await self._store.run(publish, Command(command.now))
        return result


class PlaceFirst:
    """The place is taken in one transaction, the booking made in the next: a kill in between keeps
    a place that nobody has. It is given back if the booking is refused, so only a kill shows it.
    """

    def __init__(self, store: Store[Transaction]) -> None:
        self._store = store
        self.read = store.read

    async def run(self, operation: Callable[..., Any], command: Command, **facts: Any) -> Any:
        act = partial(operation, **facts)
        try:
            slot = await self._store.run(_take, Command(command.now), act=act, key=command.key)
        except (_NoPlaceWanted, Refused):
            return await self._store.run(act, command)
        try:
            return await self._store.run(_book, command, act=act, taken=slot)
        except Refused:
            if slot is not None:
                await self._store.run(lambda tx: tx.slots.return_place(slot), Command(command.now))
            raise


class _NoPlaceWanted(Exception):
    """It is another kind of operation, or was done before."""


class _Wanted(Exception):
    """The slot whose place it would take."""

    def __init__(self, slot: int) -> None:
        self.slot = slot


def _take(tx: Transaction, *, act: Callable[..., Any], key: IdempotencyKey | None) -> int | None:
    """Takes the place that the act would take; what else that has done is undone. None: full."""
    if key is not None and tx.keys.find(key) is not None:
        raise _NoPlaceWanted
    try:
        act(Around(tx, slots=Around(tx.slots, take_place=_say)))
    except _Wanted as wanted:
        return wanted.slot if tx.slots.take_place(wanted.slot) else None
    raise _NoPlaceWanted


def _say(slot: int) -> bool:
    raise _Wanted(slot)


def _book(tx: Transaction, *, act: Callable[..., Any], taken: int | None) -> Any:
    return act(Around(tx, slots=Around(tx.slots, take_place=lambda wanted: wanted == taken)))
